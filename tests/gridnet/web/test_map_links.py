"""Places opened in the map application of a phone."""

from urllib.parse import parse_qs, urlsplit

import pytest

from geo import datums
from geo.datums import Datum
from geo.points import LngLat
from gridnet.web import map_links

PLACE = LngLat(113.62, 34.75)
#: A tenth of a metre, in degrees: what six decimals keep.
NEAR = 1e-6


def asked(name, title="410599-00000001-4"):
    (link,) = [each for each in map_links.links(PLACE, title) if each.name == name]
    return {key: values[0] for key, values in parse_qs(urlsplit(link.href).query).items()}


def pair(text):
    return [float(each) for each in text.split(",")]


@pytest.mark.parametrize(
    ("name", "read", "datum"),
    [
        ("amap", lambda said: pair(said["position"]), Datum.GCJ02),  # longitude first
        ("baidu", lambda said: pair(said["location"])[::-1], Datum.BD09),  # latitude first
        ("tencent", lambda said: pair(said["marker"].split(";")[0].removeprefix("coord:"))[::-1], Datum.GCJ02),
    ],
)
def test_each_application_gets_the_place_in_its_own_datum_and_order(name, read, datum):
    back = datums.point_to_wgs84(LngLat(*read(asked(name))), datum)
    assert back.lng == pytest.approx(PLACE.lng, abs=NEAR)
    assert back.lat == pytest.approx(PLACE.lat, abs=NEAR)


def test_the_datum_is_named_where_the_application_takes_several():
    assert asked("baidu")["coord_type"] == "bd09ll"
    assert asked("amap")["coordinate"] == "gaode"


def test_a_title_cannot_break_out_of_its_place():
    assert asked("tencent", "a;coord:0,0&b=c")["marker"].endswith("title:a coord:0,0&b=c")
    assert asked("amap", "a&position=0,0")["name"] == "a&position=0,0"
