"""The inbox as a page."""

import re

import pytest

from tests.factories import incidents

ENGLISH = {"Accept-Language": "en"}
PART = {**ENGLISH, "HX-Request": "true"}


@pytest.fixture
def county(service):
    return incidents.staffed()


@pytest.fixture
def worker(calls, county):
    return calls(county.worker_G1)


def test_nothing_was_told_yet(worker):
    assert "No notices yet" in worker.get("/inbox", headers=ENGLISH).text


def test_a_notice_leads_to_its_case_and_is_seen_then(worker):
    incidents.incident()
    page = worker.get("/inbox", headers=ENGLISH).text
    assert "1 not seen" in page
    answer = worker.get(re.search(r'href="(/inbox/\d+)"', page)[1], headers=ENGLISH)
    assert re.fullmatch(r"/incidents/410599-\d+-.", answer.location)
    assert "not seen" not in worker.get("/inbox", headers=ENGLISH).text


def test_a_notice_of_somebody_else_is_none(worker, calls, county):
    incidents.incident()
    theirs = re.search(r'href="(/inbox/\d+)"', worker.get("/inbox", headers=ENGLISH).text)[1]
    assert calls(county.worker_G4).get(theirs, headers=ENGLISH).status_code == 404


def test_marking_all_leaves_what_has_come_since(worker):
    incidents.incident()
    newest = re.search(r'name="up_to" value="(\d+)"', worker.get("/inbox", headers=ENGLISH).text)[1]
    incidents.incident()
    answer = worker.call("POST", "/inbox/seen", data={"up_to": newest}, headers=PART)
    assert "1 not seen" in answer.text


def test_the_list_goes_on_where_it_ended(worker, county):
    for _ in range(31):
        incidents.incident()
    page = worker.get("/inbox", headers=ENGLISH).text
    more = re.search(r'href="(/inbox\?after=[^"]+)"', page)[1]
    shown = [set(re.findall(r'href="/inbox/(\d+)"', each)) for each in (page, worker.get(more, headers=ENGLISH).text)]
    assert [len(each) for each in shown] == [30, 1]
    assert not shown[0] & shown[1]
