"""Legs that nobody has accepted yet, by how long they wait: what one network waits for from the other."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade():
    waits = sa.text("ended_at IS NULL AND state = 'assigned'")
    op.create_index(
        "ix_assignment_unaccepted", "assignment", ["county", "network", "assigned_at", "id"], postgresql_where=waits
    )


def downgrade():
    op.drop_index("ix_assignment_unaccepted", "assignment")
