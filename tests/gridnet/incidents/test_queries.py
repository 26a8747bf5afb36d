"""Questions about incidents."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import true

from geo import points
from geo.datums import Datum
from gridnet.base import paging
from gridnet.base.county import County
from gridnet.base.errors import Invalid, NotFound
from gridnet.base.network import Network
from gridnet.base.paging import Wish
from gridnet.incidents import placing, queries, writing
from gridnet.incidents.placing import Place
from gridnet.incidents.queries import Filter
from gridnet.incidents.values import Given
from tests.factories import incidents, territory
from tests.factories.people import AT

NOBODY = 0
STEP_M = 0.01 * 111_000


def near(metres, **given):
    """A report some metres north of the usual place."""
    return incidents.report(at_=(0.5, 0.5 + metres / STEP_M), **given)


def alike(county, report, viewer=NOBODY):
    received = writing.receive_one(report.county, f"alike-{viewer:04}", bytes(32), replace(report, reported_by=viewer))
    return list(received[1])


def test_reports_alike_in_kind_place_and_time_are_suggested_nearest_first(county):
    far, close = (incidents.raised(at_=(0.5, 0.5 + metres / STEP_M)) for metres in (40, 10))
    found = alike(county, near(0))
    assert [each.id for each in found] == [close.id, far.id]
    assert [each.away_m for each in found] == pytest.approx([10, 40], rel=0.01)


@pytest.mark.parametrize(
    "other",
    [
        {"at_": (0.5, 0.5 + 51 / STEP_M)},  # too far
        {"category": incidents.DISPUTE},  # another kind
        {"at": AT - timedelta(hours=2, seconds=1)},  # too long ago
        {"at_": None, "address": "示例路"},  # nobody knows where
    ],
)
def test_what_differs_in_one_of_them_is_not(county, other):
    incidents.raised(**other)
    assert alike(county, near(0)) == []


def test_a_case_that_names_the_viewer_is_not_suggested_to_them(county):
    incidents.raised(named={county.worker_G1.person_id: "staff_no"})
    assert alike(county, near(0), viewer=county.worker_G1.person_id) == []
    assert len(alike(county, near(0), viewer=county.worker_G2.person_id)) == 1


@pytest.mark.parametrize("state", ["duplicate", "rejected"])
def test_what_turned_out_to_be_none_is_not_suggested(county, session, state):
    incidents.incident().state = state
    session.flush()
    assert alike(county, near(0)) == []


def test_at_most_five_are_suggested(county):
    for _ in range(7):
        incidents.raised()
    assert len(alike(county, near(0))) == 5


def test_the_measure_of_nearness_is_a_true_one(county):
    incidents.raised(at_=(0.52, 0.52))
    (found,) = alike(county, near(0))
    assert found.away_m == pytest.approx(points.distance_m(territory.at(0.5, 0.5), territory.at(0.52, 0.52)), rel=1e-4)


def test_an_incident_is_shown_with_all_that_belongs_to_it(county):
    taken = incidents.raised(at_=(3.2, 3.2))
    view = queries.get_view(taken.county, taken.id, viewer=NOBODY)
    assert view.place == pytest.approx(territory.at(3.2, 3.2))
    assert view.category.name_zh == "道路照明设施"
    assert set(view.areas.values()) == {("P1", "示例公园"), ("B2", "示例 B2")}
    assert [leg.network for leg in view.legs] == ["community", "police"]
    assert all(leg.name.startswith("示例人员") for leg in view.legs)


def test_an_incident_of_another_county_is_not_found(county):
    taken = incidents.raised()
    with pytest.raises(NotFound, match="410598-"):
        queries.get_view(County("410598"), taken.id, viewer=NOBODY)


def listed(county, wish=None, **narrowed):
    rows = queries.list_incidents(county.county, wish or Wish(), Filter(**narrowed), true())
    return [row.id for row in rows]


def test_a_list_begins_with_the_newest(county):
    made = [incidents.raised().id for _ in range(3)]
    assert listed(county) == made[::-1]


def test_a_list_is_of_one_county(county):
    incidents.raised(county=County("410598"), at_=None, address="elsewhere")
    here = incidents.raised()
    assert listed(county) == [here.id]


@pytest.mark.parametrize(
    ("narrowed", "kept"),
    [
        ({"state": "closed"}, {"closed"}),
        ({"category": incidents.FIGHT}, {"fight"}),
        ({"priority": "P1"}, {"fight"}),
        ({"unlocated": True}, {"address", "outside"}),
        ({"is_open": False}, {"closed"}),
        ({"is_open": True}, {"lamp", "fight", "address", "outside", "old"}),
        ({"until": AT}, {"old"}),
        ({"since": AT}, {"lamp", "fight", "address", "outside", "closed"}),
        ({"since": AT - timedelta(days=2), "until": AT}, {"old"}),
        ({"state": "closed", "category": incidents.FIGHT}, set()),
    ],
)
def test_a_list_is_narrowed(county, session, narrowed, kept):
    made = {
        "lamp": incidents.incident(),
        "fight": incidents.incident(category=incidents.FIGHT),
        "address": incidents.incident(at_=None, address="示例路"),
        "outside": incidents.incident(at_=(9, 9)),
        "old": incidents.incident(at=AT - timedelta(days=1)),
        "closed": incidents.incident(),
    }
    made["closed"].state, made["closed"].ended_at, made["closed"].closed_at = "closed", AT, AT
    session.flush()
    names = {row.id: name for name, row in made.items()}
    assert {names[id_] for id_ in listed(county, **narrowed)} == kept


def test_a_list_is_narrowed_to_an_area(county):
    here, there = incidents.raised(at_=(0.5, 0.5)), incidents.raised(at_=(2.5, 0.5))
    assert listed(county, grid_area_id=county.areas["G1"]) == [here.id]
    assert listed(county, beat_area_id=county.areas["B1"]) == [there.id, here.id]


def test_pages_hold_every_incident_once_though_more_come_in(county):
    """A cursor is a key, not a count: what is reported meanwhile shifts nothing."""
    before = [incidents.raised().id for _ in range(7)]
    seen, wish = [], Wish(limit=3)
    while True:
        rows = queries.list_incidents(county.county, wish, Filter(), true())
        shown, next_ = paging.cut(rows, wish, lambda row: [row.id])
        seen += [row.id for row in shown]
        incidents.raised()
        if next_ is None:
            break
        wish = Wish(limit=3, after=next_)
    assert seen == before[::-1]


def test_a_cursor_of_another_list_is_refused(county):
    with pytest.raises(Invalid):
        listed(county, Wish(after=paging.write(["G1"])))


def test_the_timeline_is_read_page_by_page_oldest_first(county):
    row = incidents.incident()
    first = queries.list_entries(row.county, row.id, Wish(limit=1))
    assert [entry.step for entry in first] == ["report", "assign"]  # one more than asked for
    rest = queries.list_entries(row.county, row.id, Wish(after=paging.write([first[0].id])))
    assert [entry.step for entry in rest] == ["assign", "assign"]


def test_an_incident_placed_afterwards_is_recalled_for_the_moment_it_was_placed(county):
    row = incidents.incident(at_=None, address="示例路 9 号")
    point, later = territory.at(0.5, -0.0003), AT + timedelta(hours=5)
    where = Place(point, Given(point.lng, point.lat, Datum.WGS84), 50, 1, None)
    placing.place(row.county, row.id, where, expected_version=None, at=later)
    found = queries.recall(row.county, row.id)
    assert found.at == later
    assert {each.how for each in found.placed.values()} == {"nearest"}


def test_an_incident_is_recalled_as_it_was_raised(county):
    taken = incidents.raised(at_=(3.2, 3.2), named={5: "staff_no"})
    found = queries.recall(taken.county, taken.id, tolerance_m=incidents.TOLERANCE_M)
    assert {network: placed.outline_id for network, placed in found.placed.items()} == {
        network: placed.outline_id for network, placed in taken.raised.placed.items()
    }
    for name in ("id", "category", "priority", "located_by", "desk_code", "named", "at", "text"):
        assert getattr(found, name) == getattr(taken.raised, name), name
    assert set(found.placed) == set(Network)
