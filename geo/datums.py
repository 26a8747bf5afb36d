"""The datums that phones and map services of China speak, converted to WGS-84 and back, over whole arrays.

GCJ-02 shifts a point of China by 100 to 700 m; BD-09 shifts GCJ-02 again. Neither has a published inverse:
ours iterates until the forward shift of the answer meets the input, to well under a millimetre.
A point whose WGS-84 position lies outside the box in which GCJ-02 is defined (`points.CHINA`) passes through
unchanged in both datums and directions. So there is a jump at the box's edge: every point inside comes back
exactly, while one outside, within a shift (some 700 m; 1.5 km for BD-09) of the edge, may be taken for the image
of one inside. CGCS2000 differs from WGS-84 by 0.1 mm at most and is taken as equal.
"""

from enum import StrEnum
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.errors import BadDatum
from geo.points import CHINA, Floats, LngLat


class Datum(StrEnum):
    """What a pair of coordinates refers to."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


Pair = tuple[Floats, Floats]
Shape = TypeVar("Shape", bound=shapely.Geometry)

SAME_AS_WGS84 = frozenset({Datum.WGS84, Datum.CGCS2000})

#: Krasovsky 1940, on which GCJ-02 computes its shift.
_A = 6_378_245.0
_E2 = 0.006_693_421_622_965_943
_BD_TURN = np.pi * 3000.0 / 180.0
#: Each round leaves at most a fiftieth of the error of the one before.
_ROUNDS = 12
_ENOUGH_DEG = 1e-10
#: In degrees: no shift is larger, and no error of rounding.
_LARGEST_SHIFT, _ROUNDING = 0.03, 1e-9


def read_datum(text: str) -> Datum:
    """The datum called `text`, whatever its case and hyphens; raises `BadDatum` listing those known."""
    try:
        return Datum(text.strip().lower().replace("-", "").replace("_", "").replace(" ", ""))
    except ValueError:
        known = ", ".join(Datum)
        raise BadDatum(
            f"unknown datum {text!r}; it is one of {known} (GPS gives wgs84, Amap and WeChat gcj02, Baidu bd09)"
        ) from None


def to_wgs84(lng: ArrayLike, lat: ArrayLike, datum: Datum) -> Pair:
    """Degrees in `datum` as degrees in WGS-84: two arrays of the shape of the input; NaN stays NaN."""
    east, north = np.asarray(lng, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if datum in SAME_AS_WGS84:
        return east, north
    near = _inside(east, north, _LARGEST_SHIFT)
    found = _unshifted(np.where(near, east, CHINA.west), np.where(near, north, CHINA.south), datum)
    inside = near & _inside(*found, _ROUNDING)
    return np.where(inside, found[0], east), np.where(inside, found[1], north)


def from_wgs84(lng: ArrayLike, lat: ArrayLike, datum: Datum) -> Pair:
    """Degrees in WGS-84 as degrees in `datum`: two arrays of the shape of the input; NaN stays NaN."""
    east, north = np.asarray(lng, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if datum in SAME_AS_WGS84:
        return east, north
    inside = _inside(east, north)
    shifted = _shifted(np.where(inside, east, CHINA.west), np.where(inside, north, CHINA.south), datum)
    return np.where(inside, shifted[0], east), np.where(inside, shifted[1], north)


def point_to_wgs84(point: LngLat, datum: Datum) -> LngLat:
    """One point in `datum`, as WGS-84."""
    lng, lat = to_wgs84(point.lng, point.lat, datum)
    return LngLat(float(lng), float(lat))


def point_from_wgs84(point: LngLat, datum: Datum) -> LngLat:
    """One point in WGS-84, as `datum`."""
    lng, lat = from_wgs84(point.lng, point.lat, datum)
    return LngLat(float(lng), float(lat))


def shape_to_wgs84(shape: Shape, datum: Datum) -> Shape:
    """A shape whose vertices are in `datum`, with its vertices in WGS-84; heights are dropped."""
    if datum in SAME_AS_WGS84:
        return shape
    return shapely.transform(shape, lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], datum)))


def shapes_to_wgs84(shapes: NDArray[np.object_], datum: Datum) -> NDArray[np.object_]:
    """`shape_to_wgs84` for an array of shapes, in one go."""
    if datum in SAME_AS_WGS84:
        return shapes
    return shapely.transform(shapes, lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], datum)))


def shapes_from_wgs84(shapes: NDArray[np.object_], datum: Datum) -> NDArray[np.object_]:
    """An array of shapes in WGS-84 with their vertices in `datum`, in one go; heights are dropped."""
    if datum in SAME_AS_WGS84:
        return shapes
    return shapely.transform(shapes, lambda xy: np.column_stack(from_wgs84(xy[:, 0], xy[:, 1], datum)))


def _inside(lng: Floats, lat: Floats, slack: float = 0.0) -> NDArray[np.bool_]:
    """Which points lie in the box of China, made `slack` degrees larger; NaN never does."""
    across = (lng >= CHINA.west - slack) & (lng <= CHINA.east + slack)
    return np.asarray(across & (lat >= CHINA.south - slack) & (lat <= CHINA.north + slack))


def _shifted(lng: Floats, lat: Floats, datum: Datum) -> Pair:
    lng, lat = _gcj02_from_wgs84(lng, lat)
    return _bd09_from_gcj02(lng, lat) if datum is Datum.BD09 else (lng, lat)


def _unshifted(lng: Floats, lat: Floats, datum: Datum) -> Pair:
    """The point whose shift is (lng, lat), by fixed-point iteration."""
    x, y = lng, lat
    for _ in range(_ROUNDS):
        ahead_x, ahead_y = _shifted(x, y, datum)
        off_x, off_y = lng - ahead_x, lat - ahead_y
        x, y = x + off_x, y + off_y
        if max(np.abs(off_x).max(initial=0.0), np.abs(off_y).max(initial=0.0)) < _ENOUGH_DEG:
            break
    return x, y


def _gcj02_from_wgs84(lng: Floats, lat: Floats) -> Pair:
    x, y = lng - 105.0, lat - 35.0
    ripple = 20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north = north + (ripple + _waves(y, 20.0, 40.0, 1.0, 3.0) + _waves(y, 160.0, 320.0, 12.0, 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east = east + (ripple + _waves(x, 20.0, 40.0, 1.0, 3.0) + _waves(x, 150.0, 300.0, 12.0, 30.0)) * 2.0 / 3.0
    phi = lat / 180.0 * np.pi
    bend = 1 - _E2 * np.sin(phi) ** 2
    north_deg = north * 180.0 / ((_A * (1 - _E2)) / (bend * np.sqrt(bend)) * np.pi)
    east_deg = east * 180.0 / (_A / np.sqrt(bend) * np.cos(phi) * np.pi)
    return lng + east_deg, lat + north_deg


def _waves(v: Floats, first: float, second: float, slow: float, slower: float) -> Floats:
    return np.asarray(first * np.sin(v / slow * np.pi) + second * np.sin(v / slower * np.pi))


def _bd09_from_gcj02(lng: Floats, lat: Floats) -> Pair:
    radius = np.hypot(lng, lat) + 0.00002 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lng) + 0.000003 * np.cos(lng * _BD_TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006
