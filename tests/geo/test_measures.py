import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo import measures, points
from geo.points import LngLat

GEOD = Geod(ellps="WGS84")


def test_areas_are_those_of_the_ellipsoid(cells):
    geodesic = [abs(GEOD.geometry_area_perimeter(cell)[0]) for cell in cells]
    assert measures.areas_m2(cells) == pytest.approx(geodesic, rel=5e-5)


def test_a_corner_put_on_an_edge_changes_no_area():
    """Else an outline and its neighbour would seem to lie apart where only one of them has a corner."""
    slanted = shapely.Polygon([(113, 34), (114, 34.7), (113.2, 35)])
    finer = shapely.segmentize(slanted, 0.01)
    assert measures.area_m2(finer) == pytest.approx(measures.area_m2(slanted), rel=1e-9)
    assert measures.area_m2(finer.symmetric_difference(slanted)) < 1e-4


def test_perimeters_are_the_lengths_of_all_rings(cells):
    geodesic = [GEOD.geometry_length(shapely.boundary(cell)) for cell in cells]
    assert measures.perimeters_m(cells) == pytest.approx(geodesic, rel=1e-5)


def test_a_hole_lessens_the_area_and_lengthens_the_perimeter():
    whole, hole = shapely.box(113, 34, 113.1, 34.1), shapely.box(113.04, 34.04, 113.06, 34.06)
    pierced = whole.difference(hole)
    assert measures.area_m2(pierced) == pytest.approx(measures.area_m2(whole) - measures.area_m2(hole))
    assert measures.perimeter_m(pierced) == pytest.approx(measures.perimeter_m(whole) + measures.perimeter_m(hole))


def test_what_is_missing_has_no_area_and_no_perimeter():
    shapes = np.array([None, shapely.box(0, 0, 1, 1), shapely.Polygon()], dtype=object)
    assert (measures.areas_m2(shapes) > 0).tolist() == [False, True, False]
    assert (measures.perimeters_m(shapes) > 0).tolist() == [False, True, False]


@pytest.mark.parametrize("point", [LngLat(113.05, 34.09), LngLat(113.05, 34.11), LngLat(113.11, 34.05)])
def test_the_distance_to_the_edge_is_the_same_from_both_sides(point):
    box = shapely.box(113, 34, 113.1, 34.1)
    nearest = shapely.get_coordinates(shapely.shortest_line(shapely.Point(point), box.boundary))[1]
    expected = points.distance_m(point, LngLat(*nearest))
    assert measures.distance_to_edge_m(point, box) == pytest.approx(expected, rel=1 / 500)


def test_the_distance_to_an_outline_that_covers_the_point_is_nothing():
    outlines = np.array([shapely.box(113, 34, 113.1, 34.1), shapely.box(113.1, 34, 113.2, 34.1)])
    inside, beside = measures.distances_m(LngLat(113.09, 34.05), outlines)
    assert inside == 0
    assert beside == pytest.approx(points.distance_m(LngLat(113.09, 34.05), LngLat(113.1, 34.05)), rel=1e-4)
