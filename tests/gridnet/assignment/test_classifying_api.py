"""Another priority, another category: who may say so, and what follows."""

import pytest

from gridnet import wiring
from gridnet.base import events, http
from gridnet.clocks import subjects
from gridnet.incidents import numbers
from gridnet.incidents.models import Named
from gridnet.people.roles import Role
from tests.factories import cards, clocks, incidents, people
from tests.factories.cards import COUNTY
from tests.gridnet.incidents.test_steps import take

WHY = {"reason": "核实后情况更急"}
SIGN = "0403"


@pytest.fixture
def county(session):
    return incidents.staffed()


@pytest.fixture(autouse=True)
def _wired(monkeypatch, service):
    monkeypatch.setattr(events, "_reactions", wiring.REACTIONS)
    monkeypatch.setattr(subjects, "_kinds", wiring.SUBJECTS)


@pytest.fixture
def lamp(county):
    return incidents.incident()


def classify(caller, row, status=200, **given):
    door = f"/api/v1/incidents/{numbers.write(row.county, row.id)}/classification"
    answer = caller.post(door, WHY | given)
    assert answer.status_code == status, answer.json
    return answer.json


def running(row):
    return {key[:2]: clock for key, clock in clocks.of(row).items() if clock.is_open}


def test_more_urgent_is_a_new_epoch_that_keeps_what_ran(calls, county, lamp):
    take(lamp, "accept", county.worker_G1, minutes=0)
    before = running(lamp)
    shown = classify(calls(county.township), lamp, priority="P2")
    assert (shown["priority"], shown["version"]) == ("P2", lamp.version)
    after = running(lamp)
    assert after.keys() == before.keys()
    moved = {key for key in after if after[key].epoch == 2}
    assert ("community", "handle") in moved
    assert all(after[key].started_at == before[key].started_at for key in after)
    assert all(after[key].marks.due_at < before[key].marks.due_at for key in moved)
    assert {each.about.priority for each in after.values()} == {"P2"}


def test_whoever_has_it_is_told_once_that_the_due_time_moved(calls, county, lamp):
    classify(calls(county.township), lamp, priority="P2")
    told = [each.person_id for each in cards.notices() if each.kind == "deadline_moved"]
    assert sorted(told) == sorted({county.worker_G1.person_id, county.officer_B1.person_id} & set(told))
    assert county.worker_G1.person_id in told


def test_it_is_an_entry_of_the_timeline_with_its_reason(calls, county, lamp):
    classify(calls(county.dispatcher), lamp, priority="P2", category=SIGN)
    entry = incidents.entries_of(lamp)[-1]
    assert (entry.step, entry.reason, entry.position_id) == ("classify", WHY["reason"], county.dispatcher.id)
    assert entry.detail == {"priority": ["P3", "P2"], "category": [incidents.LAMP, SIGN]}


def test_a_category_with_the_same_parts_keeps_the_legs_whatever_was_begun(calls, county, lamp):
    take(lamp, "accept", county.worker_G1)
    before = {network: leg.id for network, leg in incidents.legs_of(lamp).items()}
    assert classify(calls(county.township), lamp, category=SIGN)["category"] == SIGN
    assert {network: leg.id for network, leg in incidents.legs_of(lamp).items()} == before


def test_another_matter_is_given_anew_while_nobody_has_begun(calls, county, lamp):
    """A lamp that turns out to be a fight: the police lead now, and its clocks begin for the parts of today."""
    before = incidents.legs_of(lamp)
    classify(calls(county.township), lamp, category=incidents.FIGHT, priority="P1")
    after = incidents.legs_of(lamp)
    assert {network: leg.role for network, leg in after.items()} == {"community": "assist", "police": "lead"}
    assert {network: leg.follows for network, leg in after.items()} == {n: leg.id for n, leg in before.items()}
    assert lamp.matter == "police"
    assert set(running(lamp)) == {
        ("police", "accept"),
        ("police", "arrive"),
        ("police", "handle"),
        ("community", "accept"),
        ("community", "arrive"),
    }
    ended = [clock for clock in clocks.of(lamp).values() if not clock.is_open]
    assert {clock.stop_cause for clock in ended} == {"reclassified"}
    assert {clock.about.priority for clock in running(lamp).values()} == {"P1"}


def test_a_complaint_goes_to_the_desk_alone(calls, county, lamp):
    classify(calls(county.dispatcher), lamp, category=incidents.COMPLAINT)
    (leg,) = incidents.legs_of(lamp).values()
    assert (leg.network, leg.role) == ("community", "lead")
    assert {network for network, _ in running(lamp)} == {"community"}


def test_once_begun_it_stays_the_matter_it_was_begun_as(calls, county, lamp):
    take(lamp, "accept", county.worker_G1)
    said = classify(calls(county.township), lamp, 409, category=incidents.FIGHT)
    assert "convert the case" in said["detail"]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, 422),  # nothing to change
        ({"priority": "P3"}, 422),  # what it is already
        ({"category": incidents.LAMP}, 422),
        ({"priority": "P9"}, 422),
        ({"category": "9999"}, 422),
        ({"priority": "P1", "reason": "急"}, 422),
        ({"priority": "P1", "reason": None}, 422),
    ],
)
def test_what_changes_nothing_or_cannot_be_is_refused(calls, county, lamp, given, status):
    classify(calls(county.township), lamp, status, **given)


@pytest.mark.parametrize(
    ("seat", "status"),
    [("worker_G1", 403), ("leader", 403), ("officer_B1", 403), ("village", 403), ("station", 200), ("dispatcher", 200)],
)
def test_desks_and_supervisors_say_so_and_nobody_below(calls, county, lamp, seat, status):
    classify(calls(county.positions[seat]), lamp, status, priority="P2")


def test_a_supervisor_of_elsewhere_does_not_and_one_of_here_does(calls, county, lamp):
    there, here = (calls(people.position(role=Role.SUPERVISOR, scope=scope)) for scope in ("410599002", COUNTY))
    classify(here, lamp, priority="P2")
    classify(there, lamp, 404, priority="P4")


def test_whoever_it_names_neither_finds_nor_changes_it(calls, county, lamp, session):
    session.add(Named(county=COUNTY, incident_id=lamp.id, person_id=county.township.person_id, how="report"))
    session.flush()
    classify(calls(county.township), lamp, 404, priority="P2")


def test_whoever_read_an_older_version_is_refused(calls, county, lamp, monkeypatch):
    monkeypatch.setattr(http, "expected_version", lambda: lamp.version - 1)
    classify(calls(county.township), lamp, 412, priority="P2")
