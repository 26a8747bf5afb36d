"""Which period a weekly or monthly report is of, and from when on it can be made. Pure."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from gridnet.base.moment import LOCAL, local
from gridnet.reports.periods import DAY, Period

#: By then what was written down in the night has come in, and readers have not.
READY_AT = time(6, 0)


class Cadence(StrEnum):
    """How often."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


def ready_at(period: Period) -> datetime:
    """When the report on a period can be made."""
    return datetime.combine(period.last + DAY, READY_AT, LOCAL)


def newest(cadence: Cadence, at: datetime) -> Period:
    """The last whole week (from Monday on) or month whose report can be made at `at`.

    Whoever was away for months makes one report, of the last period, not one for each.
    """
    today = local(at).date()
    day = today if local(at).time() >= READY_AT else today - DAY
    return _week_before(day) if cadence is Cadence.WEEKLY else _month_before(day)


def _week_before(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(monday - 7 * DAY, monday - DAY)


def _month_before(day: date) -> Period:
    last = day.replace(day=1) - DAY
    return Period(last.replace(day=1), last)
