"""The life of a leg and of an incident, as tables. Pure.

Nothing else anywhere compares states to decide what is allowed; pages ask `open_steps` which buttons to show.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from gridnet.base.errors import Conflict, Invalid, NotAllowed


class Role(StrEnum):
    """What a leg is there for."""

    LEAD = "lead"
    ASSIST = "assist"
    INFORM = "inform"


class LegState(StrEnum):
    """Where one network's part of an incident stands."""

    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    DEPARTED = "departed"
    ON_SCENE = "on_scene"
    HANDLING = "handling"
    SUSPENDED = "suspended"
    HANDLED = "handled"
    CLOSED = "closed"
    RELEASED = "released"


class State(StrEnum):
    """Where an incident stands: its lead leg's state until somebody decides about the whole."""

    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    DEPARTED = "departed"
    ON_SCENE = "on_scene"
    HANDLING = "handling"
    SUSPENDED = "suspended"
    HANDLED = "handled"
    VERIFIED = "verified"
    CLOSED = "closed"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    CONVERTED = "converted"


class Step(StrEnum):
    """The acts; the first ten are taken on a leg, the rest on the incident as a whole."""

    ACCEPT = "accept"
    DECLINE = "decline"
    CONTACT = "contact"
    DEPART = "depart"
    ARRIVE = "arrive"
    HANDLE = "handle"
    SUSPEND = "suspend"
    RESUME = "resume"
    HAND_OVER = "hand_over"
    ESCALATE = "escalate"
    VERIFY = "verify"
    REWORK = "rework"
    CLOSE = "close"
    FOLLOW_UP = "follow_up"
    REOPEN = "reopen"
    REJECT = "reject"
    DUPLICATE = "duplicate"
    CONVERT = "convert"


