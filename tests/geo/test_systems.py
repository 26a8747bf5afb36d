import numpy as np
import pytest
import shapely
from pyproj import CRS

from geo import datums, points, systems
from geo.datums import Datum
from geo.errors import BadFile
from geo.points import LngLat


def converted(lng, lat, *names):
    shape = systems.conversion(*names)(np.array([shapely.Point(lng, lat)]))[0]
    return LngLat(shape.x, shape.y)


@pytest.mark.parametrize("name", ["EPSG:4326", "EPSG:4490", "OGC:CRS84", CRS("EPSG:4490").to_wkt("WKT1_ESRI")])
def test_degrees_of_wgs84_and_cgcs2000_are_taken_as_they_are(name):
    assert converted(113.6, 34.7, name, None, Datum.WGS84) == (113.6, 34.7)


def test_metres_of_a_zone_become_degrees():
    """On the central meridian of the zone of 114° E, 500 km east of its false origin."""
    place = converted(500_000, 3_840_000, "EPSG:4547", None, Datum.WGS84)
    assert place.lng == pytest.approx(114, abs=1e-9)
    assert 34.6 < place.lat < 34.8


def test_us_feet_become_degrees():
    place = converted(770_000, 2_950_000, "EPSG:2249", None, Datum.WGS84)
    assert points.distance_m(place, LngLat(-71.0789387, 42.3421797)) < 2


def test_a_datum_is_shifted_even_where_it_is_not_at_home():
    """Hu Tzu Shan 1950 belongs to Taiwan; in Chicago its degrees mean some 880 m elsewhere all the same."""
    place = converted(-87.6, 41.8, "EPSG:4236", None, Datum.WGS84)
    assert 800 < points.distance_m(place, LngLat(-87.6, 41.8)) < 950


def test_a_file_that_says_nothing_is_refused_and_told_how_to_name_it():
    with pytest.raises(BadFile, match="EPSG:4490"):
        systems.conversion(None, None, Datum.WGS84)


def test_a_system_left_undefined_is_none():
    undefined = (
        'GEOGCS["Undefined geographic SRS",DATUM["unknown",SPHEROID["unknown",6378137,298.25]],'
        'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
    )
    with pytest.raises(BadFile, match="does not say"):
        systems.conversion(undefined, None, Datum.WGS84)


def test_its_reader_may_say_what_the_file_does_not():
    assert converted(113.6, 34.7, None, "EPSG:4326", Datum.WGS84) == (113.6, 34.7)


def test_its_reader_may_repeat_what_the_file_says():
    assert converted(113.6, 34.7, "EPSG:4490", "EPSG:4490", Datum.WGS84) == (113.6, 34.7)


def test_its_reader_may_not_contradict_the_file():
    with pytest.raises(BadFile, match="CGCS2000"):
        systems.conversion("EPSG:4326", "EPSG:4547", Datum.WGS84)


def test_an_unknown_system_is_refused():
    with pytest.raises(BadFile, match="EPSG:999999"):
        systems.conversion(None, "EPSG:999999", Datum.WGS84)


@pytest.mark.parametrize("declared", [None, "OGC:CRS84", "EPSG:4326"])
@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_shifted_degrees_are_shifted_back(declared, datum):
    expected = datums.point_to_wgs84(LngLat(113.6, 34.7), datum)
    assert converted(113.6, 34.7, declared, None, datum) == expected


def test_metres_cannot_be_shifted_degrees():
    with pytest.raises(BadFile, match="one of the two is wrong"):
        systems.conversion("EPSG:4547", None, Datum.GCJ02)
