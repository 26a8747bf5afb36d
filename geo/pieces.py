"""The pieces where a layer covers its ground twice, not at all, or beyond its parent: shapes and whose they are.

Every function takes the outlines of a layer as an array of MultiPolygons in degrees, with None for those missing.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

from geo import measures
from geo.measures import Shapes
from geo.points import Floats

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_INSIDES_MEET = "T********"
#: Smaller pieces come from rounding the last digit of a coordinate.
_DUST_M2 = 1e-4


@dataclass(frozen=True, slots=True)
class Pieces:
    """Areas, as MultiPolygons and in m²; row i of `owners` holds the positions of the outlines it belongs to."""

    shapes: Shapes
    areas: Floats
    owners: list[tuple[int, ...]]


def overlaps(outlines: Shapes, tree: shapely.STRtree, sort: Ints, alike: Ints) -> Pieces:
    """What two outlines of one `sort` share, a piece a pair; those `alike` are left to `same`."""
    one, other = tree.query(outlines)
    pair = (one < other) & (sort[one] == sort[other]) & (alike[one] != alike[other])
    one, other = one[pair], other[pair]
    meet = shapely.relate_pattern(outlines[one], outlines[other], _INSIDES_MEET)
    one, other = one[meet], other[meet]
    shapes, kept = areas_in(shapely.intersection(outlines[one], outlines[other]))
    return _worth(shapes, list(zip(one[kept].tolist(), other[kept].tolist(), strict=True)))


def gaps(tree: shapely.STRtree, ground: shapely.Geometry, parent: shapely.Geometry | None) -> Pieces:
    """What is not covered: of `parent`, or without one the holes in `ground`; each piece with the outlines around."""
    bare = _holes(ground) if parent is None else shapely.get_parts(shapely.difference(parent, ground))
    shapes, _ = areas_in(np.asarray(bare, dtype=object))
    owners: list[list[int]] = [[] for _ in shapes]
    for gap, outline in tree.query(shapes, predicate="intersects").T.tolist():
        owners[gap].append(outline)
    return _worth(shapes, [tuple(each) for each in owners])


def outside(outlines: Shapes, parent: shapely.Geometry) -> Pieces:
    """What of each outline lies beyond `parent`."""
    shapely.prepare(parent)
    over = np.flatnonzero(~shapely.covers(parent, outlines) & ~shapely.is_missing(outlines))
    shapes, kept = areas_in(shapely.difference(outlines[over], parent))
    return _worth(shapes, [(i,) for i in over[kept].tolist()])


def areas_in(shapes: Shapes) -> tuple[Shapes, Ints]:
    """The polygons of each shape as one MultiPolygon, and the positions of the shapes that have any."""
    inner, owner = shapely.get_parts(shapes, return_index=True)
    polygons, part = shapely.get_parts(inner, return_index=True)
    flat = (shapely.get_type_id(polygons) == GeometryType.POLYGON) & ~shapely.is_empty(polygons)
    kept, number = np.unique(owner[part[flat]], return_inverse=True)
    if not kept.size:
        return np.empty(0, dtype=object), kept
    return np.asarray(shapely.multipolygons(polygons[flat], indices=number), dtype=object), kept


def same(outlines: Shapes) -> Ints:
    """A number for each outline, equal for those that are drawn alike, from whatever corner they start."""
    drawn = shapely.to_wkb(shapely.normalize(outlines))
    numbers: dict[bytes | int, int] = {}
    return np.array([numbers.setdefault(key or -i, i) for i, key in enumerate(drawn)], dtype=np.int64)


def _holes(ground: shapely.Geometry) -> Shapes:
    """The holes in `ground`, less the islands in them."""
    parts = shapely.get_parts(ground)
    rings, owner = shapely.get_rings(parts, return_index=True)
    shells = np.append(True, owner[1:] != owner[:-1])[: len(owner)]
    holes = np.asarray(shapely.polygons(rings[~shells]), dtype=object)
    hole, island = shapely.STRtree(parts).query(holes, predicate="contains")
    for i in np.unique(hole).tolist():
        holes[i] = shapely.difference(holes[i], shapely.union_all(parts[island[hole == i]]))
    return holes


def _worth(shapes: Shapes, owners: list[tuple[int, ...]]) -> Pieces:
    areas = measures.areas_m2(shapes)
    kept = np.flatnonzero(areas > _DUST_M2)
    return Pieces(shapes[kept], areas[kept], [owners[i] for i in kept])
