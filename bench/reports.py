"""Reports over a year of a province, beside percentile_cont over the raw rows: `python -m bench.reports --help`."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import click
import psycopg
import structlog
from sqlalchemy import URL, make_url, text

from bench import province, tables
from gridnet.base import cluster, db, paging, schema
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.base.reach import Reach
from gridnet.people.access import Actor, Credential, Held
from gridnet.people.credentials import Kind
from gridnet.people.roles import Role
from gridnet.reports import answering, catalogue, daily, drilldown, facts
from gridnet.reports.drilldown import Narrowed
from gridnet.reports.models import FactStamp
from gridnet.reports.periods import Period
from gridnet.reports.question import Cut, Question

YEAR, CLOCKS = Path(__file__).with_name("reports.sql"), Path(__file__).with_name("reports_clocks.sql")
#: Local midnight of the first of January.
SINCE = datetime(2025, 12, 31, 16, tzinfo=UTC)
ALL = Period(date(2026, 1, 1), date(2026, 12, 31))
MAY, BUSY = Period(date(2026, 5, 1), date(2026, 5, 31)), date(2027, 1, 15)
NOW = datetime(2027, 1, 20, 4, tzinfo=UTC)
#: When the facts were last written before the busy day.
DAY, EVE = timedelta(days=1), datetime(2027, 1, 14, 17, tzinfo=UTC)
COUNTY = County("411000")
CODES = ("accept", "arrive", "handle", "close", "on_time_handle")
TOLERANCE_M = 50.0
RAW = text("""
    SELECT incident.county, date_trunc('month', reported_at AT TIME ZONE 'Asia/Shanghai') AS month,
           percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM handled_at - assigned_at))
    FROM incident JOIN assignment AS leg ON leg.county = incident.county AND leg.incident_id = incident.id
    WHERE role = 'lead' AND handled_at >= assigned_at AND incident.state NOT IN ('duplicate', 'rejected')
    GROUP BY 1, 2
