"""A clock as it stands, and what can be done to it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.base.errors import Conflict, Invalid
from gridnet.base.moment import LOCAL
from gridnet.clocks import counting, marking
from gridnet.clocks.calendars import ALWAYS
from gridnet.clocks.counting import Verdict
from gridnet.clocks.limits import Extension, Limit, Unit
from gridnet.clocks.values import About, CalendarKind, ClockState, Decision, IntervalKind
from tests.factories import calendars
from tests.factories.clocks import DESK, OTHER, WORKER, clock, policy, terms
from tests.gridnet.clocks.test_deadlines import at

CALENDAR = calendars.national()
MONDAY = at("2026-03-02T09:00")
WEEK = terms(7, Unit.WORKING_DAY)
RESIDENT = "waiting_for_resident"


def minutes(number):
    return MONDAY + timedelta(minutes=number)


def stop(of, after, heard=None, cause="handled"):
    counting.stop(of, CALENDAR, done_at=minutes(after), at=minutes(heard if heard is not None else after), cause=cause)


def pause(of, after, by=DESK, reason=RESIDENT):
    return counting.pause(of, done_at=minutes(after), at=minutes(after), reason=reason, by=by)


def resume(of, after):
    counting.resume(of, CALENDAR, done_at=minutes(after), at=minutes(after))


UNITS = st.sampled_from([*Unit])
MOMENTS = st.datetimes(
    min_value=at("2026-01-01T00:00").replace(tzinfo=None), max_value=at("2026-10-01T00:00").replace(tzinfo=None)
)


@given(MOMENTS, st.integers(1, 40), UNITS, st.sampled_from([CALENDAR, ALWAYS]), st.integers(60, 140))
def test_first_marks_are_what_the_arithmetic_says(moment, amount, unit, calendar, yellow):
    """From memory, by the day, or by adding minutes: the same moments."""
    started_at = moment.replace(tzinfo=LOCAL)
    of = terms(amount, unit, CalendarKind.WORKING, remind_percent=50, yellow_percent=yellow, red_percent=260)
    assert marking.first_marks(of, started_at, calendar) == marking.marks(of, started_at, calendar)


def test_escalated_at_creation_with_a_calendar_of_ones_own():
    """GLPI #15429: a ticket of the weekend was late the moment it was made."""
    saturday = at("2026-03-07T03:00")
    made = clock(saturday, of=terms(4, Unit.WORKING_HOUR))
    assert made.next_check_at == made.marks.remind_at > at("2026-03-09T08:30")
    assert made.marks.due_at == at("2026-03-09T15:00")


def test_marks_rise():
    made = clock(MONDAY, of=WEEK)
    marks = made.marks
    assert MONDAY < marks.remind_at < marks.due_at == marks.yellow_at < marks.red_at < marks.conference_at
    assert [marks.check_at(level) for level in range(6)] == [
        None,
        marks.remind_at,
        marks.yellow_at,
        marks.red_at,
        marks.conference_at,
        None,
    ]


def test_a_stopped_clock_keeps_both_moments_and_is_looked_at_no_more():
    made = clock(MONDAY)
    stop(made, 30, heard=200)
    assert (made.state, made.stopped_at, made.stop_recorded_at) == (ClockState.STOPPED, minutes(30), minutes(200))
    assert (made.elapsed_s, made.next_check_at) == (1800, None)


def test_an_offline_act_keeps_the_time_of_the_device():
    """Resgrid overwrote the time of an offline check-in with the server's now; nobody is blamed for a dead zone."""
    late, blamed = clock(MONDAY), clock(MONDAY)
    stop(late, 50, heard=500)
    stop(blamed, 500)
    assert late.stopped_at < late.marks.due_at < blamed.stopped_at
    assert late.stop_recorded_at == blamed.stop_recorded_at


@pytest.mark.parametrize(("done", "heard", "stopped"), [(-30, 10, 0), (99, 10, 10)])
def test_an_act_lies_within_the_life_of_its_clock(done, heard, stopped):
    made = clock(MONDAY)
    stop(made, done, heard=heard)
    assert made.stopped_at == minutes(stopped)


def test_a_pause_that_is_granted_at_once_stands_still():
    """osTicket #3034, GLPI #24481: violated while pending with a reason."""
    made = clock(MONDAY)
    pause(made, 30)
    assert (made.state, made.next_check_at) == (ClockState.PAUSED, None)
    due = made.marks.due_at
    resume(made, 630)
    assert (made.state, made.marks.due_at, made.next_check_at) == (
        ClockState.RUNNING,
        due + timedelta(minutes=600),
        made.marks.remind_at,
    )


