"""Writing facts: whole days of counties, and the months they make. Twice the same is the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from gridnet.base import db, moment
from gridnet.base.county import County
from gridnet.reports import catalogue, fact_statements, tally
from gridnet.reports.measures import Measure, Scope
from gridnet.reports.periods import DAY, Period

#: About so many cases are read at once.
AT_ONCE = 30_000
#: At most so many days of a county are one span.
SPAN_DAYS = 31


class Span(NamedTuple):
    """Days of a county that follow each other."""

    county: County
    first: date
    last: date


def write(wanted: Mapping[County, Iterable[date]], at: datetime, codes: Sequence[str] = catalogue.CODES) -> int:
    """Write the facts of these days of each county anew, and of the months they lie in that are over.

    Returns how many days.
    """
    days = [(county, day) for county, each in wanted.items() for day in sorted(set(each))]
    _clear("day", days)
    for batch in _batches(list(spans(days))):
        _write_days(batch, at, tuple(codes))
    _write_months(sorted({(county, day.replace(day=1)) for county, day in days}), at)
    return len(days)


def _write_months(months: Sequence[tuple[County, date]], at: datetime) -> None:
    _clear("month", months)
    today = moment.local(at).date()
    over = [(county, month) for county, month in months if (month + 31 * DAY).replace(day=1) <= today]
    if over:
        asked = {"counties": [county for county, _ in over], "months": [month for _, month in over], "as_of": at}
        db.session.execute(fact_statements.WRITE_MONTHS, asked)


def _clear(grain: str, days: Sequence[tuple[County, date]]) -> None:
    asked = {"grain": grain, "counties": [county for county, _ in days], "days": [day for _, day in days]}
    db.session.execute(fact_statements.CLEAR, asked)


def spans(days: Iterable[tuple[County, date]]) -> Iterator[Span]:
    """Counties and their rising days in spans that have no gap and are not too long."""
    span: Span | None = None
    for county, day in days:
        if span and (span.county, span.last + DAY) == (county, day) and (day - span.first).days < SPAN_DAYS:
            span = span._replace(last=day)
            continue
        if span:
            yield span
        span = Span(county, day, day)
    if span:
        yield span


def _batches(every: Sequence[Span]) -> Iterator[list[Span]]:
    """The spans that hold cases, so many at once as can be read together."""
    batch: list[Span] = []
    together = 0
    for number, cases in db.session.execute(fact_statements.SPANS, _asked(every)):
        if batch and together + cases > AT_ONCE:
            yield batch
            batch, together = [], 0
        batch.append(every[number - 1])
        together += cases
    if batch:
        yield batch


def _asked(batch: Sequence[Span]) -> dict[str, Any]:
    periods = [Period(span.first, span.last) for span in batch]
    return {
        "counties": [span.county for span in batch],
        "sinces": [period.since for period in periods],
        "untils": [period.until for period in periods],
    }


def _write_days(batch: Sequence[Span], at: datetime, codes: tuple[str, ...]) -> None:
    asked = _asked(batch)
    asked |= {"since": min(asked["sinces"]), "until": max(asked["untils"]), "as_of": at}
    db.session.execute(fact_statements.DROP)
    for statement in fact_statements.make(codes):
        db.session.execute(statement, asked)
    rows = (
        tally.row(each, at) for scope in Scope for each in _tallies(fact_statements.of_scope(codes, scope), scope, at)
    )
    db.copy("report_fact", fact_statements.COLUMNS, rows)


def _tallies(codes: tuple[str, ...], scope: Scope, at: datetime) -> Iterator[tally.Tally]:
    rows = db.session.execute(fact_statements.read_told(scope, codes), {"as_of": at}).all() if codes else []
    if not rows:
        return
    columns = list(zip(*rows, strict=True))
    keys = len(tally.Mark._fields)
    marks = [tally.Mark(*each) for each in zip(*columns[:keys], strict=True)]
    seconds = iter(columns[keys + len(codes) :])
    told = [
        tally.Told.of(code, said, next(seconds) if isinstance(catalogue.get(code), Measure) else None)
        for code, said in zip(codes, columns[keys : keys + len(codes)], strict=True)
    ]
    yield from tally.tally(marks, told)
