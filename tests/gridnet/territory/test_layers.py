"""What a layer holds at a moment, page by page, and no more than the viewer may see."""

from datetime import timedelta

import pytest

from gridnet.base import paging
from gridnet.base.errors import NotFound
from gridnet.base.network import Network
from gridnet.base.paging import Wish
from gridnet.base.reach import Part
from gridnet.territory import drafts, layers, queries
from tests.factories import territory as factories
from tests.factories.territory import COUNTY, SINCE, plot

WHOLE = Part(COUNTY, is_whole=True)
GRIDS = Network.COMMUNITY


@pytest.fixture
def grids(session):
    made = [plot(f"G{n}", n, parent=f"99010100{n // 3}") for n in range(9)]
    factories.publish([*made, plot("H9", 9, parent="990101009")])
    factories.publish([plot("G1")], Network.POLICE)
    factories.publish([plot("G2")], county="990102")


def listed(part=WHOLE, *, at=SINCE, **more):
    return [row.code for row in layers.list_areas(part, Wish(limit=200), network=GRIDS, at=at, **more)]


def test_pages_neither_skip_nor_repeat(grids, monkeypatch):
    monkeypatch.setattr("gridnet.base.paging.LARGEST", 4)
    assert [area.code for area in layers.each_area(COUNTY, GRIDS, SINCE)] == [*(f"G{n}" for n in range(9)), "H9"]


@pytest.mark.parametrize(("prefix", "count"), [("", 10), ("G", 9), ("H", 1), ("%", 0)])
def test_a_list_is_narrowed_by_the_beginning_of_the_code(grids, prefix, count):
    assert len(listed(prefix=prefix)) == count


def test_before_the_first_publication_there_is_nothing(grids):
    assert listed(at=SINCE - timedelta(days=1)) == []


def test_a_township_sees_its_own_grids(grids):
    part = Part(COUNTY, is_whole=False, prefixes=("990101001",))
    assert listed(part) == ["G3", "G4", "G5"]


def test_a_grid_worker_sees_their_own_grid(grids):
    area_id = queries.find_area(COUNTY, GRIDS, "G4", SINCE).area_id
    assert listed(Part(COUNTY, is_whole=False, area_ids=(area_id,))) == ["G4"]


def test_an_outline_outside_of_what_may_be_seen_is_not_there(grids):
    found = queries.find_area(COUNTY, GRIDS, "G4", SINCE)
    assert layers.outline_and_geojson(WHOLE, found.outline_id)[0].code == "G4"
    with pytest.raises(NotFound):
        layers.outline_and_geojson(Part(COUNTY, is_whole=False, prefixes=("990101009",)), found.outline_id)


def test_areas_are_counted_at_a_moment(grids):
    assert layers.count_areas(COUNTY, GRIDS, SINCE) == 10


def test_publications_come_newest_first(grids):
    factories.publish([plot("Z")], valid_from=SINCE + timedelta(days=9))
    moments = [each.valid_from for each in layers.list_publications(COUNTY) if each.network == GRIDS]
    assert moments == [SINCE + timedelta(days=9), SINCE]


def test_drafts_come_newest_first_and_by_network(session):
    made = [factories.draft([plot("A")], network).id for network in (GRIDS, Network.POLICE, GRIDS)]
    assert [each.id for each in layers.list_drafts(COUNTY, Wish(limit=9))] == made[::-1]
    assert [each.id for each in layers.list_drafts(COUNTY, Wish(limit=9), network=GRIDS)] == [made[2], made[0]]
    after = paging.write([made[2]])
    assert [each.id for each in layers.list_drafts(COUNTY, Wish(limit=9, after=after))] == [made[1], made[0]]


def test_a_draft_of_another_county_is_not_there(session):
    draft = factories.draft([plot("A")])
    with pytest.raises(NotFound):
        layers.get_draft("990102", draft.id)
    drafts.withdraw(COUNTY, draft.id, at=SINCE)
