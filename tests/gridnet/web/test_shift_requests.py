"""Asking for leave and swaps, as pages."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from gridnet.base import db, moment
from gridnet.people.duty import Keeps, Rule
from gridnet.people.models import Leave, Shift
from gridnet.people.roles import Role
from tests.factories import people
from tests.factories.people import VILLAGE

ENGLISH = {"Accept-Language": "en"}
DAY = timedelta(days=1)


@pytest.fixture
def keepers(calls):
    grid = people.area()
    return [people.position(area=grid, keeps=keeps, scope=VILLAGE, duty_rule=Rule.ROSTERED) for keeps in Keeps]


@pytest.fixture
def leader(keepers):
    return people.position(role=Role.GRID_LEADER, scope=VILLAGE)


def form(starts=DAY, ends=2 * DAY, kind="annual"):
    at = moment.local(moment.now())
    return {"kind": kind, "starts_at": f"{at + starts:%Y-%m-%dT%H:%M}", "ends_at": f"{at + ends:%Y-%m-%dT%H:%M}"}


def request_in(page):
    return int(re.search(r"/requests/(\d+)", page)[1])


def test_a_leave_goes_from_the_phone_to_the_leader_and_onto_the_roster(calls, keepers, leader):
    worker, head = calls(keepers[0]), calls(leader)
    assert "Ask for leave" in worker.get("/shifts/leave", headers=ENGLISH).text
    sent = worker.post("/shifts/leave", data=form())
    assert "waits to be approved" in worker.get(sent.location.partition("#")[0], headers=ENGLISH).text
    page = head.get("/coverage/requests", headers=ENGLISH).text
    assert people.person_of(keepers[0]).name in page
    decided = head.post(f"/coverage/requests/{request_in(page)}", data={"act": "approve", "version": "1"})
    assert "Approved" in head.get(decided.location, headers=ENGLISH).text
    assert db.session.scalars(select(Leave.person_id)).all() == [keepers[0].person_id]
    assert "on leave" in worker.get("/shifts", headers=ENGLISH).text


def test_a_swap_is_chosen_from_lists_and_answered_on_the_other_phone(calls, keepers, leader):
    shifts = [people.shift(each, moment.now() + days * DAY) for each, days in zip(keepers, (1, 2), strict=True)]
    worker, other, head = calls(keepers[0]), calls(keepers[1]), calls(leader)
    assert f"/shifts/{shifts[0].id}/swap" in worker.get("/shifts/swap", headers=ENGLISH).text
    page = worker.get(f"/shifts/{shifts[0].id}/swap", headers=ENGLISH).text
    assert f'value="{shifts[1].id}"' in page
    worker.post(f"/shifts/{shifts[0].id}/swap", data={"other_shift_id": shifts[1].id})
    asked = other.get("/shifts", headers=ENGLISH).text
    assert "You are asked to swap" in asked
    answered = other.post(f"/shifts/requests/{request_in(asked)}/answer", data={"agrees": "1"})
    assert "You agreed" in other.get(answered.location, headers=ENGLISH).text
    head.post(f"/coverage/requests/{request_in(asked)}", data={"act": "approve"})
    assert len(db.session.scalars(select(Shift.id).where(Shift.swap_of.is_not(None))).all()) == 2


def test_nothing_chosen_and_nobody_to_swap_with_are_said(calls, keepers):
    worker, shift = calls(keepers[0]), people.shift(keepers[0], moment.now() + DAY)
    assert "Nobody to swap with" in worker.get(f"/shifts/{shift.id}/swap", headers=ENGLISH).text
    refused = worker.post(f"/shifts/{shift.id}/swap", data={}, headers=ENGLISH)
    assert (refused.status_code, "Choose one" in refused.text) == (422, True)
    assert "No coming shift" in calls(keepers[1]).get("/shifts/swap", headers=ENGLISH).text
    assert calls(keepers[1]).get(f"/shifts/{shift.id}/swap").status_code == 404


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"ends": DAY}, "请假的结束时间必须晚于开始时间"),
        ({"starts": -5 * DAY}, "请假须在结束前提出"),
        ({"kind": "holiday"}, "不是可选的值。"),
    ],
)
def test_a_leave_that_cannot_be_comes_back_in_chinese_with_what_was_typed(calls, keepers, given, told):
    sent = form(**given)
    answer = calls(keepers[0]).post("/shifts/leave", data=sent, headers={"Accept-Language": "zh"})
    assert (answer.status_code, sent["starts_at"] in answer.text) == (422, True)
    assert told in answer.text


def test_it_can_be_taken_back(calls, keepers):
    worker = calls(keepers[0])
    worker.post("/shifts/leave", data=form())
    made = request_in(worker.get("/shifts", headers=ENGLISH).text)
    worker.post(f"/shifts/requests/{made}/withdrawal")
    assert "taken back" in worker.get("/shifts", headers=ENGLISH).text
