from collections import Counter

import pytest

from gridnet.base.network import Network
from gridnet.people import duty, roles
from gridnet.people.duty import Keeps
from gridnet.people.roles import Role
from gridnet.sample import crew, ground
from gridnet.sample.size import FULL


@pytest.fixture(scope="module")
def full():
    return ground.build(FULL, 1)


@pytest.fixture(scope="module")
def staff(full):
    return crew.build(full, FULL)


def test_a_real_sized_county_has_300_persons(staff):
    assert len(staff.members) == 300 + len(crew.DEPARTMENTS)  # beside the two networks


def test_no_name_stands_in_another_one(staff):
    names = [each.name for each in staff.members]
    assert len(set(names)) == len(names)
    assert all(name not in other for name in names for other in names if name is not other)


def test_every_name_says_that_it_is_a_sample(staff):
    assert all(each.name.startswith("示例") for each in staff.members)


def test_every_seat_is_one_that_the_chain_can_read(staff):
    for each in staff.seats:
        has_area, has_station = each.area_code is not None, each.station_code is not None
        duty.check_seat(each.role, network=each.network, area=has_area, keeps=each.keeps, station=has_station)


def test_nobody_holds_a_seat_twice(staff):
    assert len({each.key for each in staff.seats}) == len(staff.seats)


def test_every_area_has_one_primary_and_in_the_police_network_a_sworn_deputy(full, staff):
    primaries = Counter(each.area_code for each in staff.seats if each.keeps is Keeps.PRIMARY)
    assert primaries == Counter(each.code for each in [*full.grids, *full.beats])
    sworn = {each.area_code for each in staff.seats if each.keeps is Keeps.DEPUTY and each.role is Role.OFFICER}
    assert sworn == {each.code for each in full.beats}


def test_nobody_is_their_own_deputy(staff):
    keepers = Counter((each.staff_no, each.area_code) for each in staff.seats if each.keeps)
    assert set(keepers.values()) == {1}


def test_some_serve_in_both_networks(staff):
    networks = {}
    for each in staff.seats:
        networks.setdefault(each.staff_no, set()).add(each.network)
    both = [staff_no for staff_no, found in networks.items() if set(Network) <= found]
    assert len(both) == FULL.stations


def test_the_three_administrators_are_three_persons(staff):
    admins = [each.staff_no for each in staff.seats if each.role in roles.PRIVILEGED]
    assert len(set(admins)) == len(admins) == 3


def test_every_role_but_the_helper_is_there(staff):
    assert {each.role for each in staff.seats} == set(Role) - {Role.GRID_HELPER}


def test_every_township_has_a_desk_and_by_far_not_every_village(full, staff):
    desks = Counter(each.role for each in staff.seats if each.role in duty.DESK_ROLES)
    assert desks[Role.TOWNSHIP_DESK] == 2 * FULL.townships
    assert desks[Role.VILLAGE_DESK] < 0.6 * FULL.villages
