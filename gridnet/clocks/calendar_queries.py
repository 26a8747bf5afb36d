"""Reading calendars: what there is, and one as it stood in a version."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select, text

from gridnet.base import db
from gridnet.base.errors import NotFound
from gridnet.clocks import calendars
from gridnet.clocks.calendar_models import CalendarRow, CalendarYear
from gridnet.clocks.calendars import Calendar, Day, DayKind, Span
from gridnet.territory import codes

#: The latest version of each year of some calendars, as of a version.
_YEARS = text("""
    SELECT DISTINCT ON (y.calendar_code, y.year) y.calendar_code, y.year, y.version
    FROM calendar_year AS y
    WHERE y.calendar_code = ANY(CAST(:codes AS text[])) AND y.version <= CAST(:version AS integer)
    ORDER BY y.calendar_code, y.year, y.version DESC
""")
#: Years whole, as one text each, for there are thousands of days and few that differ.
_DAYS = text("""
    SELECT g.year,
           string_agg(concat_ws('|', d.kind, array_to_string(d.spans, ','), d.name), E'\\n' ORDER BY d.day) AS days
    FROM unnest(CAST(:codes AS text[]), CAST(:years AS integer[]), CAST(:versions AS integer[]))
         AS g (code, year, version)
    JOIN calendar_day AS d ON d.calendar_code = g.code AND d.version = g.version
         AND d.day BETWEEN make_date(g.year, 1, 1) AND make_date(g.year, 12, 31)
    GROUP BY g.year
""")
_LATEST = text("SELECT calendar_code, max(version) AS version FROM calendar_year GROUP BY calendar_code")


class Stood(NamedTuple):
    """A state of a calendar: its code, and the version it goes back to."""

    code: str
    version: int


class Published(NamedTuple):
    """Where a year of a calendar comes from."""

    calendar_code: str
    year: int
    version: int
    source: str
    document: str


def chain(code: str) -> tuple[str, ...]:
    """The calendars that may answer for a division (or the country), the nearest first; raises `Invalid`."""
    if code in {calendars.NATION, calendars.ALWAYS_CODE}:
        return (code,)
    county = codes.read(code)[: codes.COUNTY]
    return (county, *codes.parents_of(county), calendars.NATION)


def list_latest() -> Mapping[str, int]:
    """The latest version of each calendar that has any year."""
    return {row.calendar_code: row.version for row in db.run(_LATEST, {})}


def standing(code: str, latest: Mapping[str, int]) -> Stood:
    """The nearest calendar for a division that there is, and the latest version that anything in it goes back to."""
    known = [each for each in chain(code) if each in latest]
    if not known:
        raise NotFound(f"there is no calendar for {code}; take one in: gridnet calendar import")
    return Stood(known[0], max(latest[each] for each in known))


def load(stood: Stood) -> Calendar:
    """A calendar as it stood: each year from the nearest calendar that had published it."""
    if stood.code == calendars.ALWAYS_CODE:
        return calendars.ALWAYS
    ranks = {code: rank for rank, code in enumerate(chain(stood.code))}
    found = db.run(_YEARS, {"codes": list(ranks), "version": stood.version})
    nearest = {row.year: row for row in sorted(found, key=lambda row: -ranks[row.calendar_code])}
    names = db.session.scalar(select(CalendarRow.name).where(CalendarRow.code == stood.code))
    return Calendar(stood.code, _days(list(nearest.values())), version=stood.version, name=names or "")


def _days(years: Sequence[tuple[str, int, int]]) -> dict[int, tuple[Day, ...]]:
    asked = {
        "codes": [row[0] for row in years],
        "years": [row[1] for row in years],
        "versions": [row[2] for row in years],
    }
    known: dict[str, Day] = {}
    return {row.year: tuple(_day(said, known) for said in row.days.split("\n")) for row in db.run(_DAYS, asked)}


def _day(said: str, known: dict[str, Day]) -> Day:
    day = known.get(said)
    if day is None:
        kind, minutes, name = said.split("|", 2)
        ends = [int(minute) for minute in minutes.split(",") if minute]
        day = known[said] = Day(DayKind(kind), tuple(map(Span, ends[::2], ends[1::2])), name)
    return day


def find_year(code: str, year: int) -> Published | None:
    """Where the days of a year come from that hold for a division today; None where it is not published."""
    ranks = {each: rank for rank, each in enumerate(chain(code))}
    query = select(
        CalendarYear.calendar_code, CalendarYear.year, CalendarYear.version, CalendarYear.source, CalendarYear.document
    ).where(CalendarYear.calendar_code.in_(ranks), CalendarYear.year == year)
    found = [Published(*row) for row in db.session.execute(query)]
    return min(found, key=lambda row: (ranks[row.calendar_code], -row.version), default=None)


def list_calendars() -> Sequence[CalendarRow]:
    """Every calendar, by code."""
    return db.session.scalars(select(CalendarRow).order_by(CalendarRow.code)).all()
