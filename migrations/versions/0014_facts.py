"""Facts of the reports by county and local day, and how far they have been written."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations import grants

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COUNTS = (
    "measured",
    "zero",
    "due",
    "in_limit",
    "open_late",
    "duplicate",
    "rejected",
    "start_missing",
    "stamp_missing",
    "impossible",
    "converted",
    "open",
    "no_limit",
    "no_clock",
    "not_due",
)


def upgrade():
    op.create_table(
        "report_fact",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("grain", "code", "cut", "network", "value")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.Column("buckets", ARRAY(sa.Integer()), nullable=False),
        sa.Column("counts", ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "day", "grain", "code", "cut", "network", "value", name="pk_report_fact"),
        sa.CheckConstraint("grain IN ('day', 'month')", name=op.f("ck_report_fact_grain")),
        sa.CheckConstraint("cut IN ('', 'priority', 'group')", name=op.f("ck_report_fact_cut")),
        sa.CheckConstraint("cardinality(buckets) = cardinality(counts)", name=op.f("ck_report_fact_sketch_is_whole")),
    )
    op.create_index("ix_report_fact_across", "report_fact", ["code", "cut", "grain", "county", "day"])
    op.create_table(
        "report_fact_stamp",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("last_entry", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", name="pk_report_fact_stamp"),
    )
    grants.disposable("report_fact")
    grants.ordinary("report_fact_stamp")


def downgrade():
    op.drop_table("report_fact_stamp")
    op.drop_table("report_fact")
