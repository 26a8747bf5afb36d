"""The door of tiles: who gets one, when it is drawn anew, and that nobody else's cache keeps it."""

import gzip
from datetime import timedelta

import pytest

from gridnet.base.network import Network
from gridnet.people.roles import Role
from tests.factories import people
from tests.factories import territory as factories
from tests.factories.people import AT, COUNTY
from tests.factories.territory import box, plot
from tests.gridnet.territory.test_tiles import codes, tile_at

WHERE = tile_at(13, *factories.at(0.5, 0.5))
PATH = f"/tiles/community/{WHERE.z}/{WHERE.x}/{WHERE.y}.mvt"
LATER = AT + timedelta(days=30)


@pytest.fixture
def caller(calls, session):
    factories.county_outline(box(0, 0, 2, 1), COUNTY)
    factories.publish([plot("G1", parent=f"{COUNTY}001001"), plot("G2", 1)], county=COUNTY)
    factories.publish([plot("B1", 0, 0, 2, 1)], Network.POLICE, county=COUNTY)

    def called(role=Role.GRID_WORKER, county=COUNTY, **given):
        return calls(people.position(people.person(county), role, **given))

    return called


def test_a_tile_comes_compressed_and_for_this_browser_alone(caller):
    answer = caller().get(PATH, query_string={"county": COUNTY}, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "G1" in codes(gzip.decompress(answer.data), WHERE)


def test_whoever_cannot_unpack_it_gets_it_plain(caller):
    assert "G1" in codes(caller().get(PATH, query_string={"county": COUNTY}).data, WHERE)


def test_what_the_browser_has_is_not_sent_again_until_a_publication(caller):
    someone = caller()
    tag = someone.get(PATH, query_string={"county": COUNTY}).headers["ETag"]
    again = {"query_string": {"county": COUNTY}, "headers": {"If-None-Match": tag}}
    assert someone.get(PATH, **again).status_code == 304
    factories.publish([plot("H1", 0, 0, 2, 1)], county=COUNTY, valid_from=AT)
    answer = someone.get(PATH, **again)
    assert (answer.status_code, codes(answer.data, WHERE)) == (200, ["H1"])


def test_a_publication_to_come_is_drawn_for_whoever_asks_for_its_time(caller):
    someone = caller()
    factories.publish([plot("H1", 0, 0, 2, 1)], county=COUNTY, valid_from=LATER)
    seen = [
        codes(someone.get(PATH, query_string={"county": COUNTY, "at": at.isoformat()}).data, WHERE)
        for at in (AT, LATER)
    ]
    assert seen[1] == ["H1"]
    assert "G1" in seen[0]


def test_of_a_division_no_more_is_drawn_than_may_be_seen(caller):
    someone = caller(Role.SUPERVISOR, scope=f"{COUNTY}001", network=Network.COMMUNITY)
    assert codes(someone.get(PATH, query_string={"county": COUNTY}).data, WHERE) == ["G1"]


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        (PATH, {"county": "990102"}, 404),
        (PATH, {}, 422),
        (PATH, {"county": COUNTY, "datum": "moon"}, 422),
        ("/tiles/fire/13/1/1.mvt", {"county": COUNTY}, 404),
        ("/tiles/police/3/1/1.mvt", {"county": COUNTY}, 404),
    ],
    ids=["another county", "no county", "no datum", "no network", "no such zoom"],
)
def test_what_there_is_not_is_refused(caller, path, query, status):
    assert caller().get(path, query_string=query).status_code == status


def test_whoever_is_not_signed_in_sees_no_ground(service):
    assert service.test_client().get(PATH, query_string={"county": COUNTY}).status_code == 401