class Part(StrEnum):
    """Who somebody is to a case, when a step is to be taken."""

    ASSIGNEE = "assignee"
    DESK = "desk"
    SUPERVISOR = "supervisor"
    REPORTER = "reporter"


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a step leads, who may take it, and whether it wants a reason."""

    to: str
    by: frozenset[Part]
    reason: bool = False


_HANDS = frozenset({Part.ASSIGNEE})
_LEADS = frozenset({Part.ASSIGNEE, Part.DESK, Part.SUPERVISOR})
_DESKS = frozenset({Part.DESK, Part.SUPERVISOR})
_OBJECTORS = frozenset({Part.REPORTER, Part.DESK, Part.SUPERVISOR})

_L, _S, _P = LegState, Step, Passage

#: Whoever has accepted may ring up the reporter, once or more, wherever the leg stands: that moves nothing.
LEG: dict[tuple[LegState, Step], Passage] = {
    (_L.ASSIGNED, _S.ACCEPT): _P(_L.ACCEPTED, _HANDS),
    (_L.ASSIGNED, _S.DECLINE): _P(_L.RELEASED, _HANDS, reason=True),
    (_L.ASSIGNED, _S.HAND_OVER): _P(_L.RELEASED, _LEADS, reason=True),
    (_L.ASSIGNED, _S.ESCALATE): _P(_L.RELEASED, _LEADS, reason=True),
    (_L.ACCEPTED, _S.CONTACT): _P(_L.ACCEPTED, _HANDS),
    (_L.ACCEPTED, _S.DEPART): _P(_L.DEPARTED, _HANDS),
    (_L.ACCEPTED, _S.ARRIVE): _P(_L.ON_SCENE, _HANDS),
    (_L.ACCEPTED, _S.HANDLE): _P(_L.HANDLED, _HANDS, reason=True),
    (_L.ACCEPTED, _S.SUSPEND): _P(_L.SUSPENDED, _LEADS, reason=True),
    (_L.ACCEPTED, _S.HAND_OVER): _P(_L.RELEASED, _LEADS, reason=True),
    (_L.ACCEPTED, _S.ESCALATE): _P(_L.RELEASED, _LEADS, reason=True),
    (_L.DEPARTED, _S.CONTACT): _P(_L.DEPARTED, _HANDS),
    (_L.DEPARTED, _S.ARRIVE): _P(_L.ON_SCENE, _HANDS),
    (_L.DEPARTED, _S.HANDLE): _P(_L.HANDLED, _HANDS, reason=True),
    (_L.DEPARTED, _S.HAND_OVER): _P(_L.RELEASED, _LEADS, reason=True),
    (_L.DEPARTED, _S.ESCALATE): _P(_L.RELEASED, _LEADS, reason=True),
    (_L.ON_SCENE, _S.CONTACT): _P(_L.ON_SCENE, _HANDS),
    (_L.ON_SCENE, _S.HANDLE): _P(_L.HANDLED, _HANDS, reason=True),
    (_L.ON_SCENE, _S.SUSPEND): _P(_L.SUSPENDED, _LEADS, reason=True),
    (_L.ON_SCENE, _S.HAND_OVER): _P(_L.RELEASED, _LEADS, reason=True),
    (_L.ON_SCENE, _S.ESCALATE): _P(_L.RELEASED, _LEADS, reason=True),
    (_L.HANDLING, _S.CONTACT): _P(_L.HANDLING, _HANDS),
    (_L.HANDLING, _S.HANDLE): _P(_L.HANDLED, _HANDS, reason=True),
    (_L.HANDLING, _S.ARRIVE): _P(_L.ON_SCENE, _HANDS),
    (_L.HANDLING, _S.SUSPEND): _P(_L.SUSPENDED, _LEADS, reason=True),
    (_L.HANDLING, _S.HAND_OVER): _P(_L.RELEASED, _LEADS, reason=True),
    (_L.HANDLING, _S.ESCALATE): _P(_L.RELEASED, _LEADS, reason=True),
    (_L.SUSPENDED, _S.CONTACT): _P(_L.SUSPENDED, _HANDS),
    (_L.SUSPENDED, _S.RESUME): _P(_L.HANDLING, _LEADS),
    (_L.SUSPENDED, _S.HAND_OVER): _P(_L.RELEASED, _LEADS, reason=True),
    (_L.SUSPENDED, _S.ESCALATE): _P(_L.RELEASED, _LEADS, reason=True),
}

#: Steps on the whole: the state they lead to, and what becomes of the live legs (None leaves them as they are).
WHOLE: dict[tuple[State, Step], Passage] = {
    (State.HANDLED, _S.VERIFY): _P(State.VERIFIED, _DESKS),
    (State.HANDLED, _S.REWORK): _P(State.HANDLING, _DESKS, reason=True),
    (State.HANDLED, _S.CLOSE): _P(State.CLOSED, _DESKS),
    (State.VERIFIED, _S.REWORK): _P(State.HANDLING, _DESKS, reason=True),
    (State.VERIFIED, _S.CLOSE): _P(State.CLOSED, _DESKS),
    (State.CLOSED, _S.FOLLOW_UP): _P(State.CLOSED, _DESKS),
    (State.CLOSED, _S.REOPEN): _P(State.ASSIGNED, _OBJECTORS, reason=True),
    (State.REJECTED, _S.REOPEN): _P(State.ASSIGNED, _OBJECTORS, reason=True),
    (State.DUPLICATE, _S.REOPEN): _P(State.ASSIGNED, _OBJECTORS, reason=True),
}
#: While it is under way a case can still turn out to be none, another one's, or something else's.
UNFINISHED = (State.ASSIGNED, State.ACCEPTED, State.DEPARTED, State.ON_SCENE, State.HANDLING, State.SUSPENDED)
WHOLE |= {
    (state, step): _P(to, _DESKS, reason=True)
    for state in UNFINISHED
    for step, to in (
        (_S.REJECT, State.REJECTED),
        (_S.DUPLICATE, State.DUPLICATE),
        (_S.CONVERT, State.CONVERTED),
    )
}

ENDED = frozenset({State.CLOSED, State.REJECTED, State.DUPLICATE, State.CONVERTED})
LEG_ENDED = frozenset({LegState.CLOSED, LegState.RELEASED})
LEG_STEPS = frozenset(step for _, step in LEG)
#: An inform leg is there to be read: it is accepted or declined, no more.
INFORM_STEPS = frozenset({Step.ACCEPT, Step.DECLINE, Step.HAND_OVER})
#: The moment of a leg that a step stamps; the first time counts and stays.
STAMPS = {
    Step.ACCEPT: "accepted_at",
    Step.CONTACT: "contacted_at",
    Step.DEPART: "departed_at",
    Step.ARRIVE: "arrived_at",
    Step.HANDLE: "handled_at",
}
#: Why a clock may stand still, and nothing else (the resident, a court or appraisal, force majeure, approved delay).
SUSPEND_REASONS = frozenset({"waiting_for_resident", "court_or_appraisal", "force_majeure", "approved_delay"})


def follow_leg(role: Role, state: LegState, step: Step, part: Part | None, reason: str) -> LegState:
    """The leg's state after `step`; raises `Conflict`, `NotAllowed` or `Invalid`."""
    passage = None if role is Role.INFORM and step not in INFORM_STEPS else LEG.get((state, step))
    return LegState(_pass(passage, f"a leg ({role}) that is {state}", step, part, reason))


