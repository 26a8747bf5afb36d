"""What waits for somebody: their live legs and those of the desks they sit at, a page at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Row, Select, and_, cast, func, literal, or_, select, true, tuple_

from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.paging import Page
from gridnet.clocks import stages
from gridnet.clocks.models import Clock
from gridnet.clocks.values import INCIDENT, ClockState
from gridnet.incidents import category_cache, queries, schemas, showing, sight
from gridnet.incidents.models import Incident, Leg
from gridnet.incidents.schemas import MineOrder
from gridnet.incidents.showing import Viewer
from gridnet.incidents.steps import Standing
from gridnet.people.access import Actor
from gridnet.people.roles import Mask

#: The place in the order of a leg on which nothing runs out.
NEVER = "infinity"

#: When the first stage of a leg that is its holder's own to keep runs out; one look into the index of clocks a leg.
_DUE = (
    select(func.min(Clock.due_at).label("due_at"))
    .where(
        Clock.county == Leg.county,
        Clock.subject_kind == INCIDENT,
        Clock.subject_id == Leg.incident_id,
        Clock.network == Leg.network,
        Clock.state == ClockState.RUNNING,
        Clock.holder_person_id.is_not_distinct_from(Leg.person_id),
    )
    .lateral("due")
)


def page(actor: Actor, wish: schemas.MineQuery, at: datetime) -> Page[schemas.MineOut]:
    """A page as the doors show it: two statements, however long it is."""
    county, desks = actor.county, sight.desks(actor, actor.county)
    rows = list_mine(county, actor.person_id, sorted(desks), wish)
    shown, after = paging.cut(rows, wish, lambda row: _key(row, wish.order))
    clocks = stages.list_of(county, INCIDENT, (row.Incident.id for row in shown))
    categories = category_cache.every(county)
    viewer = Viewer(actor.person_id, Mask.OPEN, Standing(frozenset()), desks, at)
    items = [
        showing.mine(row.Leg, showing.line(row.Incident, categories), clocks.get(row.Incident.id, ()), viewer)
        for row in shown
    ]
    return Page(items=items, next=after)


def list_mine(county: County, person_id: int, desks: Sequence[str], wish: schemas.MineQuery) -> Sequence[Row[Any]]:
    """A page of them with their incidents, one row more than asked for: rows of `Leg`, `Incident` (and `due_at`).

    Sorted by what was given last, or by what runs out first; what nothing runs out on comes last then.
    """
    mine: ColumnElement[bool] = Leg.person_id == person_id
    if desks:
        mine = or_(mine, and_(Leg.desk_code.in_(desks), Leg.position_id.is_(None)))
    query: Select[*tuple[Any, ...]] = (
        select(Leg, Incident)
        .join(Incident, and_(Incident.county == Leg.county, Incident.id == Leg.incident_id))
        .where(Leg.county == county, Leg.ended_at.is_(None), mine, ~Incident.is_history, queries.visible_to(person_id))
    )
    query = _by_due(query, wish) if wish.order is MineOrder.DUE else _newest_first(query, wish)
    return db.session.execute(query.limit(wish.limit + 1)).all()


def _key(row: Row[Any], order: MineOrder) -> list[str | int]:
    if order is MineOrder.NEWEST:
        return [row.Leg.id]
    return [row.due_at.isoformat() if row.due_at else NEVER, row.Leg.id]


def _newest_first(query: Select[*tuple[Any, ...]], wish: paging.Wish) -> Select[Any]:
    if wish.after:
        (id_,) = paging.read(wish.after, [int])
        query = query.where(Leg.id < id_)
    return query.order_by(Leg.id.desc())


def _by_due(query: Select[*tuple[Any, ...]], wish: paging.Wish) -> Select[Any]:
    due_at = func.coalesce(_DUE.c.due_at, _moment(NEVER))
    if wish.after:
        after, id_ = paging.read(wish.after, [str, int])
        query = query.where(tuple_(due_at, Leg.id) > tuple_(_moment(str(after)), literal(id_)))
    return query.add_columns(_DUE.c.due_at).join(_DUE, true()).order_by(due_at, Leg.id)


def _moment(said: str) -> ColumnElement[Any]:
    return cast(literal(NEVER), DateTime(timezone=True)) if said == NEVER else literal(paging.moment(said))
