"""Whoever holds seats of several counties at a moment."""

from datetime import timedelta

import pytest

from gridnet.people import seats
from gridnet.people.roles import Role
from gridnet.people.seats import Seats
from tests.factories import incidents, people
from tests.factories.people import AT, COUNTY

OTHER = "410598"


@pytest.fixture
def crew(session):
    return incidents.staffed()


def found(at=AT, **wanted):
    return {row.id: (row.has_shift, row.has_leave) for row in seats.list_officers(Seats(**wanted), at)}


def test_each_kind_of_seat_is_found(crew):
    supervisor = people.position(role=Role.SUPERVISOR, scope=COUNTY)
    area = crew.areas["G2"]
    assert found(areas={(COUNTY, area)}).keys() == {crew.worker_G2.id}
    assert found(scopes={(COUNTY, incidents.TOWNSHIP)}).keys() == {crew.township.id}
    assert found(scopes={(COUNTY, COUNTY)}).keys() == {supervisor.id, crew.dispatcher.id}
    assert found(stations={(COUNTY, incidents.STATION)}).keys() == {crew.station.id}
    assert found(positions={(COUNTY, crew.officer_B2.id)}).keys() == {crew.officer_B2.id}
    assert found() == {}


def test_a_position_asked_for_in_two_ways_is_told_once(crew):
    rows = seats.list_officers(Seats(areas={(COUNTY, crew.areas["G2"])}, positions={(COUNTY, crew.worker_G2.id)}), AT)
    assert [row.id for row in rows] == [crew.worker_G2.id]


def test_a_seat_of_the_same_name_in_another_county_is_another_seat(crew):
    assert found(stations={(OTHER, incidents.STATION)}, areas={(OTHER, crew.areas["G2"])}) == {}


def test_counties_are_asked_together(crew):
    theirs = people.position(people.person(OTHER), Role.TOWNSHIP_DESK, scope=f"{OTHER}001", county=OTHER)
    both = found(scopes={(COUNTY, incidents.TOWNSHIP), (OTHER, f"{OTHER}001")})
    assert both.keys() == {crew.township.id, theirs.id}


def test_shifts_and_leaves_are_those_of_the_moment(crew):
    rostered = people.position(role=Role.GRID_LEADER, scope="410599001009", duty_rule="rostered")
    people.shift(rostered, starts_at=AT)
    people.leave(crew.worker_G2)
    asked = {"positions": {(COUNTY, rostered.id), (COUNTY, crew.worker_G2.id)}}
    assert found(**asked) == {rostered.id: (True, False), crew.worker_G2.id: (False, True)}
    assert found(AT - timedelta(days=3), **asked)[rostered.id] == (False, False)


def test_whoever_holds_it_no_longer_is_not_told(crew):
    held = people.position(role=Role.GRID_LEADER, scope="410599001009", valid_to=AT)
    asked = {"positions": {(COUNTY, held.id)}}
    assert (found(**asked), found(AT - timedelta(seconds=1), **asked).keys()) == ({}, {held.id})
