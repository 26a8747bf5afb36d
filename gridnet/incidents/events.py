"""What happens to incidents, for whoever must follow."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gridnet.base.events import Event
from gridnet.base.network import Network
from gridnet.incidents.legs import LegView
from gridnet.incidents.lifecycle import LegState, Role, State, Step
from gridnet.incidents.values import Raised


@dataclass(frozen=True, kw_only=True)
class IncidentRaised(Event):
    """Incidents were taken in, one or a file of them, in one transaction.

    `legs` is filled by whoever gives them, so that whoever raised the incidents can tell without asking.
    """

    raised: Sequence[Raised]
    at: datetime
    legs: list[LegView] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class LegMoved(Event):
    """A leg took a step and goes on; the person is whoever took it, for the reason they gave."""

    incident_id: int
    leg_id: int
    network: Network
    role: Role
    step: Step
    state: LegState
    reason: str = ""
    person_id: int | None = None
    position_id: int | None = None
    occurred_at: datetime
    at: datetime


@dataclass(frozen=True, kw_only=True)
class LegReleased(Event):
    """A leg was declined, handed over or escalated; its network needs somebody anew."""

    incident_id: int
    leg_id: int
    step: Step
    to_position: int | None
    by_position: int | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class IncidentMoved(Event):
    """Somebody decided about the whole incident."""

    incident_id: int
    step: Step
    state: State
    occurred_at: datetime
    at: datetime


@dataclass(frozen=True, kw_only=True)
class IncidentPlaced(Event):
    """An incident was given its place, or another one; its legs must be looked at anew."""

    raised: Raised
    at: datetime


@dataclass(frozen=True, kw_only=True)
class IncidentReclassified(Event):
    """An incident has another priority or category; `is_recast` where its legs must be given anew."""

    raised: Raised
    is_recast: bool
    at: datetime
