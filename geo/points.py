"""Points, and distances between them in metres."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.errors import BadPlace

Floats = NDArray[np.float64]

#: WGS-84: semi-major axis in metres, and first eccentricity squared.
A = 6_378_137.0
E2 = 6.694379990141317e-3
#: Mean radius of the Earth in metres (IUGG).
MEAN_RADIUS_M = 6_371_008.8


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


CHINA = Box(72.004, 0.8293, 137.8347, 55.8271)


def check(lng: float, lat: float, expected: Box = CHINA) -> LngLat:
    """The point, if it can be one; raises `BadPlace` naming the likely mistake.

    A point outside `expected` is taken as it is, unless it would lie inside with its axes swapped: then they were.
    """
    if not (math.isfinite(lng) and math.isfinite(lat)):
        raise BadPlace("longitude and latitude must be numbers, not NaN or infinite")
    if expected.holds(lat, lng) and not expected.holds(lng, lat):
        raise BadPlace(f"longitude {lng:g} and latitude {lat:g} look swapped: longitude comes first")
    if abs(lng) > 180 or abs(lat) > 90:
        hint = "are these metres of a projected system?" if max(abs(lng), abs(lat)) > 400 else "check the digits"
        raise BadPlace(f"longitude {lng:g}, latitude {lat:g} is outside ±180, ±90 degrees; {hint}")
    return LngLat(lng, lat)


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Metres in a degree of longitude and in one of latitude on WGS-84 at `lat` degrees.

    Good to 1 in 10,000 for shapes within a kilometre of that latitude.
    """
    sine = math.sin(math.radians(lat))
    bend = 1 - E2 * sine * sine
    per_radian = math.pi / 180
    return A * math.cos(math.radians(lat)) / math.sqrt(bend) * per_radian, A * (1 - E2) / bend**1.5 * per_radian


def distance_m(a: LngLat, b: LngLat) -> float:
    """Great-circle distance in metres on the mean sphere; within 0.6 % of the ellipsoid's."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lng = (lat_b - lat_a) / 2, math.radians(b.lng - a.lng) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lng) ** 2
    return 2 * MEAN_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))
