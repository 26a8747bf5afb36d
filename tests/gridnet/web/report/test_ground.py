"""The small map's ground."""

from types import SimpleNamespace

import pytest

from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.base.settings import Settings
from gridnet.people.access import Held
from gridnet.people.roles import Role
from gridnet.web.report import ground
from tests.factories import incidents, people, territory
from tests.factories.people import AT

PLAIN = Settings(database_url="postgresql://unused")
SHIFTED = Settings(
    database_url="postgresql://unused", base_map_url="https://tiles.example.cn/{z}/{x}/{y}.png", base_map_datum="gcj02"
)


def test_a_base_map_in_another_datum_comes_with_its_shift(session):
    query = ground.Query(lng=113.62, lat=34.75)
    base = ground.read(query, None, SHIFTED, AT)["base"]
    assert [round(each, 4) for each in base["shift"]] == [0.006, -0.0012]


def test_without_a_base_map_there_are_our_layers_alone(session):
    assert ground.read(ground.Query(lng=113.62, lat=34.75), None, PLAIN, AT) == {"areas": [], "base": None}


def test_a_place_that_cannot_be_is_refused(session):
    with pytest.raises(Invalid):
        ground.read(ground.Query(lng=34.75, lat=113.62), None, PLAIN, AT)


def test_the_grids_somebody_keeps_are_named(session):
    area = incidents.ground().areas["G2"]
    kept = Held(1, people.COUNTY, Role.GRID_WORKER, Network.COMMUNITY, people.COUNTY, None, area, None)
    beat = Held(2, people.COUNTY, Role.OFFICER, Network.POLICE, people.COUNTY, None, area, None)
    of = SimpleNamespace(county=people.COUNTY, held=(kept, beat))
    assert ground.own_grids(of) == [("G2", "示例 G2")]


def test_whoever_keeps_none_has_none(session):
    territory.division(people.COUNTY)
    assert ground.own_grids(SimpleNamespace(county=people.COUNTY, held=())) == []
