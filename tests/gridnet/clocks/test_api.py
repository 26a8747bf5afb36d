"""The doors of clocks, limits and calendars."""

from datetime import timedelta

import pytest

from gridnet import wiring
from gridnet.base import events, moment
from gridnet.clocks import subjects
from gridnet.incidents import numbers
from gridnet.incidents.models import Named
from gridnet.people.roles import Role
from tests.factories import cards, clocks, incidents, people
from tests.factories.people import AT
from tests.gridnet.incidents.test_steps import DESK, take


@pytest.fixture
def county(session):
    """A county with somebody in every seat."""
    return incidents.staffed()


@pytest.fixture(autouse=True)
def _wired(monkeypatch, service):
    monkeypatch.setattr(events, "_reactions", wiring.REACTIONS)
    monkeypatch.setattr(subjects, "_kinds", wiring.SUBJECTS)


@pytest.fixture
def lamp(county):
    return incidents.incident()


@pytest.fixture
def handle(lamp):
    """The clock of the lead, for handling."""
    return clocks.of(lamp)["community", "handle", 1]


def at(clock, rest):
    return f"/api/v1/clocks/{clock.county}/{clock.id}/{rest}"


def of(lamp):
    return f"/api/v1/incidents/{numbers.write(lamp.county, lamp.id)}/clocks"


ASK = {"amount": 2, "unit": "working_day", "reason": "等待材料供应"}


def test_a_case_shows_its_clocks(calls, county, lamp):
    found = calls(county.worker_G1).get(of(lamp)).json["items"]
    assert [(each["network"], each["stage"]) for each in found] == [
        ("community", "accept"),
        ("community", "arrive"),
        ("community", "handle"),
        ("police", "accept"),
    ]
    handle = found[2]
    assert (handle["state"], handle["limit"]) == ("running", {"amount": 7, "unit": "working_day"})
    assert handle["remaining_s"] == 7 * 6.5 * 3600
    assert (handle["elapsed_s"], handle["provisional"], handle["pauses"]) == (0, False, [])


def test_whoever_may_not_see_the_case_sees_no_clock(calls, county, lamp, handle):
    stranger = calls(county.worker_G4)
    assert stranger.get(of(lamp)).status_code == 404
    assert stranger.get(at(handle, "explain")).status_code == 404
    assert stranger.post(at(handle, "extensions"), ASK).status_code == 404


def test_a_due_time_is_explained_in_both_languages(calls, county, handle):
    told = calls(county.worker_G1).get(at(handle, "explain")).json
    assert told["due_at"] == handle.marks.due_at.isoformat().replace("+00:00", "Z")
    counted = sum(line["counted_s"] for line in told["lines"] if line["kind"] == "counted")
    assert counted == 7 * 6.5 * 3600
    assert "工作日" in told["text_zh"]
    assert "working day" in told["text_en"]


def test_more_time_is_asked_for_and_granted(calls, county, lamp, handle):
    asked = calls(county.worker_G1).post(at(handle, "extensions"), ASK)
    assert (asked.status_code, asked.json["state"]) == (201, "pending")
    decision = at(handle, f"extensions/{asked.json['id']}/decision")
    assert calls(county.worker_G1).post(decision, {"granted": True}).status_code == 403
    assert calls(county.township).post(decision, {"granted": True}).status_code == 403  # the county set the limit
    granted = calls(county.dispatcher).post(decision, {"granted": True, "reason": "情况属实"}).json
    assert granted["state"] == "granted"
    assert granted["due_after"] > granted["due_before"]
    (shown,) = calls(county.worker_G1).get(of(lamp)).json["items"][2]["extensions"]
    assert shown == granted
    assert calls(county.dispatcher).post(decision, {"granted": False}).status_code == 409


def test_after_the_limit_it_is_refused(calls, county, handle, monkeypatch):
    late = handle.marks.due_at + timedelta(minutes=1)
    caller = calls(county.worker_G1)
    monkeypatch.setattr(moment, "now", lambda: late)
    answer = caller.post(at(handle, "extensions"), ASK)
    assert answer.status_code == 409
    assert "asked for before" in answer.json["detail"]


@pytest.mark.parametrize(
    "wrong", [{"amount": 0}, {"amount": -1}, {"unit": "fortnight"}, {"reason": ""}, {"amount": 10_000_000}, {"more": 1}]
)
def test_a_wish_that_cannot_be_read_is_refused(calls, county, handle, wrong):
    assert calls(county.worker_G1).post(at(handle, "extensions"), ASK | wrong).status_code == 422


def test_somebody_else_cannot_ask_for_the_holder(calls, county, handle):
    deputy, desk = calls(county.deputy_G1), calls(county.township)
    assert deputy.post(at(handle, "extensions"), ASK).status_code == 403
    assert desk.post(at(handle, "extensions"), ASK).status_code == 201


