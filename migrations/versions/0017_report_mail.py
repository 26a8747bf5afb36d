"""Reports by mail: who wants which every week or month, and each that was made for them."""

import sqlalchemy as sa
from alembic import op

from migrations import grants

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    subscriptions()
    issues()
    grants.ordinary("report_subscription", "report_issue")


def in_county(table, *rest):
    op.create_table(
        table,
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        *rest,
        sa.PrimaryKeyConstraint("county", "id", name=f"pk_{table}"),
    )


def check(table, name, rule):
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def moment(name, *, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def of(table, name, target):
    return sa.ForeignKeyConstraint(
        ["county", name], [f"{target}.county", f"{target}.id"], name=op.f(f"fk_{table}_county_{name}")
    )


def subscriptions():
    table = "report_subscription"
    in_county(
        table,
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("position_id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("scope", "cadence", "language", "format")),
        moment("created_at"),
        moment("ended_at", nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        of(table, "person_id", "person"),
        of(table, "position_id", "position"),
        check(table, "cadence", "cadence IN ('weekly', 'monthly')"),
        check(table, "language", "language IN ('zh', 'en')"),
        check(table, "format", "format IN ('pdf', 'xlsx')"),
        check(table, "ended_for_a_reason", "(ended_at IS NULL) = (end_reason IS NULL)"),
        check(table, "end_reason", "end_reason IN ('cancelled', 'no_right')"),
    )
    op.create_index(
        "uq_report_subscription_once",
        table,
        ["person_id", "scope", "cadence", "county"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def issues():
    table = "report_issue"
    in_county(
        table,
        sa.Column("subscription_id", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        moment("as_of"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        moment("next_try_at", nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        moment("made_at", nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        of(table, "subscription_id", "report_subscription"),
        sa.UniqueConstraint("subscription_id", "first_day", "county", name="uq_report_issue_once"),
        check(table, "state", "state IN ('due', 'making', 'made', 'failed', 'given_up', 'dropped')"),
        check(table, "tried_until_it_ended", "(next_try_at IS NULL) = (state IN ('made', 'given_up', 'dropped'))"),
        check(table, "made_is_there", "(state = 'made') = (content IS NOT NULL)"),
    )
    op.create_index(
        "ix_report_issue_due",
        table,
        ["next_try_at", "county"],
        postgresql_where=sa.text("next_try_at IS NOT NULL"),
    )


def downgrade():
    op.drop_table("report_issue")
    op.drop_table("report_subscription")
