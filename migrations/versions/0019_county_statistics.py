"""That the county of an incident and the first six digits of it are one thing, told to the planner.

Without it a month of a county is taken for a single row, and what belongs to its incidents is searched for row by row.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE STATISTICS st_incident_county (dependencies) ON county, (left(county, 6)) FROM incident")


def downgrade():
    op.execute("DROP STATISTICS st_incident_county")
