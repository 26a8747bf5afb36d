"""What boards are read by: running clocks and open incidents of a county, cards of an incident, the latest entries."""

import sqlalchemy as sa
from alembic import op

from migrations import grants

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    running = sa.text("state = 'running' AND subject_kind = 'incident'")
    op.create_index("ix_clock_board", "clock", ["county", "due_at", "id"], postgresql_where=running)
    is_open = sa.text("ended_at IS NULL AND NOT is_history")
    op.create_index("ix_incident_open", "incident", ["county", "id"], postgresql_where=is_open)
    op.create_index("ix_card_subject", "card", ["subject_id", "subject_kind"])
    op.create_index("ix_card_latest", "card", ["id"])
    op.create_index("ix_incident_entry_latest", "incident_entry", ["id"])
    op.create_table(
        "board_view",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("id", sa.BigInteger, autoincrement=True, nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name="pk_board_view"),
        sa.ForeignKeyConstraint(
            ["county", "person_id"], ["person.county", "person.id"], name="fk_board_view_county_person_id"
        ),
    )
    op.create_index("uq_board_view_name", "board_view", ["person_id", "name", "county"], unique=True)
    grants.disposable("board_view")


def downgrade():
    op.drop_table("board_view")
    op.drop_index("ix_incident_entry_latest", "incident_entry")
    op.drop_index("ix_card_latest", "card")
    op.drop_index("ix_card_subject", "card")
    op.drop_index("ix_incident_open", "incident")
    op.drop_index("ix_clock_board", "clock")
