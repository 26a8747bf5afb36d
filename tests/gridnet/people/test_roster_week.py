"""A week of the roster, and a week copied from the one before."""

from datetime import UTC, datetime, timedelta

import pytest

from gridnet.base import paging
from gridnet.people import lists, roster_week
from gridnet.people.access import Held
from gridnet.people.duty import Rule
from gridnet.people.roles import Role
from gridnet.people.roster_week import WEEK, Ask
from gridnet.people.staff import By
from tests.factories import people

MONDAY = datetime(2026, 3, 8, 16, tzinfo=UTC)  # midnight of the 9th in China
BY = By(people.AT)


@pytest.fixture
def seat(session, fresh):
    return people.position(people.person(fresh, name="示例网格员 01"), duty_rule=Rule.ROSTERED)


def read(seat, since=MONDAY, **given):
    return roster_week.read(seat.county, Ask(since=since, prefix=seat.county, **given), paging.Wish())


def held(seat, scope=None):
    return [Held(1, seat.county, Role.DISPATCHER, None, scope or seat.county, None, None, None)]


def test_a_shift_stands_under_every_day_it_touches(seat):
    people.shift(seat, MONDAY + timedelta(hours=20), hours=12)
    (line,) = read(seat)
    assert [len(day) for day in line.days] == [1, 1, 0, 0, 0, 0, 0]


def test_a_leave_stands_beside_the_shifts(seat):
    people.leave(seat, MONDAY + timedelta(days=6), hours=4)
    (line,) = read(seat)
    assert [len(day) for day in line.away] == [0, 0, 0, 0, 0, 0, 1]


def test_whoever_is_always_on_duty_is_shown_when_asked_for(session, seat):
    people.position(people.person(seat.county))
    assert (len(read(seat)), len(read(seat, always=True))) == (1, 2)


def test_pages_follow_by_staff_number(session, seat):
    other = people.position(people.person(seat.county), duty_rule=Rule.ROSTERED)
    first, *_ = read(seat)
    wish = paging.Wish(after=paging.write([first.seat.staff_no, first.seat.id]))
    rest = roster_week.read(seat.county, Ask(since=MONDAY, prefix=seat.county), wish)
    assert [line.seat.id for line in rest] == [other.id]


def copy(seat, by=None):
    return roster_week.copy(seat.county, Ask(since=MONDAY + WEEK, prefix=seat.county), by or held(seat), BY)


def test_a_week_is_copied_once(seat):
    for day in range(3):
        people.shift(seat, MONDAY + timedelta(days=day, hours=8))
    assert (copy(seat), copy(seat)) == (roster_week.Copied(3, 0), roster_week.Copied(0, 3))
    (line,) = read(seat, MONDAY + WEEK)
    assert [len(day) for day in line.days] == [1, 1, 1, 0, 0, 0, 0]


def test_what_nobody_holds_any_more_is_left_out(session, fresh):
    seat = people.position(people.person(fresh), duty_rule=Rule.ROSTERED, valid_to=MONDAY + WEEK)
    people.shift(seat, MONDAY + timedelta(hours=8))
    assert copy(seat) == roster_week.Copied(0, 1)
    assert not lists.list_shifts(fresh, MONDAY + WEEK, MONDAY + 2 * WEEK, paging.Wish())
