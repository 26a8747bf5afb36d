"""What may become of a request to be away or to swap a shift, and by whom. Pure.

A leave waits at once for whoever decides; a swap first asks the other person. Nothing changes on the roster before
the decision, and whoever decides is none of those it is about.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from gridnet.base.errors import Conflict, NotAllowed
from gridnet.base.network import Network
from gridnet.people import roles
from gridnet.people.roles import Role


class Kind(StrEnum):
    """What is asked for."""

    LEAVE = "leave"
    SWAP = "swap"


class State(StrEnum):
    """Where a request stands."""

    ASKED = "asked"  # a swap, before the other person has said anything
    WAITING = "waiting"  # for the decision
    APPROVED = "approved"
    DECLINED = "declined"  # by whoever decides
    REFUSED = "refused"  # by the other person
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What somebody does with a request."""

    AGREE = "agree"
    REFUSE = "refuse"
    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


OPEN = frozenset({State.ASKED, State.WAITING})
BEGINS: Mapping[Kind, State] = {Kind.LEAVE: State.WAITING, Kind.SWAP: State.ASKED}
MOVES: Mapping[tuple[State, Move], State] = {
    (State.ASKED, Move.AGREE): State.WAITING,
    (State.ASKED, Move.REFUSE): State.REFUSED,
    (State.ASKED, Move.WITHDRAW): State.WITHDRAWN,
    (State.WAITING, Move.WITHDRAW): State.WITHDRAWN,
    (State.WAITING, Move.APPROVE): State.APPROVED,
    (State.WAITING, Move.DECLINE): State.DECLINED,
}


def next_state(state: State, move: Move) -> State:
    """Where a request stands after a move; raises `Conflict` where it cannot be made any more."""
    found = MOVES.get((state, move))
    if found is None:
        raise Conflict(f"the request is {state}; look at it again")
    return found


class Seated(Protocol):
    """A position, as far as it decides who decides about it."""

    @property
    def role(self) -> str:
        """What it is."""

    @property
    def network(self) -> str | None:
        """Of which network."""

    @property
    def scope(self) -> str:
        """In which division."""

    @property
    def area_id(self) -> int | None:
        """Which area it keeps, or leads."""


def may_decide(decider: Seated, about: Seated) -> bool:
    """Whether one position decides about the duty of another: by its role, division, network, and area if it has one.

    Who leads one grid decides about that grid's keepers, who leads a village about all of the village.
    """
    return (
        Role(about.role) in roles.DECIDES_ABOUT.get(Role(decider.role), ())
        and about.scope.startswith(decider.scope)
        and _network(decider) in {None, _network(about)}
        and decider.area_id in {None, about.area_id}
    )


def _network(seat: Seated) -> Network | None:
    return Network(seat.network) if seat.network else None


def check_third(decider_id: int, *concerned: int | None) -> None:
    """Refuse a decision by somebody it is about; raises `NotAllowed`."""
    if decider_id in concerned:
        raise NotAllowed("nobody decides about their own leave or swap; somebody else must")