def test_a_pause_the_holder_asked_for_is_decided_by_the_desk(calls, county, lamp, handle):
    take(lamp, "accept", county.worker_G1, minutes=0)
    take(lamp, "suspend", county.worker_G1, minutes=0, network="community")
    (pause,) = calls(county.worker_G1).get(of(lamp)).json["items"][2]["pauses"]
    assert pause["decision"] == "pending"
    decision = at(handle, f"pauses/{pause['id']}/decision")
    assert calls(county.worker_G1).post(decision, {"granted": True}).status_code == 403
    (decided,) = calls(county.township).post(decision, {"granted": True}).json["items"]
    assert (decided["state"], decided["pauses"][0]["decided_by"]["person_id"]) == ("paused", county.township.person_id)
    assert calls(county.township).post(decision, {"granted": True}).status_code == 409


def told(kind):
    return {each.person_id for each in cards.notices() if each.kind == kind}


def waits(caller, county):
    answer = caller.get("/api/v1/clocks/waiting", query_string={"county": county.county})
    assert answer.status_code == 200, answer.json
    return [(each["kind"], each["stage"]) for each in answer.json["items"]]


def test_whoever_must_decide_about_a_pause_is_told_and_the_asker_what_was_decided(calls, county, lamp, handle):
    take(lamp, "accept", county.worker_G1, minutes=0)
    take(lamp, "suspend", county.worker_G1, minutes=0, network="community")
    assert told("pause_asked") == {county.township.person_id}  # once, although two clocks are to stand still
    assert waits(calls(county.township), county) == [("pause", "arrive"), ("pause", "handle")]
    assert waits(calls(county.dispatcher), county) == [("pause", "arrive"), ("pause", "handle")]
    (item, _) = calls(county.township).get(f"/api/v1/clocks/waiting?county={county.county}").json["items"]
    assert item["number"] == numbers.write(lamp.county, lamp.id)
    calls(county.township).post(item["decision"], {"granted": True})
    assert told("pause_decided") == {county.worker_G1.person_id}
    assert waits(calls(county.township), county) == [("pause", "handle")]


def test_more_time_is_decided_where_the_limit_was_set_and_the_asker_is_told(calls, county, lamp, handle):
    supervisor = people.position(role=Role.SUPERVISOR, scope=county.county)
    asked = calls(county.worker_G1).post(at(handle, "extensions"), ASK).json
    assert told("extension_asked") == {county.dispatcher.person_id, supervisor.person_id}
    assert waits(calls(county.township), county) == []  # the county set the limit
    assert waits(calls(county.dispatcher), county) == waits(calls(supervisor), county) == [("extension", "handle")]
    calls(county.dispatcher).post(at(handle, f"extensions/{asked['id']}/decision"), {"granted": False})
    assert told("extension_decided") == {county.worker_G1.person_id}
    assert waits(calls(county.dispatcher), county) == []


def test_nobody_is_asked_to_decide_about_what_they_asked_for_or_what_names_them(calls, county, lamp, handle, session):
    other = people.position(role=Role.DISPATCHER, scope=county.county)
    session.add(Named(county=lamp.county, incident_id=lamp.id, person_id=other.person_id, how="report"))
    session.flush()
    assert calls(county.dispatcher).post(at(handle, "extensions"), ASK).status_code == 201
    assert told("extension_asked") == {None}  # the desk has it: nobody else is there
    assert [each.desk_code for each in cards.notices() if each.kind == "extension_asked"] == [county.county]
    assert waits(calls(county.dispatcher), county) == waits(calls(other), county) == []


def test_what_waits_is_read_page_by_page(calls, county):
    for _ in range(2):
        row = incidents.incident()
        take(row, "accept", county.worker_G1, minutes=0)
        take(row, "suspend", county.worker_G1, minutes=0, network="community")
    caller, seen, after = calls(county.township), [], None
    while after is not None or not seen:
        query = {"county": county.county, "limit": 1} | ({"after": after} if after else {})
        page = caller.get("/api/v1/clocks/waiting", query_string=query).json
        seen, after = seen + [each["id"] for each in page["items"]], page["next"]
    assert len(seen) == len(set(seen)) == 4
    assert caller.get(f"/api/v1/clocks/waiting?county={county.county}&after=WyJ4IiwgInkiLCAxXQ").status_code == 422


def test_whoever_decides_nothing_has_no_list(calls, county):
    assert calls(county.worker_G1).get(f"/api/v1/clocks/waiting?county={county.county}").status_code == 403


def test_the_year_2027_asked_for_today_is_not_published(calls, county):
    path = f"/api/v1/calendars/{county.county}?year="
    this, coming = (calls(county.worker_G1).get(path + year).json for year in ("2026", "2027"))
    assert (this["is_published"], coming["is_published"]) == (True, False)
    assert (len(this["days"]), len(coming["days"])) == (365, 365)
    saturday = next(day for day in this["days"] if day["day"] == "2026-02-14")
    assert saturday["kind"] == "make_up"


def test_a_paused_case_is_followed_at_the_doors(calls, county, lamp):
    take(lamp, "accept", county.worker_G1, minutes=0)
    take(lamp, "suspend", county.township, minutes=0, parts=DESK, network="community")
    shown = calls(county.worker_G1).get(of(lamp)).json["items"][2]
    assert (shown["state"], shown["pauses"][0]["from_at"]) == ("paused", AT.isoformat().replace("+00:00", "Z"))
