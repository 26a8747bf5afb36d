"""What the assignment decides, before and after it is written down."""

from collections.abc import Sequence
from dataclasses import dataclass

from gridnet.assignment.choice import Choice, Need
from gridnet.base.network import Network
from gridnet.incidents.lifecycle import LegState, Role
from gridnet.incidents.values import Raised
from gridnet.people.duty import Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A choice with all that it was made from."""

    case: Raised
    need: Need
    choice: Choice
    candidates: Sequence[Candidate]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegWritten:
    """A leg as it was written: who is to be told, whose clocks are to start; `named` must not hear of it."""

    id: int
    incident_id: int
    network: Network
    role: Role
    state: LegState
    position_id: int | None
    person_id: int | None
    desk_code: str | None
    why: str
    follows: int | None
    named: frozenset[int] = frozenset()
