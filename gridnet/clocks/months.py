"""Months as the Civil Code counts them (Art. 202). Pure."""

from calendar import monthrange
from datetime import date

from gridnet.base.errors import Invalid
from gridnet.clocks.walltime import LAST_YEAR


def after(day: date, count: int) -> date:
    """The day of the same number so many months later, or the last of that month; raises `Invalid` beyond our years."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if year > LAST_YEAR:
        raise Invalid(f"{count} months after {day} lie beyond the year {LAST_YEAR}")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
