"""Who is asked first to decide."""

import pytest

from gridnet.people import deciders
from gridnet.people.roles import Role
from tests.factories import people
from tests.factories.people import AT, SINCE, TOWNSHIP, VILLAGE

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def worker():
    return people.position(area=people.area(), scope=VILLAGE)


def persons(*positions):
    return [each.person_id for each in positions]


def test_the_nearest_first_and_the_next_where_nobody_is_there(worker):
    county = people.position(role=Role.DISPATCHER)
    assert deciders.nearest(worker, set(), AT) == persons(county)
    township = people.position(role=Role.TOWNSHIP_DESK, scope=TOWNSHIP)
    assert deciders.nearest(worker, set(), AT) == persons(township)
    leaders = [people.position(role=Role.GRID_LEADER, scope=VILLAGE) for _ in range(2)]
    assert deciders.nearest(worker, set(), AT) == persons(*leaders)
    assert deciders.nearest(worker, {leaders[0].person_id}, AT) == persons(leaders[1])
    assert deciders.nearest(worker, set(persons(*leaders)), AT) == persons(township)


def test_whoever_decides_elsewhere_or_no_longer_is_not_asked(worker):
    people.position(role=Role.GRID_LEADER, scope="410599002001")
    people.position(role=Role.GRID_LEADER, scope=VILLAGE, valid_to=AT)
    people.position(role=Role.STATION_DUTY)
    people.position(role=Role.DISPATCHER, withdrawn_at=SINCE)
    assert deciders.nearest(worker, set(), AT) == []


def test_an_officer_is_decided_about_by_their_station():
    officer = people.position(role=Role.OFFICER, scope=TOWNSHIP)
    station = people.position(role=Role.STATION_DUTY, scope=TOWNSHIP)
    assert deciders.nearest(officer, set(), AT) == persons(station)
