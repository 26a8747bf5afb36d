"""The cases behind a number."""

from datetime import timedelta

import pytest

from gridnet.base import db, moment
from gridnet.incidents.models import Named
from gridnet.people.roles import Role
from tests.factories import people, reports
from tests.factories.reports import COUNTY, MINUTE, NINE, NOW

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _later(service, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOW)


@pytest.fixture
def desk(calls):
    return calls(people.position(role=Role.COUNTY_DESK, scope=COUNTY))


def page(caller, code="handle", status=200, **given):
    query = {"measure": code, "scope": COUNTY, "from": "2026-03-01", "to": "2026-03-31"} | given
    response = caller.get("/api/v1/reports/cases", query_string=query)
    assert response.status_code == status, response.get_json()
    return response.get_json()


def seconds(found):
    return [each["seconds"] for each in found["items"]]


def test_pages_neither_skip_nor_repeat_newest_first(desk):
    for number in range(7):
        reports.handled(number, reported_at=NINE + number * 3 * DAY)
    read, after = [], {}
    for _ in range(9):
        found = page(desk, limit=2, **after)
        read += seconds(found)
        if found["next"] is None:
            break
        after = {"after": found["next"]}
    assert read == [360, 300, 240, 180, 120, 60, 0]


def test_cases_reported_at_the_same_moment_are_told_apart(desk):
    made = [reports.handled(5) for _ in range(5)]
    first = page(desk, limit=3)
    second = page(desk, limit=3, after=first["next"])
    numbers = [each["number"] for each in (*first["items"], *second["items"])]
    assert len(set(numbers)) == len(made)


def test_a_group_a_fate_and_the_late_ones(desk):
    for minutes in (10, 70, None):
        reports.handled(minutes, priority="P2")
        reports.handled(minutes)
    assert len(page(desk)["items"]) == 6
    assert len(page(desk, by="priority", key="P2")["items"]) == 3
    assert [each["fate"] for each in page(desk, by="priority", key="P2", fate="open")["items"]] == ["open"]
    assert sorted(each["seconds"] or 0 for each in page(desk, late="true")["items"]) == [0, 0, 4200, 4200]
    assert seconds(page(desk, late="false")) == [600, 600]
    assert len(page(desk, late="true", limit_s=300)["items"]) == 6


def test_a_case_without_a_value_is_found_under_none(desk):
    reports.handled(5)
    assert len(page(desk, by="station,network", key=",community")["items"]) == 1


def test_a_leg_says_whose_it_is_and_an_open_one_since_when(desk):
    reports.handled(None, reported_at=NOW - 10 * MINUTE)
    query = {"from": "2026-04-01", "to": "2026-04-01"}
    (found,) = page(desk, **query)["items"]
    assert (found["network"], found["open_s"], found["seconds"]) == ("community", 600, None)
    reports.incident(reported_at=NOW - 10 * MINUTE)
    assert page(desk, "close", **query)["items"][0]["network"] is None


def test_whoever_a_case_names_does_not_find_it(service, calls):
    position = people.position(role=Role.COUNTY_DESK, scope=COUNTY)
    made = reports.handled(5)
    reports.handled(5)
    db.session.add(Named(county=COUNTY, incident_id=made.id, person_id=position.person_id, how="staff_no"))
    assert len(page(calls(position))["items"]) == 1


def test_cases_are_for_those_who_may_read_cases(service, calls):
    auditor = calls(people.position(role=Role.AUDITOR, scope=COUNTY))
    page(auditor, status=403)


def test_cases_are_listed_for_one_county(service, calls):
    province = calls(people.position(role=Role.SUPERVISOR, scope="41"))
    assert "one county" in page(province, scope="41", status=422)["detail"]


@pytest.mark.parametrize(
    ("given", "said"),
    [({"after": "x"}, "not a cursor"), ({"by": "priority", "key": "P1,P2"}, "as many as there are cuts")],
)
def test_what_is_no_page_is_refused(desk, given, said):
    assert said in page(desk, status=422, **given)["detail"]


def test_a_long_period_is_read_piece_by_piece(desk):
    reports.handled(5, reported_at=NINE - 300 * DAY)
    given = {"from": "2025-01-01", "to": "2026-03-31", "limit": 5}
    first = page(desk, **given)
    assert (first["items"], first["next"] is None) == ([], False)
    second = page(desk, after=first["next"], **given)
    assert seconds(second) == [300]
