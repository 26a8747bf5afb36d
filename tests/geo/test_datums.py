import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo import datums, points
from geo.datums import Datum
from geo.errors import BadDatum
from geo.points import CHINA, LngLat

#: A shift is below 1.6 km: further inside than that, images of points inside are unambiguous.
MARGIN = 0.03
shifted = st.sampled_from([Datum.GCJ02, Datum.BD09])
inside = st.builds(LngLat, st.floats(CHINA.west, CHINA.east), st.floats(CHINA.south, CHINA.north))
deep = st.builds(
    LngLat,
    st.floats(CHINA.west + MARGIN, CHINA.east - MARGIN),
    st.floats(CHINA.south + MARGIN, CHINA.north - MARGIN),
)
outside = st.builds(LngLat, st.floats(-180, CHINA.west - MARGIN), st.floats(-90, 90))


@given(inside, shifted)
def test_there_and_back_ends_within_a_millimetre(point, datum):
    back = datums.point_to_wgs84(datums.point_from_wgs84(point, datum), datum)
    assert points.distance_m(point, back) < 0.001


@given(deep, shifted)
def test_back_and_there_ends_within_a_millimetre(point, datum):
    there = datums.point_from_wgs84(datums.point_to_wgs84(point, datum), datum)
    assert points.distance_m(point, there) < 0.001


@given(outside, shifted)
def test_a_point_outside_china_passes_through(point, datum):
    assert datums.point_from_wgs84(point, datum) == point
    assert datums.point_to_wgs84(point, datum) == point


@given(inside)
def test_the_shift_of_gcj02_is_of_its_known_size(point):
    assert points.distance_m(point, datums.point_from_wgs84(point, Datum.GCJ02)) < 800


@given(inside, st.sampled_from([Datum.WGS84, Datum.CGCS2000]))
def test_cgcs2000_is_taken_as_wgs84(point, datum):
    assert datums.point_to_wgs84(point, datum) == point
    assert datums.point_from_wgs84(point, datum) == point


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [  # the test values published with eviltransform
        (LngLat(121.5272106, 31.1774276), LngLat(121.531541859215, 31.17530398364597)),
        (LngLat(113.912316, 22.543847), LngLat(113.9171764808363, 22.540796131694766)),
        (LngLat(116.377817, 39.911954), LngLat(116.38404722455657, 39.91334545536069)),
    ],
)
def test_gcj02_agrees_with_published_values(wgs84, gcj02):
    assert points.distance_m(datums.point_from_wgs84(wgs84, Datum.GCJ02), gcj02) < 0.01
    assert points.distance_m(datums.point_to_wgs84(gcj02, Datum.GCJ02), wgs84) < 0.01


def test_bd09_is_a_second_shift_on_gcj02():
    """The second shift as Baidu's own converter is known to give it for Tiananmen."""
    place = LngLat(116.404, 39.915)
    bd09 = datums.point_from_wgs84(datums.point_to_wgs84(place, Datum.GCJ02), Datum.BD09)
    assert points.distance_m(bd09, LngLat(116.41036949371029, 39.92133699351022)) < 0.01


def test_the_way_back_ends_even_if_it_is_never_good_enough(monkeypatch):
    monkeypatch.setattr(datums, "_ENOUGH_DEG", 0.0)
    back = datums.point_to_wgs84(datums.point_from_wgs84(LngLat(113.6, 34.7), Datum.BD09), Datum.BD09)
    assert points.distance_m(back, LngLat(113.6, 34.7)) < 1e-6


def test_arrays_of_any_shape_keep_it():
    lng, lat = np.full((3, 2), 113.6), np.full((3, 2), 34.7)
    found = datums.to_wgs84(lng, lat, Datum.BD09)
    assert [axis.shape for axis in found] == [(3, 2), (3, 2)]


def test_what_is_missing_stays_missing_and_harms_no_other():
    lng, lat = datums.to_wgs84([113.6, np.nan], [34.7, 34.7], Datum.GCJ02)
    assert points.distance_m(LngLat(lng[0], lat[0]), datums.point_to_wgs84(LngLat(113.6, 34.7), Datum.GCJ02)) < 1e-6
    assert np.isnan(lng[1])


@pytest.mark.parametrize("text", ["gcj02", "GCJ-02", " gcj_02 ", "Gcj 02"])
def test_a_datum_is_known_by_its_usual_spellings(text):
    assert datums.read_datum(text) is Datum.GCJ02


def test_an_unknown_datum_is_refused_with_those_known():
    with pytest.raises(BadDatum, match="wgs84, cgcs2000, gcj02, bd09"):
        datums.read_datum("beijing54")


@pytest.mark.parametrize("datum", list(Datum))
def test_the_vertices_of_shapes_are_converted_one_by_one(datum):
    shape = shapely.MultiPolygon([shapely.box(113, 34, 114, 35), shapely.box(115, 34, 116, 35)])
    one = datums.shape_to_wgs84(shape, datum)
    assert datums.shapes_to_wgs84(np.array([shape]), datum)[0] == one
    x, y = datums.to_wgs84(*shapely.get_coordinates(shape).T, datum)
    assert shapely.get_coordinates(one) == pytest.approx(np.column_stack((x, y)))


def test_many_shapes_are_moved_as_their_corners_are():
    boxes = np.array([shapely.box(113, 34, 113.1, 34.1), shapely.Point(114, 33)], dtype=object)
    moved = datums.shapes_from_wgs84(boxes, Datum.GCJ02)
    assert shapely.get_coordinates(moved[1])[0] == pytest.approx(datums.point_from_wgs84(LngLat(114, 33), Datum.GCJ02))
    assert shapely.hausdorff_distance(datums.shapes_to_wgs84(moved, Datum.GCJ02)[0], boxes[0]) < 1e-9
    assert datums.shapes_from_wgs84(boxes, Datum.CGCS2000) is boxes
