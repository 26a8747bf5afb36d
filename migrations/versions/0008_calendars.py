"""Calendars as day rows by year and version, with the years that the State Council has published so far."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations import grants

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SEED = Path(__file__).parents[1] / "data" / "calendar_cn.csv"
YEARS = range(2004, 2027)
RECORDED_AT = datetime(2026, 1, 1, tzinfo=UTC)
TABLES = ("calendar", "calendar_year", "calendar_day")
SPANS_RISE = (
    "cardinality(spans) IN (0, 2, 4, 6, 8) AND array_position(spans, NULL) IS NULL AND "
    "coalesce(spans[1] >= 0 AND spans[1] < spans[2], true) AND "
    "coalesce(spans[2] <= spans[3] AND spans[3] < spans[4], true) AND "
    "coalesce(spans[4] <= spans[5] AND spans[5] < spans[6], true) AND "
    "coalesce(spans[6] <= spans[7] AND spans[7] < spans[8], true) AND "
    "coalesce(spans[cardinality(spans)] <= 1440, true)"
)
#: Every day of the years named, Mondays to Fridays at the usual hours; what the notices say otherwise goes before.
SEED_DAYS = sa.text("""
    INSERT INTO calendar_day (calendar_code, version, day, year, kind, name, spans)
    SELECT 'CN', 1, d.day, extract(year FROM d.day), coalesce(n.kind, d.kind), coalesce(n.name, ''),
           CASE WHEN coalesce(n.kind, d.kind) IN ('working', 'make_up')
                THEN CAST('{510,720,870,1050}' AS smallint[]) ELSE CAST('{}' AS smallint[]) END
    FROM (SELECT CAST(g AS date) AS day,
                 CASE WHEN extract(isodow FROM g) < 6 THEN 'working' ELSE 'weekend' END AS kind
          FROM generate_series(CAST(:first AS timestamp), CAST(:last AS timestamp), interval '1 day') AS g) AS d
    LEFT JOIN unnest(CAST(:days AS date[]), CAST(:kinds AS text[]), CAST(:names AS text[])) AS n (day, kind, name)
           ON n.day = d.day
""")


def column(name, kind=sa.Text, *, nullable=False):
    return sa.Column(name, kind() if isinstance(kind, type) else kind, nullable=nullable)


def check(table, name, rule):
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def upgrade():
    calendar()
    year()
    day()
    grants.append_only("calendar_year", "calendar_day")
    grants.ordinary("calendar")
    seed()


def calendar():
    op.create_table(
        "calendar",
        column("code"),
        column("name"),
        column("recorded_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("code", name="pk_calendar"),
        check("calendar", "code_is_known", "code ~ '^(CN|ALWAYS|[0-9]{6})$'"),
    )


def year():
    op.create_table(
        "calendar_year",
        column("calendar_code"),
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        column("source"),
        column("document"),
        column("recorded_at", sa.DateTime(timezone=True)),
        column("recorded_by", sa.BigInteger, nullable=True),
        sa.PrimaryKeyConstraint("calendar_code", "year", "version", name="pk_calendar_year"),
        sa.ForeignKeyConstraint(["calendar_code"], ["calendar.code"], name=op.f("fk_calendar_year_calendar_code")),
        check("calendar_year", "year", "year BETWEEN 1992 AND 2200"),
        check("calendar_year", "version_is_positive", "version > 0"),
    )


def day():
    op.create_table(
        "calendar_day",
        column("calendar_code"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        column("day", sa.Date),
        column("year", sa.SmallInteger),
        column("kind"),
        column("name"),
        sa.Column("spans", ARRAY(sa.SmallInteger()), nullable=False),
        sa.PrimaryKeyConstraint("calendar_code", "version", "day", name="pk_calendar_day"),
        sa.ForeignKeyConstraint(
            ["calendar_code", "year", "version"],
            ["calendar_year.calendar_code", "calendar_year.year", "calendar_year.version"],
            name="fk_calendar_day_year",
        ),
        check("calendar_day", "day_is_of_its_year", "year = extract(year FROM day)"),
        check("calendar_day", "kind", "kind IN ('working', 'make_up', 'special', 'weekend', 'holiday')"),
        check(
            "calendar_day",
            "kind_says_whether_it_is_worked",
            "CASE WHEN kind IN ('working', 'make_up') THEN cardinality(spans) > 0 "
            "WHEN kind IN ('weekend', 'holiday') THEN cardinality(spans) = 0 ELSE true END",
        ),
        check("calendar_day", "spans_do_not_overlap", SPANS_RISE),
    )


def seed():
    calendars = [("CN", "全国"), ("ALWAYS", "24×7")]
    table = sa.table("calendar", *(sa.column(name) for name in ("code", "name", "recorded_at")))
    op.bulk_insert(table, [{"code": code, "name": name, "recorded_at": RECORDED_AT} for code, name in calendars])
    said = {"calendar_code": "CN", "version": 1, "source": "chinesecalendar", "recorded_at": RECORDED_AT}
    columns = ("calendar_code", "year", "version", "source", "document", "recorded_at")
    table = sa.table("calendar_year", *(sa.column(name) for name in columns))
    op.bulk_insert(
        table, [said | {"year": each, "document": f"国务院办公厅关于{each}年部分节假日安排的通知"} for each in YEARS]
    )
    with SEED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    named = {f"{name}s": [row[name] for row in rows] for name in ("day", "kind", "name")}
    op.get_bind().execute(SEED_DAYS, named | {"first": f"{YEARS[0]}-01-01", "last": f"{YEARS[-1]}-12-31"})


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)
