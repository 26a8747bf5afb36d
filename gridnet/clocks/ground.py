"""Town or country, by division, in the memory of each process; where limits differ by it."""

from collections.abc import Mapping
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.county import County

GOOD_FOR_S = 600.0
#: The first digit of the statistical code of a place: 1 is urban, 2 is rural.
TOWN = "1"
TOWNSHIP, VILLAGE = 9, 12

_CLASSES = text("""
    SELECT code, urban_class FROM division
    WHERE code >= :county AND code < :county || ':' AND urban_class IS NOT NULL
""")
_Held = dict[County, tuple[float, Mapping[str, bool]]]
#: One a database, so that a process that turns to another one does not answer from the first.
_held: WeakKeyDictionary[Any, _Held] = WeakKeyDictionary()


def is_urban(county: County, division_code: str) -> bool | None:
    """Whether a village (or its township, where no more is known) is urban; None where nobody has said."""
    known = _of(county)
    finest = known.get(division_code[:VILLAGE])
    return known.get(division_code[:TOWNSHIP]) if finest is None else finest


def _of(county: County) -> Mapping[str, bool]:
    bind = db.session.get_bind()
    counties = _held.get(bind)
    if counties is None:
        counties = _held.setdefault(bind, {})
    read_s, known = counties.get(county, (float("-inf"), {}))
    if monotonic() - read_s >= GOOD_FOR_S:
        rows = db.run(_CLASSES, {"county": county})
        known = {row.code: row.urban_class.startswith(TOWN) for row in rows}
        counties[county] = monotonic(), known
    return known


def forget() -> None:
    """Read them again at the next question; for whoever has just changed them."""
    _held.clear()
