"""What waits for somebody's decision: pauses and extensions asked for on clocks they decide about, the oldest first."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, literal, null, or_, select, tuple_, union_all

from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.clocks import levels, subjects
from gridnet.clocks.models import Clock, Extension, Interval
from gridnet.clocks.values import Decision
from gridnet.people.access import Actor, Held
from gridnet.people.roles import Permission

PAUSE, EXTENSION = "pause", "extension"
_CLOCK = (
    Clock.county,
    Clock.subject_kind,
    Clock.subject_id,
    Clock.stage,
    Clock.network,
    Clock.priority,
    Clock.due_at,
)


def list_waiting(actor: Actor, county: County, wish: paging.Wish) -> Sequence[Any]:
    """A page of it, one row more than asked for; nothing of their own, nor of a matter they may not see."""
    waiting = union_all(_pauses(actor, county), _extensions(actor, county)).subquery()
    columns = waiting.c
    query = select(waiting).order_by(columns.asked_at, columns.kind, columns.id)
    if wish.after is not None:
        asked_at, kind, id_ = paging.read(wish.after, [str, str, int])
        place = tuple_(literal(paging.moment(str(asked_at))), literal(kind), literal(id_))
        query = query.where(tuple_(columns.asked_at, columns.kind, columns.id) > place)
    return db.session.execute(query.limit(wish.limit + 1)).all()


def key(row: Any) -> list[str | int]:
    """What a row is sorted by."""
    return [row.asked_at.isoformat(), row.kind, row.id]


def _pauses(actor: Actor, county: County) -> Any:
    query = select(
        literal(PAUSE).label("kind"),
        Interval.id,
        Interval.clock_id,
        Interval.recorded_at.label("asked_at"),
        Interval.asked_by_person,
        Interval.asked_by_position,
        Interval.reason,
        null().label("amount"),
        null().label("unit"),
        Interval.from_at,
        Interval.to_at,
        *_CLOCK,
    ).join(Clock, and_(Clock.county == Interval.county, Clock.id == Interval.clock_id))
    mine = Interval.asked_by_person == actor.person_id
    return query.where(
        Interval.county == county, Interval.decision == Decision.PENDING, ~mine, _decides(actor, county, leveled=False)
    )


def _extensions(actor: Actor, county: County) -> Any:
    query = select(
        literal(EXTENSION).label("kind"),
        Extension.id,
        Extension.clock_id,
        Extension.asked_at,
        Extension.asked_by_person,
        Extension.asked_by_position,
        Extension.reason,
        Extension.amount,
        Extension.unit,
        null().label("from_at"),
        null().label("to_at"),
        *_CLOCK,
    ).join(Clock, and_(Clock.county == Extension.county, Clock.id == Extension.clock_id))
    mine = Extension.asked_by_person == actor.person_id
    return query.where(
        Extension.county == county, Extension.state == Decision.PENDING, ~mine, _decides(actor, county, leveled=True)
    )


def _decides(actor: Actor, county: County, *, leveled: bool) -> ColumnElement[bool]:
    """That a position of the actor's decides about the clock; more time is decided at the level that set the limit."""
    some = [_covers(held, leveled=leveled) for held in actor.permitting(Permission.CLOCK_DECIDE)]
    return and_(
        or_(false(), *some),
        Clock.holder_person_id.is_distinct_from(actor.person_id),
        subjects.visible(actor, county, Clock.subject_kind, Clock.subject_id),
    )


def _covers(held: Held, *, leveled: bool) -> ColumnElement[bool]:
    within = Clock.division_code.startswith(held.scope, autoescape=True)
    if not leveled:
        return within
    return and_(within, Clock.set_by_level <= (levels.level_of(held.role, held.scope) or 0))
