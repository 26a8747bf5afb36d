"""Acting on several: what is open for each is told first; each is done by itself; what was refused is named."""

import json

import pytest

from gridnet.incidents.lifecycle import State, Step
from gridnet.web.board import bulk
from tests.factories import incidents

PART = {"HX-Request": "true"}
SENT = PART | {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def two(county, session):
    """One handled and one under way."""
    handled, under_way = incidents.incident(), incidents.incident()
    handled.state = State.HANDLED
    incidents.legs_of(handled)["community"].state = "handled"
    session.flush()
    return handled, under_way


@pytest.fixture
def cases(number_of):
    return lambda *rows: [f"{number_of(row)}:{row.version}" for row in rows]


def test_each_step_is_offered_with_how_many_it_is_open_for(two, desk, cases):
    text = desk().get("/board/bulk", query_string={"case": cases(*two)}, headers=PART).text
    assert 'value="close"' in text
    assert 'value="hand_over"' in text
    assert 'value="reopen"' not in text


def test_it_is_said_with_which_it_will_be_done_and_with_which_not(two, desk, cases):
    asked = {"case": cases(*two), "step": "close"}
    text = desk().get("/board/bulk", query_string=asked, headers=PART).text
    done, rest = text.split('class="choices"')[1:]
    assert cases(two[0])[0].split(":")[0] in done
    assert cases(two[1])[0].split(":")[0] in rest


def test_those_that_can_are_closed_and_can_be_reopened(two, desk, cases):
    answer = desk().post("/board/bulk", data={"case": cases(*two), "step": "close"}, headers=SENT)
    told = json.loads(answer.headers["HX-Trigger"])["board-done"]
    assert (two[0].state, two[1].state) == (State.CLOSED, State.ASSIGNED)
    assert "step=reopen" in told["undo"]["address"]
    again = desk().get(told["undo"]["address"], headers=PART).text
    assert 'value="reopen"' in again


def test_what_a_desk_has_in_its_queue_it_accepts(county, desk, cases, session):
    county.leave("village", "township", "leader", "worker_G1", "deputy_G1")
    row = incidents.incident()
    assert incidents.legs_of(row)["community"].desk_code
    answer = desk("township").post("/board/bulk", data={"case": cases(row), "step": "accept"}, headers=SENT)
    assert "HX-Trigger" in answer.headers
    assert incidents.legs_of(row)["community"].state == "accepted"


def test_one_that_changed_meanwhile_is_left_and_the_others_are_done(two, desk, number_of, cases):
    handled, other = two
    handled.version += 1
    other.state = State.HANDLED
    asked = [f"{number_of(handled)}:{handled.version - 1}", *cases(other)]
    answer = desk().post("/board/bulk", data={"case": asked, "step": "verify"}, headers=SENT)
    assert (handled.state, other.state) == (State.HANDLED, State.VERIFIED)
    assert number_of(handled) in answer.text
    assert number_of(other) not in answer.text


@pytest.mark.parametrize("step", [Step.HAND_OVER, Step.REJECT])
def test_what_wants_a_reason_asks_for_it(two, desk, cases, step):
    answer = desk().post("/board/bulk", data={"case": cases(two[1]), "step": step}, headers=SENT)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    done = {"case": cases(two[1]), "step": step, "reason": "示例原因说明"}
    assert desk().post("/board/bulk", data=done, headers=SENT).status_code == 200


def test_nothing_is_done_where_nothing_can_be(two, desk, cases):
    answer = desk().post("/board/bulk", data={"case": cases(two[1]), "step": "close"}, headers=SENT)
    assert (answer.status_code, two[1].state) == (422, State.ASSIGNED)


def test_what_may_not_be_seen_is_left_out_and_too_many_are_refused(two, desk, cases, monkeypatch):
    text = desk().get("/board/bulk", query_string={"case": ["410598-00000001-0:1", *cases(two[0])]}, headers=PART).text
    assert "410598" not in text
    monkeypatch.setattr(bulk, "MOST", 1)
    assert desk().get("/board/bulk", query_string={"case": cases(*two)}, headers=PART).status_code == 422
    assert desk().get("/board/bulk", headers=PART).status_code == 422


def test_every_step_that_takes_another_back_is_one_of_those_offered():
    assert set(bulk.UNDO) | set(bulk.UNDO.values()) <= set(bulk.STEPS)
    assert {Step.HAND_OVER, Step.REWORK, Step.REJECT, Step.REOPEN} == bulk.REASONED
