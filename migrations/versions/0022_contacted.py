"""When whoever has a leg first rang up the reporter."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("assignment", sa.Column("contacted_at", sa.DateTime(timezone=True)))


def downgrade():
    op.drop_column("assignment", "contacted_at")
