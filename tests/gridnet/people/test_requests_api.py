"""The doors of requests about duty."""

from datetime import timedelta

import pytest

from gridnet.people.duty import Keeps, Rule
from gridnet.people.roles import Role
from tests.factories import people
from tests.factories.people import AT, COUNTY, VILLAGE

DAY = timedelta(days=1)
LEAVE = {"starts_at": "2026-03-12T00:00:00+08:00", "ends_at": "2026-03-13T00:00:00+08:00", "kind": "annual"}
DOOR = "/api/v1/duty/requests"


@pytest.fixture
def keepers(session):
    grid = people.area()
    return [people.position(area=grid, keeps=keeps, scope=VILLAGE, duty_rule=Rule.ROSTERED) for keeps in Keeps]


@pytest.fixture
def callers(as_, keepers):
    return [as_(people.person_of(each)) for each in keepers]


@pytest.fixture
def leader(as_, session):
    return as_(people.person_of(people.position(role=Role.GRID_LEADER, scope=VILLAGE)))


def listed(caller, of):
    return [each["id"] for each in caller.get(f"{DOOR}?county={COUNTY}&of={of}").json["items"]]


def test_a_leave_is_asked_for_and_approved(callers, leader):
    worker = callers[0]
    made = worker.post(f"{DOOR}/leave", json=LEAVE)
    assert (made.status_code, made.json["state"]) == (201, "waiting")
    assert listed(worker, "own") == listed(leader, "waiting") == [made.json["id"]]
    decided = leader.post(f"{DOOR}/{COUNTY}/{made.json['id']}/decision", json={"approves": True})
    assert (decided.status_code, decided.json["state"]) == (200, "approved")
    assert listed(leader, "waiting") == []


def test_a_swap_is_asked_for_agreed_to_and_approved(callers, leader, keepers):
    first, second = (people.shift(each, starts_at=AT + days * DAY) for each, days in zip(keepers, (1, 2), strict=True))
    made = callers[0].post(f"{DOOR}/swap", json={"shift_id": first.id, "other_shift_id": second.id}).json
    assert (made["state"], listed(callers[1], "asked")) == ("asked", [made["id"]])
    agreed = callers[1].post(f"{DOOR}/{COUNTY}/{made['id']}/answer", json={"agrees": True})
    assert agreed.json["state"] == "waiting"
    decided = leader.post(f"{DOOR}/{COUNTY}/{made['id']}/decision", json={"approves": True})
    assert decided.json["state"] == "approved"


def test_it_is_taken_back_once(callers):
    made = callers[0].post(f"{DOOR}/leave", json=LEAVE).json["id"]
    assert [callers[0].delete(f"{DOOR}/{COUNTY}/{made}").status_code for _ in range(2)] == [204, 409]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("leave", LEAVE | {"kind": "holiday"}, 422),
        ("leave", LEAVE | {"ends_at": LEAVE["starts_at"]}, 422),
        ("leave", LEAVE | {"starts_at": "tomorrow"}, 422),
        ("leave", {}, 422),
        ("leave", LEAVE | {"person_id": 1}, 422),  # leave is asked for oneself
        ("swap", {"shift_id": 1, "other_shift_id": 2}, 404),  # none of theirs
        ("swap", {"shift_id": "one"}, 422),
        (f"{COUNTY}/1/answer", {"agrees": True}, 404),
        (f"{COUNTY}/1/answer", {}, 422),
        (f"{COUNTY}/1/decision", {"approves": True}, 403),  # a worker decides nothing
        ("410598/1/answer", {"agrees": True}, 404),  # another county
    ],
)
def test_what_cannot_be_is_refused(callers, path, body, status):
    answer = callers[0].post(f"{DOOR}/{path}", json=body)
    assert (answer.status_code, bool(answer.json["detail"])) == (status, True)


def test_a_decision_is_about_what_was_seen_and_says_why_not(callers, leader):
    made = callers[0].post(f"{DOOR}/leave", json=LEAVE).json["id"]
    decide = f"{DOOR}/{COUNTY}/{made}/decision"
    assert leader.post(decide, json={"approves": False}).status_code == 422
    assert leader.post(decide, json={"approves": True}, headers={"If-Match": '"9"'}).status_code == 412
    declined = leader.post(decide, json={"approves": False, "reason": "防汛值守"}, headers={"If-Match": '"1"'})
    assert (declined.json["state"], declined.json["reason"]) == ("declined", "防汛值守")
    assert leader.post(decide, json={"approves": True}).status_code == 409


def test_somebody_elses_leader_decides_nothing(callers, as_):
    made = callers[0].post(f"{DOOR}/leave", json=LEAVE).json["id"]
    other = as_(people.person_of(people.position(role=Role.GRID_LEADER, scope="410599002001")))
    assert other.post(f"{DOOR}/{COUNTY}/{made}/decision", json={"approves": True}).status_code == 403
