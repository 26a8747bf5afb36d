"""The ladder, cards and who heard of them, clocks set aside, and how late the watch looked."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations import grants

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("ladder_level", "card", "card_escalation", "clock_fault", "sweep_stamp", "sweep_log", "sweep_tally")
MARKS = "mark IN ('remind', 'yellow', 'red', 'conference')"
TELLS = "'assignee', 'head', 'supervisor', 'leader'"
ALWAYS_SO = datetime(2000, 1, 1, tzinfo=UTC)
LEVELS = (
    {"level": 1, "mark": "remind", "tells": ["assignee"]},
    {"level": 2, "mark": "yellow", "tells": ["assignee", "head"], "needs_reason": True},
    {"level": 3, "mark": "red", "tells": ["assignee", "supervisor"], "needs_reason": True},
    {"level": 4, "mark": "conference", "tells": ["head", "supervisor", "leader"]},
    # Danger to life waits for no opening.
    {"level": 1, "mark": "remind", "tells": ["assignee"], "waits": False, "priority": "P1"},
    {
        "level": 2,
        "mark": "yellow",
        "tells": ["assignee", "head"],
        "needs_reason": True,
        "waits": False,
        "priority": "P1",
    },
    {
        "level": 3,
        "mark": "red",
        "tells": ["assignee", "supervisor"],
        "needs_reason": True,
        "waits": False,
        "priority": "P1",
    },
    {"level": 4, "mark": "conference", "tells": ["head", "supervisor", "leader"], "waits": False, "priority": "P1"},
)


def column(name, kind=sa.Text, *, nullable=False, **given):
    return sa.Column(name, kind() if isinstance(kind, type) else kind, nullable=nullable, **given)


def maybe(name, kind=sa.Text):
    return column(name, kind, nullable=True)


def moment(name, *, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def check(table, name, rule):
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def in_county(table, *rest):
    op.create_table(
        table,
        column("county", sa.String(6)),
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        *rest,
        sa.PrimaryKeyConstraint("county", "id", name=f"pk_{table}"),
    )


def to(table, name, target):
    return sa.ForeignKeyConstraint(
        ["county", name], [f"{target}.county", f"{target}.id"], name=op.f(f"fk_{table}_county_{name}")
    )


def upgrade():
    _ladder()
    _card()
    _escalation()
    _fault()
    _figures()
    op.create_index(
        "ix_position_above",
        "position",
        ["scope", "county"],
        postgresql_where=sa.text(
            "withdrawn_at IS NULL AND area_id IS NULL AND role IN ('supervisor', 'county_desk', 'dispatcher')"
        ),
    )
    grants.append_only("card_escalation")
    grants.ordinary("ladder_level", "card", "clock_fault", "sweep_stamp", "sweep_tally")
    grants.disposable("sweep_log")


def _ladder():
    ladder = op.create_table(
        "ladder_level",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        maybe("county", sa.String(6)),
        column("level", sa.SmallInteger),
        column("mark"),
        column("tells", ARRAY(sa.Text())),
        column("needs_reason", sa.Boolean),
        column("waits", sa.Boolean),
        column("is_skipped", sa.Boolean),
        maybe("priority"),
        maybe("stage"),
        maybe("network"),
        moment("recorded_at"),
        maybe("recorded_by", sa.BigInteger),
        moment("withdrawn_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_ladder_level"),
        check("ladder_level", "level", "level BETWEEN 1 AND 99"),
        check("ladder_level", "mark", MARKS),
        check("ladder_level", "tells", f"tells <@ ARRAY[{TELLS}]"),
        check("ladder_level", "somebody_hears", "is_skipped OR cardinality(tells) > 0"),
        check("ladder_level", "network", "network IN ('community', 'police')"),
    )
    common = {"needs_reason": False, "waits": True, "is_skipped": False, "priority": None, "recorded_at": ALWAYS_SO}
    op.bulk_insert(ladder, [common | each for each in LEVELS])


def _card():
    in_county(
        "card",
        column("clock_id", sa.BigInteger),
        column("epoch", sa.SmallInteger),
        column("level", sa.SmallInteger),
        column("mark"),
        column("needs_reason", sa.Boolean),
        moment("due_at"),
        moment("detected_at"),
        column("is_late", sa.Boolean),
        column("skipped", JSONB),
        column("subject_kind"),
        column("subject_id", sa.BigInteger),
        maybe("network"),
        column("stage"),
        maybe("priority"),
        maybe("holder_person_id", sa.BigInteger),
        maybe("holder_position_id", sa.BigInteger),
        column("division_code"),
        maybe("raised_to"),
        moment("acted_at", nullable=True),
        maybe("acted_by", sa.BigInteger),
        maybe("acted_as", sa.BigInteger),
        maybe("act_reason"),
        moment("cancelled_at", nullable=True),
        maybe("cancelled_by", sa.BigInteger),
        maybe("cancelled_as", sa.BigInteger),
        maybe("cancel_reason"),
        to("card", "clock_id", "clock"),
        sa.UniqueConstraint("clock_id", "epoch", "level", "county", name="uq_card_once"),
        check("card", "mark", MARKS),
        check("card", "never_early", "detected_at >= due_at"),
        check("card", "act_is_whole", "num_nonnulls(acted_at, acted_by, acted_as, act_reason) IN (0, 4)"),
        check(
            "card",
            "cancel_is_whole",
            "num_nonnulls(cancelled_at, cancelled_by, cancelled_as, cancel_reason) IN (0, 4)",
        ),
        check("card", "not_cancelled_by_its_holder", "cancelled_by <> holder_person_id"),
    )
    for name, first, where in (
        ("mine", "holder_person_id", "holder_person_id IS NOT NULL"),
        ("board", "division_code", "mark <> 'remind'"),
        ("raised", "raised_to", "raised_to IS NOT NULL"),
    ):
        op.create_index(f"ix_card_{name}", "card", [first, "id"], postgresql_where=sa.text(where))


def _escalation():
    op.create_table(
        "card_escalation",
        column("county", sa.String(6)),
        column("card_id", sa.BigInteger),
        column("tell"),
        maybe("person_id", sa.BigInteger),
        maybe("position_id", sa.BigInteger),
        maybe("desk_code"),
        maybe("duty_reason"),
        moment("at"),
        moment("not_before", nullable=True),
        maybe("hold_reason"),
        to("card_escalation", "card_id", "card"),
        sa.PrimaryKeyConstraint("county", "card_id", "tell", name="pk_card_escalation"),
        check("card_escalation", "tell", f"tell IN ({TELLS})"),
        check("card_escalation", "person_acts_as_position", "(person_id IS NULL) = (position_id IS NULL)"),
        check("card_escalation", "person_or_desk", "(person_id IS NULL) = (desk_code IS NOT NULL)"),
        check("card_escalation", "held_for_a_reason", "(not_before IS NULL) = (hold_reason IS NULL)"),
    )


def _fault():
    in_county(
        "clock_fault",
        column("clock_id", sa.BigInteger),
        moment("first_at"),
        moment("last_at"),
        column("tries", sa.Integer),
        column("error"),
        moment("until_at"),
        moment("cleared_at", nullable=True),
        to("clock_fault", "clock_id", "clock"),
        check("clock_fault", "tries", "tries > 0"),
    )
    op.create_index(
        "uq_clock_fault_open",
        "clock_fault",
        ["clock_id", "county"],
        unique=True,
        postgresql_where=sa.text("cleared_at IS NULL"),
    )


def _figures():
    op.create_table(
        "sweep_stamp",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        moment("started_at"),
        moment("finished_at"),
        moment("outage_at", nullable=True),
        column("sweeps", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_sweep_stamp"),
        check("sweep_stamp", "one_row", "id = 1"),
    )
    in_county(
        "sweep_log",
        moment("at"),
        column("took_s", sa.Double),
        column("due", sa.Integer),
        column("cards", sa.Integer),
        column("lag_max_s", sa.Double),
    )
    op.create_table(
        "sweep_tally",
        column("county", sa.String(6)),
        column("lag_sum_s", sa.Double),
        column("buckets", ARRAY(sa.BigInteger())),
        sa.PrimaryKeyConstraint("county", name="pk_sweep_tally"),
    )


def downgrade():
    op.drop_index("ix_position_above", table_name="position")
    for table in reversed(TABLES):
        op.drop_table(table)
