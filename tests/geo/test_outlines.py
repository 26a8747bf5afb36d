from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import wkt

from geo import measures, outlines
from geo.errors import BadOutline
from geo.outlines import FaultKind
from geo.points import LngLat

corner = st.tuples(st.integers(0, 30), st.integers(0, 30))
rings = st.lists(corner, min_size=4, max_size=9, unique=True)


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        (None, "no geometry"),
        (wkt.loads("POLYGON EMPTY"), "empty"),
        (wkt.loads("POINT (113 34)"), "a point"),
        (wkt.loads("MULTIPOINT ((113 34))"), "set of points"),
        (wkt.loads("LINESTRING (113 34, 114 34)"), "a line"),
        (wkt.loads("MULTILINESTRING ((113 34, 114 34))"), "set of lines"),
        (wkt.loads("GEOMETRYCOLLECTION (POLYGON ((0 0, 1 0, 1 1, 0 0)))"), "GeometryCollection"),
        (wkt.loads("POLYGON ((113 34, 114 34, 115 34, 113 34))"), "nothing that can be repaired"),
        (shapely.box(462_000, 3_840_000, 463_000, 3_841_000), "no degrees"),
        (shapely.box(34, 113, 35, 114), "swapped"),
        (shapely.transform(shapely.box(0, 0, 1, 1), lambda xy: np.where(xy == 1, np.inf, xy)), "NaN"),
    ],
)
def test_what_is_no_area_is_refused_with_the_reason(shape, why):
    with pytest.raises(BadOutline, match=why):
        outlines.read_outline(shape)


def test_a_polygon_becomes_a_multipolygon_without_heights():
    shape = wkt.loads("POLYGON Z ((113 34 5, 114 34 5, 114 35 5, 113 34 5))")
    read = outlines.read_outline(shape)
    assert read.shape.geom_type == "MultiPolygon"
    assert not read.shape.has_z
    assert read.fault is None


@pytest.mark.parametrize(
    ("drawn", "kind", "covered", "bare"),
    [
        ("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))", FaultKind.SELF_INTERSECTION, (0.5, 1), (1, 0.5)),
        (
            "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0)), ((3 3, 5 3, 5 5, 3 5, 3 3)))",
            FaultKind.NESTED_SHELLS,
            (1, 1),
            (4, 4),
        ),
        ("POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0), (5 5, 6 5, 6 6, 5 6, 5 5))", FaultKind.HOLE_OUTSIDE, (5.5, 5.5), (4, 4)),
        (
            "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (0 2, 2 4, 4 2, 2 0, 0 2))",
            FaultKind.OTHER,
            (0.5, 0.5),
            (2, 2),
        ),
    ],
)
def test_a_repair_is_told_and_keeps_what_the_rings_enclose(drawn, kind, covered, bare):
    read = outlines.read_outline(wkt.loads(drawn))
    assert read.fault is not None
    assert read.fault.kind is kind
    assert read.shape.is_valid
    assert read.shape.covers(shapely.Point(covered))
    assert not read.shape.covers(shapely.Point(bare))


def test_a_fault_says_where_and_how_much():
    read = outlines.read_outline(wkt.loads("MULTIPOLYGON (((0 0, 3 0, 3 3, 0 3, 0 0)), ((1 1, 2 1, 2 2, 1 2, 1 1)))"))
    assert read.fault is not None
    assert read.fault.place == LngLat(1, 1)
    assert read.fault.sentence == "nested shells at 1.000000, 1.000000"
    assert read.fault.area_m2 == pytest.approx(2 * measures.area_m2(shapely.box(1, 1, 2, 2)))


@given(rings)
def test_an_outline_and_its_repair_cover_the_same_points(corners):
    """Wherever a ray to the right crosses the ring an odd number of times, and nowhere else."""
    drawn = shapely.Polygon(corners)
    assume(
        shapely.union_all([drawn.boundary]).length == pytest.approx(drawn.boundary.length)
    )  # no edge runs over another
    try:
        repaired = outlines.read_outline(drawn).shape
    except BadOutline:
        repaired = shapely.MultiPolygon()
    grid = np.stack(np.meshgrid(np.arange(30) + 0.37, np.arange(30) + 0.61), axis=-1).reshape(-1, 2)
    clear = shapely.distance(shapely.boundary(drawn), shapely.points(grid)) > 1e-6
    expected = _odd([*corners, corners[0]], grid)
    assert (shapely.contains_xy(repaired, grid[:, 0], grid[:, 1]) == expected)[clear].all()


def _odd(ring, grid):
    crossings = np.zeros(len(grid), dtype=int)
    for (x1, y1), (x2, y2) in pairwise(ring):
        between = (y1 > grid[:, 1]) != (y2 > grid[:, 1])
        with np.errstate(divide="ignore", invalid="ignore"):
            at = x1 + (grid[:, 1] - y1) * (x2 - x1) / (y2 - y1) if y1 != y2 else np.inf
        crossings += between & (at > grid[:, 0])
    return crossings % 2 == 1


def test_in_an_array_each_stands_for_itself():
    bow, sound = wkt.loads("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))"), shapely.box(0, 0, 1, 1)
    read = outlines.read_outlines([sound, None, bow, wkt.loads("POLYGON ((0 0, 1 0, 2 0, 0 0))")])
    assert [shape is None for shape in read.shapes] == [False, True, False, True]
    assert list(read.faults) == [2]
    assert list(read.refused) == [1, 3]


def test_an_array_of_nothing_gives_nothing():
    assert len(outlines.read_outlines([]).shapes) == 0
