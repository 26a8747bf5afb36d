"""Periods of local days, and the periods they are compared with. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from gridnet.base.errors import Invalid
from gridnet.base.moment import LOCAL

DAY = timedelta(days=1)
LONGEST_DAYS = 3 * 366
FIRST = date(2000, 1, 1)


class Compare(StrEnum):
    """With which other period."""

    PREVIOUS = "previous"
    LAST_YEAR = "last_year"


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, the first and the last included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def since(self) -> datetime:
        """The moment it begins."""
        return datetime.combine(self.first, time(), LOCAL)

    @property
    def until(self) -> datetime:
        """The moment it has ended."""
        return datetime.combine(self.last + DAY, time(), LOCAL)

    def months(self) -> Iterator[date]:
        """The first day of each month it touches."""
        month = self.first.replace(day=1)
        while month <= self.last:
            yield month
            month = (month + 31 * DAY).replace(day=1)

    @property
    def is_whole_months(self) -> bool:
        """Whether it begins with a month and ends with one."""
        return self.first.day == 1 and (self.last + DAY).day == 1


def check(period: Period, today: date) -> Period:
    """The period; raises `Invalid` for one that runs backwards, has not begun, or is too long or too early to be."""
    if period.first > period.last:
        raise Invalid(
            f"the period ends ({period.last}) before it begins ({period.first}); swap `from` and `to`",
            errors=[{"field": "to", "message": "before `from`"}],
        )
    if period.first > today:
        raise Invalid(
            f"the period begins on {period.first}, which is still to come (today is {today}); nothing has happened yet",
            errors=[{"field": "from", "message": "in the future"}],
        )
    if period.first < FIRST or period.days > LONGEST_DAYS:
        raise Invalid(
            f"a period begins after {FIRST} and has at most {LONGEST_DAYS} days, not {period.days} from {period.first}",
            errors=[{"field": "from", "message": "too early or too long"}],
        )
    return period


def compared(period: Period, to: Compare) -> Period:
    """The period before, of the same length (whole months before whole months), or the same days a year before."""
    if to is Compare.LAST_YEAR:
        return Period(_year_before(period.first), _last_of_year_before(period))
    if period.is_whole_months:
        count = len(list(period.months()))
        first = period.first
        for _ in range(count):
            first = (first - DAY).replace(day=1)
        return Period(first, period.first - DAY)
    return Period(period.first - period.days * DAY, period.first - DAY)


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - 1, day=28)


def _last_of_year_before(period: Period) -> date:
    """The last day a year before; a February that ended with its month ends with its month there too."""
    if (period.last + DAY).day == 1:
        return _year_before(period.last + DAY) - DAY
    return _year_before(period.last)
