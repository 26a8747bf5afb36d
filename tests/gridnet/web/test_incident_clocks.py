"""Clocks of an incident on pages: explained, more time asked for and decided, pauses decided, cards answered."""

import re

import pytest

from gridnet.base import moment
from gridnet.incidents import numbers
from tests.factories import incidents

ENGLISH = {"Accept-Language": "en"}
PART = {**ENGLISH, "HX-Request": "true"}


@pytest.fixture
def county(service):
    return incidents.staffed()


@pytest.fixture
def here(county):
    made = incidents.incident(at=moment.now())
    return f"/incidents/{numbers.write(made.county, made.id)}"


@pytest.fixture
def worker(calls, county, here):
    caller = calls(county.worker_G1)
    caller.call("POST", f"{here}/steps", data={"step": "accept", "network": "community"})
    return caller


def clock_of(caller, here):
    return re.search(rf'href="({here}/clocks/\d+)"', caller.get(here, headers=ENGLISH).text)[1]


def test_a_deadline_is_explained_line_by_line(worker, here):
    told = worker.get(clock_of(worker, here), headers=PART).text
    assert "limit" in told
    assert "due 20" in told
    assert "Ask for more time" in told


def test_more_time_is_asked_for_by_the_holder_and_granted_by_somebody_else(worker, calls, county, here):
    clock = clock_of(worker, here)
    form = {"amount": "2", "unit": "working_day", "reason": "等待配件到货"}
    answer = worker.call("POST", f"{clock}/extensions", data=form, headers=PART)
    assert "Asked for more time: 2 working days" in answer.text
    assert "/decision" not in answer.text
    desk = calls(county.dispatcher)
    decide = re.search(r'action="([^"]+/extensions/\d+/decision)"', desk.get(here, headers=ENGLISH).text)[1]
    assert desk.call("POST", decide, data={"granted": "true"}).status_code == 303
    assert "Asked for more time" not in worker.get(here, headers=ENGLISH).text


def test_a_pause_is_asked_for_by_suspending_and_decided_by_the_desk(worker, calls, county, here):
    form = {"step": "suspend", "network": "community", "reason": "waiting_for_resident"}
    worker.call("POST", f"{here}/steps", data=form)
    desk = calls(county.township)
    page = desk.get(here, headers=ENGLISH).text
    asked = re.findall(r'action="([^"]+/pauses/\d+/decision)"', page)
    assert page.count("Asked to stand still: waiting for the resident") == len(asked) > 0  # one a clock
    for decide in asked:
        desk.call("POST", decide, data={"granted": "false", "reason": "请继续联系"})
    assert "Asked to stand still" not in desk.get(here, headers=ENGLISH).text


def test_a_clock_of_another_case_is_none_of_this_one(worker, here):
    other = incidents.incident(at=moment.now())
    wrong = f"/incidents/{numbers.write(other.county, other.id)}"
    assert worker.get(clock_of(worker, here).replace(here, wrong), headers=PART).status_code == 404
