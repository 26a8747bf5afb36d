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
from sqlalchemy import func, select

from geo.measures import Shapes
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


@dataclass(frozen=True, slots=True)
class Held:
    """What is held in memory: outlines with an index over them, and of each the version it belongs to."""

    tree: shapely.STRtree
    shapes: Shapes
    versions: Sequence[Version]

    @classmethod
    def of(cls, shapes: Shapes, versions: Sequence[Version]) -> "Held":
        """The outlines, their edges indexed now: they would be indexed at the first question, by any thread."""
        shapely.prepare(shapes)
        inside = shapely.get_coordinates(shapely.point_on_surface(shapes))
        shapely.intersects_xy(shapes, inside[:, 0], inside[:, 1])
        return cls(shapely.STRtree(shapes), shapes, versions)


class CountyIndex:
    """The outlines of all counties, searched in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._checked_s = float("-inf")
        self._stamp: Sequence[Any] = ()
        self._held = Held.of(np.empty(0, dtype=object), ())

    def find(self, place: LngLat, at: datetime) -> County | None:
        """The county that has `place` at `at`; on a shared edge the smaller one, then the lower code."""
        self._refresh()
        held = self._held
        near = held.tree.query(shapely.Point(place.lng, place.lat))
        hits = near[shapely.intersects_xy(held.shapes[near], place.lng, place.lat)]
        found = [held.versions[hit] for hit in hits if held.versions[hit].holds_at(at)]
        best = min(found, key=lambda each: (each.area, each.county), default=None)
        return best.county if best else None

    def _refresh(self) -> None:
        """Look again whether the outlines have changed; whoever comes meanwhile waits for what is then held."""
        if self._is_fresh():
            return
        with self._lock:
            if self._is_fresh():
                return
            stamp = _stamp()
            if stamp != self._stamp:
                self._held = _read()
                self._stamp = stamp
            self._checked_s = monotonic()

    def _is_fresh(self) -> bool:
        return monotonic() - self._checked_s < CHECK_EVERY_S


#: One index a database, so that a process that turns to another one does not answer from the first.
_indexes: WeakKeyDictionary[Any, CountyIndex] = WeakKeyDictionary()


def county_at(place: LngLat, at: datetime) -> County | None:
    """The county that has `place` at `at`, or None outside them all."""
    bind = db.session.get_bind()
    index = _indexes.get(bind) or _indexes.setdefault(bind, CountyIndex())
    return index.find(place, at)


def forget() -> None:
    """Read the outlines again at the next question; for whoever has just changed them."""
    _indexes.clear()


def _stamp() -> Sequence[Any]:
    """Changes with every outline added and with every one ended."""
    one = DivisionOutline
    return tuple(db.session.execute(select(func.count(), func.max(one.id), func.count(one.valid_to))).one())


def _read() -> Held:
    one = DivisionOutline
    query = select(one.division_code, one.valid_from, one.valid_to, geofunc.ST_AsBinary(one.outline).label("wkb"))
    rows = db.session.execute(query.where(func.length(one.division_code) == codes.COUNTY).order_by(one.id)).all()
    shapes = np.array([*shapely.from_wkb([bytes(row.wkb) for row in rows]), None], dtype=object)[:-1]
    versions = [
        Version(County(row.division_code), shapely.area(shape), row.valid_from, row.valid_to)
        for row, shape in zip(rows, shapes, strict=True)
    ]
    return Held.of(shapes, versions)
