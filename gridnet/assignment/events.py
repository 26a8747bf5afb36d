"""What happens in the assignment, for whoever must follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gridnet.assignment.values import LegWritten
from gridnet.base.events import Event


@dataclass(frozen=True, kw_only=True)
class Assigned(Event):
    """Legs were given to persons or desks."""

    legs: Sequence[LegWritten]
    at: datetime
