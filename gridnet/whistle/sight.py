"""What somebody is to whistles: the township that called, the department that was; and what each may see.

A department sees its own summonses, as long as the case is an ordinary matter and does not name the person; of the
case it sees what the summons says and nothing else.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import NotAllowed, NotFound
from gridnet.incidents import acting, queries
from gridnet.incidents import sight as incident_sight
from gridnet.incidents.models import Incident
from gridnet.people.access import Actor
from gridnet.people.roles import Matter, Permission, Role
from gridnet.whistle.lifecycle import Part
from gridnet.whistle.models import Department, Summons
from gridnet.whistle.values import By


def desks(actor: Actor, county: County) -> dict[str, int]:
    """The departments of the county at whose desks the actor sits, each with the position."""
    able = actor.permitting(Permission.WHISTLE_ANSWER)
    return {
        held.station_code: held.id
        for held in able
        if held.role is Role.DEPARTMENT_DESK and held.county == county and held.station_code
    }


def called(actor: Actor, county: County) -> ColumnElement[bool]:
    """The condition that a summons is for a department at whose desk the actor sits, and theirs to see."""
    mine = select(Department.id).where(Department.county == county, Department.code.in_(sorted(desks(actor, county))))
    ordinary = exists().where(
        Incident.county == Summons.county,
        Incident.id == Summons.incident_id,
        Incident.matter == Matter.ORDINARY,
        queries.visible_to(actor.person_id),
    )
    return and_(Summons.department_id.in_(mine), ordinary.correlate_except(Incident))


def opened(actor: Actor, county: County) -> ColumnElement[bool]:
    """The condition that a summons belongs to a case of the actor's desk, or of one below it."""
    able = actor.permitting(Permission.WHISTLE_READ)
    scopes = [held.scope for held in able if held.role is not Role.DEPARTMENT_DESK]
    inside = [Incident.division_code.startswith(scope, autoescape=True) for scope in scopes]
    here = exists().where(
        Incident.county == Summons.county,
        Incident.id == Summons.incident_id,
        Incident.matter == Matter.ORDINARY,
        or_(*inside) if inside else Incident.id.is_(None),
        queries.visible_to(actor.person_id),
    )
    return and_(Summons.county == county, here.correlate_except(Incident))


def visible(actor: Actor, county: County, id_: Any) -> ColumnElement[bool]:
    """The condition that the actor may see the summons whose id is in this column."""
    readable = exists().where(
        Incident.county == Summons.county, Incident.id == Summons.incident_id, incident_sight.readable(actor, county)
    )
    some = or_(called(actor, county), readable.correlate_except(Incident))
    here = exists().where(Summons.county == county, Summons.id == id_, some)
    return here.correlate_except(Summons)


def find(actor: Actor, county: County, summons_id: int) -> Summons:
    """The summons, where the actor called it or was called by it; raises `NotFound`."""
    query = select(Summons).where(Summons.county == county, Summons.id == summons_id)
    found = db.session.scalars(query.where(or_(called(actor, county), opened(actor, county)))).first()
    if found is None:
        raise NotFound(f"there is no summons {summons_id} in {county}, or none that you may see")
    return found


def opener(actor: Actor, county: County, incident_id: int) -> tuple[Incident, By]:
    """The incident, and as whom the actor calls departments to it; raises `NotFound` or `NotAllowed`."""
    incident, legs = acting.find(county, incident_id, actor)
    seen = incident_sight.require(actor, Permission.WHISTLE_OPEN, incident, legs)
    return incident, By(actor.person_id, seen.position_id)


def parts(actor: Actor, summons: Summons, department: Department) -> dict[Part, By]:
    """What the actor is to a summons, and as which position.

    Whoever sits at the department's desk is not the township to it as well: nobody rates themselves.
    """
    county = County(summons.county)
    position_id = desks(actor, county).get(department.code)
    if position_id is not None:
        return {Part.DEPARTMENT: By(actor.person_id, position_id)}
    try:
        return {Part.TOWNSHIP: opener(actor, county, summons.incident_id)[1]}
    except (NotFound, NotAllowed):
        return {}


def names(person_id: int, county: County, id_: Any) -> ColumnElement[bool]:
    """The condition that the case of the summons whose id is in this column names this person."""
    seen = exists().where(
        Incident.county == Summons.county, Incident.id == Summons.incident_id, queries.visible_to(person_id)
    )
    here = exists().where(Summons.county == county, Summons.id == id_, ~seen.correlate_except(Incident))
    return here.correlate_except(Summons)


def may_open(actor: Actor, incident: Incident, legs: Iterable[Any]) -> bool:
    """Whether the actor may call departments to this case."""
    return incident_sight.sight(actor, Permission.WHISTLE_OPEN, incident, list(legs)) is not None
