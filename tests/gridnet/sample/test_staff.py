from datetime import timedelta

import pytest

from gridnet.people.duty import Keeps
from gridnet.people.roles import Role
from gridnet.sample.ground import COUNTY
from gridnet.sample.staff import Books, Staff
from gridnet.territory.values import Level
from tests.gridnet.sample.conftest import UNTIL


@pytest.fixture
def staff(small, people, turns):
    persons = {each.staff_no: number for number, each in enumerate(people.members)}
    positions = {each.key: 1000 + number for number, each in enumerate(people.seats)}
    return Staff(people, turns, small.beats, Books(persons, positions))


def test_the_keeper_of_an_area_is_found(small, staff):
    grid, beat = small.grids[0], small.beats[0]
    assert staff.keeper(grid.code).scope == grid.parent_code
    assert (staff.keeper(beat.code).role, staff.keeper(beat.code).keeps) == (Role.OFFICER, Keeps.PRIMARY)
    assert staff.keeper("elsewhere") is None


def test_the_deputy_who_may_hold_a_case_is_an_officer(small, staff):
    assert all(staff.keeper(beat.code, Keeps.DEPUTY).role is Role.OFFICER for beat in small.beats)


def test_the_beat_at_a_place_is_found(small, staff):
    beat = small.beats[3]
    assert staff.beat_at(beat.outline.representative_point().coords[0]) is beat
    assert staff.beat_at((0.0, 0.0)) is None


@pytest.mark.parametrize("role", [Role.TOWNSHIP_DESK, Role.STATION_DUTY])
def test_whoever_is_rostered_sits_at_the_desk(staff, turns, role):
    for turn in turns:
        if turn.seat.role is role:
            code = turn.seat.station_code or turn.seat.scope
            assert staff.desk(code, turn.starts_at) == turn.seat
            assert staff.desk(code, turn.ends_at - timedelta(seconds=1)) == turn.seat


def test_where_nobody_is_rostered_somebody_of_the_desk_sees_to_it_later(small, staff):
    code = small.of_level(Level.TOWNSHIP)[0].code
    before = UNTIL - timedelta(days=300)
    assert (staff.desk(code, before).role, staff.desk(code, before).scope) == (Role.TOWNSHIP_DESK, code)


def test_the_countys_own_cases_are_the_dispatchers(staff):
    assert staff.desk(COUNTY, UNTIL).role is Role.DISPATCHER


def test_an_office_is_found_with_its_ids(people, staff):
    gateway = next(each for each in people.seats if each.role is Role.GATEWAY)
    assert staff.office(Role.GATEWAY) == staff.holder(gateway)
