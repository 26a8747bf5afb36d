"""The doors of time limits: what holds, and changes that take two administrators."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from gridnet import wiring
from gridnet.base import audit, events
from gridnet.clocks import subjects
from gridnet.incidents import numbers
from gridnet.people.roles import Role
from tests.factories import clocks, incidents, people

LIMIT = {
    "code": "lamp-own",
    "county": incidents.COUNTY,
    "stage": "handle",
    "priority": "P3",
    "limit": {"amount": 2, "unit": "working_day"},
}
PROPOSALS = f"/api/v1/policies/proposals/{incidents.COUNTY}"


@pytest.fixture
def county(session):
    """A county with somebody in every seat."""
    return incidents.staffed()


@pytest.fixture(autouse=True)
def _wired(monkeypatch, service):
    monkeypatch.setattr(events, "_reactions", wiring.REACTIONS)
    monkeypatch.setattr(subjects, "_kinds", wiring.SUBJECTS)


@pytest.fixture
def desks(calls, county):
    """Two administrators, others who may look or may not, and somebody who reaches everywhere with their second."""

    def admin(scope=county.county):
        return calls(people.position(people.person(county.county), Role.SYSTEM_ADMIN, scope=scope))

    return SimpleNamespace(first=admin(), second=admin(), everywhere=admin(""), elsewhere=admin(""))


def propose(caller, **given):
    answer = caller.post("/api/v1/policies", LIMIT | given)
    assert answer.status_code == 201, answer.json
    return answer.json


def decide(caller, proposal, door="confirmation", **given):
    return caller.post(f"{PROPOSALS}/{proposal['id']}/{door}", {"version": proposal["version"]} | given)


def held(caller):
    items = caller.get(f"/api/v1/policies?county={incidents.COUNTY}").json["items"]
    return {each["code"]: each["limit"]["amount"] for each in items}


def waiting(caller, *, is_waiting=True):
    query = {"county": incidents.COUNTY, "waiting": is_waiting}
    return caller.get("/api/v1/policies/proposals", query_string=query).json["items"]


def test_the_limits_of_a_county_are_shown(calls, county):
    shown = held(calls(county.worker_G1))
    assert (len(shown), shown["p3-handle"]) == (24, 7)


def test_a_county_sets_a_limit_of_its_own_by_two_persons(calls, county, desks):
    lamp = incidents.incident()
    handle = clocks.of(lamp)["community", "handle", 1]
    path = f"/api/v1/incidents/{numbers.write(lamp.county, lamp.id)}/clocks"
    proposal = propose(desks.first, apply_to_running=True)
    assert (proposal["state"], proposal["would"]["moved"]) == ("waiting", 1)
    assert [each["clock_id"] for each in proposal["would"]["first"]] == [handle.id]
    assert "lamp-own" not in held(desks.first)
    assert calls(county.worker_G1).get(path).json["items"][2]["epoch"] == 1

    made = decide(desks.second, proposal)
    assert (made.status_code, made.json["version"], made.json["clocks_changed"]) == (200, 1, 1)
    assert held(desks.first)["lamp-own"] == 2
    shown = calls(county.worker_G1).get(path).json["items"][2]
    assert (shown["epoch"], shown["limit"]["amount"], len(shown["epochs"])) == (2, 2, 1)
    assert shown["due_at"] == proposal["would"]["first"][0]["due_after"]

    end = desks.first.post("/api/v1/policies/lamp-own/withdrawal", {"county": county.county})
    assert (end.status_code, end.json["is_withdrawal"], held(desks.first)["lamp-own"]) == (201, True, 2)
    gone = decide(desks.second, end.json)
    assert (gone.status_code, gone.json["is_withdrawn"], "lamp-own" in held(desks.first)) == (200, True, False)
    again = calls(county.worker_G1).get(path).json["items"][2]
    assert (again["epoch"], again["limit"]["amount"]) == (2, 2)  # what runs keeps what it runs by


def test_whoever_proposed_does_not_confirm(desks):
    answer = decide(desks.first, propose(desks.first))
    assert (answer.status_code, "two persons" in answer.json["detail"]) == (403, True)
    assert "lamp-own" not in held(desks.first)


@pytest.mark.parametrize(("who", "state"), [("second", "declined"), ("first", "withdrawn")])
def test_a_proposal_is_declined_by_another_or_taken_back_by_its_author(desks, session, who, state):
    proposal = propose(desks.first)
    assert [each["id"] for each in waiting(desks.second)] == [proposal["id"]]
    answer = decide(getattr(desks, who), proposal, "refusal", reason="期限不合适")
    assert (answer.status_code, answer.json["state"], answer.json["reason"]) == (200, state, "期限不合适")
    assert (answer.json["would"], waiting(desks.first)) == (None, [])
    assert [each["state"] for each in waiting(desks.first, is_waiting=False)] == [state]
    assert "lamp-own" not in held(desks.first)
    assert decide(desks.second, proposal).status_code == 409  # decided already
    actions = set(session.scalars(select(audit.AuditEntry.action)))
    assert actions >= {"policy.propose", {"declined": "policy.decline", "withdrawn": "policy.take_back"}[state]}


def test_a_decision_names_the_version_that_was_looked_at(desks):
    proposal = propose(desks.first)
    assert decide(desks.second, proposal, version=proposal["version"] + 1).status_code == 409


def test_a_refusal_says_why(desks):
    assert decide(desks.second, propose(desks.first), "refusal", reason=" ").status_code == 422


def test_a_second_proposal_for_the_same_code_has_to_wait(desks):
    propose(desks.first)
    assert desks.second.post("/api/v1/policies", LIMIT).status_code == 409


def test_a_proposal_is_shown_with_what_it_would_change(desks):
    proposal = propose(desks.first)
    shown = desks.second.get(f"{PROPOSALS}/{proposal['id']}").json
    assert shown == proposal
    assert desks.second.get(f"{PROPOSALS}/{proposal['id'] + 1}").status_code == 404


def test_everybodys_limits_are_left_to_those_who_reach_everywhere(desks):
    proposal = propose(desks.everywhere, county=None, code="lamp-all", apply_to_running=True)
    assert decide(desks.second, proposal).status_code == 403
    assert decide(desks.second, proposal, "refusal", reason="期限不合适").status_code == 403
    made = decide(desks.elsewhere, proposal)
    assert (made.status_code, made.json["county"], made.json["clocks_changed"]) == (200, None, 0)
    assert held(desks.first)["lamp-all"] == 2


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"yellow_percent": 200, "red_percent": 150}, 422),
        ({"remind_percent": 100}, 422),
        ({"limit": {"amount": 0, "unit": "day"}}, 422),
        ({"limit": {"amount": -3, "unit": "day"}}, 422),
        ({"calendar": "always"}, 422),
        ({"category": "0402", "category_group": "04"}, 422),
        ({"priority": "P1", "limit": {"amount": 2, "unit": "day"}, "calendar": "always"}, 409),
        ({"priority": None}, 409),
        ({"valid_from": "2020-01-01T00:00:00Z"}, 409),
        ({"county": None}, 403),
        ({"county": "410598"}, 404),
    ],
)
def test_a_bad_limit_is_refused_with_a_sentence(desks, wrong, status):
    answer = desks.first.post("/api/v1/policies", LIMIT | wrong)
    assert (answer.status_code, bool(answer.json["detail"])) == (status, True)
    assert waiting(desks.first) == []


def test_limits_are_changed_by_the_administrator(calls, county, desks):
    proposal, desk = propose(desks.first), calls(county.dispatcher)
    assert desk.post("/api/v1/policies", LIMIT).status_code == 403
    assert decide(desk, proposal).status_code == 403
    assert decide(desk, proposal, "refusal", reason="期限不合适").status_code == 403
    assert desk.get(f"/api/v1/policies/proposals?county={county.county}").status_code == 403
    assert desk.get(f"{PROPOSALS}/{proposal['id']}").status_code == 403


@pytest.mark.parametrize(
    ("code", "body", "status", "why"),
    [
        ("nothing", {}, 403, "everybody's, which is for whoever reaches everywhere"),
        ("nothing", {"county": incidents.COUNTY}, 404, "no such policy"),
        ("p3-handle", {"county": incidents.COUNTY}, 409, "everybody's is not the county's to end"),
        ("p3-handle", {"county": "410598"}, 404, "another county"),
    ],
)
def test_only_what_is_ones_own_can_be_withdrawn(desks, code, body, status, why):
    assert desks.first.post(f"/api/v1/policies/{code}/withdrawal", body).status_code == status, why
