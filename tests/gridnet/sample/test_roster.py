from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from gridnet.people.duty import Keeps, Rule
from gridnet.people.roles import Role
from gridnet.sample import roster
from tests.gridnet.sample.conftest import UNTIL

FIRST = UNTIL.date()
DAYS = 14


def of(turns, role):
    by_place = defaultdict(list)
    for turn in turns:
        if turn.seat.role is role:
            by_place[turn.seat.station_code or turn.seat.area_code or turn.seat.scope].append(turn)
    return {place: sorted(some, key=lambda each: each.starts_at) for place, some in by_place.items()}


def test_only_rostered_seats_have_turns_and_all_but_some_deputies_have(people, turns):
    served = {turn.seat.key for turn in turns}
    rostered = {each.key: each for each in people.seats if each.rule is Rule.ROSTERED}
    assert served <= rostered.keys()
    assert {rostered[key].keeps for key in rostered.keys() - served} <= {Keeps.DEPUTY}


def test_a_seat_has_one_turn_at_a_time(turns):
    by_seat = defaultdict(list)
    for turn in turns:
        by_seat[turn.seat.key].append((turn.starts_at, turn.ends_at))
    for spans in by_seat.values():
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(sorted(spans)))


@pytest.mark.parametrize("role", [Role.STATION_DUTY, Role.TOWNSHIP_DESK])
def test_a_desk_is_kept_day_and_night_by_one_at_a_time_but_for_a_few_holes(turns, role):
    for some in of(turns, role).values():
        assert all(earlier.ends_at <= later.starts_at for earlier, later in pairwise(some))
        kept = sum((each.ends_at - each.starts_at for each in some), timedelta())
        assert 0.8 * DAYS < kept / timedelta(days=1) <= DAYS


def test_there_are_holes(turns):
    kept = [
        sum((t.ends_at - t.starts_at for t in some), timedelta()) for some in of(turns, Role.TOWNSHIP_DESK).values()
    ]
    assert min(kept) < timedelta(days=DAYS)


def test_the_deputy_comes_when_the_primary_is_off(turns):
    served = defaultdict(lambda: defaultdict(set))
    for turn in turns:
        if turn.seat.role is Role.GRID_WORKER:
            served[turn.seat.area_code][turn.seat.keeps].add(turn.starts_at.date())
    assert served
    for each in served.values():
        assert not each[Keeps.PRIMARY] & each[Keeps.DEPUTY]
        assert len(each[Keeps.PRIMARY]) == DAYS * 6 // 7


def test_officers_rest_after_a_night_on_duty(people, turns):
    nights = defaultdict(set)
    for turn in turns:
        if turn.seat.role is Role.STATION_DUTY and turn.starts_at.hour == 20:
            nights[turn.seat.staff_no].add(turn.starts_at.date())
    for turn in turns:
        if turn.seat.role is Role.OFFICER and turn.seat.keeps is Keeps.PRIMARY:
            assert turn.starts_at.date() - timedelta(days=1) not in nights[turn.seat.staff_no]


def test_a_leave_is_some_whole_days_once_a_person(people):
    away = roster.leaves(people.members, FIRST, 60, 5)
    assert len({each.staff_no for each in away}) == len(away)
    assert 0.1 * len(people.members) < len(away) < 0.5 * len(people.members)
    for each in away:
        assert timedelta(days=1) <= each.ends_at - each.starts_at <= timedelta(days=7)
        assert (each.starts_at.hour, each.ends_at.hour) == (0, 0)


def test_the_same_seed_makes_the_same_roster(people, turns):
    assert roster.turns(people, FIRST, DAYS, 5) == turns
    assert roster.turns(people, FIRST, DAYS, 6) != turns
    day = date(2026, 1, 1)
    assert roster.leaves(people.members, day, 60, 5) == roster.leaves(people.members, day, 60, 5)
