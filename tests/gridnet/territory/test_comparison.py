"""A draft beside what is published."""

import json

import pytest

from gridnet.base import paging
from gridnet.base.network import Network
from gridnet.territory import comparison
from gridnet.territory.comparison import Change
from tests.factories import territory


@pytest.fixture
def beside(session, fresh):
    """A published layer of three, and a draft that keeps A, redraws B, renames C, drops D and adds E."""
    plot = territory.plot
    territory.publish([plot("A"), plot("B", 1), plot("C", 2), plot("D", 3)], county=fresh)
    drawn = [plot("A"), plot("B", 1, 0, 2, 1.5), plot("C", 2, name="示例新名"), plot("E", 3)]
    return fresh, territory.draft(drawn, county=fresh).id


def codes(beside, change):
    county, draft_id = beside
    rows = comparison.list_differences(county, Network.COMMUNITY, draft_id, change, paging.Wish())
    return [row.code for row in rows]


def test_every_area_is_in_one_class(beside):
    county, draft_id = beside
    found = comparison.count(county, Network.COMMUNITY, draft_id)
    assert found == {Change.ADDED: 1, Change.CHANGED: 2, Change.RETIRED: 1, Change.KEPT: 1}
    assert {change: codes(beside, change) for change in Change} == {
        Change.ADDED: ["E"],
        Change.CHANGED: ["B", "C"],
        Change.RETIRED: ["D"],
        Change.KEPT: ["A"],
    }


def test_a_change_says_what_it_is(beside):
    county, draft_id = beside
    redrawn, renamed = comparison.list_differences(county, Network.COMMUNITY, draft_id, Change.CHANGED, paging.Wish())
    assert (redrawn.is_redrawn, redrawn.grown_m2 > 0) == (True, True)
    assert (renamed.is_redrawn, renamed.was_name, renamed.name) == (False, "示例 C", "示例新名")


def test_pages_follow_each_other(beside):
    county, draft_id = beside
    wish = paging.Wish(limit=1, after=paging.write(["B"]))
    rows = comparison.list_differences(county, Network.COMMUNITY, draft_id, Change.CHANGED, wish)
    assert [row.code for row in rows] == ["C"]


def test_both_layers_are_drawn(beside):
    county, draft_id = beside
    drawn = json.loads(comparison.draw(county, Network.COMMUNITY, draft_id))
    assert {each["properties"]["code"]: each["properties"]["change"] for each in drawn["features"]} == {
        "A": "kept",
        "B": "changed",
        "C": "changed",
        "D": "retired",
        "E": "added",
    }