def test_a_pause_ones_holder_asks_for_is_pending_and_the_clock_runs():
    """sichuangrid: what was asked for counted as agreed."""
    made = clock(MONDAY)
    asked = pause(made, 30, by=WORKER)
    assert (asked.decision, made.state) == (Decision.PENDING, ClockState.RUNNING)
    assert made.next_check_at is not None


def test_a_pause_counts_from_when_it_was_asked_for_once_it_is_granted():
    made = clock(MONDAY)
    asked = pause(made, 30, by=WORKER)
    counting.decide_pause(made, CALENDAR, asked, Verdict(is_granted=True, by=DESK, at=minutes(45)))
    assert made.state is ClockState.PAUSED
    resume(made, 60)
    assert made.marks.due_at == minutes(90)


def test_a_pause_can_be_granted_after_it_has_ended_and_even_after_the_clock_has():
    made = clock(MONDAY)
    asked = pause(made, 10, by=WORKER)
    resume(made, 20)
    assert made.marks.due_at == minutes(60)
    stop(made, 30)
    assert made.elapsed_s == 1800
    counting.decide_pause(made, CALENDAR, asked, Verdict(is_granted=True, by=DESK, at=minutes(45)))
    assert (made.marks.due_at, made.elapsed_s, made.state) == (minutes(70), 1200, ClockState.STOPPED)


def test_a_refused_pause_moves_nothing_and_makes_room_for_another():
    made = clock(MONDAY)
    asked = pause(made, 10, by=WORKER)
    counting.decide_pause(made, CALENDAR, asked, Verdict(is_granted=False, by=DESK, at=minutes(15)))
    assert (made.marks.due_at, made.state) == (minutes(60), ClockState.RUNNING)
    pause(made, 20)
    assert made.state is ClockState.PAUSED


def test_nobody_grants_their_own_pause():
    made = clock(MONDAY)
    asked = pause(made, 10, by=WORKER)
    with pytest.raises(Conflict, match="their own"):
        counting.decide_pause(made, CALENDAR, asked, Verdict(is_granted=True, by=WORKER, at=minutes(15)))


def test_a_pause_is_decided_once():
    made = clock(MONDAY)
    asked = pause(made, 10, by=WORKER)
    verdict = Verdict(is_granted=True, by=DESK, at=minutes(15))
    counting.decide_pause(made, CALENDAR, asked, verdict)
    with pytest.raises(Conflict, match="already"):
        counting.decide_pause(made, CALENDAR, asked, verdict)


@pytest.mark.parametrize("reason", ["", "lunch", "approved"])
def test_other_reasons_are_refused(reason):
    with pytest.raises(Invalid, match="paused for one of"):
        pause(clock(MONDAY), 1, reason=reason)


def test_a_stopped_clock_is_neither_paused_nor_resumed_nor_stopped_again():
    made = clock(MONDAY)
    stop(made, 30)
    for act in (lambda: pause(made, 40), lambda: resume(made, 40), lambda: stop(made, 40)):
        with pytest.raises(Conflict, match="stopped"):
            act()


def test_a_clock_is_paused_once_and_resumed_once():
    made = clock(MONDAY)
    pause(made, 10)
    with pytest.raises(Conflict, match="stands still"):
        pause(made, 11)
    resume(made, 20)
    with pytest.raises(Conflict, match="runs already"):
        resume(made, 21)


def test_stopping_ends_what_was_paused():
    made = clock(MONDAY)
    pause(made, 10)
    stop(made, 40)
    assert (made.open_stretch, made.elapsed_s) == (None, 600)


def test_two_pauses_in_one_minute_are_two():
    """Zammad's breaks were keyed by the minute, and the second overwrote the first."""
    made = clock(MONDAY)
    for second in (0, 20):
        begun = MONDAY + timedelta(seconds=second)
        counting.pause(made, done_at=begun, at=begun, reason=RESIDENT, by=DESK)
        counting.resume(made, CALENDAR, done_at=begun + timedelta(seconds=10), at=begun + timedelta(seconds=10))
    assert len(made.pauses) == 2
    assert made.marks.due_at == minutes(60) + timedelta(seconds=20)


