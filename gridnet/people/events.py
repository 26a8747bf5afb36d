"""What happens among people that others must hear of."""

from dataclasses import dataclass
from datetime import datetime

from gridnet.base.events import Event
from gridnet.people.request_rules import Kind, State


@dataclass(frozen=True, kw_only=True)
class DutyRequestMoved(Event):
    """A leave or a swap was asked for, answered, decided or taken back.

    `tells` are those who have to do something about it now, or to know what came of it.
    """

    request_id: int
    version: int
    kind: Kind
    state: State
    starts_at: datetime
    tells: tuple[int, ...]
    at: datetime
