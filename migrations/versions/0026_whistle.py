"""Whistle and report: departments, whistles, the summons of each department, their history; how soon they answer."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from migrations import grants

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ALWAYS_SO = datetime(2000, 1, 1, tzinfo=UTC)
ROLES = (
    "role IN ('grid_worker', 'grid_helper', 'grid_leader', 'officer', 'auxiliary', 'station_duty', 'village_desk',"
    " 'township_desk', 'county_desk', 'dispatcher', 'supervisor', 'system_admin', 'security_admin', 'auditor',"
    " 'gateway'{more})"
)
#: A clock for arriving begins so long before the moment that was named, and is yellow at that moment.
POLICIES = (
    ("summons-acknowledge-urgent", "acknowledge", "P1", 30, "minute", "always", 80),
    ("summons-acknowledge", "acknowledge", None, 1, "working_day", "working", 80),
    ("summons-attend", "attend", None, 30, "minute", "always", 50),
)


def in_county(table, *rest):
    op.create_table(
        table,
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("id", sa.BigInteger, autoincrement=True, nullable=False),
        *rest,
        sa.PrimaryKeyConstraint("county", "id", name=f"pk_{table}"),
    )


def words(name, *, null=False):
    return sa.Column(name, sa.Text, nullable=null)


def big(name, *, null=False):
    return sa.Column(name, sa.BigInteger, nullable=null)


def moment(name, *, null=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def version():
    return sa.Column("version", sa.Integer, nullable=False)


def to(table, name, target):
    return sa.ForeignKeyConstraint(
        ["county", name], [f"{target}.county", f"{target}.id"], name=op.f(f"fk_{table}_county_{name}")
    )


def check(table, name, rule):
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def upgrade():
    _desks()
    _department()
    _whistle()
    _summons()
    _entry()
    grants.ordinary("department", "whistle", "summons")
    grants.append_only("whistle_entry")
    _policies()


def _desks():
    """A department's desk is a position with the department's code."""
    _replace("role", ROLES.format(more=", 'department_desk'"))
    _replace("station_has_its_officer", "(station_code IS NOT NULL) = (role IN ('station_duty', 'department_desk'))")
    op.create_check_constraint(
        op.f("ck_position_department_has_its_desk"),
        "position",
        "(role = 'department_desk') = coalesce(starts_with(station_code, 'DEPT-'), false)",
    )


def _replace(name, rule):
    op.drop_constraint(op.f(f"ck_position_{name}"), "position", type_="check")
    op.create_check_constraint(op.f(f"ck_position_{name}"), "position", rule)


def _department():
    in_county(
        "department",
        words("code"),
        words("name_zh"),
        words("name_en"),
        words("phone", null=True),
        moment("retired_at", null=True),
        version(),
        moment("recorded_at"),
        sa.UniqueConstraint("code", "county", name="uq_department_code"),
        check("department", "code_is_a_departments", "code ~ '^DEPT-[A-Z0-9]{2,12}$'"),
    )


def _whistle():
    in_county(
        "whistle",
        big("incident_id"),
        words("urgency"),
        words("place"),
        words("need"),
        moment("meet_at"),
        moment("opened_at"),
        big("opened_by"),
        big("opened_as"),
        words("client_ref", null=True),
        sa.Column("body_hash", sa.LargeBinary, nullable=True),
        to("whistle", "incident_id", "incident"),
        check("whistle", "urgency", "urgency IN ('urgent', 'normal')"),
        check("whistle", "meets_later", "meet_at > opened_at"),
        check("whistle", "ref_has_its_body", "(client_ref IS NULL) = (body_hash IS NULL)"),
    )
    op.create_index("ix_whistle_incident", "whistle", ["incident_id", "id"])
    op.create_index(
        "uq_whistle_client_ref",
        "whistle",
        ["opened_by", "client_ref", "county"],
        unique=True,
        postgresql_where=sa.text("client_ref IS NOT NULL"),
    )


def _summons():
    in_county(
        "summons",
        big("whistle_id"),
        big("incident_id"),
        big("department_id"),
        words("state"),
        version(),
        sa.Column("turn", sa.SmallInteger, nullable=False),
        moment("called_at"),
        moment("acknowledged_at", null=True),
        moment("declined_at", null=True),
        moment("arrived_at", null=True),
        moment("done_at", null=True),
        moment("ended_at", null=True),
        words("attendance", null=True),
        words("outcome", null=True),
        to("summons", "whistle_id", "whistle"),
        to("summons", "incident_id", "incident"),
        to("summons", "department_id", "department"),
        check(
            "summons",
            "state",
            "state IN ('called', 'acknowledged', 'declined', 'insisted', 'on_spot', 'done', 'rated', 'withdrawn')",
        ),
        check("summons", "attendance", "attendance IN ('on_time', 'late', 'absent')"),
        check("summons", "outcome", "outcome IN ('solved', 'partly', 'not_solved')"),
        check("summons", "ended_has_time", "(state IN ('rated', 'withdrawn')) = (ended_at IS NOT NULL)"),
        check("summons", "rated_is_whole", "(state = 'rated') = (num_nonnulls(attendance, outcome) = 2)"),
        check("summons", "rated_together", "(attendance IS NULL) = (outcome IS NULL)"),
    )
    op.create_index(
        "uq_summons_live",
        "summons",
        ["incident_id", "department_id", "county"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_summons_whistle", "summons", ["whistle_id", "id"])
    op.create_index("ix_summons_incident", "summons", ["incident_id", "id"])
    op.create_index("ix_summons_department", "summons", ["department_id", "id"])
    op.create_index("ix_summons_open", "summons", ["county", "id"], postgresql_where=sa.text("ended_at IS NULL"))


def _entry():
    in_county(
        "whistle_entry",
        big("whistle_id"),
        big("summons_id", null=True),
        words("step"),
        words("from_state", null=True),
        words("to_state", null=True),
        words("reason", null=True),
        words("attendance", null=True),
        words("outcome", null=True),
        big("person_id", null=True),
        big("position_id", null=True),
        moment("occurred_at"),
        moment("recorded_at"),
        to("whistle_entry", "whistle_id", "whistle"),
        to("whistle_entry", "summons_id", "summons"),
    )
    op.create_index("ix_whistle_entry_whistle", "whistle_entry", ["whistle_id", "id"])


def _policies():
    table = sa.table(
        "policy_version",
        *(
            sa.column(name)
            for name in (
                *("code", "version", "stage", "priority", "amount", "unit", "calendar", "remind_percent"),
                *("yellow_percent", "red_percent", "set_by_level", "valid_from", "recorded_at"),
            )
        ),
    )
    common = {"version": 1, "yellow_percent": 100, "red_percent": 200, "set_by_level": 3}
    common |= {"valid_from": ALWAYS_SO, "recorded_at": ALWAYS_SO}
    names = ("code", "stage", "priority", "amount", "unit", "calendar", "remind_percent")
    op.bulk_insert(table, [common | dict(zip(names, row, strict=True)) for row in POLICIES])


def downgrade():
    codes = ", ".join(f"'{row[0]}'" for row in POLICIES)
    op.execute(f"DELETE FROM policy_version WHERE code IN ({codes})")
    for table in ("whistle_entry", "summons", "whistle", "department"):
        op.drop_table(table)
    op.drop_constraint(op.f("ck_position_department_has_its_desk"), "position", type_="check")
    _replace("station_has_its_officer", "(station_code IS NOT NULL) = (role = 'station_duty')")
    _replace("role", ROLES.format(more=""))
