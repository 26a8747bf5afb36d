"""The cases behind a number, newest first, a page at a time: those that the viewer may see as cases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    Double,
    Row,
    Subquery,
    Text,
    case,
    column,
    select,
    text,
    tuple_,
)

from gridnet.base import db, moment, paging
from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.incidents import sight
from gridnet.incidents.models import Incident
from gridnet.people.access import Actor
from gridnet.reports import cases, cohorts, statements
from gridnet.reports.funnel import Fate
from gridnet.reports.periods import DAY, Period
from gridnet.reports.question import Boundaries, Question

#: So many days are read first; as long as the page is not full, each time four times as many.
FIRST_DAYS, FACTOR = 2, 4
#: After so many days a page is handed out as it is, with where to read on.
MOST_DAYS = 170

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)

_COLUMNS = (
    column("id", BigInteger),
    column("network", Text),
    column("at", DateTime(timezone=True)),
    column("fate", Text),
    column("seconds", Double),
    column("open_s", Double),
    column("is_due", Boolean),
    column("is_late", Boolean),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """Which of the cases behind an answer: of one group, of one fate, of the late ones or those that were not."""

    key: tuple[str | None, ...] | None = None
    fate: Fate | None = None
    is_late: bool | None = None


def list_cases(
    actor: Actor, question: Question, narrowed: Narrowed, wish: paging.Wish, *, tolerance_m: float
) -> tuple[Sequence[Row[Any]], str | None]:
    """A page of the cases and its `next`; raises `Invalid`. A page may be short of rows and still have a `next`."""
    county = question.county
    if county is None:
        raise Invalid("cases are listed for one county; divide the answer by county and ask for one of them")
    if narrowed.key is not None and len(narrowed.key) != len(question.cuts):
        raise Invalid(f"`key` names {len(question.cuts)} values, as many as there are cuts, separated by a comma")
    mark = _read(wish.after)
    found: list[Row[Any]] = []
    last = question.period.first
    for window in _windows(question.period, mark):
        asked = replace(question, period=window)
        query = _query(actor, county, asked, narrowed, mark).limit(wish.limit + 1 - len(found))
        found += db.session.execute(query, cases.given(county, asked, tolerance_m=tolerance_m) | _keys(narrowed)).all()
        last = window.first
        if len(found) > wish.limit:
            break
    if len(found) > wish.limit:
        shown = found[: wish.limit]
        return shown, _write(shown[-1].at, shown[-1].id, shown[-1].network)
    return found, _write(replace(question.period, first=last).since, 0, "") if last > question.period.first else None


def _windows(period: Period, mark: tuple[datetime, int, str] | None) -> Iterator[Period]:
    """Ever longer pieces of the period, the latest first, from the mark on."""
    last = period.last
    if mark is not None:
        last = min(last, moment.local(mark[0]).date())
    days, read = FIRST_DAYS, 0
    while last >= period.first and read < MOST_DAYS:
        first = max(period.first, last - (days - 1) * DAY)
        yield Period(first, last)
        read, last, days = read + days, first - DAY, days * FACTOR


def _query(
    actor: Actor, county: County, question: Question, narrowed: Narrowed, mark: tuple[datetime, int, str] | None
) -> Any:
    rows = _rows(question, narrowed)
    query = (
        select(rows, Incident.category, Incident.priority, Incident.state, Incident.reported_at, Incident.division_code)
        .join(Incident, Incident.id == rows.c.id)
        .where(Incident.county == county, sight.readable(actor, county))
        .order_by(rows.c.at.desc(), rows.c.id.desc(), rows.c.network.desc())
    )
    if mark is not None:
        query = query.where(tuple_(rows.c.at, rows.c.id, rows.c.network) < tuple_(*mark))
    if narrowed.fate is not None:
        query = query.where(rows.c.fate == narrowed.fate)
    if narrowed.is_late is not None:
        query = query.where(rows.c.fate.in_((Fate.MEASURED, Fate.OPEN)), *_lateness(question, rows, narrowed.is_late))
    return query


def _lateness(question: Question, rows: Subquery, is_late: bool) -> Iterator[ColumnElement[bool]]:  # noqa: FBT001 - a value asked for
    """Held against the clocks, or against the limit that was asked for."""
    if question.limit_s is None:
        yield rows.c.is_due
        yield rows.c.is_late.is_(is_late)
    else:
        lasted = case((rows.c.fate == Fate.MEASURED, rows.c.seconds), else_=rows.c.open_s)
        yield lasted > question.limit_s if is_late else rows.c.seconds <= question.limit_s


def _rows(question: Question, narrowed: Narrowed) -> Subquery:
    """The rows of the question's own statement, of one group where it is named."""
    given = statements.given(question.filters, question.scope)
    inner = statements.rows(question.definition, question.cuts, given, f"cohort.{cohorts.AT[question.basis]} AS at,")
    keys = " AND ".join(
        f"key{number} IS NULL" if value is None else f"key{number} = :key{number}"
        for number, value in enumerate(narrowed.key or (), start=1)
    )
    is_now = question.boundaries is Boundaries.NOW
    shared = cohorts.tables(question.basis, given, is_now=is_now, is_past=question.is_past)
    names = ", ".join("coalesce(network, '') AS network" if each.name == "network" else each.name for each in _COLUMNS)
    sentence = f"{shared} SELECT {names} FROM ({inner}) AS every WHERE {keys or 'true'}"  # noqa: S608 - from constants
    return text(sentence).columns(*_COLUMNS).subquery("rows")


def _keys(narrowed: Narrowed) -> dict[str, str]:
    return {f"key{number}": value for number, value in enumerate(narrowed.key or (), start=1) if value is not None}


def _write(at: datetime, id_: int, network: str) -> str:
    return paging.write([(at - EPOCH) // MICROSECOND, id_, network])


def _read(after: str | None) -> tuple[datetime, int, str] | None:
    if after is None:
        return None
    at_us, id_, network = paging.read(after, [int, int, str])
    try:
        at = EPOCH + int(at_us) * MICROSECOND
        moment.local(at)  # the last day there is has no local one
        return at, int(id_), str(network)
    except OverflowError:
        raise Invalid(paging.FOREIGN) from None
