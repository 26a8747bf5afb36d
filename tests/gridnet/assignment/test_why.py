"""The why-me record, read by people."""

import json

import pytest

from gridnet.assignment import choice, queries, why
from gridnet.assignment.choice import Skip, Why
from tests.factories import incidents


def record(of, network):
    rows = queries.list_why(of.county, of.id)
    return next(row.WhyRecord.record for row in rows if row.Leg.network == network)


def test_the_record_holds_plain_values_and_what_decided(county):
    row = incidents.incident()
    found = record(row, "community")
    assert json.loads(json.dumps(found)) == found
    assert found["placed"]["outline_id"] == row.grid_outline_id
    assert found["need"] == {
        "network": "community", "role": "lead", "desk": incidents.TOWNSHIP, "named": [], "declined": [], "from_rung": 1,
    }  # fmt: skip
    assert found["choice"] == {"position": county.worker_G1.id, "desk": None, "why": "primary_on_duty"}
    assert found["candidates"][0]["position"] == county.worker_G1.id


def test_the_need_is_read_back_as_it_was(county):
    row = incidents.incident(category=incidents.COMPLAINT, named={county.worker_G2.person_id: "staff_no"})
    need = why.read_need(record(row, "community"))
    assert (need.named, need.from_rung) == (frozenset({county.worker_G2.person_id}), 5)
    assert need.desk_code == incidents.TOWNSHIP


def test_both_areas_of_a_shared_edge_are_in_the_record(county):
    row = incidents.incident(at_=(2.0, 0.5))
    assert [each["code"] for each in record(row, "community")["covering"]] == ["G1", "G2"]


@pytest.mark.parametrize(
    ("given", "english", "chinese"),
    [
        ({"at_": (1.0, 0.001)}, "inside 示例 G1, 1 m from its edge", "在示例 G1内，距边界1米"),
        ({"at_": (0.5, -0.0009)}, "1 m outside 示例 G1", "在示例 G1外1米"),
        ({"at_": None, "grid_code": "G1"}, "named as G1", "按编码G1确定"),
        ({"at_": (9, 9)}, "the place lies in no area of this network", "地点不在本网任何区域内"),
    ],
)
def test_how_the_place_was_found_is_told(county, given, english, chinese):
    found = record(incidents.incident(**given), "community")
    assert why.tell(found, english=True)[0] == english
    assert why.tell(found, english=False)[0] == chinese


def test_whoever_was_passed_over_is_told_with_the_reason(county):
    county.leave("worker_G1")
    told = why.tell(record(incidents.incident(), "community"), english=True)
    assert told[1] == "deputy of 示例 G1, on duty; the primary was passed over"
    assert told[2:] == [f"#{county.worker_G1.id}: off duty"]


def test_nobody_is_told_by_name(county, session):
    """Positions stand in the record, names do not: it is read wherever the case is."""
    from gridnet.people.models import Person

    name = session.get(Person, (county.county, county.worker_G1.person_id)).name
    found = record(incidents.incident(), "community")
    assert name not in json.dumps(found, ensure_ascii=False)


def test_every_reason_and_every_passing_over_has_its_words_in_both_languages():
    assert set(why._TOLD) == set(Why)
    assert set(why._SKIPPED) == set(Skip)
    assert all(len(words) == 2 and all(words) for words in (*why._TOLD.values(), *why._SKIPPED.values()))


def test_a_record_of_a_leg_without_an_area_can_be_told(county):
    county.leave(*county.positions)
    row = incidents.incident(at_=None, address="示例路 7 号")
    for found in (record(row, "community"), record(row, "police")):
        assert "waits in the queue" in why.tell(found, english=True)[1]
        assert choice.Why(found["choice"]["why"]) is Why.NOBODY