def follow_whole(state: State, step: Step, part: Part | None, reason: str) -> State:
    """The incident's state after `step`; raises `Conflict`, `NotAllowed` or `Invalid`."""
    return State(_pass(WHOLE.get((state, step)), f"an incident that is {state}", step, part, reason))


def _pass(passage: Passage | None, what: str, step: Step, part: Part | None, reason: str) -> str:
    if passage is None:
        raise Conflict(f"{what} cannot take the step {step}; read it again: somebody may have been quicker")
    if part is None or part not in passage.by:
        raise NotAllowed(f"the step {step} is for the {' or the '.join(sorted(passage.by))}")
    if passage.reason and not reason.strip():
        raise Invalid(f"the step {step} wants a reason", errors=[{"field": "reason", "message": "required"}])
    if step is Step.SUSPEND and reason not in SUSPEND_REASONS:
        raise Invalid(f"a case is suspended for one of {', '.join(sorted(SUSPEND_REASONS))}, not {reason!r}")
    return passage.to


def wants_reason(state: LegState | State, step: Step) -> bool:
    """Whether a step from this state, on a leg or on the whole, asks for a reason."""
    passage = LEG.get((LegState(state), step)) if step in LEG_STEPS else WHOLE.get((State(state), step))
    return passage is not None and passage.reason


def incident_state(lead: LegState) -> State:
    """The state of an open incident whose lead leg is in `lead`."""
    return State.ASSIGNED if lead is LegState.RELEASED else State(lead)


def leg_after(whole: Step, role: Role, state: LegState) -> LegState:
    """What becomes of a leg when `whole` is taken on its incident."""
    if whole is Step.REWORK:
        return LegState.HANDLING if role is Role.LEAD else state
    if whole is Step.REOPEN:
        return LegState.ASSIGNED
    return state if whole is Step.VERIFY else LegState.CLOSED


def open_steps(role: Role, state: LegState, parts: frozenset[Part]) -> Iterator[Step]:
    """The steps that somebody who is `parts` to the leg may take now, in the order of the table."""
    for (from_, step), passage in LEG.items():
        if from_ is state and passage.by & parts and (role is not Role.INFORM or step in INFORM_STEPS):
            yield step


def open_whole_steps(state: State, parts: frozenset[Part]) -> Iterator[Step]:
    """The steps on the whole incident that somebody who is `parts` to it may take now."""
    for (from_, step), passage in WHOLE.items():
        if from_ is state and passage.by & parts:
            yield step
