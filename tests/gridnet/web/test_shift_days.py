"""Shifts and leaves on days."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from gridnet.web import shift_days

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Midnight in China of a Thursday.
MIDNIGHT = datetime(2026, 11, 25, 16, tzinfo=UTC)


class Shift(NamedTuple):
    starts_at: datetime
    ends_at: datetime
    name: str = ""


def lay_out(mine=(), others=(), leaves=(), days=3):
    return shift_days.lay_out(mine, others, leaves, MIDNIGHT, MIDNIGHT + days * DAY)


def test_every_day_is_there_once():
    assert [day.on for day in lay_out()] == [date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 28)]


def test_the_span_is_of_whole_days_in_china():
    since, until = shift_days.span(MIDNIGHT + 7 * HOUR, back=1, ahead=1)
    assert (since, until) == (MIDNIGHT - DAY, MIDNIGHT + 2 * DAY)


def test_a_night_shift_stands_on_the_evening_it_begins():
    night = Shift(MIDNIGHT + 20 * HOUR, MIDNIGHT + 32 * HOUR)
    assert [len(day.turns) for day in lay_out([night])] == [1, 0, 0]


def test_one_that_began_before_the_first_day_stands_on_the_first():
    assert [len(day.turns) for day in lay_out([Shift(MIDNIGHT - 4 * HOUR, MIDNIGHT + 4 * HOUR)])] == [1, 0, 0]


def test_shifts_of_several_positions_at_once_are_one_turn():
    (turn,) = lay_out([Shift(MIDNIGHT, MIDNIGHT + 8 * HOUR)] * 3)[0].turns
    assert turn.positions == 3


def test_whoever_serves_for_a_part_of_it_serves_beside_and_is_named_once():
    mine = Shift(MIDNIGHT + 8 * HOUR, MIDNIGHT + 16 * HOUR)
    others = [
        Shift(MIDNIGHT, MIDNIGHT + 8 * HOUR, "示例网格员 02"),  # ends as mine begins
        Shift(MIDNIGHT + 15 * HOUR, MIDNIGHT + 20 * HOUR, "示例网格员 03"),
        Shift(MIDNIGHT + 9 * HOUR, MIDNIGHT + 10 * HOUR, "示例网格员 03"),
    ]
    assert lay_out([mine], others)[0].turns[0].beside == ["示例网格员 03"]


def test_a_leave_marks_each_day_it_touches():
    leave = Shift(MIDNIGHT + 12 * HOUR, MIDNIGHT + DAY + HOUR)
    assert [day.on_leave for day in lay_out(leaves=[leave])] == [True, True, False]
