"""Giving an incident its place after the fact: what only had an address, or was placed wrongly."""

from dataclasses import dataclass
from datetime import datetime

from geo.points import LngLat
from gridnet.base import db, events
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Stale
from gridnet.base.network import Network
from gridnet.incidents import intake, queries, steps
from gridnet.incidents.events import IncidentPlaced
from gridnet.incidents.models import Entry, Incident
from gridnet.incidents.values import Given
from gridnet.territory import queries as territory
from gridnet.territory.lookup import Located


@dataclass(frozen=True, slots=True)
class Place:
    """A place somebody gives an incident, as whom, and how far outside an area it still counts."""

    point: LngLat
    given: Given
    tolerance_m: float
    person_id: int
    position_id: int | None


def place(county: County, id_: int, where: Place, *, expected_version: int | None, at: datetime) -> Incident:
    """Give the incident its place, look up both networks anew, and tell; raises `Conflict` when it has ended."""
    incident = db.lock(Incident, county, id_)
    steps.check_is_live(incident)
    if expected_version is not None and expected_version != incident.version:
        raise Stale(f"the incident is at version {incident.version}, not {expected_version}; read it again")
    if incident.ended_at is not None:
        raise Conflict("the incident has ended; reopen it before it is placed")
    before = incident.located_by
    located = territory.locate(county, where.point, at, tolerance_m=where.tolerance_m)
    _set(incident, where, located)
    db.session.add(_entry(incident, before, where, at))
    db.session.flush()
    events.emit(
        IncidentPlaced(county=county, raised=queries.recall(county, id_, tolerance_m=where.tolerance_m, at=at), at=at)
    )
    return incident


def _set(incident: Incident, where: Place, located: Located) -> None:
    incident.place = f"SRID=4326;POINT({where.point.lng!r} {where.point.lat!r})"  # type: ignore[assignment]  # EWKT in
    incident.given_lng, incident.given_lat = where.given.lng, where.given.lat
    incident.given_datum, incident.accuracy_m = where.given.datum, where.given.accuracy_m
    incident.located_by = intake.located_by(located)
    for placed, network in ((located.grid, Network.COMMUNITY), (located.beat, Network.POLICE)):
        name = "grid" if network is Network.COMMUNITY else "beat"
        setattr(incident, f"{name}_area_id", placed.area_id if placed else None)
        setattr(incident, f"{name}_outline_id", placed.outline_id if placed else None)
        setattr(incident, f"{name}_edge_m", placed.edge_m if placed else None)
    if located.grid and located.grid.parent_code and located.grid.parent_code.startswith(incident.county):
        incident.division_code = located.grid.parent_code
        incident.desk_code = intake.desk_of(incident.division_code, incident.county)
    incident.version += 1


def _entry(incident: Incident, before: str, where: Place, at: datetime) -> Entry:
    return Entry(
        county=incident.county,
        incident_id=incident.id,
        step="place",
        from_state=incident.state,
        to_state=incident.state,
        person_id=where.person_id,
        position_id=where.position_id,
        occurred_at=at,
        recorded_at=at,
        is_late=False,
        detail={"located_by": [before, incident.located_by]},
    )
