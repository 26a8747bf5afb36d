"""Legs side by side, as a page."""

import pytest

from gridnet.base import moment
from tests.factories import incidents

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def county(service):
    return incidents.staffed()


@pytest.fixture
def dispatcher(calls, county):
    return calls(county.dispatcher)


def test_nobody_waits(dispatcher):
    assert "Nobody waits here" in dispatcher.get("/between", headers=ENGLISH).text


def test_a_case_that_neither_has_accepted_shows_both_sides(dispatcher):
    incidents.incident(at=moment.now())
    page = dispatcher.get("/between?waiting=for_both", headers=ENGLISH).text
    assert page.count("to be accepted") == 2
    assert "Street light" in page or "lighting" in page
    assert 'aria-current="page">Neither has accepted <b class="tally">1</b>' in page


def test_what_is_asked_for_by_a_wrong_name_is_the_first_list(dispatcher):
    page = dispatcher.get("/between?waiting=nonsense", headers=ENGLISH).text
    assert 'aria-current="page">Community waits for the police' in page


def test_the_refresh_is_answered_with_the_list_alone(dispatcher):
    answer = dispatcher.get("/between", headers={**ENGLISH, "HX-Request": "true"})
    assert "<html" not in answer.text


def test_a_county_out_of_reach_is_not_told_of(dispatcher):
    assert dispatcher.get("/between?county=410101").status_code == 404