def test_a_pause_begins_after_the_one_before():
    made = clock(MONDAY)
    pause(made, 10)
    resume(made, 30)
    late = counting.pause(made, done_at=minutes(20), at=minutes(40), reason=RESIDENT, by=DESK)
    assert late.from_at == minutes(30)


def test_closed_time_is_not_counted_when_it_goes_on():
    """GLPI PR #9267: what lay between closing and reopening counted against whoever had it."""
    made = clock(MONDAY)
    stop(made, 40)
    counting.revive(made, CALENDAR, done_at=minutes(500), at=minutes(500), reason="rework")
    assert (made.state, made.stopped_at, made.marks.due_at) == (ClockState.RUNNING, None, minutes(520))
    assert [each.kind for each in made.stretches] == [IntervalKind.STOPPED]
    stop(made, 515)
    assert made.elapsed_s == 55 * 60


def test_a_running_clock_is_not_revived():
    with pytest.raises(Conflict, match="not stopped"):
        counting.revive(clock(MONDAY), CALENDAR, done_at=MONDAY, at=MONDAY, reason="rework")


def test_a_pause_told_after_an_earlier_stop_leaves_no_overlap():
    made = clock(MONDAY)
    pause(made, 30)
    resume(made, 50)
    stop(made, 20, heard=60)
    counting.revive(made, CALENDAR, done_at=minutes(70), at=minutes(70), reason="rework")
    stretches = sorted((each.from_at, each.to_at) for each in made.stretches if each.to_at > each.from_at)
    assert stretches == [(minutes(20), minutes(70))]


def test_a_change_of_policy_keeps_elapsed_time_and_pauses():
    """GLPI #6902, #15605: the pause was lost when the policy or the priority changed."""
    made = clock(MONDAY, of=terms(300))
    pause(made, 10)
    resume(made, 70)
    made.next_level = 3
    counting.describe(made, About("0402", "P2"), "410599001")
    counting.go_over(made, CALENDAR, policy(id_=7, of=terms(120)))
    assert (made.epoch, made.policy_id, made.next_level, made.started_at) == (2, 7, 1, MONDAY)
    assert made.marks.due_at == minutes(180)
    assert made.next_check_at == made.marks.remind_at
    assert counting.elapsed(made, CALENDAR, minutes(100)).net == timedelta(minutes=40)


def test_a_change_while_it_stands_still_does_not_wake_it():
    made = clock(MONDAY, of=terms(300))
    pause(made, 10)
    counting.go_over(made, CALENDAR, policy(id_=7, of=terms(120)))
    assert (made.state, made.next_check_at) == (ClockState.PAUSED, None)


def test_what_is_over_keeps_what_it_was_measured_by():
    made = clock(MONDAY)
    stop(made, 30)
    with pytest.raises(Conflict, match="keeps the policy"):
        counting.go_over(made, CALENDAR, policy(id_=7))


def test_more_time_moves_what_is_due():
    made = clock(MONDAY, of=WEEK)
    before = made.marks
    counting.extend(made, CALENDAR, Extension(Limit(3, Unit.WORKING_DAY), MONDAY, 1))
    assert made.marks.due_at == at("2026-03-16T17:30") > before.due_at
    assert made.marks.remind_at > before.remind_at


def test_a_pause_over_a_weekend_is_not_counted_twice():
    """GLPI #10594, frappe PR #2449: a pause over the weekend added two days to a limit in working days."""
    made = clock(at("2026-03-05T10:00"), of=terms(3, Unit.WORKING_DAY))
    friday, monday = at("2026-03-06T17:30"), at("2026-03-09T08:30")
    counting.pause(made, done_at=friday, at=friday, reason=RESIDENT, by=DESK)
    counting.resume(made, CALENDAR, done_at=monday, at=monday)
    assert made.marks.due_at == at("2026-03-10T17:30")


def test_handing_on_changes_nothing_but_the_holder():
    made = clock(MONDAY)
    before = made.marks
    counting.hand_on(made, clock(MONDAY, holder=OTHER).holder)
    assert (made.holder.person_id, made.marks, made.started_at) == (OTHER.person_id, before, MONDAY)


def test_what_is_kept_can_be_checked_against_the_arithmetic():
    made = clock(MONDAY)
    assert counting.same(made, CALENDAR)
    stop(made, 20)
    assert counting.same(made, CALENDAR)
    made.elapsed_s += 1
    assert not counting.same(made, CALENDAR)
