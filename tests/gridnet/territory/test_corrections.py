"""Outlines of a draft drawn again by hand."""

import json

import pytest

from gridnet.base.errors import Conflict, Invalid, Stale
from gridnet.base.network import Network
from gridnet.territory import corrections, layers
from gridnet.territory.values import Doer, DraftState
from tests.factories import territory
from tests.factories.people import AT

BY = Doer(7, 8)


@pytest.fixture
def draft(session, fresh):
    return territory.draft([territory.plot("A"), territory.plot("B", 1), territory.plot("F", 9, 9)], county=fresh)


def correct(draft, outlines, version=None):
    given = {"expected_version": draft.version if version is None else version, "by": BY, "at": AT}
    return corrections.correct(draft.county, draft.id, outlines, **given)


def test_the_whole_is_checked_again_and_kept_beside_what_it_replaces(draft):
    made = correct(draft, {"A": territory.box(0, 0, 0.9, 1)})
    assert (made.areas, made.created_by, made.source) == (3, BY.person_id, "示例.geojson ✎1")
    assert draft.state == DraftState.WITHDRAWN


def test_corrections_are_counted(draft):
    again = correct(correct(draft, {"A": territory.box(0, 0, 1, 0.9)}), {"A": territory.box(0, 0, 1, 1)})
    assert again.source == "示例.geojson ✎2"


def test_an_overlap_drawn_by_hand_is_found(draft):
    made = correct(draft, {"A": territory.box(0, 0, 1.2, 1)})
    assert [row.kind for row in layers.list_findings(draft.county, made.id)] == ["overlap"]


def test_neighbours_come_along_and_the_far_do_not(draft):
    drawn = json.loads(corrections.around(draft.county, draft.id, "A"))["features"]
    assert [(each["properties"]["code"], each["properties"]["is_edited"]) for each in drawn] == [
        ("A", True),
        ("B", False),
    ]


def test_what_changed_meanwhile_is_not_overwritten(draft):
    with pytest.raises(Stale):
        correct(draft, {}, version=draft.version + 1)


def test_a_draft_that_waits_no_more_cannot_be_corrected(draft):
    correct(draft, {})
    with pytest.raises(Conflict, match="withdrawn"):
        correct(draft, {})


def test_an_area_the_draft_does_not_have_is_refused(draft):
    with pytest.raises(Invalid, match="no area Z"):
        correct(draft, {"Z": territory.box(0, 0, 1, 1)})


def test_what_is_published_can_be_corrected(session, fresh):
    territory.publish([territory.plot("A")], county=fresh)
    made = corrections.begin(fresh, Network.COMMUNITY, by=BY, at=AT)
    assert (made.areas, made.created_by) == (1, BY.person_id)


def test_nothing_published_is_nothing_to_correct(session, fresh):
    territory.division(fresh)
    with pytest.raises(Conflict, match="import a file"):
        corrections.begin(fresh, Network.POLICE, by=BY, at=AT)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"features": [{"properties": {}}]},
        {"features": [{"properties": {"code": "A"}, "geometry": {"type": "Point", "coordinates": [0, 0]}}]},
        {"features": [{"properties": {"code": "A"}, "geometry": {"type": "Polygon", "coordinates": "?"}}]},
    ],
    ids=["nothing", "no code", "no area", "no coordinates"],
)
def test_a_drawing_that_cannot_be_read_is_refused(sent):
    with pytest.raises(Invalid):
        corrections.read_outlines(sent)
