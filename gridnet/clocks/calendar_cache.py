"""Calendars in the memory of each process; every few seconds it is asked whether there is a later version.

A calendar is a value: whoever holds one goes on with it, and a later version is another one.
"""

from collections import OrderedDict
from collections.abc import Mapping
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from gridnet.base import db
from gridnet.clocks import calendar_queries, calendars
from gridnet.clocks.calendar_queries import Stood
from gridnet.clocks.calendars import Calendar

GOOD_FOR_S = 5.0
KEPT = 64


class _Held:
    """What is known of one database."""

    def __init__(self) -> None:
        self.read_s = float("-inf")
        self.latest: Mapping[str, int] = {}
        self.calendars: OrderedDict[Stood, Calendar] = OrderedDict()


#: One a database, so that a process that turns to another one does not answer from the first.
_held: WeakKeyDictionary[Any, _Held] = WeakKeyDictionary()


def get(code: str) -> Calendar:
    """The calendar of a county (or of any division, `CN`, or `ALWAYS`) as it stands now.

    That is its own, its city's, its province's or the country's: for each year the nearest that published it.
    Its `code` and `version` name that state for `get_version`. Raises `NotFound` where there is none.
    """
    if code == calendars.ALWAYS_CODE:
        return calendars.ALWAYS
    held = _of_this_database()
    if monotonic() - held.read_s >= GOOD_FOR_S:
        held.latest = calendar_queries.list_latest()
        held.read_s = monotonic()
    return _load(held, calendar_queries.standing(code, held.latest))


def get_version(code: str, version: int) -> Calendar:
    """The calendar of a code as it stood in a version, to work out again what was worked out then."""
    if code == calendars.ALWAYS_CODE:
        return calendars.ALWAYS
    return _load(_of_this_database(), Stood(code, version))


def forget() -> None:
    """Read them again at the next question; for whoever has just changed them."""
    _held.clear()


def _of_this_database() -> _Held:
    bind = db.session.get_bind()
    held = _held.get(bind)
    return held if held is not None else _held.setdefault(bind, _Held())


def _load(held: _Held, stood: Stood) -> Calendar:
    found = held.calendars.get(stood)
    if found is None:
        found = held.calendars[stood] = calendar_queries.load(stood)
        while len(held.calendars) > KEPT:
            held.calendars.popitem(last=False)
    return found
