"""Past passwords, when somebody last signed in, sessions that another one replaced; an index for swapped shifts."""

import sqlalchemy as sa
from alembic import op

from migrations import grants

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("person", sa.Column("signed_in_at", sa.DateTime(timezone=True)))
    op.execute("""
        UPDATE person SET signed_in_at = last.at
        FROM (SELECT county, person_id, max(created_at) AS at FROM web_session GROUP BY county, person_id) AS last
        WHERE last.county = person.county AND last.person_id = person.id
    """)
    op.add_column("web_session", sa.Column("replaced", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "past_password",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("id", sa.BigInteger, autoincrement=True, nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name="pk_past_password"),
        sa.ForeignKeyConstraint(
            ["county", "person_id"], ["person.county", "person.id"], name="fk_past_password_person_id"
        ),
    )
    op.create_index("ix_past_password_person", "past_password", ["person_id", "county"])
    grants.disposable("past_password")
    op.create_index("ix_shift_swap", "shift", ["swap_of", "county"], postgresql_where=sa.text("swap_of IS NOT NULL"))


def downgrade():
    op.drop_index("ix_shift_swap", "shift")
    op.drop_table("past_password")
    op.drop_column("web_session", "replaced")
    op.drop_column("person", "signed_in_at")
