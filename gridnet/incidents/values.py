"""What an incident is while it is being taken in: a report, then a raised incident with its place found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from geo.datums import Datum
from geo.points import LngLat
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.incidents.categories import Category, Priority
from gridnet.incidents.lifecycle import LegState, Role, State
from gridnet.territory.lookup import Placed


@dataclass(frozen=True, slots=True)
class Given:
    """A place as it was sent: coordinates in their own datum, and how sure the device was."""

    lng: float
    lat: float
    datum: Datum
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLeg:
    """One network's part in an incident of the past; of its stamps, what the file had, in whatever order."""

    network: Network
    role: Role
    stamps: Mapping[str, datetime]

    def state(self, closed_at: datetime | None) -> LegState:
        """Where the leg stood when the file was written, by the last act of the life cycle that it tells of."""
        if closed_at is not None:
            return LegState.CLOSED
        return next((state for stamp, state in _REACHED if stamp in self.stamps), LegState.ASSIGNED)


_REACHED = (
    ("handled_at", LegState.HANDLED),
    ("arrived_at", LegState.ON_SCENE),
    ("departed_at", LegState.DEPARTED),
    ("contacted_at", LegState.ACCEPTED),
    ("accepted_at", LegState.ACCEPTED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a file of the past tells beside the report: how it went, as it was written down."""

    source: str
    state: State
    legs: Sequence[PastLeg]
    closed_at: datetime | None
    due_at: datetime | None
    codes: Mapping[Network, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody tells us, checked and converted: `place` is in WGS-84."""

    county: County
    category: str
    channel: str
    text: str
    at: datetime
    recorded_at: datetime
    occurred_at: datetime
    captured_at: datetime | None = None
    place: LngLat | None = None
    given: Given | None = None
    grid_code: str | None = None
    address: str | None = None
    division_code: str | None = None
    priority: Priority | None = None
    people_count: int | None = None
    contact_sealed: bytes | None = None
    named: Mapping[int, str] = field(default_factory=dict)
    self_handled: str | None = None
    reported_by: int | None = None
    reported_as: int | None = None
    source_ref: str | None = None
    past: Past | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An incident taken in, with all that the assignment needs to know of it."""

    county: County
    id: int
    category: Category
    priority: Priority
    text: str
    place: LngLat | None
    tolerance_m: float
    located_by: str
    placed: Mapping[Network, Placed]
    covering: tuple[Placed, ...]
    division_code: str
    desk_code: str
    named: frozenset[int]
    reported_by: int | None
    reported_as: int | None
    self_handled: str | None
    at: datetime

    def note(self) -> Mapping[str, Any]:
        """What of it goes into the why-me record."""
        return {
            "category": self.category.code,
            "category_version": self.category.version,
            "by": self.located_by,
            "place": self.place,
            "tolerance_m": self.tolerance_m,
        }
