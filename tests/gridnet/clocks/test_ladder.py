"""Which level is due, when to look again, what is skipped."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.base.network import Network
from gridnet.clocks import ladder
from gridnet.clocks.ladder import STANDARD, Kind, Level, Mark, Tell

START = datetime(2026, 3, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
MARKS = {Mark.REMIND: START + 8 * HOUR, Mark.YELLOW: START + 10 * HOUR, Mark.RED: START + 20 * HOUR}
MARKS |= {Mark.CONFERENCE: START + 30 * HOUR}
P3 = Kind("P3", "handle", Network.COMMUNITY)


def look(hours, next_level=1, levels=STANDARD):
    return ladder.look(levels, MARKS, next_level, START + hours * HOUR)


@pytest.mark.parametrize(
    ("hours", "level", "passed", "next_level", "next_hours"),
    [
        (7.99, None, [], 1, 8),  # nothing yet
        (8, 1, [], 2, 10),  # to the moment
        (9.99, 1, [], 2, 10),  # a minute before yellow there is no card but the reminder
        (10, 2, [1], 3, 20),  # nobody looked in between: one card, not two
        (25, 3, [1, 2], 4, 30),
        (1000, 4, [1, 2, 3], 5, None),
    ],
)
def test_the_highest_level_due_is_made_and_the_lower_ones_are_passed(hours, level, passed, next_level, next_hours):
    found = look(hours)
    assert (found.level.level if found.level else None) == level
    assert [each.level for each in found.passed] == passed
    assert (found.next_level, found.next_check_at) == (next_level, next_hours and START + next_hours * HOUR)


@pytest.mark.parametrize(("hours", "next_level"), [(9, 2), (15, 3), (500, 5)])
def test_what_was_made_is_not_made_again(hours, next_level):
    assert look(hours, next_level).level is None


def test_a_clock_that_has_climbed_to_the_top_is_never_looked_at_again():
    assert look(1000, 5).next_check_at is None


def test_whoever_would_have_heard_of_what_was_passed_hears_of_the_one_card():
    assert look(25).tells == {Tell.ASSIGNEE, Tell.HEAD, Tell.SUPERVISOR}
    assert look(25, next_level=3).tells == {Tell.ASSIGNEE, Tell.SUPERVISOR}
    assert look(1).tells == frozenset()


@given(
    moments=st.lists(st.integers(0, 200), min_size=4, max_size=4, unique=True),
    rings=st.lists(st.integers(0, 250), min_size=1, max_size=30),
)
def test_whenever_the_bell_rings_each_level_is_made_or_passed_once(moments, rings):
    marks = dict(zip(Mark, (START + each * HOUR for each in sorted(moments)), strict=True))
    next_level, told = 1, []
    for ring in rings:  # in any order: a machine's clock may step back
        found = ladder.look(STANDARD, marks, next_level, START + ring * HOUR)
        told += [each.level for each in (*found.passed, *([found.level] if found.level else []))]
        assert found.next_level >= next_level, "cards only rise"
        assert found.level is None or marks[found.level.mark] <= START + ring * HOUR, "never early"
        next_level = found.next_level
    reached = [level.level for level in STANDARD if marks[level.mark] <= START + max(rings) * HOUR]
    assert told == reached


def test_a_more_specific_row_replaces_a_level():
    own = Level(level=3, mark=Mark.YELLOW, tells=frozenset({Tell.LEADER}), priority="P1", id=9)
    assert ladder.levels_of([*STANDARD, own], Kind("P1", "accept", None))[2] is own
    assert ladder.levels_of([*STANDARD, own], P3) == tuple(STANDARD)


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ({"priority": "P3", "stage": "handle", "network": Network.COMMUNITY}, {"county": "410599"}),
        ({"stage": "handle", "network": Network.COMMUNITY}, {"priority": "P3"}),
        ({"network": Network.COMMUNITY}, {"stage": "handle"}),
        ({}, {"network": Network.COMMUNITY}),
        ({"id": 1}, {"id": 2}),  # between equals the later row
    ],
)
def test_the_most_specific_row_holds(weaker, stronger):
    rows = [Level(level=1, mark=Mark.REMIND, tells=frozenset(), **each) for each in (weaker, stronger)]
    assert ladder.levels_of(rows, P3) == (rows[1],)
    assert ladder.levels_of(rows[::-1], P3) == (rows[1],)


def test_a_level_can_be_skipped():
    skip = Level(level=2, mark=Mark.YELLOW, tells=frozenset(), is_skipped=True, stage="handle", id=9)
    levels = ladder.levels_of([*STANDARD, skip], P3)
    assert [each.level for each in levels] == [1, 3, 4]
    assert look(15, 2, levels).level is None
    assert look(15, 2, levels).next_check_at == MARKS[Mark.RED]


def test_a_clock_whose_every_level_is_skipped_is_never_looked_at():
    assert ladder.look((), MARKS, 1, START + 99 * HOUR) == ladder.Due(None, (), 1, None)
