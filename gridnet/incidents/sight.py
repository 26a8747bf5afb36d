"""What somebody may see of incidents and do to them, from the positions they hold and the table of roles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from gridnet.base.county import County
from gridnet.base.errors import NotAllowed, NotFound
from gridnet.incidents import numbers, queries
from gridnet.incidents.lifecycle import Part
from gridnet.incidents.models import Incident, Leg
from gridnet.incidents.steps import Owned, Standing
from gridnet.people import roles
from gridnet.people.access import Actor, Held
from gridnet.people.roles import Mask, Matter, Permission, Relation, Role

#: Sitting at the desk of a case, or above it.
_DESK_RELATIONS = frozenset({Relation.SCOPE, Relation.COUNTY, Relation.AREA})


@dataclass(frozen=True, slots=True)
class Sight:
    """How much of an incident somebody sees, and as which position."""

    mask: Mask
    position_id: int


def desks(actor: Actor, county: County) -> frozenset[str]:
    """The codes of the desks in whose queues the actor works."""
    return frozenset(code for held in actor.held for code in _desks_of(held, county))


def _desks_of(held: Held, county: County) -> Iterator[str]:
    if held.role is Role.STATION_DUTY and held.station_code:
        yield held.station_code
    elif held.role in {Role.TOWNSHIP_DESK, Role.VILLAGE_DESK, Role.COUNTY_DESK} and held.scope.startswith(county):
        yield held.scope


def _relations(held: Held, actor: Actor, incident: Incident, legs: Sequence[Owned]) -> frozenset[Relation]:
    found = set()
    if held.scope[:6] == incident.county or incident.county.startswith(held.scope):
        found.add(Relation.COUNTY)
    if held.area_id is None and incident.division_code.startswith(held.scope):
        found.add(Relation.SCOPE)
    if held.area_id is not None and held.area_id in {incident.grid_area_id, incident.beat_area_id}:
        found.add(Relation.AREA)
    if is_own(held, actor, incident, legs):
        found.add(Relation.OWN)
    return frozenset(found)


def is_own(held: Held, actor: Actor, incident: Incident, legs: Sequence[Owned]) -> bool:
    """Whether the case was reported by the actor, or one of its legs is theirs or waits at this position's desk."""
    sits_at = set(_desks_of(held, County(incident.county)))
    mine = any(
        leg.person_id == actor.person_id or (leg.position_id is None and leg.desk_code in sits_at) for leg in legs
    )
    return mine or incident.reported_by == actor.person_id


def sight(actor: Actor, permission: Permission, incident: Incident, legs: Sequence[Owned]) -> Sight | None:
    """How much the actor sees when using `permission`; None is nothing at all."""
    matter = Matter(incident.matter)
    seen = []
    for held in actor.held:
        mask = roles.may(held.role, permission, _relations(held, actor, incident, legs), matter)
        if mask is not None:
            seen.append(Sight(mask, held.id))
    return min(seen, key=lambda each: (each.mask, each.position_id), default=None)


def require(actor: Actor, permission: Permission, incident: Incident, legs: Sequence[Owned]) -> Sight:
    """`sight`, or a refusal: `NotFound` for a case that may not even be seen, `NotAllowed` for one that may."""
    found = sight(actor, permission, incident, legs)
    if found is not None:
        return found
    if sight(actor, Permission.INCIDENT_READ, incident, legs) is None:
        raise NotFound(f"there is no incident {numbers.write(incident.county, incident.id)}, or none that you may see")
    raise NotAllowed(f"none of your positions may {permission} here")


def standing(actor: Actor, incident: Incident, legs: Sequence[Owned]) -> Standing:
    """What the actor is to the whole incident; what they are to a leg is told by the leg."""
    parts = set()
    for held in actor.held:
        relations = _relations(held, actor, incident, legs) & _DESK_RELATIONS
        if roles.may(held.role, Permission.INCIDENT_STEP, relations, Matter(incident.matter)) is not None:
            parts.add(Part.DESK)
        if roles.may(held.role, Permission.INCIDENT_REASSIGN, relations, Matter(incident.matter)) is not None:
            parts.add(Part.SUPERVISOR)
    if incident.reported_by == actor.person_id:
        parts.add(Part.REPORTER)
    return Standing(frozenset(parts))


def readable(actor: Actor, county: County) -> ColumnElement[bool]:
    """The condition that an incident of `county` may be seen at all; the same rule as `sight`, for lists."""
    return _readable(actor.person_id, actor.held, county)


@lru_cache(maxsize=1024)  # what SQLAlchemy needs to build it costs more than running it, and the same few people ask
def _readable(person_id: int, held: tuple[Held, ...], county: County) -> ColumnElement[bool]:
    grants = [
        (each, grant.relation, _matters(grant))
        for each in held
        for grant in roles.grants(each.role, Permission.INCIDENT_READ)
    ]
    everywhere = frozenset(
        matter for each, relation, matters in grants if _is_whole(each, county, relation) for matter in matters
    )
    if everywhere == frozenset(Matter):
        return cast("ColumnElement[bool]", queries.visible_to(person_id))
    some = [_in_matters(everywhere)]
    some += [
        and_(_where(each, person_id, county, relation), _in_matters(matters - everywhere))
        for each, relation, matters in grants
        if matters - everywhere
    ]
    return and_(queries.visible_to(person_id), or_(false(), *some))


def _matters(grant: roles.Grant) -> frozenset[Matter]:
    return frozenset(matter for matter in Matter if grant.seen.of(matter) is not None)


def _in_matters(matters: frozenset[Matter]) -> ColumnElement[bool]:
    return Incident.matter.in_(sorted(matters)) if matters else false()


def _is_whole(held: Held, county: County, relation: Relation) -> bool:
    """Whether the relation holds for every case of the county."""
    if relation is Relation.COUNTY:
        return county.startswith(held.scope) or held.scope[:6] == county
    return relation is Relation.SCOPE and held.area_id is None and county.startswith(held.scope)


def _where(held: Held, person_id: int, county: County, relation: Relation) -> ColumnElement[bool]:
    if _is_whole(held, county, relation):
        return true()
    if relation is Relation.SCOPE and held.area_id is None:
        return Incident.division_code.startswith(held.scope, autoescape=True)
    if relation is Relation.AREA and held.area_id is not None:
        return _in_area(held.area_id)
    return _own(held, person_id, county) if relation is Relation.OWN else false()


def _in_area(area_id: int) -> ColumnElement[bool]:
    return or_(Incident.grid_area_id == area_id, Incident.beat_area_id == area_id)


def _own(held: Held, person_id: int, county: County) -> ColumnElement[bool]:
    mine: Any = Leg.person_id == person_id
    if sits_at := sorted(_desks_of(held, county)):
        mine = or_(mine, and_(Leg.position_id.is_(None), Leg.desk_code.in_(sits_at)))
    has_leg = exists().where(Leg.county == Incident.county, Leg.incident_id == Incident.id, mine)
    return or_(Incident.reported_by == person_id, has_leg)


def reporting_position(actor: Actor, county: County) -> Held:
    """The position as which the actor reports in `county`; raises `NotAllowed` where none may."""
    for held in actor.held:
        in_county = held.scope[:6] == county or county.startswith(held.scope)
        relations = {Relation.COUNTY, Relation.SCOPE} if in_county else set()
        if roles.may(held.role, Permission.INCIDENT_REPORT, relations) is not None:
            return held
    raise NotAllowed(f"none of your positions may report incidents in county {county}")
