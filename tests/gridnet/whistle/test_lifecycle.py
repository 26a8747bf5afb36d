"""The life of a summons: what is on the table, and that nothing else is."""

from itertools import product

import pytest

from gridnet.base.errors import Conflict, Invalid, NotAllowed
from gridnet.whistle import lifecycle
from gridnet.whistle.lifecycle import NEVER_CAME, TABLE, Part, State, Step
from gridnet.whistle.values import Attendance, Outcome, Rating

BOTH = frozenset(Part)
DEPARTMENT, TOWNSHIP = frozenset({Part.DEPARTMENT}), frozenset({Part.TOWNSHIP})
GOOD = Rating(Attendance.ON_TIME, Outcome.SOLVED)


@pytest.mark.parametrize(
    ("state", "parts", "is_past", "steps"),
    [
        (State.CALLED, DEPARTMENT, False, "acknowledge arrive decline"),  # whoever hurries there need not sign first
        (State.CALLED, TOWNSHIP, False, "withdraw"),
        (State.CALLED, TOWNSHIP, True, "miss withdraw"),  # absent is known only when the moment has passed
        (State.ACKNOWLEDGED, DEPARTMENT, False, "arrive"),  # what was acknowledged is not given back
        (State.ACKNOWLEDGED, TOWNSHIP, True, "miss withdraw"),
        (State.DECLINED, DEPARTMENT, True, ""),  # the township's turn
        (State.DECLINED, TOWNSHIP, True, "insist withdraw"),  # not absent: they said that they would not come
        (State.INSISTED, DEPARTMENT, False, "acknowledge arrive"),  # not declined a second time
        (State.ON_SPOT, DEPARTMENT, True, "finish"),
        (State.ON_SPOT, TOWNSHIP, True, ""),  # whoever came is not sent away by a button
        (State.DONE, TOWNSHIP, True, "rate"),
        (State.DONE, DEPARTMENT, True, ""),  # nobody rates themselves
        (State.RATED, BOTH, True, ""),
        (State.WITHDRAWN, BOTH, True, ""),
    ],
)
def test_the_steps_that_are_open(state, parts, is_past, steps):
    assert list(lifecycle.open_steps(state, parts, is_past=is_past)) == [Step(each) for each in steps.split()]


@pytest.mark.parametrize(("state", "step"), [pair for pair in product(State, Step) if pair not in TABLE])
def test_what_is_not_on_the_table_is_refused(state, step):
    with pytest.raises(Conflict):
        lifecycle.follow(state, step, BOTH, "a reason", is_past=True)


@pytest.mark.parametrize(("state", "step"), [pair for pair, passage in TABLE.items() if passage.by is not None])
def test_what_is_on_it_is_for_one_part(state, step):
    passage = TABLE[state, step]
    assert lifecycle.follow(state, step, frozenset({passage.by}), "a reason", is_past=True) is passage.to
    with pytest.raises(NotAllowed):
        lifecycle.follow(state, step, BOTH - {passage.by}, "a reason", is_past=True)
    assert lifecycle.is_for(passage.by, state, step)


def test_what_lapses_is_asked_for_by_nobody():
    with pytest.raises(NotAllowed):
        lifecycle.follow(State.CALLED, Step.LAPSE, BOTH, "a reason", is_past=True)


@pytest.mark.parametrize("step", [Step.DECLINE, Step.WITHDRAW])
@pytest.mark.parametrize("reason", ["", "  ", "no", "   no   "])
def test_a_reason_has_four_characters(step, reason):
    with pytest.raises(Invalid):
        lifecycle.follow(State.CALLED, step, BOTH, reason, is_past=False)
    assert lifecycle.wants_reason(State.CALLED, step)
    assert not lifecycle.wants_reason(State.CALLED, Step.ACKNOWLEDGE)


def test_nobody_is_absent_before_the_moment_to_meet():
    with pytest.raises(Conflict, match="lies ahead"):
        lifecycle.follow(State.CALLED, Step.MISS, BOTH, "", is_past=False)


def test_a_rating_belongs_to_rating_alone():
    assert lifecycle.rating_of(Step.RATE, GOOD) == GOOD
    assert lifecycle.rating_of(Step.MISS, None) == NEVER_CAME
    assert lifecycle.rating_of(Step.ARRIVE, None) is None
    for step, rating in ((Step.RATE, None), (Step.ARRIVE, GOOD), (Step.RATE, NEVER_CAME)):
        with pytest.raises(Invalid):
            lifecycle.rating_of(step, rating)
