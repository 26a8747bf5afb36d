"""What reports read: incidents of a county by when they were reported, and by when they were closed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COUNTY = sa.text("left(county, 6)")


def upgrade():
    op.create_index("ix_incident_reported", "incident", [COUNTY, "reported_at"])
    op.create_index(
        "ix_incident_closed",
        "incident",
        [COUNTY, "closed_at"],
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )


def downgrade():
    op.drop_index("ix_incident_closed", table_name="incident")
    op.drop_index("ix_incident_reported", table_name="incident")
