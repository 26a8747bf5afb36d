"""Stepping aside for a conflict of interest."""

from datetime import timedelta

import pytest

from gridnet.base.errors import Conflict, NotFound
from gridnet.incidents import queries, recusal
from gridnet.incidents.lifecycle import LegState, Step
from gridnet.incidents.recusal import Aside
from tests.factories import incidents, people
from tests.factories.people import AT


@pytest.fixture
def county(service):
    return incidents.staffed()


def aside(held, at=AT):
    return Aside(held.person_id, held.id, "当事人是我的亲属", at)


def test_the_case_goes_to_somebody_else_and_cannot_be_found_any_more(county):
    made = incidents.incident(category=incidents.DISPUTE)
    worker = county.worker_G1
    recusal.declare(county.county, made.id, aside(worker))
    leg = incidents.legs_of(made)["community"]
    assert leg.person_id == county.deputy_G1.person_id
    assert incidents.named_in(made) == {worker.person_id}
    with pytest.raises(NotFound):
        queries.get_view(county.county, made.id, viewer=worker.person_id)


def test_it_is_told_apart_from_any_other_way_of_giving_a_case_back(county):
    made = incidents.incident()
    recusal.declare(county.county, made.id, aside(county.worker_G1))
    (entry,) = [each for each in incidents.entries_of(made) if each.detail.get("recusal")]
    assert (entry.step, entry.reason) == (Step.DECLINE, "当事人是我的亲属")


def test_whoever_has_begun_hands_it_over(county, calls):
    made = incidents.incident()
    caller = calls(county.worker_G1)
    number = caller.get("/api/v1/assignments/mine").json["items"][0]["incident"]["number"]
    caller.post(f"/api/v1/incidents/{number}/steps", {"step": "accept"})
    answer = caller.post(f"/api/v1/incidents/{number}/recusal", {"reason": "当事人是我的亲属"})
    assert answer.status_code == 204
    assert incidents.legs_of(made)["community"].state == LegState.ASSIGNED
    assert caller.get(f"/api/v1/incidents/{number}").status_code == 404


def test_whoever_stepped_aside_is_not_asked_again_when_nobody_else_is_there(county):
    made = incidents.incident()
    for held in (county.deputy_G1, county.leader, county.village, county.township):
        people.leave(held)
    recusal.declare(county.county, made.id, aside(county.worker_G1))
    leg = incidents.legs_of(made)["community"]
    assert (leg.person_id, leg.position_id) == (None, None)


def test_whoever_has_no_part_in_it_has_nothing_to_step_aside_from(county):
    made = incidents.incident()
    with pytest.raises(Conflict, match="no part"):
        recusal.declare(county.county, made.id, aside(county.worker_G4))


def test_what_is_handled_stays_with_whoever_handled_it(county, calls):
    made = incidents.incident()
    caller = calls(county.worker_G1)
    number = caller.get("/api/v1/assignments/mine").json["items"][0]["incident"]["number"]
    for step in ({"step": "accept"}, {"step": "handle", "reason": "已换灯泡"}):
        caller.post(f"/api/v1/incidents/{number}/steps", step)
    with pytest.raises(Conflict, match="nothing left"):
        recusal.declare(county.county, made.id, aside(county.worker_G1, AT + timedelta(hours=1)))
