"""What waits for whoever looks, as a page."""

import re

import pytest

from gridnet.base import moment
from tests.factories import incidents

ENGLISH = {"Accept-Language": "en"}
PART = {**ENGLISH, "HX-Request": "true", "HX-Target": "today"}


@pytest.fixture
def county(service):
    return incidents.staffed()


@pytest.fixture
def worker(calls, county):
    return calls(county.worker_G1)


def test_nothing_waits(worker):
    assert "Nothing waits for you" in worker.get("/today", headers=ENGLISH).text


def test_a_leg_that_waits_is_accepted_with_one_tap(worker):
    number = incidents.incident(at=moment.now())
    page = worker.get("/today", headers=ENGLISH).text
    assert re.search(r'name="step" value="accept"', page)
    assert f"{number.id}" in page


def test_a_step_taken_from_the_list_is_answered_with_the_list(worker):
    incidents.incident(at=moment.now())
    page = worker.get("/today", headers=ENGLISH).text
    form = {"step": "accept", "network": "community"}
    where = re.search(r'action="(/incidents/[^"]+/steps)"', page)[1]
    answer = worker.call("POST", where, data=form, headers=PART)
    assert (answer.status_code, 'id="today"' in answer.text, "<html" in answer.text) == (200, True, False)
    assert 'name="step" value="depart"' in answer.text
    again = worker.call("POST", where, data=form, headers=PART)
    assert again.status_code == 409
    assert "The case has moved on meanwhile" in again.text


def test_what_runs_out_first_stands_first(worker):
    late = incidents.incident(at=moment.now(), category=incidents.LAMP)
    soon = incidents.incident(at=moment.now(), category=incidents.FIGHT)
    page = worker.get("/today", headers=ENGLISH).text
    first, second = re.findall(r'class="leg-link" href="/incidents/410599-0*(\d+)-', page)
    assert [int(first), int(second)] == [soon.id, late.id]


def test_the_list_goes_on_where_it_ended(worker):
    made = {incidents.incident(at=moment.now()).id for _ in range(22)}
    page, seen = worker.get("/today", headers=ENGLISH).text, set()
    pattern = r'class="leg-link" href="/incidents/410599-0*(\d+)-'
    seen |= set(map(int, re.findall(pattern, page)))
    more = re.search(r'href="(/today\?after=[^"]+)"', page)[1]
    seen |= set(map(int, re.findall(pattern, worker.get(more, headers=ENGLISH).text)))
    assert seen == made
