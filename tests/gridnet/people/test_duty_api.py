"""The doors of duty."""

import pytest
from sqlalchemy import select

from gridnet.people.duty import Keeps, Rule
from gridnet.people.models import Shift
from gridnet.people.roles import Role
from tests.factories import people
from tests.factories.people import COUNTY, TOWNSHIP, VILLAGE

ROSTERED = {"duty_rule": Rule.ROSTERED, "scope": VILLAGE}
SPAN = {"starts_at": "2026-03-11T08:00:00+08:00", "ends_at": "2026-03-11T20:00:00+08:00"}
NEXT = {"starts_at": "2026-03-12T08:00:00+08:00", "ends_at": "2026-03-12T20:00:00+08:00"}
STRETCH = "since=2026-03-11T00:00:00Z&until=2026-03-13T00:00:00Z"


@pytest.fixture
def grid(session):
    return people.area(code="G1")


@pytest.fixture
def keepers(grid):
    return [people.position(area=grid, keeps=keeps, **ROSTERED) for keeps in Keeps]


@pytest.fixture
def worker(as_, keepers):
    return as_(people.person_of(keepers[0]))


@pytest.fixture
def desk(as_, session):
    person = people.person()
    people.position(person, Role.TOWNSHIP_DESK, scope=TOWNSHIP)
    return as_(person)


def shift_of(position, span=SPAN):
    return {"county": COUNTY, "position_id": position.id} | span


class TestNow:
    def test_the_chain_of_an_area_is_shown_whoever_is_off_duty_included(self, worker, desk):
        answer = worker.get(f"/api/v1/duty/now?county={COUNTY}&network=community&area=G1")
        shown = [(each["rung"], each["on_duty"], each["reason"]) for each in answer.json["items"]]
        assert shown == [(1, False, "no_shift"), (2, False, "no_shift"), (5, True, "always")]

    def test_another_moment_may_be_meant(self, worker, keepers):
        people.shift(keepers[0])
        wanted = f"/api/v1/duty/now?county={COUNTY}&network=community&area=G1&at="
        shown = [
            worker.get(wanted + at).json["items"][0]["on_duty"]
            for at in ("2026-03-10T05:00:00Z", "2026-03-11T05:00:00Z")
        ]
        assert shown == [True, False]

    def test_a_county_shows_whoever_is_there_page_by_page(self, desk):
        held = [people.position(area=people.area()).id for _ in range(3)]
        first = desk.get(f"/api/v1/duty/now?county={COUNTY}&limit=2").json
        second = desk.get(f"/api/v1/duty/now?county={COUNTY}&limit=2&after={first['next']}").json
        shown = [each["position_id"] for each in first["items"] + second["items"]]
        assert (shown[1:], second["next"]) == (held, None)

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("county=410598", 404),  # another county
            (f"county={COUNTY}&network=community&area=G9", 404),
            (f"county={COUNTY}&area=G1", 422),  # of which network?
            (f"county={COUNTY}&at=2026-03-10T05:00:00", 422),  # in which zone?
            ("", 422),
        ],
    )
    def test_what_cannot_be_answered_is_refused(self, worker, query, status):
        assert worker.get(f"/api/v1/duty/now?{query}").status_code == status


def test_holes_of_the_coming_fortnight_are_listed(worker, desk):
    answer = worker.get(f"/api/v1/duty/holes?county={COUNTY}").json
    assert (answer["since"], answer["until"]) == ("2026-03-10T04:00:00Z", "2026-03-24T04:00:00Z")
    assert [(each["code"], each["depth"]) for each in answer["items"]] == [("G1", "keepers")]


