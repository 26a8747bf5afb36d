"""The service's role and the audit trail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations import grants

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gridnet_service') THEN
        CREATE ROLE gridnet_service NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, 'gridnet_service', 'MEMBER') THEN
        EXECUTE format('GRANT gridnet_service TO %I', current_user);
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE EXCEPTION
        'the role gridnet_service is missing: create it and grant it to %, then migrate again', current_user;
END $$
"""


def upgrade():
    op.execute(ROLE)
    op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute(f"GRANT USAGE ON SCHEMA public TO {grants.ROLE}")
    op.execute(f"GRANT SELECT ON alembic_version TO {grants.ROLE}")  # to say whether the schema is the one needed
    op.create_table(
        "audit_entry",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.BigInteger()),
        sa.Column("position_id", sa.BigInteger()),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text()),
        sa.Column("subject_id", sa.Text()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("detail", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    op.create_table(
        "audit_seal",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name="pk_audit_seal"),
        sa.UniqueConstraint("county", "number", name="uq_audit_seal_county"),
    )
    op.create_table(
        "audit_sealed",
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("seal_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county", "entry_id", name="pk_audit_sealed"),
    )
    grants.append_only("audit_entry", "audit_seal", "audit_sealed")


def downgrade():
    op.drop_table("audit_sealed")
    op.drop_table("audit_seal")
    op.drop_table("audit_entry")
