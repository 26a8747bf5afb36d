"""An outline is a valid two-dimensional MultiPolygon in degrees WGS-84; here shapes become outlines or are refused.

Rings that cross themselves, shells within shells and holes outside their shell are repaired, and each repair
is told as a `Fault`. A repair keeps what an odd number of rings enclose, as maps draw it and PostGIS's ST_MakeValid
repairs it: a shell within a shell becomes a hole (and so a gap to look at), a hole outside its shell a part;
where edges run over each other they count once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType, MultiPolygon

from geo import measures
from geo.errors import BadOutline
from geo.measures import Shapes
from geo.points import EARTH, Floats, LngLat


class FaultKind(StrEnum):
    """What was wrong with the rings of an outline before they were repaired."""

    SELF_INTERSECTION = "self_intersection"
    NESTED_SHELLS = "nested_shells"
    HOLE_OUTSIDE = "hole_outside"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Fault:
    """What was repaired, where, and by how much the repaired area differs from that of the rings as drawn."""

    kind: FaultKind
    sentence: str
    place: LngLat | None
    area_m2: float


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline, and the fault that was repaired to make it one."""

    shape: MultiPolygon
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Outlines:
    """Outlines of a whole array of shapes: by position the outline (None: refused), the fault, the refusal."""

    shapes: Shapes
    faults: dict[int, Fault]
    refused: dict[int, str]


_KINDS = {
    "self-intersection": FaultKind.SELF_INTERSECTION,
    "ring self-intersection": FaultKind.SELF_INTERSECTION,
    "nested shells": FaultKind.NESTED_SHELLS,
    "hole lies outside shell": FaultKind.HOLE_OUTSIDE,
}
_REASON = re.compile(r"(?P<what>[^\[]*)(?:\[(?P<lng>\S+) (?P<lat>\S+)\])?")
_AREAS = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)
_SWAP = [1, 0, 3, 2]
_SWAPPED = "longitude and latitude look swapped: longitude comes first"
_NO_DEGREES = "its coordinates are no degrees; is the coordinate system declared rightly?"
_NOT_AREAS = {
    GeometryType.POINT: "it is a point, not an area",
    GeometryType.MULTIPOINT: "it is a set of points, not an area",
    GeometryType.LINESTRING: "it is a line, not an area; close it to a polygon first",
    GeometryType.LINEARRING: "it is a line, not an area; close it to a polygon first",
    GeometryType.MULTILINESTRING: "it is a set of lines, not an area; build polygons from them first",
    GeometryType.GEOMETRYCOLLECTION: "it is a GeometryCollection; store each area as one Polygon or MultiPolygon",
}


def read_outline(shape: shapely.Geometry | None) -> Outline:
    """The outline of one shape; raises `BadOutline` saying why it is none."""
    read = read_outlines(np.array([shape], dtype=object))
    if read.refused:
        raise BadOutline(read.refused[0])
    return Outline(read.shapes[0], read.faults.get(0))


def read_outlines(shapes: Shapes | Sequence[shapely.Geometry | None]) -> Outlines:
    """The outlines of an array of shapes, of the same length; nothing is raised, refusals are told by position."""
    flat = np.array(shapes, dtype=object)
    refused = _refusals(flat)
    flat[list(refused)] = None
    flat = _as_multi(shapely.force_2d(flat))
    broken = np.flatnonzero(~shapely.is_valid(flat) & ~shapely.is_missing(flat))
    faults = _repair(flat, broken, refused)
    return Outlines(flat, faults, refused)


def _refusals(shapes: Shapes) -> dict[int, str]:
    kinds = shapely.get_type_id(shapes)
    odd = np.flatnonzero(~np.isin(kinds, _AREAS) | shapely.is_empty(shapes))
    refused = {int(i): _why_no_area(kinds[i]) for i in odd}
    for i in _with_missing_numbers(shapes):
        refused.setdefault(i, "a coordinate is NaN or infinite")
    bounds = shapely.bounds(shapes)
    for i in np.flatnonzero(~_on_earth(bounds)).tolist():
        refused.setdefault(i, _SWAPPED if _on_earth(bounds[i : i + 1, _SWAP])[0] else _NO_DEGREES)
    return refused


def _on_earth(bounds: Floats) -> NDArray[np.bool_]:
    """Which boxes, rows of west, south, east, north, are of degrees."""
    return np.asarray((bounds[:, :2] >= EARTH[:2]).all(axis=1) & (bounds[:, 2:] <= EARTH[2:]).all(axis=1))


def _why_no_area(kind: int) -> str:
    if kind in _AREAS:
        return "it is empty"
    return _NOT_AREAS.get(GeometryType(kind), "it has no geometry")


def _with_missing_numbers(shapes: Shapes) -> list[int]:
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    return [int(i) for i in np.unique(owner[~np.isfinite(xy).all(axis=1)])]


def _as_multi(shapes: Shapes) -> Shapes:
    single = np.flatnonzero(shapely.get_type_id(shapes) == GeometryType.POLYGON)
    if single.size:
        shapes[single] = shapely.multipolygons(shapes[single], indices=np.arange(single.size))
    return shapes


def _repair(shapes: Shapes, broken: np.ndarray, refused: dict[int, str]) -> dict[int, Fault]:
    """Put the repaired outlines in place of the broken ones, tell the faults, and refuse what leaves no area."""
    if not broken.size:
        return {}
    drawn, reasons = shapes[broken], shapely.is_valid_reason(shapes[broken])
    sound = np.array([_areas_of(shape) for shape in shapely.make_valid(drawn)], dtype=object)
    shapes[broken] = sound
    changed = np.abs(measures.areas_m2(sound) - measures.areas_m2(drawn))
    faults = {int(i): _fault(r, a) for i, r, a in zip(broken, reasons, changed, strict=True)}
    for i in broken[shapely.is_empty(sound)]:
        refused[int(i)] = f"its rings enclose nothing that can be repaired ({faults.pop(int(i)).sentence})"
        shapes[i] = None
    return faults


def _areas_of(shape: shapely.Geometry) -> MultiPolygon:
    """The areas in a repaired shape, without the lines and points that collapsed."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return MultiPolygon(list(parts[shapely.get_type_id(parts) == GeometryType.POLYGON]))


def _fault(reason: str, area_m2: float) -> Fault:
    match = _REASON.match(reason)
    assert match is not None
    what = match["what"].strip().lower()
    place = LngLat(float(match["lng"]), float(match["lat"])) if match["lng"] else None
    kind = _KINDS.get(what, FaultKind.OTHER)
    where = f" at {place.lng:.6f}, {place.lat:.6f}" if place else ""
    return Fault(kind, f"{what}{where}", place, float(area_m2))
