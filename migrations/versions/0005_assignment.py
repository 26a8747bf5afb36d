"""The why-me records."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import grants

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "assignment_why",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("record", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county", "assignment_id"], ["assignment.county", "assignment.id"], name="fk_assignment_why_county"
        ),
        sa.PrimaryKeyConstraint("county", "assignment_id", name="pk_assignment_why"),
    )
    grants.append_only("assignment_why")


def downgrade():
    op.drop_table("assignment_why")
