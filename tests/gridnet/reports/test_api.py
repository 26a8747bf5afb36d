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


def test_keys_bear_the_names_of_the_registers(service, calls):
    crew = incidents.staffed()
    for _ in range(5):
        made = reports.incident(grid_area_id=crew.areas["G1"], division_code="410599001001")
        reports.handled(5, of=made)
    desk = calls(people.position(role=Role.COUNTY_DESK, scope=COUNTY))
    (group,) = ask(desk, "handle", by="grid,category").get_json()["groups"]
    assert group["key"] == [str(crew.areas["G1"]), "0402"]
    assert group["label"][0] == "示例 G1 (G1)"
    assert group["label_en"][1].isascii()
    assert group["label_en"][1] != "0402"


def test_what_may_be_asked_about_is_listed(service, calls):
    crew = incidents.staffed()
    supervisor = calls(people.position(role=Role.SUPERVISOR, scope=COUNTY))
    found = supervisor.get("/api/v1/reports/scopes").get_json()["items"]
    assert found == [{"scope": COUNTY, "name": "示例县", "area_id": None}]
    (own,) = calls(crew.worker_G1).get("/api/v1/reports/scopes").get_json()["items"]
    assert own == {"scope": COUNTY, "name": "示例 G1", "area_id": crew.areas["G1"]}


def test_a_trend_and_a_distribution_are_drawn_from_the_same_cases(supervisor):
    for minutes in (10, 20, 30, 40, 90, None):
        reports.handled(minutes)
    query = {"measure": "handle", "scope": COUNTY, **MARCH}
    trend = supervisor.get("/api/v1/reports/trend", query_string=query | {"every": "week"}).get_json()
    assert [(each["key"], each["figures"] and each["figures"]["n"]) for each in trend["points"]][:2] == [
        ("2026-W09", None),
        ("2026-W10", 5),
    ]
    curve = supervisor.get("/api/v1/reports/distribution", query_string=query).get_json()
    assert (curve["n"], curve["waiting"], curve["measured"][-1]) == (5, 1, {"seconds": 5400, "share": 1})


def test_who_waited_for_whom(supervisor):
    for community, police in ((30, 10), (30, 10), (30, 10), (5, None), (30, 10), (10, 15)):
        made = reports.incident()
        reports.leg(made, accepted=community)
        reports.leg(made, "police", role="assist", accepted=police)
    reports.incident()
    found = ask(supervisor, "dual_gap", by="waited_for").get_json()
    assert found["total"]["n"] == 5
    assert [each["key"] for each in found["groups"]] == [["community"], ["police"]]
