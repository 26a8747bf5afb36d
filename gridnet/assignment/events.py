"""What happens in the assignment, for whoever must follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gridnet.assignment.values import LegWritten
from gridnet.base.events import Event
from gridnet.clocks.counting import ClockNow
from gridnet.clocks.values import Stage
from gridnet.incidents.values import Raised


@dataclass(frozen=True, kw_only=True)
class Assigned(Event):
    """Legs were given to persons or desks, of the incidents in `cases`.

    `is_recast` is that they replace legs in which nobody had begun, because the matter is another one.
    `clocks` is filled by whoever starts them, by leg, so that whoever tells the assignees can name their due times.
    """

    legs: Sequence[LegWritten]
    cases: Mapping[int, Raised]
    at: datetime
    is_recast: bool = False
    clocks: dict[int, list[ClockNow]] = field(default_factory=dict)

    def accept_by(self, leg_id: int) -> datetime | None:
        """When a leg is to be accepted at the latest, if there is a limit."""
        accepts = (each for each in self.clocks.get(leg_id, ()) if each.stage == Stage.ACCEPT)
        return next((each.marks.due_at for each in accepts), None)
