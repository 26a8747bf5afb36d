import numpy as np
import pytest
import shapely
from shapely import wkt

from geo import measures, pieces

LEFT, RIGHT = shapely.box(0, 0, 2, 2), shapely.box(2, 0, 4, 2)
ACROSS = shapely.box(1, 0, 3, 2)


def array(*shapes):
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


def overlaps(shapes, sort=None, alike=None):
    shapes = array(*shapes)
    sort = np.zeros(len(shapes), dtype=int) if sort is None else np.array(sort)
    alike = np.arange(len(shapes)) if alike is None else np.array(alike)
    return pieces.overlaps(shapes, shapely.STRtree(shapes), sort, alike)


def test_neighbours_share_nothing_but_an_edge():
    assert len(overlaps([LEFT, RIGHT]).shapes) == 0


def test_an_overlap_is_told_once_a_pair():
    found = overlaps([LEFT, RIGHT, ACROSS])
    assert sorted(found.owners) == [(0, 2), (1, 2)]
    assert found.areas == pytest.approx(measures.areas_m2(array(shapely.box(1, 0, 2, 2), shapely.box(2, 0, 3, 2))))


def test_an_outline_within_another_overlaps_it():
    assert overlaps([LEFT, shapely.box(0.5, 0.5, 1, 1)]).owners == [(0, 1)]


def test_outlines_of_two_sorts_may_overlap():
    assert overlaps([LEFT, ACROSS], sort=[0, 1]).owners == []


def test_what_is_alike_is_told_elsewhere():
    assert overlaps([LEFT, LEFT], alike=[0, 0]).owners == []


def test_a_missing_outline_overlaps_nothing():
    assert overlaps([LEFT, None, ACROSS]).owners == [(0, 2)]


def gaps(shapes, parent=None):
    shapes = array(*shapes)
    return pieces.gaps(shapely.STRtree(shapes), shapely.union_all(shapes), parent)


def test_with_a_parent_whatever_of_it_is_bare_is_a_gap():
    found = gaps([LEFT], shapely.box(0, 0, 3, 2))
    assert found.shapes[0].equals(shapely.box(2, 0, 3, 2))
    assert found.owners == [(0,)]


def test_without_a_parent_what_the_layer_surrounds_is_a_gap():
    ring = shapely.box(0, 0, 9, 9).difference(shapely.box(3, 3, 6, 6))
    found = gaps([ring, RIGHT.intersection(shapely.box(0, 0, 1, 1))])
    assert found.shapes[0].equals(shapely.box(3, 3, 6, 6))


def test_an_island_in_a_gap_is_no_part_of_it():
    ring = shapely.box(0, 0, 9, 9).difference(shapely.box(3, 3, 6, 6))
    found = gaps([ring, shapely.box(4, 4, 5, 5)])
    assert found.areas == pytest.approx(measures.area_m2(shapely.box(3, 3, 6, 6).difference(shapely.box(4, 4, 5, 5))))


def test_a_layer_of_nothing_surrounds_nothing():
    assert gaps([]).owners == []


def test_what_lies_beyond_the_parent_is_told_for_each_outline():
    found = pieces.outside(array(LEFT, None, RIGHT), shapely.box(0, 0, 3, 2))
    assert found.owners == [(2,)]
    assert found.shapes[0].equals(shapely.box(3, 0, 4, 2))


def test_dust_of_rounding_is_nothing():
    assert len(pieces.outside(array(LEFT), shapely.box(0, 0, 2 - 1e-15, 2)).shapes) == 0


def test_only_the_areas_of_a_collection_are_kept():
    mixed = wkt.loads("GEOMETRYCOLLECTION (POINT (0 0), LINESTRING (0 0, 1 1), MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0))))")
    shapes, kept = pieces.areas_in(array(shapely.Point(0, 0), mixed, shapely.Polygon()))
    assert kept.tolist() == [1]
    assert shapes[0].equals(shapely.Polygon([(0, 0), (1, 0), (1, 1)]))


def test_outlines_drawn_alike_have_one_number_wherever_they_start():
    turned = shapely.Polygon([(2, 2), (0, 2), (0, 0), (2, 0)])
    numbers = pieces.same(array(LEFT, RIGHT, turned, None, None))
    assert numbers[0] == numbers[2]
    assert len(set(numbers.tolist())) == 4
