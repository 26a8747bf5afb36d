"""Moments as whole microseconds of local wall time, days as `date.toordinal` counts them. Pure.

China has had no summer time since 1992, so that what lies between two of them is what went by.
"""

from datetime import UTC, date, datetime, timedelta

from gridnet.base.errors import Invalid
from gridnet.base.moment import LOCAL

DAY_MINUTES = 24 * 60
MINUTE_US = 60_000_000
DAY_US = DAY_MINUTES * MINUTE_US
FIRST_YEAR, LAST_YEAR = 1992, 2200
_EPOCH = datetime(1, 1, 1)  # noqa: DTZ001 - wall time, the zone is taken off in `wall`
_MICROSECOND = timedelta(microseconds=1)


def wall(at: datetime) -> int:
    """A moment as microseconds of local wall time; raises `Invalid` for what lies outside the years we count."""
    local = at.astimezone(LOCAL).replace(tzinfo=None)
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise Invalid(f"{local.date()} lies outside the years {FIRST_YEAR} to {LAST_YEAR}, within which clocks run")
    return (local - _EPOCH) // _MICROSECOND


def moment_at(us: int) -> datetime:
    """The moment of so many microseconds of local wall time, in UTC."""
    return (_EPOCH + timedelta(microseconds=us)).replace(tzinfo=LOCAL).astimezone(UTC)


def midnight(ordinal: int) -> int:
    """When a day begins."""
    return (ordinal - 1) * DAY_US


def day_of(us: int) -> int:
    """The day a moment lies in."""
    return us // DAY_US + 1


def year_of(us: int) -> int:
    """The year a moment lies in."""
    return date.fromordinal(us // DAY_US + 1).year
