"""What happens in the assignment, for whoever must follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gridnet.assignment.values import LegWritten
from gridnet.base.events import Event
from gridnet.incidents.values import Raised


@dataclass(frozen=True, kw_only=True)
class Assigned(Event):
    """Legs were given to persons or desks, of the incidents in `cases`.

    `accept_by` is filled by whoever starts the clocks, by leg, so that whoever tells the assignees can name it.
    """

    legs: Sequence[LegWritten]
    cases: Mapping[int, Raised]
    at: datetime
    accept_by: dict[int, datetime] = field(default_factory=dict)