""")


class Case(NamedTuple):
    """What is timed, and within how many milliseconds it is to be."""

    what: str
    aim_ms: float | None
    run: Callable[[], object]


def make(folder: Path, incidents: int, busy: int) -> URL:
    """The year, in a cluster of its own; made again when the recipe or a migration changes."""
    sources = (YEAR, CLOCKS, Path(__file__), *sorted(schema.SCRIPTS.glob("versions/*.py")))
    recipe = {"incidents": incidents, "busy": busy, "made_by": [hash_of(each) for each in sources]}
    mark = folder / "ready.json"
    if not mark.exists() or json.loads(mark.read_text()) != recipe:
        _fill(folder, incidents, busy)
        mark.write_text(json.dumps(recipe))
    cluster.start(folder / "postgres", durable=True)
    return make_url(cluster.url(folder / "postgres"))


def hash_of(path: Path) -> str:
    """What a file says, in short."""
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def _fill(folder: Path, incidents: int, busy: int) -> None:
    cluster.stop(folder / "postgres")
    cluster.start(folder / "postgres", durable=False)
    url = make_url(cluster.url(folder / "postgres"))
    with province.connect(url.set(database="postgres")) as connection:
        connection.autocommit = True
        connection.execute("DROP DATABASE IF EXISTS gridnet WITH (FORCE)")
        connection.execute("CREATE DATABASE gridnet")
    schema.upgrade(url)
    with province.connect(url) as connection:
        connection.autocommit = True
        _year(connection, incidents)
        _busy_day(connection, incidents, busy)
        province.say("vacuum")
        connection.execute("VACUUM (FREEZE, ANALYZE)")
    cluster.stop(folder / "postgres")


def _year(connection: psycopg.Connection, incidents: int) -> None:
    province.say(f"{incidents:,} incidents")
    for statement in YEAR.read_text().split(";\n"):
        if statement.strip():
            connection.execute(statement, {"incidents": incidents, "since": SINCE}, prepare=False)  # type: ignore[call-overload]
    _clocks(connection, 1, incidents, COUNTY)


def _busy_day(connection: psycopg.Connection, after: int, busy: int) -> None:
    """So many incidents on one day after the year, with all their clocks and entries."""
    province.say(f"{busy:,} incidents on one day")
    given = {
        "after": after,
        "busy": busy,
        "at": datetime(BUSY.year, BUSY.month, BUSY.day, tzinfo=UTC) - timedelta(hours=8),
    }
    for table, key, moved in (
        ("incident", "id", ("occurred_at", "reported_at", "recorded_at", "ended_at", "closed_at")),
        (
            "assignment",
            "incident_id",
            ("assigned_at", "accepted_at", "departed_at", "arrived_at", "handled_at", "ended_at"),
        ),
    ):
        names = [
            name
            for (name,) in connection.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
                + (" AND attname <> 'id'" if table == "assignment" else ""),
                [table],
            )
        ]
        shift = "%(at)s + interval '24 hours' * (first.number / %(busy)s::float8) - first.reported_at"
        values = [
            f"{table}.{name} + ({shift})"
            if name in moved
            else "%(after)s + first.number"
            if name == key
            else f"{table}.{name}"
            for name in names
        ]
        connection.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM"
            " (SELECT id, county, reported_at, row_number() OVER (ORDER BY id) AS number FROM incident"
            "  WHERE id <= %(busy)s) AS first"
            f" JOIN {table} ON {table}.county = first.county AND {table}.{key} = first.id",
            given,
        )
    _clocks(connection, after + 1, after + busy, None)


def _clocks(connection: psycopg.Connection, first: int, last: int, county: str | None) -> None:
    connection.execute("ANALYZE incident, assignment")  # what has just come in is not known to the planner yet
    for statement in CLOCKS.read_text().split(";\n"):
        if statement.strip():
            connection.execute(statement, {"first": first, "last": last, "county": county}, prepare=False)  # type: ignore[call-overload]


def last_entry() -> int:
    """The last entry that the facts of the year know of."""
    query = text(
        "SELECT max(entry.id) FROM incident_entry AS entry JOIN incident"
        " ON incident.county = entry.county AND incident.id = incident_id WHERE reported_at < :at"
    )
    return int(db.session.scalar(query, {"at": EVE}) or 0)


def build(codes: tuple[str, ...]) -> float:
    """The facts of the whole year; seconds."""
    began = time.perf_counter()
    db.session.execute(text("DELETE FROM report_fact"))
    last = last_entry()
    days = [ALL.first + timedelta(days=number) for number in range(ALL.days)]
    for number in range(157):
        county = County(f"41{1000 + number}")
        with db.transaction():
            facts.write({county: days}, NOW, codes)
            stamp = FactStamp(county=county, last_day=BUSY - DAY, last_entry=last, at=EVE)
            db.session.merge(stamp)
    with province_connection() as connection:
        connection.execute("VACUUM (ANALYZE) report_fact")
    return time.perf_counter() - began


def province_connection() -> psycopg.Connection:
    """A plain connection to where the session is bound."""
    connection = province.connect(db.session.get_bind().engine.url)
    connection.autocommit = True
    return connection


def ask(code: str, scope: str, period: Period, *cuts: Cut) -> Question:
    return Question(code=code, scope=scope, period=period, as_of=NOW, cuts=cuts)


def answer(question: Question) -> object:
    found = answering.answer(question, now=NOW, tolerance_m=TOLERANCE_M)
    db.session.rollback()
    return found


def supervisor() -> Actor:
    held = Held(1, COUNTY, Role.COUNTY_DESK, Network.COMMUNITY, COUNTY, None, None, None)
    return Actor(
        county=COUNTY, person_id=1, name="示例", staff_no="1", held=(held,), position=held,
        reach=Reach.of([COUNTY]), credential=Credential(Kind.SESSION, 1, True, None), source="bench",
    )  # fmt: skip


def page(narrowed: Narrowed, period: Period, pages: int) -> object:
    """The page after so many others."""
    after = None
    for _ in range(pages):
        rows, after = drilldown.list_cases(
            supervisor(), ask("handle", COUNTY, period), narrowed, paging.Wish(limit=50, after=after),
            tolerance_m=TOLERANCE_M,
        )  # fmt: skip
        if after is None:
            break
    db.session.rollback()
    return rows


def tick() -> int:
    """The busy day of all counties, as the worker writes it."""
    db.session.execute(text("DELETE FROM report_fact WHERE day >= :day"), {"day": BUSY})
    db.session.execute(
        text("UPDATE report_fact_stamp SET last_day = :day, last_entry = :last, at = :at"),
        {"day": BUSY - DAY, "last": last_entry(), "at": EVE},
    )
    db.session.commit()
    began = time.perf_counter()
    daily.tick(datetime(BUSY.year, BUSY.month, BUSY.day, 17, tzinfo=UTC))
    return round((time.perf_counter() - began) * 1000)


def timed(run: Callable[[], object], rounds: int) -> list[float]:
    """Milliseconds of each round; one before is not counted."""
    took = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        run()
        took.append((time.perf_counter() - began) * 1000)
    return took[1:]


def cases() -> Iterator[Case]:
    """All that is timed more than once."""
    yield Case(
        "province by county by month, P90, facts", 1000, lambda: answer(ask("handle", "41", ALL, Cut.COUNTY, Cut.MONTH))
    )
    yield Case("province, whole year, one total", 1000, lambda: answer(ask("handle", "41", ALL)))
    yield Case("province by priority by month", None, lambda: answer(ask("handle", "41", ALL, Cut.PRIORITY, Cut.MONTH)))
    yield Case("province by day", None, lambda: answer(ask("handle", "41", ALL, Cut.DAY)))
    yield Case("one county one month, exact", 300, lambda: answer(ask("handle", COUNTY, MAY)))
    yield Case(
        "one county one month, exact, by township", 300, lambda: answer(ask("handle", COUNTY, MAY, Cut.TOWNSHIP))
    )
    yield Case("one county one month, exact, dual response", 300, lambda: answer(ask("dual_response", COUNTY, MAY)))
    yield Case("drill-down, first page", 200, lambda: page(Narrowed(), MAY, 1))
    yield Case("drill-down, late only, first page", 200, lambda: page(Narrowed(is_late=True), MAY, 1))
    yield Case("drill-down, impossible orders of the year", None, lambda: page(Narrowed(fate="impossible"), ALL, 1))


@click.command(help=__doc__)
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("instance/bench"), help="where the cluster lies"
)
@click.option("--incidents", default=10_000_000, show_default=True)
@click.option("--busy", default=300_000, show_default=True, help="incidents of the one day that the tick writes")
@click.option("--rounds", default=5, show_default=True)
@click.option("--codes", default=",".join(CODES), show_default=True, help="whose facts are built; `all` takes long")
def main(*, folder: Path, incidents: int, busy: int, rounds: int, codes: str) -> None:
    """Measure, print the tables and keep the figures."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    place = folder.resolve() / f"reports-{incidents}"
    place.mkdir(parents=True, exist_ok=True)
    wanted = catalogue.CODES if codes == "all" else tuple(codes.split(","))
    url = make(place, incidents, min(busy, incidents))
    engine = db.connect(url, role="gridnet_service")
    db.session.remove()
    db.session.configure(bind=engine)
    try:
        figures: dict[str, Any] = {"incidents": incidents, "busy": busy, "codes": wanted}
        figures["build_s"] = build(wanted)
        figures["raw_ms"] = timed(lambda: db.session.execute(RAW).all(), 1 if incidents > 2_000_000 else rounds)
        figures["cases"] = [
            {"what": case.what, "aim_ms": case.aim_ms, "ms": timed(case.run, rounds)} for case in cases()
        ]
        figures["tick_ms"] = [tick() for _ in range(2)]
    finally:
        db.session.remove()
        engine.dispose()
        cluster.stop(place / "postgres")
    tables.show(f"Reports over {incidents:,} incidents", list(_rows(figures)))
    tables.keep("reports", figures)


def _rows(figures: dict[str, Any]) -> Iterator[dict[str, str]]:
    raw = median(figures["raw_ms"])
    yield {
        "what": "the same by percentile_cont over the raw rows",
        "ms": tables.spread(figures["raw_ms"], 0),
        "aim": "",
    }
    for each in figures["cases"]:
        yield {
            "what": each["what"],
            "ms": tables.spread(each["ms"], 0),
            "aim": f"{each['aim_ms']:.0f}" if each["aim_ms"] else "",
            "raw / this": f"{raw / median(each['ms']):.0f}",
        }
    yield {"what": f"tick, a day of {figures['busy']:,}", "ms": tables.spread(figures["tick_ms"], 0), "aim": "60000"}
    yield {"what": "facts of the year built", "ms": f"{figures['build_s'] * 1000:,.0f}", "aim": ""}


if __name__ == "__main__":
    main()
