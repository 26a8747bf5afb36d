"""Which outline covers a point, in memory. A point on a shared edge goes to one outline, always the same.

The rule: covered (edges count as inside), then dedicated before general, then the smaller area, then the lower code.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo import measures, points
from geo.measures import Shapes
from geo.points import LngLat

Ints = NDArray[np.int64]

#: Outlines of more points are worth an index of their own edges.
_MANY_POINTS = 100


class Near(NamedTuple):
    """An outline near a point, and the metres to it (0 if it covers the point)."""

    code: str
    distance_m: float


class OutlineIndex:
    """Outlines by code, asked for points; built once, never changed, and safe to share between threads.

    Outlines are kept in the order of the rule, so that the first that covers a point is the answer.
    """

    def __init__(self, codes: Sequence[str], outlines: Shapes, dedicated: Iterable[bool] | None = None) -> None:
        """Outlines are valid areas in degrees; `codes` and `dedicated` (default: none is) have their length."""
        general = np.ones(len(codes), dtype=bool) if dedicated is None else ~np.array(list(dedicated), dtype=bool)
        order = np.lexsort((np.array(codes, dtype=np.str_), measures.areas_m2(outlines), general))
        self._codes = [codes[i] for i in order.tolist()]
        self._outlines = outlines[order]
        self._tree = shapely.STRtree(self._outlines)
        self._prepare()

    def __len__(self) -> int:
        return len(self._codes)

    def _prepare(self) -> None:
        """Index the edges of large outlines now: they would be indexed at the first question, by any thread."""
        large = self._outlines[shapely.get_num_coordinates(self._outlines) > _MANY_POINTS]
        shapely.prepare(large)
        inside = shapely.get_coordinates(shapely.point_on_surface(large))
        shapely.intersects_xy(large, inside[:, 0], inside[:, 1])
        self._tree.query(shapely.Point(0.0, 0.0))

    def covering(self, point: LngLat) -> tuple[str, ...]:
        """The codes of all outlines that cover `point`, the one that wins first."""
        return tuple(self._codes[i] for i in np.sort(self._at(point)))

    def find(self, point: LngLat) -> str | None:
        """The code of the outline that `point` belongs to, None if nothing covers it."""
        found = self._at(point)
        return self._codes[found.min()] if found.size else None

    def find_many(self, lngs: ArrayLike, lats: ArrayLike) -> list[str | None]:
        """`find` for each of n points, given by two arrays of n degrees."""
        x, y = np.asarray(lngs, dtype=np.float64), np.asarray(lats, dtype=np.float64)
        point, outline = self._tree.query(shapely.points(x, y))
        covered = shapely.intersects_xy(self._outlines[outline], x[point], y[point])
        first = np.full(len(x), len(self))
        np.minimum.at(first, point[covered], outline[covered])
        answers = [*self._codes, None]
        return [answers[i] for i in first.tolist()]

    def nearest(self, point: LngLat, within_m: float) -> Near | None:
        """The outline nearest to `point` and at most `within_m` away, in metres exact to 1 in 2,000 up to 10 km.

        Between outlines at one distance (all that cover the point are at 0) the rule decides.
        """
        east, north = points.metres_per_degree(point.lat)
        reach = (within_m / east, within_m / north)
        box = shapely.box(point.lng - reach[0], point.lat - reach[1], point.lng + reach[0], point.lat + reach[1])
        close = np.sort(self._tree.query(box))
        away = measures.distances_m(point, self._outlines[close])
        best = int(np.argmin(away)) if away.size else -1
        if best < 0 or away[best] > within_m:
            return None
        return Near(self._codes[close[best]], float(away[best]))

    def _at(self, point: LngLat) -> Ints:
        close = self._tree.query(shapely.Point(point))
        return np.asarray(close[shapely.intersects_xy(self._outlines[close], point.lng, point.lat)], dtype=np.int64)