class TestShifts:
    def test_one_is_added_listed_and_withdrawn(self, desk, keepers, session):
        made = desk.post("/api/v1/duty/shifts", json=shift_of(keepers[0]))
        assert made.status_code == 201
        listed = desk.get(f"/api/v1/duty/shifts?county={COUNTY}&{STRETCH}").json["items"]
        assert listed == [made.json]
        assert desk.delete(f"/api/v1/duty/shifts/{COUNTY}/{made.json['id']}").status_code == 204
        assert desk.get(f"/api/v1/duty/shifts?county={COUNTY}&{STRETCH}").json["items"] == []
        assert session.scalars(select(Shift.withdrawn_at)).one() is not None

    def test_a_stretch_runs_forward(self, desk):
        backward = "since=2026-03-13T00:00:00Z&until=2026-03-11T00:00:00Z"
        assert desk.get(f"/api/v1/duty/shifts?county={COUNTY}&{backward}").status_code == 422

    def test_one_may_be_for_the_area(self, desk, grid, keepers):
        body = {"county": COUNTY, "area_id": grid.id, "person_id": keepers[1].person_id} | SPAN
        assert desk.post("/api/v1/duty/shifts", json=body).json["person_id"] == keepers[1].person_id

    def test_an_overlap_is_refused(self, desk, keepers):
        desk.post("/api/v1/duty/shifts", json=shift_of(keepers[0]))
        assert desk.post("/api/v1/duty/shifts", json=shift_of(keepers[0])).status_code == 409

    def test_other_divisions_and_networks_are_rostered_by_others(self, desk):
        elsewhere = people.position(scope="410599002001")
        officer = people.position(role=Role.OFFICER, scope=TOWNSHIP)
        for position in (elsewhere, officer):
            assert desk.post("/api/v1/duty/shifts", json=shift_of(position)).status_code == 403
        foreign = people.shift(elsewhere)
        assert desk.delete(f"/api/v1/duty/shifts/{COUNTY}/{foreign.id}").status_code == 403

    def test_workers_do_not_write_the_roster(self, worker, keepers):
        assert worker.post("/api/v1/duty/shifts", json=shift_of(keepers[0])).status_code == 403

    @pytest.mark.parametrize(
        "more", [{"area_id": 1}, {"position_id": None}, {"person_id": 1}, {"ends_at": SPAN["starts_at"]}]
    )
    def test_one_that_cannot_be_is_refused(self, desk, keepers, more):
        assert desk.post("/api/v1/duty/shifts", json=shift_of(keepers[0]) | more).status_code == 422

    def test_two_are_swapped(self, desk, keepers):
        first, second = (
            desk.post("/api/v1/duty/shifts", json=shift_of(*each)).json
            for each in zip(keepers, (SPAN, NEXT), strict=True)
        )
        body = {"county": COUNTY, "first": first["id"], "second": second["id"]}
        swapped = desk.post("/api/v1/duty/swaps", json=body)
        assert swapped.status_code == 201
        assert swapped.json["first"]["person_id"] == second["person_id"]
        assert desk.post("/api/v1/duty/swaps", json=body).status_code == 409


class TestLeaves:
    def body(self, position):
        return {"county": COUNTY, "person_id": position.person_id, "kind": "sick"} | SPAN

    def test_one_is_added_listed_without_its_reason_and_withdrawn(self, desk, keepers):
        made = desk.post("/api/v1/duty/leaves", json=self.body(keepers[0]))
        assert (made.status_code, "kind" in made.json) == (201, False)
        assert desk.get(f"/api/v1/duty/leaves?county={COUNTY}&{STRETCH}").json["items"] == [made.json]
        assert desk.delete(f"/api/v1/duty/leaves/{COUNTY}/{made.json['id']}").status_code == 204
        assert desk.get(f"/api/v1/duty/leaves?county={COUNTY}&{STRETCH}").json["items"] == []

    def test_those_of_others_are_neither_seen_nor_written(self, desk):
        elsewhere = people.position(scope="410599002001")
        leave = people.leave(elsewhere)
        assert desk.get(f"/api/v1/duty/leaves?county={COUNTY}&{STRETCH}").json["items"] == []
        assert desk.post("/api/v1/duty/leaves", json=self.body(elsewhere)).status_code == 403
        assert desk.delete(f"/api/v1/duty/leaves/{COUNTY}/{leave.id}").status_code == 403
