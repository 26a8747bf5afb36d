"""Leave and swaps that wait for a decision, as a page."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from gridnet.base import db, moment
from gridnet.people import duty_requests
from gridnet.people.duty_requests import LeaveWish
from gridnet.people.models import Leave
from gridnet.people.roles import Role
from gridnet.people.staff import By
from tests.factories import people
from tests.factories.people import VILLAGE

ENGLISH = {"Accept-Language": "en"}
DAY = timedelta(days=1)


@pytest.fixture
def worker(calls):
    return people.position(area=people.area(), scope=VILLAGE)


@pytest.fixture
def asked(worker):
    at = moment.now()
    return duty_requests.ask_leave(
        people.COUNTY, [worker], LeaveWish(at + DAY, at + 2 * DAY, "sick"), By(at, worker.person_id, worker.id)
    )


@pytest.fixture
def village(calls, worker):
    return calls(people.position(role=Role.VILLAGE_DESK, scope=VILLAGE))


def test_declining_without_a_reason_comes_back(village, asked):
    answer = village.post(f"/coverage/requests/{asked.id}", data={"act": "decline"}, headers=ENGLISH)
    assert (answer.status_code, "Nothing was changed" in answer.text) == (422, True)
    done = village.post(f"/coverage/requests/{asked.id}", data={"act": "decline", "reason": "防汛值守"})
    assert "with your reason" in village.get(done.location, headers=ENGLISH).text


def test_what_cannot_be_carried_out_stays_and_says_why(village, asked, worker):
    people.leave(worker, moment.now() + DAY, hours=24)
    answer = village.post(f"/coverage/requests/{asked.id}", data={"act": "approve"}, headers=ENGLISH)
    assert (answer.status_code, "overlaps another leave" in answer.text) == (409, True)
    assert "Approve" in answer.text
    assert len(db.session.scalars(select(Leave.id)).all()) == 1


def test_what_changed_meanwhile_is_not_approved_unseen(village, asked):
    answer = village.post(f"/coverage/requests/{asked.id}", data={"act": "approve", "version": "7"})
    assert answer.status_code == 412


def test_nothing_waits_for_a_station_and_a_worker_has_no_such_page(calls, asked, worker):
    station = calls(people.position(role=Role.STATION_DUTY))
    assert "Nothing waits for you" in station.get("/coverage/requests", headers=ENGLISH).text
    assert calls(worker).get("/coverage/requests").status_code == 403
