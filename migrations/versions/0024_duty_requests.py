"""Leaves and swaps that workers and officers ask for, and what was decided about them."""

import sqlalchemy as sa
from alembic import op

from migrations import grants

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KEYS = {
    "person_id": "person",
    "position_id": "position",
    "other_id": "person",
    "shift_id": "shift",
    "other_shift_id": "shift",
    "leave_id": "leave",
}


def upgrade():
    op.create_table(
        "duty_request",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("id", sa.BigInteger, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("position_id", sa.BigInteger, nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("leave_kind", sa.Text),
        sa.Column("shift_id", sa.BigInteger),
        sa.Column("other_id", sa.BigInteger),
        sa.Column("other_shift_id", sa.BigInteger),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_by", sa.BigInteger),
        sa.Column("decided_as", sa.BigInteger),
        sa.Column("reason", sa.Text),
        sa.Column("leave_id", sa.BigInteger),
        sa.PrimaryKeyConstraint("county", "id", name="pk_duty_request"),
        *(
            sa.ForeignKeyConstraint(["county", name], [f"{table}.county", f"{table}.id"])
            for name, table in KEYS.items()
        ),
        sa.CheckConstraint("kind IN ('leave', 'swap')", name="kind"),
        sa.CheckConstraint(
            "state IN ('asked', 'waiting', 'approved', 'declined', 'refused', 'withdrawn')", name="state"
        ),
        sa.CheckConstraint("ends_at > starts_at", name="in_order"),
        sa.CheckConstraint("(kind = 'leave') = (leave_kind IS NOT NULL)", name="leave_has_kind"),
        sa.CheckConstraint(
            "(kind = 'swap') = (shift_id IS NOT NULL AND other_shift_id IS NOT NULL AND other_id IS NOT NULL)",
            name="swap_has_shifts",
        ),
        sa.CheckConstraint("(state IN ('approved', 'declined')) = (decided_at IS NOT NULL)", name="decided_has_time"),
        sa.CheckConstraint(
            "decided_by IS NULL OR (decided_by <> person_id AND decided_by IS DISTINCT FROM other_id)",
            name="takes_a_third",
        ),
    )
    op.create_index("ix_duty_request_person", "duty_request", ["person_id", "county", "id"])
    op.create_index(
        "ix_duty_request_other",
        "duty_request",
        ["other_id", "county", "id"],
        postgresql_where=sa.text("other_id IS NOT NULL"),
    )
    op.create_index(
        "ix_duty_request_open",
        "duty_request",
        ["county", "starts_at", "id"],
        postgresql_where=sa.text("state IN ('asked', 'waiting')"),
    )
    grants.ordinary("duty_request")


def downgrade():
    op.drop_table("duty_request")
