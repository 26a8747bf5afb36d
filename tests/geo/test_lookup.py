from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import measures, points
from geo.lookup import Near, OutlineIndex
from geo.points import LngLat
from tests.geo.test_pieces import array

SMALL, LARGE = shapely.box(113, 34, 113.1, 34.1), shapely.box(113.1, 34, 113.4, 34.1)
TWIN = shapely.box(112.9, 34, 113, 34.1)
PARK = shapely.box(113.15, 34.02, 113.18, 34.05)
INDEX = OutlineIndex(["02", "01", "03", "99"], array(SMALL, LARGE, TWIN, PARK), [False, False, False, True])


@pytest.mark.parametrize(
    ("point", "codes"),
    [
        ((113.05, 34.05), ("02",)),
        ((113.16, 34.03), ("99", "01")),  # dedicated before general
        ((113.15, 34.03), ("99", "01")),  # on the edge of the dedicated one
        ((113.1, 34.05), ("02", "01")),  # a shared edge: the smaller
        ((113.0, 34.05), ("02", "03")),  # a shared edge, areas alike: the lower code
        ((113.4, 34.1), ("01",)),  # a corner
        ((110.0, 34.05), ()),
    ],
)
def test_all_that_cover_a_point_come_in_the_order_of_the_rule(point, codes):
    assert INDEX.covering(LngLat(*point)) == codes
    assert INDEX.find(LngLat(*point)) == (codes[0] if codes else None)


def test_many_points_are_found_as_each_alone(cells):
    index = OutlineIndex([f"{i:03}" for i in range(len(cells))], cells)
    random = np.random.default_rng(3)
    corners = shapely.get_coordinates(cells)[::40]
    places = np.vstack((random.uniform([113.7, 35.7], [114.5, 36.3], (500, 2)), corners))
    alone = [index.find(LngLat(*place)) for place in places]
    assert index.find_many(places[:, 0], places[:, 1]) == alone
    assert None in alone
    assert None not in alone[500:]


def test_every_corner_of_a_shared_edge_goes_to_exactly_one_of_its_cells(cells):
    index = OutlineIndex([f"{i:03}" for i in range(len(cells))], cells)
    area_m2 = dict(zip((f"{i:03}" for i in range(len(cells))), measures.areas_m2(cells), strict=True))
    for corner in shapely.get_coordinates(cells)[::25]:
        covering = index.covering(LngLat(*corner))
        assert index.find(LngLat(*corner)) == min(covering, key=lambda code: (area_m2[code], code))


def test_the_nearest_is_told_with_its_metres():
    place = LngLat(113.05, 34.1009)
    near = INDEX.nearest(place, within_m=150)
    assert near == Near("02", pytest.approx(points.distance_m(place, LngLat(113.05, 34.1)), rel=1e-3))


@pytest.mark.parametrize("point", [(113.05, 34.11), (110.0, 34.05)])
def test_nothing_within_reach_is_nothing(point):
    assert INDEX.nearest(LngLat(*point), within_m=150) is None


def test_metres_decide_what_is_near_and_not_degrees():
    """A degree of longitude is shorter: the outline to the east is nearer though more degrees away."""
    east, north = shapely.box(113.0110, 34, 113.02, 34.001), shapely.box(113, 34.0105, 113.001, 34.02)
    index = OutlineIndex(["north", "east"], array(north, east))
    near = index.nearest(LngLat(113.0005, 34.0005), within_m=5000)
    assert near is not None
    assert near.code == "east"


def test_what_covers_the_point_is_at_no_distance():
    assert INDEX.nearest(LngLat(113.16, 34.03), within_m=10) == Near("99", 0.0)


def test_large_outlines_are_found_by_many_threads_at_once(county):
    index = OutlineIndex(["410506"], array(county))
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(index.find, [LngLat(114.1, 36.0)] * 200))
    assert found == {"410506"}


def test_an_index_of_nothing_finds_nothing():
    index = OutlineIndex([], array())
    assert len(index) == 0
    assert index.find(LngLat(113, 34)) is None
    assert index.find_many([113.0], [34.0]) == [None]
    assert index.nearest(LngLat(113, 34), within_m=100) is None


@settings(deadline=None)
@given(st.floats(113.7, 114.5), st.floats(35.7, 36.3))
def test_a_point_is_in_one_cell_if_and_only_if_it_is_in_the_county(county, cells, lng, lat):
    index = OutlineIndex([f"{i:03}" for i in range(len(cells))], cells)
    clear = shapely.distance(county.boundary, shapely.Point(lng, lat)) > 1e-9
    assert not clear or bool(index.covering(LngLat(lng, lat))) == county.covers(shapely.Point(lng, lat))
