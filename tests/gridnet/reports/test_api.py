"""The doors of reports: what they give, and to whom."""

import pytest

from gridnet.base import moment
from gridnet.people.roles import Role
from tests.factories import incidents, people, reports
from tests.factories.reports import COUNTY, NOW

MARCH = {"from": "2026-03-01", "to": "2026-03-31"}


@pytest.fixture(autouse=True)
def _later(service, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOW)


@pytest.fixture
def supervisor(calls):
    return calls(people.position(role=Role.SUPERVISOR, scope=COUNTY))


def ask(caller, code="accept", scope=COUNTY, **given):
    query = {"measure": code, "scope": scope, **MARCH, **given}
    return caller.get("/api/v1/reports/answer", query_string=query)


def test_every_definition_is_served_with_its_methods(supervisor):
    found = supervisor.get("/api/v1/reports/measures").get_json()
    by_code = {each["code"]: each for each in found["items"]}
    assert by_code["accept"]["from_event"] == "assigned"
    assert by_code["on_time_handle"]["about_zh"] == "时限内处置 ÷ 应处置：已处置，或时限已到"
    assert "percentile_cont" in found["percentile_method"]


def test_an_answer_says_all_that_is_needed_to_stand_behind_it(supervisor):
    for minutes in (10, 20, 30, 40, 90):
        reports.handled(minutes)
    found = ask(supervisor, "handle", by="priority", compare="previous").get_json()
    assert (found["source"], found["basis"], found["boundaries"]) == ("exact", "reported", "then")
    assert found["definition"]["code"] == "handle"
    assert found["as_of"] == NOW.isoformat().replace("+00:00", "Z")
    assert (found["total"]["n"], found["total"]["median_s"], found["total"]["share"]) == (5, 1800, 0.8)
    assert [(each["key"], each["figures"]["n"]) for each in found["groups"]] == [(["P3"], 5)]
    assert (found["before"]["first_day"], found["before"]["last_day"]) == ("2026-02-01", "2026-02-28")


def test_fewer_than_five_are_masked_and_whoever_would_give_them_away(supervisor):
    for priority, many in (("P1", 2), ("P2", 6), ("P3", 9)):
        for _ in range(many):
            reports.handled(5, priority=priority)
    found = ask(supervisor, "handle", by="priority").get_json()
    assert [(each["key"], each["figures"] is None) for each in found["groups"]] == [
        (["P1"], True),
        (["P2"], True),
        (["P3"], False),
    ]
    assert found["masked"] == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"from": "2026-03-31", "to": "2026-03-01"}, "ends (2026-03-01) before it begins"),
        ({"from": "2031-01-01", "to": "2031-12-31"}, "still to come"),
        ({"from": "1990-01-01", "to": "1990-12-31"}, "begins after 2000-01-01"),
        ({"code": "speed"}, "there is no measure or rate 'speed'"),
        ({"by": "colour"}, "not by 'colour'"),
        ({"by": "hour,hour"}, "at most 2 different cuts"),
        ({"as_of": "2031-01-01T00:00:00Z"}, "still to come"),
        ({"scope": "41059"}, "scope"),
        ({"limit_s": "0"}, "limit_s"),
        ({"hour": "24"}, "hour"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_is_wrong(supervisor, given, said):
    response = ask(supervisor, **given)
    assert response.status_code == 422
    assert said in response.get_json()["detail"]


def test_a_county_outside_the_viewers_scope_is_not_told_of(supervisor):
    assert ask(supervisor, scope="410100").status_code == 404
    assert ask(supervisor, scope="41").status_code == 404


def test_a_township_sees_itself_and_below(calls):
    desk = calls(people.position(role=Role.TOWNSHIP_DESK, scope="410599001"))
    assert [ask(desk, scope=scope).status_code for scope in ("410599001", "410599001001", "410599", "410599002")] == [
        200,
        200,
        404,
        404,
    ]


def test_whoever_keeps_a_grid_sees_that_grid_as_figures(service, calls):
    crew = incidents.staffed()
    worker = calls(crew.worker_G1)
    areas = crew.areas
    assert ask(worker, area_id=areas["G1"]).status_code == 200
    assert ask(worker, area_id=areas["G2"]).status_code == 404
    assert ask(worker).status_code == 404


def test_whoever_holds_no_such_position_is_refused(calls):
    assert ask(calls(people.position(role=Role.AUXILIARY))).status_code == 403
