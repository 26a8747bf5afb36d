"""What an incident is while it is being taken in: a report, then a raised incident with its place found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from geo.datums import Datum
from geo.points import LngLat
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.incidents.categories import Category, Priority
from gridnet.territory.lookup import Placed


@dataclass(frozen=True, slots=True)
class Given:
    """A place as it was sent: coordinates in their own datum, and how sure the device was."""

    lng: float
    lat: float
    datum: Datum
    accuracy_m: float | None = None


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
