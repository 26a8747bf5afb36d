"""Time limits are changed by two persons: proposals that wait for the second one; the audit trail by act and person."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import grants

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "policy_proposal",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("id", sa.BigInteger, autoincrement=True, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("is_withdrawal", sa.Boolean, nullable=False),
        sa.Column("applies_to_running", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.BigInteger, nullable=False),
        sa.Column("proposed_as", sa.BigInteger, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.BigInteger),
        sa.Column("decided_as", sa.BigInteger),
        sa.Column("reason", sa.Text),
        sa.Column("policy_id", sa.BigInteger),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name="pk_policy_proposal"),
        sa.CheckConstraint("state IN ('waiting', 'confirmed', 'declined', 'withdrawn')", name="state"),
        sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_has_time"),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'declined') OR decided_by <> proposed_by", name="takes_two_persons"
        ),
        sa.CheckConstraint("(state = 'confirmed') = (policy_id IS NOT NULL)", name="confirmed_has_policy"),
    )
    op.create_index(
        "uq_policy_proposal_waiting",
        "policy_proposal",
        ["code", "county"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    grants.ordinary("policy_proposal")
    op.create_index(
        "ix_audit_entry_action",
        "audit_entry",
        ["action", "county", "id"],
        postgresql_ops={"action": "text_pattern_ops"},
    )
    op.create_index("ix_audit_entry_person", "audit_entry", ["person_id", "county", "id"])


def downgrade():
    op.drop_index("ix_audit_entry_person", "audit_entry")
    op.drop_index("ix_audit_entry_action", "audit_entry")
    op.drop_table("policy_proposal")
