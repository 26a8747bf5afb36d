"""Categories in the memory of each process, by county; read again after half a minute, when a change takes effect.

They are asked for with every report and change once in months. What decided an incident is told by the version
in its row and in its why-me records.
"""

from collections.abc import Mapping
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from gridnet.base import db
from gridnet.base.county import County
from gridnet.incidents import queries
from gridnet.incidents.categories import Category

GOOD_FOR_S = 30.0

_Held = dict[County, tuple[float, Mapping[str, Category]]]
#: One a database, so that a process that turns to another one does not answer from the first.
_held: WeakKeyDictionary[Any, _Held] = WeakKeyDictionary()


def get(county: County, code: str) -> Category:
    """The category as it holds in the county; raises `Invalid` for one that is unknown or retired there."""
    known = every(county)
    return known[code] if code in known else queries.get_category(county, code)


def every(county: County) -> Mapping[str, Category]:
    """Every category of the county, by code: for the names in lists."""
    bind = db.session.get_bind()
    counties = _held.get(bind)
    if counties is None:
        counties = _held.setdefault(bind, {})
    read_s, known = counties.get(county, (float("-inf"), {}))
    if monotonic() - read_s >= GOOD_FOR_S:
        known = queries.list_categories(county)
        counties[county] = monotonic(), known
    return known


def forget() -> None:
    """Read them again at the next question; for whoever has just changed them."""
    _held.clear()
