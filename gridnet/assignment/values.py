"""What the assignment decides, before and after it is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gridnet.assignment.choice import Choice, Need
from gridnet.base.network import Network
from gridnet.incidents.lifecycle import LegState, Role
from gridnet.incidents.values import Raised
from gridnet.people.duty import Candidate

#: What was reported so long before it is taken in is history. A report written offline is not: it is reported when
#: it reaches us, and keeps when it was captured beside that.
FRESH = timedelta(hours=24)


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

    def is_history(self, case: Raised, at: datetime) -> bool:
        """Whether the leg came with an old incident out of a file; one that follows another was given today.

        Nobody is rung up for it and no clock starts: what is counted from a report of last year is late at once.
        """
        return self.follows is None and at - case.at > FRESH
