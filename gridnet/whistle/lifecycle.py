"""The life of one department's summons, as a table. Pure; pages ask `open_steps` which buttons to show.

Called, it is acknowledged or declined; the township insists on what was declined, or withdraws it, and what was
insisted on is not declined again. Whoever arrived says when it is done, and the township rates it; it says of whoever
did not come by the moment that was named that they were absent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from gridnet.base.errors import Conflict, Invalid, NotAllowed
from gridnet.whistle.values import Attendance, Outcome, Rating

SHORTEST_REASON = 4  # characters


class State(StrEnum):
    """Where a summons stands."""

    CALLED = "called"
    ACKNOWLEDGED = "acknowledged"
    DECLINED = "declined"
    INSISTED = "insisted"
    ON_SPOT = "on_spot"
    DONE = "done"
    RATED = "rated"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """The acts. `lapse` is nobody's: the case has ended, or become a matter that departments are not called to."""

    ACKNOWLEDGE = "acknowledge"
    ARRIVE = "arrive"
    FINISH = "finish"
    DECLINE = "decline"
    INSIST = "insist"
    RATE = "rate"
    MISS = "miss"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


class Part(StrEnum):
    """Who somebody is to a summons."""

    DEPARTMENT = "department"
    TOWNSHIP = "township"


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a step leads, whose it is, and whether it wants a reason; nobody's is not asked for by anybody."""

    to: State
    by: Part | None
    reason: bool = False


_S, _T, _P = State, Step, Passage
_DEPARTMENT, _TOWNSHIP = Part.DEPARTMENT, Part.TOWNSHIP

TABLE: dict[tuple[State, Step], Passage] = {
    (_S.CALLED, _T.ACKNOWLEDGE): _P(_S.ACKNOWLEDGED, _DEPARTMENT),
    (_S.CALLED, _T.ARRIVE): _P(_S.ON_SPOT, _DEPARTMENT),
    (_S.CALLED, _T.DECLINE): _P(_S.DECLINED, _DEPARTMENT, reason=True),
    (_S.INSISTED, _T.ACKNOWLEDGE): _P(_S.ACKNOWLEDGED, _DEPARTMENT),
    (_S.INSISTED, _T.ARRIVE): _P(_S.ON_SPOT, _DEPARTMENT),
    (_S.ACKNOWLEDGED, _T.ARRIVE): _P(_S.ON_SPOT, _DEPARTMENT),
    (_S.ON_SPOT, _T.FINISH): _P(_S.DONE, _DEPARTMENT, reason=True),
    (_S.DECLINED, _T.INSIST): _P(_S.INSISTED, _TOWNSHIP, reason=True),
    (_S.DONE, _T.RATE): _P(_S.RATED, _TOWNSHIP),
}
#: Whoever has not arrived can still be called off, or be found absent.
NOT_THERE = (_S.CALLED, _S.ACKNOWLEDGED, _S.DECLINED, _S.INSISTED)
TABLE |= {(state, _T.MISS): _P(_S.RATED, _TOWNSHIP) for state in NOT_THERE if state is not _S.DECLINED}
TABLE |= {(state, _T.WITHDRAW): _P(_S.WITHDRAWN, _TOWNSHIP, reason=True) for state in NOT_THERE}
TABLE |= {(state, _T.LAPSE): _P(_S.WITHDRAWN, None) for state in NOT_THERE}

ENDED = frozenset({State.RATED, State.WITHDRAWN})
#: The moment of a summons that a state stamps; the first time counts and stays.
STAMPS = {
    State.ACKNOWLEDGED: "acknowledged_at",
    State.DECLINED: "declined_at",
    State.ON_SPOT: "arrived_at",
    State.DONE: "done_at",
}
#: What is known of whoever never came.
NEVER_CAME = Rating(Attendance.ABSENT, Outcome.NOT_SOLVED)


def follow(state: State, step: Step, parts: frozenset[Part], reason: str, *, is_past: bool) -> State:
    """The state after `step`, which somebody who is `parts` to the summons asks for.

    `is_past` says that the moment to meet has passed. Raises `Conflict`, `NotAllowed` or `Invalid`.
    """
    passage = TABLE.get((state, step))
    if passage is None:
        raise Conflict(f"a summons that is {state} cannot take the step {step}; somebody may have been quicker")
    if passage.by is None or passage.by not in parts:
        raise NotAllowed(f"the step {step} is for the {passage.by or 'service itself'}")
    if passage.reason and len(reason.strip()) < SHORTEST_REASON:
        words = f"the step {step} wants a reason of at least {SHORTEST_REASON} characters"
        raise Invalid(words, errors=[{"field": "reason", "message": "required"}])
    if step is Step.MISS and not is_past:
        raise Conflict("whether they come is not known yet: the moment to meet lies ahead")
    return passage.to


def is_for(part: Part, state: State, step: Step) -> bool:
    """Whether a step from this state is for whoever is `part`."""
    passage = TABLE.get((state, step))
    return passage is not None and passage.by is part


def rating_of(step: Step, rating: Rating | None) -> Rating | None:
    """The rating that a step keeps; raises `Invalid` where it is missing, or given where none belongs."""
    if step is Step.MISS:
        return NEVER_CAME
    if (step is Step.RATE) != (rating is not None):
        words = "the step rate wants attendance and outcome" if step is Step.RATE else f"the step {step} rates nobody"
        raise Invalid(words, errors=[{"field": "attendance", "message": words}])
    if rating is not None and rating.attendance is Attendance.ABSENT:
        raise Invalid(
            "whoever said that it is done was there: rate them on_time or late",
            errors=[{"field": "attendance", "message": "on_time or late"}],
        )
    return rating


def open_steps(state: State, parts: frozenset[Part], *, is_past: bool) -> Iterator[Step]:
    """The steps that somebody who is `parts` to the summons may take now, in the order of the acts."""
    for step in Step:
        passage = TABLE.get((state, step))
        if passage is not None and passage.by in parts and (step is not Step.MISS or is_past):
            yield step


def wants_reason(state: State, step: Step) -> bool:
    """Whether a step from this state asks for a reason."""
    passage = TABLE.get((state, step))
    return passage is not None and passage.reason
