"""Policies with their default limits, clocks, the stretches they do not count, their epochs and extensions."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint

from migrations import grants

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SEED = Path(__file__).parents[1] / "data" / "policies.csv"
ALWAYS_SO = datetime(2000, 1, 1, tzinfo=UTC)
TABLES = ("policy_version", "clock", "clock_interval", "clock_epoch", "clock_extension")
PERCENTS = "0 < remind_percent AND remind_percent < yellow_percent AND yellow_percent < red_percent"
UNITS = "unit IN ('minute', 'working_hour', 'working_day', 'day', 'month')"
PENDING = sa.text("'pending'")


def column(name, kind=sa.Text, *, nullable=False):
    return sa.Column(name, kind() if isinstance(kind, type) else kind, nullable=nullable)


def maybe(name, kind=sa.Text):
    return column(name, kind, nullable=True)


def moment(name, *, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def check(table, name, rule):
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def in_county(table, *rest):
    op.create_table(
        table,
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        *rest,
        sa.PrimaryKeyConstraint("county", "id", name=f"pk_{table}"),
    )


def of_clock(table):
    return sa.ForeignKeyConstraint(
        ["county", "clock_id"], ["clock.county", "clock.id"], name=op.f(f"fk_{table}_county")
    )


def limit():
    return (
        column("amount", sa.Integer),
        column("unit"),
    )


def percents():
    return tuple(column(f"{name}_percent", sa.SmallInteger) for name in ("remind", "yellow", "red"))


def upgrade():
    policies()
    clock()
    interval()
    epoch()
    extension()
    grants.ordinary("clock", "clock_interval", "clock_extension")
    grants.append_only("policy_version", "clock_epoch")
    seed()


def policies():
    op.create_table(
        "policy_version",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        column("code"),
        column("version", sa.Integer),
        maybe("county", sa.String(6)),
        column("stage"),
        maybe("category"),
        maybe("category_group"),
        maybe("priority"),
        maybe("network"),
        maybe("role"),
        maybe("urban", sa.Boolean),
        *limit(),
        column("calendar"),
        *percents(),
        column("set_by_level", sa.SmallInteger),
        moment("valid_from"),
        sa.Column("is_withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        moment("recorded_at"),
        maybe("recorded_by", sa.BigInteger),
        maybe("recorded_as", sa.BigInteger),
        maybe("note"),
        sa.PrimaryKeyConstraint("id", name="pk_policy_version"),
        sa.UniqueConstraint("code", "version", name="uq_policy_version_code"),
        check("policy_version", "code_is_a_word", "code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{2,63}$'"),
        check("policy_version", "category_or_group", "num_nonnulls(category, category_group) <= 1"),
        check("policy_version", "category", "category ~ '^[0-9]{4}$'"),
        check("policy_version", "category_group", "category_group ~ '^[0-9]{2}$'"),
        check("policy_version", "amount_is_positive", "amount > 0"),
        check("policy_version", "unit", UNITS),
        check("policy_version", "calendar", "calendar IN ('working', 'always')"),
        check("policy_version", "percents_rise", PERCENTS),
        check("policy_version", "level", "set_by_level BETWEEN 0 AND 5"),
    )


def clock():
    in_county(
        "clock",
        column("subject_kind"),
        column("subject_id", sa.BigInteger),
        maybe("network"),
        maybe("role"),
        column("stage"),
        column("turn", sa.SmallInteger),
        column("epoch", sa.SmallInteger),
        column("state"),
        column("cause"),
        maybe("category"),
        maybe("priority"),
        maybe("urban", sa.Boolean),
        column("policy_version_id", sa.BigInteger),
        column("calendar_code"),
        column("calendar_version", sa.Integer),
        *limit(),
        *percents(),
        column("set_by_level", sa.SmallInteger),
        maybe("holder_person_id", sa.BigInteger),
        maybe("holder_position_id", sa.BigInteger),
        column("division_code"),
        moment("started_at"),
        moment("remind_at"),
        moment("due_at"),
        moment("yellow_at"),
        moment("red_at"),
        moment("conference_at"),
        column("provisional", sa.Boolean),
        column("next_level", sa.SmallInteger),
        moment("next_check_at", nullable=True),
        moment("stopped_at", nullable=True),
        maybe("stop_cause"),
        moment("stop_recorded_at", nullable=True),
        maybe("elapsed_s", sa.BigInteger),
        check("clock", "state", "state IN ('running', 'paused', 'stopped')"),
        check("clock", "amount_is_positive", "amount > 0"),
        check("clock", "unit", UNITS),
        check("clock", "percents_rise", PERCENTS),
        check("clock", "stopped_has_time", "(state = 'stopped') = (stopped_at IS NOT NULL)"),
        check("clock", "stop_is_whole", "num_nonnulls(stopped_at, stop_cause, stop_recorded_at, elapsed_s) IN (0, 4)"),
        check("clock", "stops_after_start", "stopped_at >= started_at"),
        check("clock", "only_running_is_checked", "state = 'running' OR next_check_at IS NULL"),
        check("clock", "person_acts_as_position", "(holder_person_id IS NULL) = (holder_position_id IS NULL)"),
    )
    op.create_index(
        "uq_clock_once",
        "clock",
        ["subject_id", "subject_kind", "network", "stage", "turn", "county"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index(
        "ix_clock_due", "clock", ["next_check_at", "county"], postgresql_where=sa.text("next_check_at IS NOT NULL")
    )
    op.create_index("ix_clock_open", "clock", ["id"], postgresql_where=sa.text("state <> 'stopped'"))


def interval():
    in_county(
        "clock_interval",
        column("clock_id", sa.BigInteger),
        column("kind"),
        moment("from_at"),
        moment("to_at", nullable=True),
        column("reason"),
        maybe("note"),
        moment("recorded_at"),
        maybe("asked_by_person", sa.BigInteger),
        maybe("asked_by_position", sa.BigInteger),
        column("decision"),
        moment("decided_at", nullable=True),
        maybe("decided_by_person", sa.BigInteger),
        maybe("decided_by_position", sa.BigInteger),
        of_clock("clock_interval"),
        check("clock_interval", "kind", "kind IN ('pause', 'stopped')"),
        check("clock_interval", "decision", "decision IN ('pending', 'granted', 'refused')"),
        check("clock_interval", "ends_after_start", "to_at >= from_at"),
        check("clock_interval", "decided_has_time", "(decision = 'pending') = (decided_at IS NULL)"),
        check("clock_interval", "takes_two_persons", "asked_by_person <> decided_by_person"),
        check(
            "clock_interval",
            "pause_has_approver",
            "kind = 'stopped' OR decision = 'pending' OR decided_by_person IS NOT NULL",
        ),
        check(
            "clock_interval",
            "reason_is_lawful",
            "kind = 'stopped' OR reason IN "
            "('waiting_for_resident', 'court_or_appraisal', 'force_majeure', 'approved_delay')",
        ),
        ExcludeConstraint(
            ("clock_id", "="),
            ("county", "="),
            (sa.text("tstzrange(from_at, to_at)"), "&&"),
            name="ex_clock_interval_one_at_a_time",
            using="gist",
            where=sa.text("decision <> 'refused'"),
        ),
    )
    op.create_index("ix_clock_interval_clock", "clock_interval", ["clock_id", "id"])


def epoch():
    in_county(
        "clock_epoch",
        column("clock_id", sa.BigInteger),
        column("epoch", sa.SmallInteger),
        moment("at"),
        column("cause"),
        column("from_policy", sa.BigInteger),
        column("to_policy", sa.BigInteger),
        column("before", JSONB),
        column("after", JSONB),
        of_clock("clock_epoch"),
        check("clock_epoch", "first_is_the_clock_itself", "epoch > 1"),
    )
    op.create_index("uq_clock_epoch_once", "clock_epoch", ["clock_id", "epoch", "county"], unique=True)


def extension():
    in_county(
        "clock_extension",
        column("clock_id", sa.BigInteger),
        moment("asked_at"),
        *limit(),
        column("reason"),
        column("asked_by_person", sa.BigInteger),
        column("asked_by_position", sa.BigInteger),
        moment("due_before"),
        sa.Column("state", sa.Text(), server_default=PENDING, nullable=False),
        moment("decided_at", nullable=True),
        maybe("decided_by_person", sa.BigInteger),
        maybe("decided_by_position", sa.BigInteger),
        maybe("decision_reason"),
        moment("due_after", nullable=True),
        of_clock("clock_extension"),
        check("clock_extension", "amount_is_positive", "amount > 0"),
        check("clock_extension", "unit", UNITS),
        check("clock_extension", "state", "state IN ('pending', 'granted', 'refused')"),
        check("clock_extension", "decided_has_time", "(state = 'pending') = (decided_at IS NULL)"),
        check("clock_extension", "decided_has_person", "(state = 'pending') = (decided_by_person IS NULL)"),
        check("clock_extension", "takes_two_persons", "asked_by_person <> decided_by_person"),
        check("clock_extension", "asked_before_the_limit", "asked_at < due_before"),
    )
    op.create_index("ix_clock_extension_clock", "clock_extension", ["clock_id", "id"])
    op.create_index(
        "uq_clock_extension_pending",
        "clock_extension",
        ["clock_id", "county"],
        unique=True,
        postgresql_where=sa.text("state = 'pending'"),
    )


def seed():
    """The default limits; a county adds stricter or other ones of its own."""
    with SEED.open(encoding="utf-8", newline="") as file:
        rows = [policy(row) for row in csv.DictReader(file)]
    table = sa.table("policy_version", *(sa.column(name) for name in rows[0]))
    op.bulk_insert(table, rows)


def policy(row):
    whole = ("amount", "remind_percent", "yellow_percent", "red_percent", "set_by_level")
    given = {name: value or None for name, value in row.items()} | {name: int(row[name]) for name in whole}
    given["urban"] = {"": None, "town": True, "rural": False}[row["urban"]]
    return given | {"version": 1, "valid_from": ALWAYS_SO, "recorded_at": ALWAYS_SO}


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)
