import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import points
from geo.errors import BadPlace
from geo.points import Box, LngLat

HENAN = Box(110.3, 31.3, 116.7, 36.4)
places = st.builds(LngLat, st.floats(-180, 180), st.floats(-90, 90))


@pytest.mark.parametrize(
    ("lng", "lat", "mistake"),
    [
        (34.7, 113.6, "swapped"),  # Zhengzhou the other way round
        (-33.9, 151.2, "swapped"),  # Sydney the other way round: 151 is no latitude
        (math.nan, 34.7, "NaN"),
        (113.6, math.inf, "infinite"),
        (200.0, 34.7, "check the digits"),
        (113.6, 95.0, "check the digits"),
        (200.0, 95.0, "check the digits"),
        (462_000.0, 3_840_000.0, "projected"),  # metres
    ],
)
def test_a_refusal_names_the_likely_mistake(lng, lat, mistake):
    with pytest.raises(BadPlace, match=mistake):
        points.check(lng, lat)


@pytest.mark.parametrize(
    ("lng", "lat"),
    [(113.6, 34.7), (-87.6, 41.8), (180.0, -90.0), (2.35, 48.85), (100.0, 55.8271)],
)
def test_a_possible_point_is_taken_as_it_is(lng, lat):
    assert points.check(lng, lat) == LngLat(lng, lat)


def test_the_expected_box_tells_what_looks_swapped():
    with pytest.raises(BadPlace, match="swapped"):
        points.check(41.8, -87.6, Box(-88.0, 41.0, -87.0, 42.5))
    assert points.check(41.8, -87.6) == (41.8, -87.6)


def test_a_point_outside_the_expected_box_is_no_mistake_of_axes():
    assert points.check(121.5, 31.2, HENAN) == (121.5, 31.2)


@given(places, places)
def test_distance_is_symmetric(a, b):
    assert points.distance_m(a, b) == pytest.approx(points.distance_m(b, a), abs=1e-6)


@given(places)
def test_a_point_is_no_distance_from_itself(a):
    assert points.distance_m(a, a) == 0


def test_distance_is_that_of_the_ellipsoid():
    """A degree of latitude and one of longitude at the equator, from the WGS-84 parameters."""
    assert points.distance_m(LngLat(0, 0), LngLat(1, 0)) == pytest.approx(111_319.4908, abs=1e-3)
    assert points.distance_m(LngLat(0, 0), LngLat(0, 1)) == pytest.approx(110_574.3886, abs=1e-3)


def test_many_distances_are_those_of_each():
    a, b = LngLat(113.6, 34.7), LngLat(113.7, 34.8)
    lngs, lats = np.array([a.lng, b.lng]), np.array([a.lat, b.lat])
    found = points.distances_m(lngs, lats, lngs[::-1], lats[::-1])
    assert found == pytest.approx([points.distance_m(a, b)] * 2)


@given(st.floats(70, 140), st.floats(-55, 55), st.floats(0, 2 * math.pi))
def test_the_local_plane_is_exact_to_1_in_20_000_within_a_kilometre(lng, lat, bearing):
    east, north = points.metres_per_degree(lat)
    other = LngLat(lng + 1000 * math.cos(bearing) / east, lat + 1000 * math.sin(bearing) / north)
    assert points.distance_m(LngLat(lng, lat), other) == pytest.approx(1000, rel=1 / 20_000)


def test_scales_of_an_array_are_those_of_each():
    lats = np.array([-30.0, 0.0, 34.7])
    assert np.column_stack(points.metres_per_degree_each(lats)) == pytest.approx(
        np.array([points.metres_per_degree(lat) for lat in lats.tolist()])
    )
