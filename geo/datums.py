"""The datums that phones and map services of China speak, converted to WGS-84 and back, over whole arrays.

GCJ-02 shifts a point of China by a few hundred metres; BD-09 shifts GCJ-02 again. Neither has a published inverse:
ours iterates until the forward shift of the answer meets the input, to well under a centimetre. A point
outside the box in which GCJ-02 is defined passes through unchanged, as the shift itself does; at the box's
edge the two therefore meet with a jump. CGCS2000 differs from WGS-84 by less than a millimetre and is taken as equal.
"""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
import shapely

from geo.errors import BadDatum
from geo.points import CHINA, Floats, LngLat


class Datum(StrEnum):
    """What a pair of coordinates refers to."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


Shift = Callable[[Floats, Floats], tuple[Floats, Floats]]

#: Krasovsky 1940, on which GCJ-02 computes its shift.
_A = 6_378_245.0
_E2 = 0.006_693_421_622_965_943
_BD_TURN = np.pi * 3000.0 / 180.0
_ROUNDS = 12
_ENOUGH_DEG = 1e-11


def read(name: str) -> Datum:
    """The datum called `name`; raises `BadDatum` listing those known."""
    try:
        return Datum(name.strip().lower().replace("-", "").replace("_", ""))
    except ValueError:
        known = ", ".join(Datum)
        raise BadDatum(
            f"unknown datum {name!r}; it is one of {known} (GPS gives wgs84, Amap gcj02, Baidu bd09)"
        ) from None


def to_wgs84(lng: Floats, lat: Floats, datum: Datum) -> tuple[Floats, Floats]:
    """Arrays of degrees in `datum`, as WGS-84."""
    lng, lat = np.asarray(lng, dtype=float), np.asarray(lat, dtype=float)
    if datum is Datum.BD09:
        lng, lat = _undo(_bd09_from_gcj02, lng, lat)
    if datum in {Datum.BD09, Datum.GCJ02}:
        lng, lat = _undo(_gcj02_from_wgs84, lng, lat)
    return lng, lat


def from_wgs84(lng: Floats, lat: Floats, datum: Datum) -> tuple[Floats, Floats]:
    """Arrays of degrees in WGS-84, as `datum`."""
    lng, lat = np.asarray(lng, dtype=float), np.asarray(lat, dtype=float)
    if datum in {Datum.BD09, Datum.GCJ02}:
        lng, lat = _gcj02_from_wgs84(lng, lat)
    if datum is Datum.BD09:
        lng, lat = _bd09_from_gcj02(lng, lat)
    return lng, lat


def point_to_wgs84(point: LngLat, datum: Datum) -> LngLat:
    """One point in `datum`, as WGS-84."""
    if datum in {Datum.WGS84, Datum.CGCS2000}:
        return point
    lng, lat = to_wgs84(np.array([point.lng]), np.array([point.lat]), datum)
    return LngLat(float(lng[0]), float(lat[0]))


def shape_to_wgs84(shape: shapely.Geometry, datum: Datum) -> shapely.Geometry:
    """A shape whose vertices are in `datum`, with its vertices in WGS-84."""
    if datum in {Datum.WGS84, Datum.CGCS2000}:
        return shape
    return shapely.transform(shape, lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], datum)))


def _outside(lng: Floats, lat: Floats) -> np.ndarray:
    return (lng < CHINA.west) | (lng > CHINA.east) | (lat < CHINA.south) | (lat > CHINA.north)


def _gcj02_from_wgs84(lng: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lng - 105.0, lat - 35.0
    ripple = 20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north += (ripple + _waves(y, 20.0, 40.0, 1.0, 3.0) + _waves(y, 160.0, 320.0, 12.0, 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east += (ripple + _waves(x, 20.0, 40.0, 1.0, 3.0) + _waves(x, 150.0, 300.0, 12.0, 30.0)) * 2.0 / 3.0
    phi = lat / 180.0 * np.pi
    bend = 1 - _E2 * np.sin(phi) ** 2
    north_deg = north * 180.0 / ((_A * (1 - _E2)) / (bend * np.sqrt(bend)) * np.pi)
    east_deg = east * 180.0 / (_A / np.sqrt(bend) * np.cos(phi) * np.pi)
    out = _outside(lng, lat)
    return np.where(out, lng, lng + east_deg), np.where(out, lat, lat + north_deg)


def _waves(v: Floats, first: float, second: float, slow: float, slower: float) -> Floats:
    return np.asarray(first * np.sin(v / slow * np.pi) + second * np.sin(v / slower * np.pi))


def _bd09_from_gcj02(lng: Floats, lat: Floats) -> tuple[Floats, Floats]:
    radius = np.hypot(lng, lat) + 0.00002 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lng) + 0.000003 * np.cos(lng * _BD_TURN)
    out = _outside(lng, lat)
    return np.where(out, lng, radius * np.cos(angle) + 0.0065), np.where(out, lat, radius * np.sin(angle) + 0.006)


def _undo(forward: Shift, lng: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """The point whose shift by `forward` is (lng, lat), by fixed-point iteration; the shift contracts a hundredfold a round."""
    out = _outside(lng, lat)
    x, y = lng.copy(), lat.copy()
    for _ in range(_ROUNDS):
        forward_x, forward_y = forward(x, y)
        off_x, off_y = np.where(out, 0.0, lng - forward_x), np.where(out, 0.0, lat - forward_y)
        x, y = x + off_x, y + off_y
        if max(np.max(np.abs(off_x), initial=0.0), np.max(np.abs(off_y), initial=0.0)) < _ENOUGH_DEG:
            break
    return x, y
