"""Coverage, as pages."""

import re
from datetime import timedelta

import pytest

from gridnet.base import db, moment
from gridnet.people.duty import Rule
from gridnet.people.roles import Role
from gridnet.territory.models import Area
from tests.factories import incidents, people

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def county(service):
    """Everybody always there, but the keeper of G2, whom nobody has put on the roster."""
    made = incidents.ground()
    areas = {code: db.session.get(Area, (made.county, id_)) for code, id_ in made.areas.items()}
    seats = {
        "worker_G1": (Role.GRID_WORKER, {"area": areas["G1"]}),
        "worker_G2": (Role.GRID_WORKER, {"area": areas["G2"], "scope": incidents.VILLAGE, "duty_rule": Rule.ROSTERED}),
        "officer_B1": (Role.OFFICER, {"area": areas["B1"]}),
        "village": (Role.VILLAGE_DESK, {"scope": incidents.VILLAGE}),
        "township": (Role.TOWNSHIP_DESK, {"scope": incidents.TOWNSHIP}),
        "station": (Role.STATION_DUTY, {"scope": people.COUNTY}),
    }
    for name, (role, given) in seats.items():
        made.positions[name] = people.position(people.person(), role, **given)
    return made


@pytest.fixture
def township(calls, county):
    return calls(county.township)


def hole_of(caller, code):
    page = caller.get("/coverage", headers=ENGLISH).text
    return re.search(rf'href="(/coverage/areas/community/{code}\?[^"]+)"', page)[1].replace("&amp;", "&")


def test_an_area_whose_keeper_is_away_is_told_with_its_hours(township):
    page = township.get("/coverage", headers=ENGLISH).text
    assert "keepers away for 24.0 h" in page
    assert "Somebody answers everywhere" in page


def test_one_network_can_be_looked_at_alone(township):
    assert "G2" not in township.get("/coverage?network=police", headers=ENGLISH).text


def test_whoever_is_on_duty_now_is_listed(township, county):
    page = township.get("/coverage/now?network=police", headers=ENGLISH).text
    assert people.person_of(county.officer_B1).name in page
    assert people.person_of(county.worker_G1).name not in page


def test_a_hole_is_covered_from_the_picture(township, county):
    where = hole_of(township, "G2")
    form = dict(re.findall(r'name="(county|at)" value="([^"]+)"', township.get(where, headers=ENGLISH).text))
    form["at"] = (moment.now() + timedelta(minutes=1)).isoformat()
    form |= {"position_id": county.worker_G2.id, "ends": (moment.now() + timedelta(hours=8)).isoformat()}
    answer = township.post("/coverage/areas/community/G2/cover", data=form)
    assert answer.status_code == 303
    assert "The shift stands on the roster" in township.get(answer.location, headers=ENGLISH).text
    again = township.post("/coverage/areas/community/G2/cover", data=form, headers=ENGLISH)
    assert (again.status_code, "overlaps another shift" in again.text) == (409, True)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"position_id": "", "ends": "2030-01-01T10:00"}, "Choose who is to cover"),
        ({"position_id": "1" * 30, "ends": "2030-01-01T10:00"}, "Choose who is to cover"),
        ({"ends": "2020-01-01T10:00"}, "must lie after"),
        ({"ends": "tomorrow"}, "is not a moment"),
    ],
)
def test_what_cannot_be_covered_comes_back_with_the_reason(township, county, typed, told):
    form = {"position_id": county.worker_G2.id, "at": moment.now().isoformat()} | typed
    answer = township.post("/coverage/areas/community/G2/cover", data=form, headers=ENGLISH)
    assert answer.status_code == 422
    assert told in answer.text


def test_the_roster_of_another_network_is_not_theirs_to_fill(calls, county):
    station = calls(county.station)
    form = {"position_id": county.worker_G2.id, "at": moment.now().isoformat(), "ends": "2030-01-01T10:00"}
    form["ends"] = (moment.now() + timedelta(hours=3)).isoformat()
    answer = station.post("/coverage/areas/community/G2/cover", data=form, headers=ENGLISH)
    assert answer.status_code == 403


def test_a_grid_worker_sees_the_picture_and_covers_nothing(calls, county):
    worker = calls(county.worker_G1)
    page = worker.get(hole_of(worker, "G2"), headers=ENGLISH).text
    assert 'type="radio"' not in page


def test_an_area_that_is_none_is_told(township):
    assert township.get("/coverage/areas/community/NONE").status_code == 404
