"""Made reports whose file was deleted for its age."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

STATES = ("due", "making", "made", "failed", "given_up", "dropped")
ENDED = ("made", "given_up", "dropped")


def upgrade():
    _check((*STATES, "expired"), (*ENDED, "expired"))
    op.create_index(
        "ix_report_issue_made", "report_issue", ["made_at", "county"], postgresql_where=sa.text("state = 'made'")
    )


def downgrade():
    op.drop_index("ix_report_issue_made", "report_issue")
    op.execute("UPDATE report_issue SET state = 'dropped' WHERE state = 'expired'")
    _check(STATES, ENDED)


def _check(states, ended):
    for name, rule in (
        ("state", f"state IN ({_quoted(states)})"),
        ("tried_until_it_ended", f"(next_try_at IS NULL) = (state IN ({_quoted(ended)}))"),
    ):
        op.drop_constraint(op.f(f"ck_report_issue_{name}"), "report_issue", type_="check")
        op.create_check_constraint(op.f(f"ck_report_issue_{name}"), "report_issue", rule)


def _quoted(words):
    return ", ".join(f"'{word}'" for word in words)
