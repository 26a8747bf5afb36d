"""Who is asked first to decide about somebody's leave or swap: the nearest of those who may."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from sqlalchemy import select

from gridnet.base import db
from gridnet.base.county import County
from gridnet.people import lists, request_rules, roles
from gridnet.people.models import Position
from gridnet.people.roles import Role

#: The nearer first; a station's duty officer is as near to an officer as a leader is to a grid worker.
NEARNESS: Sequence[frozenset[Role]] = (
    frozenset({Role.GRID_LEADER, Role.STATION_DUTY}),
    frozenset({Role.VILLAGE_DESK}),
    frozenset({Role.TOWNSHIP_DESK}),
    frozenset({Role.DISPATCHER}),
)


def nearest(about: Position, but: AbstractSet[int | None], at: datetime) -> list[int]:
    """The persons of the nearest rung that has anybody but `but`, by id; one statement."""
    able = [
        each
        for each in list_able(County(about.county), about.scope, at)
        if each.person_id not in but and request_rules.may_decide(each, about)
    ]
    for rung in NEARNESS:
        if found := {each.person_id for each in able if Role(each.role) in rung}:
            return sorted(found)
    return []


def list_able(county: County, scope: str, at: datetime) -> Sequence[Position]:
    """The positions at `at` that decide about anybody in a division, in their order."""
    around = [scope[:digits] for digits in range(len(scope) + 1)]
    query = select(Position).where(
        Position.county == county,
        Position.role.in_(roles.DECIDES_ABOUT),
        Position.scope.in_(around),
        lists.holds_at(at),
    )
    return db.session.scalars(query.order_by(Position.id)).all()
