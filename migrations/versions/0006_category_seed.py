"""The categories that every county begins with; a county changes them by overrides."""

import csv
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SEED = Path(__file__).parents[1] / "data" / "categories.csv"


def upgrade():
    with SEED.open(encoding="utf-8", newline="") as file:
        rows = [
            {**row, "conflict_route": row["conflict_route"] == "true", "version": 1} for row in csv.DictReader(file)
        ]
    names = list(rows[0])
    category = sa.table("category", *(sa.column(name) for name in names))
    op.bulk_insert(category, rows)


def downgrade():
    op.execute("DELETE FROM category")
