"""Incidents out of a file of the past: marked as such, with the limit they had, and whatever stamps are known."""

import sqlalchemy as sa
from alembic import op

from migrations import grants

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LOCATED_BY = "ck_incident_located_by_is_known"
BEFORE = "located_by IN ('point', 'nearest', 'grid_code', 'outside', 'address')"
SINCE = "located_by IN ('point', 'nearest', 'grid_code', 'outside', 'address', 'unknown')"


def upgrade():
    op.add_column("incident", sa.Column("is_history", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.drop_constraint(op.f(LOCATED_BY), "incident", type_="check")
    op.create_check_constraint(op.f(LOCATED_BY), "incident", SINCE)
    op.alter_column("assignment", "assigned_at", nullable=True)
    op.create_table(
        "incident_history",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["county", "incident_id"], ["incident.county", "incident.id"], name=op.f("fk_incident_history_county")
        ),
        sa.PrimaryKeyConstraint("county", "incident_id", name="pk_incident_history"),
    )
    grants.append_only("incident_history")


def downgrade():
    """What has no moment of assignment cannot be kept without the column being empty: it gets that of the report."""
    op.drop_table("incident_history")
    op.execute(
        "UPDATE assignment SET assigned_at = reported_at FROM incident WHERE incident.county = assignment.county"
        " AND incident.id = assignment.incident_id AND assigned_at IS NULL"
    )
    op.alter_column("assignment", "assigned_at", nullable=False)
    op.execute("UPDATE incident SET located_by = 'address' WHERE located_by = 'unknown'")
    op.drop_constraint(op.f(LOCATED_BY), "incident", type_="check")
    op.create_check_constraint(op.f(LOCATED_BY), "incident", BEFORE)
    op.drop_column("incident", "is_history")
