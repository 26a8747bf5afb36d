"""More time: who may ask, when, how often, and who decides."""

from datetime import timedelta

import pytest

from gridnet.base.errors import Conflict, NotAllowed, NotFound
from gridnet.clocks import extensions, running
from gridnet.clocks.counting import Verdict
from gridnet.clocks.extensions import Wish
from gridnet.clocks.limits import Limit, Unit
from gridnet.clocks.values import Decision
from tests.factories.clocks import COUNTY, DESK, WORKER
from tests.gridnet.clocks.test_recounting import EARLY, start

LATER = EARLY + timedelta(hours=1)
COUNTY_LEVEL = 3


@pytest.fixture
def clock(session, persons):
    """Seven working days for an ordinary matter."""
    return start(1, EARLY)


def ask(clock, *, at=LATER, by=WORKER, amount=3):
    return extensions.ask(COUNTY, clock.id, Wish(Limit(amount, Unit.WORKING_DAY), "等待材料", by), at=at)


def decide(clock, asked, *, granted=True, by=DESK, level=COUNTY_LEVEL, at=LATER):
    verdict = Verdict(granted, by, at, "情况属实")
    return extensions.decide(COUNTY, clock.id, asked.id, verdict, level)


def due(clock):
    return running.get(COUNTY, clock.id).marks.due_at


def test_it_is_pending_and_moves_nothing_until_somebody_decides(clock):
    """sichuangrid: the state of a wish began as agreed, and the labels of agreed and refused were swapped."""
    asked = ask(clock)
    assert (asked.state, due(clock)) == (Decision.PENDING, clock.marks.due_at)


def test_granted_it_moves_what_is_due_and_keeps_what_was(clock):
    row = decide(clock, ask(clock))
    assert (row.state, row.due_before) == (Decision.GRANTED, clock.marks.due_at)
    assert row.due_after == due(clock) > clock.marks.due_at


def test_refused_it_moves_nothing(clock):
    row = decide(clock, ask(clock), granted=False)
    assert (row.state, row.due_after, due(clock)) == (Decision.REFUSED, None, clock.marks.due_at)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(days=30)])
def test_after_the_limit_it_is_refused(clock, late):
    with pytest.raises(Conflict, match="asked for before"):
        ask(clock, at=clock.marks.due_at + late)


def test_what_is_urgent_is_not_put_off(session):
    with pytest.raises(Conflict, match="P1"):
        ask(start(1, EARLY, priority="P1"))


def test_a_clock_that_has_stopped_is_not_extended(clock):
    running.stop(COUNTY, clock.id, done_at=EARLY, at=EARLY, cause="handled")
    with pytest.raises(Conflict, match="stopped"):
        ask(clock)


def test_a_clock_that_stops_before_the_decision_is_not_extended(clock):
    asked = ask(clock)
    running.stop(COUNTY, clock.id, done_at=LATER, at=LATER, cause="handled")
    with pytest.raises(Conflict, match="stopped since"):
        decide(clock, asked)


def test_one_wish_waits_at_a_time(clock):
    ask(clock)
    with pytest.raises(Conflict, match="waits for a decision"):
        ask(clock)


def test_it_is_asked_for_at_most_twice(clock):
    for granted in (True, False):
        decide(clock, ask(clock), granted=granted)
    with pytest.raises(Conflict, match="at most 2"):
        ask(clock)


def test_nobody_grants_their_own(clock):
    with pytest.raises(Conflict, match="their own"):
        decide(clock, ask(clock), by=WORKER)


def test_whoever_has_the_clock_grants_nothing_even_if_the_desk_asked(clock):
    with pytest.raises(Conflict, match="their own"):
        decide(clock, ask(clock, by=DESK), by=WORKER)


@pytest.mark.parametrize("level", [None, 1, 2])
def test_the_level_that_set_the_limit_decides(clock, level):
    with pytest.raises(NotAllowed, match="level 3"):
        decide(clock, ask(clock), level=level)


def test_it_is_decided_once(clock):
    asked = ask(clock)
    decide(clock, asked)
    with pytest.raises(Conflict, match="granted already"):
        decide(clock, asked, granted=False)


def test_the_extension_of_another_clock_is_not_found(clock):
    other = start(2, EARLY)
    asked = ask(other)
    with pytest.raises(NotFound):
        decide(clock, asked)
