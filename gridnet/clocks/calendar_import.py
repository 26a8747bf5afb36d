"""Taking in a year of a calendar: whole or not at all, and again as a later version only where it differs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as insert_or

from gridnet.base import db
from gridnet.base.errors import Conflict, Invalid, NotFound
from gridnet.clocks import calendar_cache, calendar_queries, calendars
from gridnet.clocks.calendar_models import CalendarRow, CalendarYear
from gridnet.clocks.calendar_sources import Notice, Said
from gridnet.clocks.calendars import Calendar, Day, DayKind, Span
from gridnet.clocks.hours import Hours
from gridnet.territory import divisions

#: Those of the Regulation on Public Holidays that are on the same day every year.
HOLIDAYS_BY_LAW = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
_WORKED = frozenset({DayKind.WORKING, DayKind.MAKE_UP})
_DAYS = text("""
    INSERT INTO calendar_day (calendar_code, version, day, year, kind, name, spans)
    SELECT CAST(:code AS text), CAST(:version AS integer), g.day, extract(year FROM g.day), g.kind, g.name,
           CAST(g.spans AS smallint[])
    FROM unnest(CAST(:days AS date[]), CAST(:kinds AS text[]), CAST(:names AS text[]), CAST(:spans AS text[]))
         AS g (day, kind, name, spans)
""")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a notice: the version it was taken in as, None where nothing is new, and the days that changed."""

    version: int | None
    days: Sequence[Day]
    changed: Sequence[date]


def doubtful(year: int, days: Sequence[Day]) -> list[date]:
    """The days of a year that are holidays by law every year, and are worked here; a table may have been cut off."""
    fixed = [date(year, month, day) for month, day in HOLIDAYS_BY_LAW]
    return [on for on in fixed if days[on.timetuple().tm_yday - 1].spans]


def publish(  # noqa: PLR0913 - what a publication is
    code: str, notice: Notice, *, at: datetime, own_hours: Hours | None = None, name: str = "", by: int | None = None
) -> Outcome:
    """Take a year of a calendar in as its next version, unless it says what the present one says.

    `code` is `CN`, or a division's code, whose calendar is made at its first year; what the notice of a division
    does not name is as in the calendar above it. Raises `Invalid` for days that cannot be.
    """
    code = _check_code(code)
    db.hold("calendar")
    calendar_cache.forget()
    days = _whole(code, notice, own_hours)
    calendars.check_year(notice.year, days)
    present = _own_year(code, notice.year)
    changed = [
        on for on, day, was in zip(calendars.dates(notice.year), days, present or days, strict=True) if day != was
    ]
    if present is not None and not changed:
        return Outcome(None, days, changed)
    version = _write(code, notice, days, name=name, at=at, by=by)
    return Outcome(version, days, changed)


def _check_code(code: str) -> str:
    if code == calendars.ALWAYS_CODE:
        raise Conflict("that calendar always runs; it has no days to publish")
    if code == calendars.NATION:
        return code
    found = calendar_queries.chain(code)[0]
    if found != code:
        raise Invalid(f"a calendar belongs to a county, a city or a province, by its six digits; {code!r} is none")
    divisions.get(code)
    return code


def _whole(code: str, notice: Notice, own_hours: Hours | None) -> tuple[Day, ...]:
    """Every day of the year: as the notice says, else as in the calendar above, else as usual."""
    above = _above(code)
    inherited = above if above is not None and above.is_published(notice.year) else None
    usual = own_hours.on if own_hours else _known_hours(code)
    found = []
    for on in calendars.dates(notice.year):
        day = inherited.day(on) if inherited else Day(DayKind.WORKING if calendars.is_weekday(on) else DayKind.WEEKEND)
        if day.kind in _WORKED and (own_hours or not day.spans):
            day = day._replace(spans=usual(on))
        said = notice.days.get(on)
        found.append(day if said is None else _said(said, usual(on)))
    return tuple(found)


def _said(said: Said, usual: tuple[Span, ...]) -> Day:
    if said.kind in _WORKED:
        return Day(said.kind, said.spans or usual, said.name)
    return Day(said.kind, said.spans or (), said.name)


def _above(code: str) -> Calendar | None:
    """The calendar above a division's, if there is one."""
    latest = calendar_queries.list_latest()
    above = next((each for each in calendar_queries.chain(code)[1:] if each in latest), None)
    return calendar_queries.load(calendar_queries.standing(above, latest)) if above else None


def _known_hours(code: str) -> Callable[[date], tuple[Span, ...]]:
    """The hours last known there, by the time of the year; raises `Invalid` where none are."""
    try:
        return calendar_cache.get(code).usual_spans
    except NotFound:
        raise Invalid(f"no working hours are known for {code} yet; name them, as 08:30-12:00 14:30-17:30") from None


def _own_year(code: str, year: int) -> tuple[Day, ...] | None:
    """The days of a year as this very calendar has them now."""
    published = calendar_queries.find_year(code, year)
    if published is None or published.calendar_code != code:
        return None
    return tuple(day for _, day in calendar_cache.get(code).days(year))


def _write(  # noqa: PLR0913 - what a publication is
    code: str, notice: Notice, days: Sequence[Day], *, name: str, at: datetime, by: int | None
) -> int:
    row = insert_or(CalendarRow).values(code=code, name=name or _name(code), recorded_at=at)
    renamed = row.on_conflict_do_update(index_elements=["code"], set_={"name": row.excluded.name})
    db.session.execute(renamed if name else row.on_conflict_do_nothing())
    version = (db.session.scalar(select(func.max(CalendarYear.version))) or 0) + 1
    of = {"source": notice.source, "document": notice.document, "recorded_at": at, "recorded_by": by}
    db.session.execute(insert(CalendarYear).values(calendar_code=code, year=notice.year, version=version, **of))
    columns = {
        "days": calendars.dates(notice.year),
        "kinds": [day.kind.value for day in days],
        "names": [day.name for day in days],
        "spans": ["{" + ",".join(str(minute) for span in day.spans for minute in span) + "}" for day in days],
    }
    db.session.execute(_DAYS, {"code": code, "version": version, **columns})
    calendar_cache.forget()
    return version


def _name(code: str) -> str:
    return "全国" if code == calendars.NATION else divisions.get(code).name
