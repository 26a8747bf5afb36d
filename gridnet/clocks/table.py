"""What starts, stops, pauses and resumes which clock: the whole of it, as one table. Pure.

Nothing else anywhere decides which clock an act concerns. `Reach.LEG` concerns the clocks of the act's own network,
`Reach.ALL` those of the whole subject. An act that finds no clock to work on changes nothing: not every matter has
a limit at every stage. That a step may be taken at all is for the life cycle to say.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from gridnet.clocks.values import Stage


class Happened(StrEnum):
    """What happens to a matter, as far as clocks are concerned."""

    ASSIGNED = "assigned"
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    CONTACTED = "contacted"
    ARRIVED = "arrived"
    HANDLED = "handled"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    VERIFIED = "verified"
    REWORKED = "reworked"
    CLOSED = "closed"
    FOLLOWED_UP = "followed_up"
    ENDED = "ended"
    REOPENED = "reopened"


class Effect(StrEnum):
    """What is done to a clock."""

    START = "start"  # for the roles that have one, as the next turn
    START_AGAIN_ONCE = "start_again_once"  # stop the clock and start the next turn, unless that was done before
    HAND_ON = "hand_on"  # it goes on, with another holder
    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"
    REVIVE = "revive"  # it goes on where it was stopped; what lay between is not counted


class Reach(StrEnum):
    """Whose clocks are meant."""

    LEG = "leg"
    ALL = "all"


class Line(NamedTuple):
    """One effect on the clocks of some stages, of matters of some priorities; none given is all of them."""

    effect: Effect
    stages: tuple[Stage, ...] = ()
    reach: Reach = Reach.LEG
    priorities: frozenset[str] = frozenset()


_S, _E = Stage, Effect
#: The limit is one for the first response and for being on the scene, whichever comes first. A call is a response where
#: nobody is in danger: to a dispute, an enquiry, a street lamp. What is urgent or about to become so (P1, P2) waits for
#: somebody to be there, and a call, however soon, stops nothing.
BY_CALL = frozenset({"P3", "P4"})

TABLE: Mapping[Happened, Sequence[Line]] = {
    Happened.ASSIGNED: (Line(_E.START, (_S.ACCEPT, _S.ARRIVE, _S.HANDLE)),),
    Happened.HANDED_OVER: (
        Line(_E.START_AGAIN_ONCE, (_S.ACCEPT,)),
        Line(_E.RESUME, (_S.ARRIVE, _S.HANDLE)),
        Line(_E.HAND_ON, (_S.ACCEPT, _S.ARRIVE, _S.HANDLE)),
    ),
    Happened.ACCEPTED: (Line(_E.STOP, (_S.ACCEPT,)),),
    Happened.CONTACTED: (Line(_E.STOP, (_S.ARRIVE,), priorities=BY_CALL),),
    Happened.ARRIVED: (Line(_E.STOP, (_S.ACCEPT, _S.ARRIVE)),),
    Happened.HANDLED: (
        Line(_E.STOP, (_S.ACCEPT, _S.ARRIVE, _S.HANDLE)),
        Line(_E.START, (_S.VERIFY,)),
    ),
    Happened.SUSPENDED: (Line(_E.PAUSE, (_S.ARRIVE, _S.HANDLE)),),
    Happened.RESUMED: (Line(_E.RESUME, (_S.ARRIVE, _S.HANDLE)),),
    Happened.VERIFIED: (Line(_E.STOP, (_S.VERIFY,), Reach.ALL),),
    Happened.REWORKED: (
        Line(_E.STOP, (_S.VERIFY,), Reach.ALL),
        Line(_E.REVIVE, (_S.HANDLE,)),
    ),
    Happened.CLOSED: (
        Line(_E.STOP, (), Reach.ALL),
        Line(_E.START, (_S.FOLLOW_UP,)),
    ),
    Happened.FOLLOWED_UP: (Line(_E.STOP, (_S.FOLLOW_UP,), Reach.ALL),),
    Happened.ENDED: (Line(_E.STOP, (), Reach.ALL),),
    Happened.REOPENED: (
        Line(_E.STOP, (_S.FOLLOW_UP,), Reach.ALL),
        Line(_E.START, (_S.ACCEPT, _S.ARRIVE, _S.HANDLE)),
    ),
}

#: Whose clocks there are: whoever only reads along answers for having read, whoever leads for the outcome.
ROLES: Mapping[Stage, frozenset[str]] = {
    Stage.ACCEPT: frozenset({"lead", "assist", "inform"}),
    Stage.ARRIVE: frozenset({"lead", "assist"}),
    Stage.HANDLE: frozenset({"lead"}),
    Stage.VERIFY: frozenset({"lead"}),
    Stage.FOLLOW_UP: frozenset({"lead"}),
}
#: What the desk answers for, not whoever had the leg.
DESKS = frozenset({Stage.VERIFY, Stage.FOLLOW_UP})


def starts(happened: Happened, role: str | None) -> tuple[Stage, ...]:
    """The stages whose clocks begin for a leg in this role."""
    lines = (line for line in TABLE[happened] if line.effect is Effect.START)
    return tuple(stage for line in lines for stage in line.stages if role in ROLES[stage])
