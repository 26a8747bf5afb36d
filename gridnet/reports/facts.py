"""Writing facts: whole days of a county, and the months they make. Twice the same is the same."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from gridnet.base import db, moment
from gridnet.base.county import County
from gridnet.reports import catalogue, fact_statements
from gridnet.reports.periods import DAY, Period

#: Days that lie further apart than this are read apart.
APART_DAYS = 3
#: At most so many days of a county are read at once.
AT_ONCE_DAYS = 31


def write(county: County, days: Iterable[date], at: datetime, codes: Sequence[str] = catalogue.CODES) -> int:
    """Write the facts of these days anew, and of the months they lie in that are over; returns how many days."""
    wanted = sorted(set(days))
    months = sorted({day.replace(day=1) for day in wanted})
    db.session.execute(fact_statements.CLEAR, {"county": county, "days": wanted, "months": months})
    for run in runs(wanted):
        _write_days(county, run, at, tuple(codes))
    over = [month for month in months if _end(month) <= moment.local(at).date()]
    if over:
        asked = {"county": county, "months": over, "first": over[0], "end": _end(over[-1]), "as_of": at}
        db.session.execute(fact_statements.WRITE_MONTHS, asked)
    return len(wanted)


def _write_days(county: County, days: Sequence[date], at: datetime, codes: tuple[str, ...]) -> None:
    period = Period(days[0], days[-1])
    asked = {"county": county, "since": period.since, "until": period.until, "as_of": at, "days": list(days)}
    db.session.execute(fact_statements.write_days(codes), asked)


def runs(days: Sequence[date]) -> Iterator[list[date]]:
    """Rising days in runs that are read together: near each other, and not too many at once."""
    run: list[date] = []
    for day in days:
        if run and ((day - run[-1]).days > APART_DAYS or (day - run[0]).days >= AT_ONCE_DAYS):
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _end(month: date) -> date:
    """The first day of the month after."""
    return (month + 31 * DAY).replace(day=1)
