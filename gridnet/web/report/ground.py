"""What the small map shows: the areas around a place, and the base map moved to lie below them rightly."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import Field

from geo import datums, points
from geo.datums import Datum
from geo.errors import BadGeometry
from geo.points import LngLat
from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.base.settings import Settings
from gridnet.people.access import Actor
from gridnet.territory import around, county_index, queries
from gridnet.territory.schemas import Strict
from gridnet.web import base_map


class Query(Strict):
    """The middle of the map in WGS-84, and how far it reaches to each side, metres."""

    lng: float = Field(allow_inf_nan=False)
    lat: float = Field(allow_inf_nan=False)
    reach_m: float = Field(400, ge=50, le=5000, allow_inf_nan=False)


def read(query: Query, actor: Actor, settings: Settings, at: datetime) -> Mapping[str, Any]:
    """The areas (GeoJSON pieces in WGS-84) and the base map with its shift in degrees; raises `Invalid`."""
    try:
        place = points.check(query.lng, query.lat)
    except BadGeometry as error:
        raise Invalid(str(error)) from None
    county = county_index.county_at(place, at)
    pieces = around.around(actor.reach.check(county), place, at, reach_m=query.reach_m) if county else []
    areas = [{"network": each.network, "code": each.code, "name": each.name, "shape": each.shape} for each in pieces]
    return {"areas": areas, "base": _base(settings, place)}


def _base(settings: Settings, place: LngLat) -> Mapping[str, Any] | None:
    """The base map, and by how much it shows this place aside: within a few kilometres that is the same everywhere."""
    described = base_map.describe(settings)
    if described is None:
        return None
    shown = datums.point_from_wgs84(place, Datum(str(described["datum"])))
    return {**described, "shift": [shown.lng - place.lng, shown.lat - place.lat]}


def own_grids(actor: Actor) -> Sequence[tuple[str, str]]:
    """Code and name of the grids the actor keeps."""
    ids = [held.area_id for held in actor.held if held.network is Network.COMMUNITY and held.area_id is not None]
    return queries.names_of(actor.county, ids) if ids else []
