"""Periods by the names people give them. Pure."""

from collections.abc import Callable, Mapping
from datetime import date

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from gridnet.reports.periods import DAY, Period

CUSTOM = "custom"
USUAL = "last_month"

#: In the order in which they are offered.
NAMES: Mapping[str, LazyString] = {
    "last_month": _("Last month"),
    "this_month": _("This month"),
    "last_week": _("Last week"),
    "this_week": _("This week"),
    "last_quarter": _("Last quarter"),
    "this_quarter": _("This quarter"),
    CUSTOM: _("From day to day"),
}


def _month(today: date) -> date:
    return today.replace(day=1)


def _week(today: date) -> date:
    return today - today.weekday() * DAY


def _quarter(today: date) -> date:
    return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)


#: When the span begins that a day lies in.
_BEGINS: Mapping[str, Callable[[date], date]] = {"month": _month, "week": _week, "quarter": _quarter}


def named(name: str, today: date) -> Period | None:
    """The period of that name as it is on `today`; None where the name says nothing by itself."""
    which, _sep, span = name.partition("_")
    begins = _BEGINS.get(span)
    if name not in NAMES or begins is None:
        return None
    first = begins(today)
    return Period(first, today) if which == "this" else Period(begins(first - DAY), first - DAY)
