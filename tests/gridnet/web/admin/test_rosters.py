"""The roster as a page: of the whole county, and of a part to whoever rosters only that."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from gridnet.base import db, moment
from gridnet.people.duty import Keeps, Rule
from gridnet.people.models import Shift
from gridnet.people.roles import Role
from tests.factories import people
from tests.factories.people import TOWNSHIP, VILLAGE

ENGLISH = {"Accept-Language": "en"}
DAY = timedelta(days=1)
ROSTERED = {"duty_rule": Rule.ROSTERED}


@pytest.fixture
def keepers(calls):
    grid = people.area()
    return [people.position(area=grid, keeps=keeps, scope=VILLAGE, **ROSTERED) for keeps in Keeps]


@pytest.fixture
def elsewhere(calls):
    return people.position(area=people.area(), scope="410599002001", **ROSTERED)


@pytest.fixture
def officer(calls):
    return people.position(role=Role.OFFICER, scope=TOWNSHIP, **ROSTERED)


@pytest.fixture
def rostered(keepers, elsewhere, officer):
    return keepers[0], elsewhere, officer


def week(caller):
    return caller.get("/admin/rosters", headers=ENGLISH).text


def name(position):
    return people.person_of(position).name


@pytest.mark.parametrize(
    ("seat", "sees"),
    [
        ((Role.DISPATCHER, "410599"), (True, True, True)),
        ((Role.TOWNSHIP_DESK, TOWNSHIP), (True, False, False)),
        ((Role.VILLAGE_DESK, VILLAGE), (True, False, False)),
        ((Role.STATION_DUTY, TOWNSHIP), (False, False, True)),  # the other network, of their division
    ],
)
def test_everybody_rosters_their_own_part(calls, rostered, seat, sees):
    role, scope = seat
    page = week(calls(people.position(role=role, scope=scope)))
    assert tuple(f'data-position="{each.id}"' in page for each in rostered) == sees
    assert ("Holes" in page) == (role is Role.DISPATCHER)


def test_a_village_desk_adds_a_shift_and_does_not_for_others(calls, keepers, elsewhere):
    desk = calls(people.position(role=Role.VILLAGE_DESK, scope=VILLAGE))
    form = {"day": f"{moment.local(moment.now() + DAY):%Y-%m-%d}", "start": "08:00", "end": "20:00"}
    assert desk.post("/admin/rosters/shifts", data=form | {"position_id": keepers[0].id}).status_code == 200
    assert desk.post("/admin/rosters/shifts", data=form | {"position_id": elsewhere.id}).status_code == 403
    assert db.session.scalars(select(Shift.position_id)).all() == [keepers[0].id]


def test_a_swap_is_chosen_from_a_list(calls, keepers):
    first, second = (people.shift(each, moment.now() + days * DAY) for each, days in zip(keepers, (1, 2), strict=True))
    desk = calls(people.position(role=Role.DISPATCHER))
    shown = desk.get(f"/admin/rosters?week={moment.local(first.starts_at):%Y-%m-%d}").text
    assert f"/admin/rosters/shifts/{first.id}/swap" in shown
    page = desk.get(f"/admin/rosters/shifts/{first.id}/swap", headers=ENGLISH).text
    assert f'value="{second.id}"' in page
    assert name(keepers[1]) in page
    done = desk.post(f"/admin/rosters/shifts/{first.id}/cover", data={"swap_with": second.id}, headers=ENGLISH)
    assert "served by somebody else now" in done.text
    assert len(db.session.scalars(select(Shift.id).where(Shift.swap_of.is_not(None))).all()) == 2


def test_the_swap_of_anothers_roster_is_not_theirs(calls, elsewhere):
    shift = people.shift(elsewhere, moment.now() + DAY)
    desk = calls(people.position(role=Role.VILLAGE_DESK, scope=VILLAGE))
    assert desk.get(f"/admin/rosters/shifts/{shift.id}/swap").status_code == 403


def test_a_worker_has_no_roster_to_write(calls, keepers):
    assert calls(keepers[0]).get("/admin/rosters").status_code == 403
