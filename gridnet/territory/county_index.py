"""Which county a place lies in: county outlines in the memory of each process, never stale for long.

The outlines are few and change once in years; they are read again when what the table holds has changed, which
is looked at every few seconds. Versions are kept with their validity, so an outline published ahead takes effect on
the moment.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from geoalchemy2 import functions as geofunc
from numpy.typing import NDArray
from sqlalchemy import func, select

from geo.points import LngLat
from gridnet.base import db
from gridnet.base.county import County
from gridnet.territory import codes
from gridnet.territory.models import DivisionOutline

CHECK_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class Version:
    """A county's outline and when it holds."""

    county: County
    area: float
    valid_from: datetime
    valid_to: datetime | None

    def holds_at(self, at: datetime) -> bool:
        """Whether it holds at `at`."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


class CountyIndex:
    """The outlines of all counties, searched in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._checked_s = float("-inf")
        self._stamp: Sequence[Any] = ()
        self._held: tuple[shapely.STRtree, Sequence[Version]] = shapely.STRtree([]), ()

    def find(self, place: LngLat, at: datetime) -> County | None:
        """The county that has `place` at `at`; on a shared edge the smaller one, then the lower code."""
        self._refresh()
        tree, versions = self._held
        hits: NDArray[np.int64] = tree.query(shapely.Point(place.lng, place.lat), predicate="intersects")
        found = [versions[hit] for hit in hits if versions[hit].holds_at(at)]
        best = min(found, key=lambda each: (each.area, each.county), default=None)
        return best.county if best else None

    def _refresh(self) -> None:
        if monotonic() - self._checked_s < CHECK_EVERY_S:
            return
        with self._lock:
            self._checked_s = monotonic()
            stamp = _stamp()
            if stamp != self._stamp:
                self._held = _read()
                self._stamp = stamp


#: One index a database, so that a process that turns to another one does not answer from the first.
_indexes: WeakKeyDictionary[Any, CountyIndex] = WeakKeyDictionary()


def county_at(place: LngLat, at: datetime) -> County | None:
    """The county that has `place` at `at`, or None outside them all."""
    return _indexes.setdefault(db.session.get_bind(), CountyIndex()).find(place, at)


def forget() -> None:
    """Read the outlines again at the next question; for whoever has just changed them."""
    _indexes.clear()


def _stamp() -> Sequence[Any]:
    one = DivisionOutline
    """Changes with every outline added and with every one ended."""
    return tuple(db.session.execute(select(func.count(), func.max(one.id), func.count(one.valid_to))).one())


def _read() -> tuple[shapely.STRtree, Sequence[Version]]:
    one = DivisionOutline
    query = select(one.division_code, one.valid_from, one.valid_to, geofunc.ST_AsBinary(one.outline).label("wkb"))
    rows = db.session.execute(query.where(func.length(one.division_code) == codes.COUNTY).order_by(one.id)).all()
    shapes = shapely.from_wkb([bytes(row.wkb) for row in rows])
    shapely.prepare(shapes)
    versions = [
        Version(County(row.division_code), shapely.area(shape), row.valid_from, row.valid_to)
        for row, shape in zip(rows, shapes, strict=True)
    ]
    return shapely.STRtree(shapes), versions
