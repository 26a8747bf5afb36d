"""What waits for a decision is found without looking at what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INDEX = "ix_clock_interval_pending"


def upgrade():
    op.create_index(INDEX, "clock_interval", ["clock_id", "county"], postgresql_where=sa.text("decision = 'pending'"))


def downgrade():
    op.drop_index(INDEX, "clock_interval")
