"""Points, what makes one impossible, and distances between them in metres."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from geo.errors import BadPlace

Floats = NDArray[np.float64]

#: WGS-84: semi-major axis in metres, and first eccentricity squared.
A = 6_378_137.0
E2 = 6.694379990141317e-3

_GEOD = Geod(ellps="WGS84")
_RADIAN = math.pi / 180
_PROJECTED = 400


class LngLat(NamedTuple):
    """Longitude and latitude in degrees; this order everywhere, as GeoJSON has it."""

    lng: float
    lat: float


class Box(NamedTuple):
    """Where points are expected: west, south, east, north in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lng: float, lat: float) -> bool:
        """Whether the point lies in the box, edges included."""
        return self.west <= lng <= self.east and self.south <= lat <= self.north


#: The box in which GCJ-02 is defined; it holds China and some of its neighbours.
CHINA = Box(72.004, 0.8293, 137.8347, 55.8271)
EARTH = Box(-180.0, -90.0, 180.0, 90.0)


def check(lng: float, lat: float, expected: Box = CHINA) -> LngLat:
    """The point, if it can be one; raises `BadPlace` naming the likely mistake.

    A point outside `expected` is taken as it is, unless it would lie inside with its axes swapped: then they were.
    """
    if not (math.isfinite(lng) and math.isfinite(lat)):
        raise BadPlace("longitude and latitude must be numbers, not NaN or infinite")
    if _looks_swapped(lng, lat, expected):
        raise BadPlace(f"longitude {lng:g} and latitude {lat:g} look swapped: longitude comes first")
    if not EARTH.holds(lng, lat):
        hint = "are these metres of a projected system?" if max(abs(lng), abs(lat)) > _PROJECTED else "check the digits"
        raise BadPlace(f"longitude {lng:g}, latitude {lat:g} is outside ±180, ±90 degrees; {hint}")
    return LngLat(lng, lat)


def _looks_swapped(lng: float, lat: float, expected: Box) -> bool:
    if expected.holds(lng, lat):
        return False
    return expected.holds(lat, lng) or (EARTH.holds(lat, lng) and not EARTH.holds(lng, lat))


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Metres in a degree of longitude and in one of latitude, on WGS-84 at `lat` degrees.

    Exact at that latitude. A shape scaled by them keeps its distances from a point there to 1 in 20,000
    within a kilometre (1 in 2,000 within ten) up to 55 degrees north or south.
    """
    bend = 1 - E2 * math.sin(lat * _RADIAN) ** 2
    east = A * math.cos(lat * _RADIAN) / math.sqrt(bend) * _RADIAN
    return east, A * (1 - E2) / bend**1.5 * _RADIAN


def metres_per_degree_each(lats: Floats) -> tuple[Floats, Floats]:
    """`metres_per_degree` for an array of latitudes of any shape; two arrays of that shape."""
    bend = 1 - E2 * np.sin(lats * _RADIAN) ** 2
    east = A * np.cos(lats * _RADIAN) / np.sqrt(bend) * _RADIAN
    return east, A * (1 - E2) / bend**1.5 * _RADIAN


def distance_m(a: LngLat, b: LngLat) -> float:
    """Length of the geodesic on the WGS-84 ellipsoid, in metres; its error is below a micrometre."""
    return float(_GEOD.inv(a.lng, a.lat, b.lng, b.lat)[2])


def distances_m(from_lngs: Floats, from_lats: Floats, to_lngs: Floats, to_lats: Floats) -> Floats:
    """`distance_m` between the points of four arrays of one shape."""
    return np.asarray(_GEOD.inv(from_lngs, from_lats, to_lngs, to_lats)[2], dtype=np.float64)
