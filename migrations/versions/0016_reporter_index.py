"""What somebody has reported, by an index: their usual kinds come first when they report the next."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index(
        "ix_incident_reporter", "incident", ["reported_by", "id"], postgresql_where=sa.text("reported_by IS NOT NULL")
    )


def downgrade():
    op.drop_index("ix_incident_reporter", "incident")
