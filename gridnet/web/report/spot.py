"""What is told of a place before a report is sent: its grid, its beat, whether an edge is near, what is like it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from geo.datums import Datum
from geo.points import LngLat
from gridnet.base.errors import Refusal
from gridnet.base.settings import Settings
from gridnet.incidents import receiving, showing
from gridnet.incidents.schemas import AlikeOut, Code
from gridnet.people.access import Actor
from gridnet.territory import showing as territory
from gridnet.territory.schemas import PlacedOut, PlaceOut, PlaceQuery, Strict


class Query(Strict):
    """A place in WGS-84 with the error of the device in metres, and what is to be reported there."""

    lng: float = Field(allow_inf_nan=False)
    lat: float = Field(allow_inf_nan=False)
    accuracy_m: float | None = Field(None, ge=0, allow_inf_nan=False)
    category: Code | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """What was found; `fault` says why nothing was."""

    grid: PlacedOut | None = None
    beat: PlacedOut | None = None
    near_edge: bool = False
    alike: Sequence[AlikeOut] = ()
    fault: str = ""


def read(query: Query, actor: Actor, settings: Settings, at: datetime) -> Spot:
    """What lies at the place; a place that cannot be, or lies in no county of the actor, is told as a fault."""
    asked = PlaceQuery(lng=query.lng, lat=query.lat, datum=Datum.WGS84)
    try:
        point = territory.to_wgs84(asked)
        found = territory.place(point, at, tolerance_m=settings.nearest_tolerance_m)
        if found.county is None:
            return Spot(fault="nowhere")
        return _told(found, point, query, actor, at)
    except Refusal:
        return Spot(fault="elsewhere")


def _told(found: PlaceOut, point: LngLat, query: Query, actor: Actor, at: datetime) -> Spot:
    county = actor.reach.check(found.county or "")
    near = any(
        showing.is_near_edge(each.edge_m, query.accuracy_m) for each in (found.grid, found.beat) if each is not None
    )
    alike = receiving.likely(county, query.category, point, actor, at=at) if query.category else []
    return Spot(found.grid, found.beat, near, alike)
