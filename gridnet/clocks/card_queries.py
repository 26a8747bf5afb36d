"""Questions about cards and clocks set aside; each a function, each one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, exists, false, func, or_, select, union

from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.errors import NotFound
from gridnet.clocks import subjects
from gridnet.clocks.card_models import Card, Escalation, Fault
from gridnet.people.access import Actor


class Which(StrEnum):
    """Whose cards: my own and those I heard of, those of my divisions, those raised to my desk."""

    MINE = "mine"
    BOARD = "board"
    RAISED = "raised"


def list_cards(
    actor: Actor, county: County, wish: paging.Wish, *, which: Which, is_open: bool | None
) -> Sequence[Card]:
    """A page of the cards the actor may see, newest first, one row more than asked for."""
    query = select(Card).where(Card.county == county, _whose(actor, county, which), _seen(actor, county))
    if is_open is not None:
        open_ = and_(Card.acted_at.is_(None), Card.cancelled_at.is_(None))
        query = query.where(open_ if is_open else ~open_)
    if wish.after is not None:
        (last,) = paging.read(wish.after, [int])
        query = query.where(Card.id < last)
    return db.session.scalars(query.order_by(Card.id.desc()).limit(wish.limit + 1)).all()


def get_card(actor: Actor, county: County, card_id: int) -> Card:
    """The card; raises `NotFound` where it or its subject may not be seen."""
    card = db.session.scalar(select(Card).where(Card.county == county, Card.id == card_id, _seen(actor, county)))
    if card is None:
        raise NotFound(f"there is no card {card_id} in {county}, or none that you may see")
    return card


@dataclass(frozen=True, slots=True)
class Raised:
    """A card that waits for an answer, and whether this person was told of it."""

    card: Card
    was_told: bool


def list_waiting(actor: Actor, county: County, clock_ids: Iterable[int]) -> list[Raised]:
    """The cards on these clocks that nobody has answered or cancelled, the highest first; the subject may be seen."""
    ids = sorted(set(clock_ids))
    if not ids:
        return []
    waits = and_(Card.acted_at.is_(None), Card.cancelled_at.is_(None))
    told = or_(func.coalesce(Card.holder_person_id == actor.person_id, false()), _was_told(actor, county))
    query = select(Card, told.label("was_told")).where(Card.county == county, Card.clock_id.in_(ids), waits)
    return [Raised(row.Card, row.was_told) for row in db.session.execute(query.order_by(Card.level.desc(), Card.id))]


def list_heard(county: County, card_id: int) -> Sequence[Escalation]:
    """Who heard of a card."""
    query = select(Escalation).where(Escalation.county == county, Escalation.card_id == card_id)
    return db.session.scalars(query.order_by(Escalation.tell)).all()


def list_faults(county: County, wish: paging.Wish) -> Sequence[Fault]:
    """A page of the clocks set aside, newest first, one row more than asked for."""
    query = select(Fault).where(Fault.county == county, Fault.cleared_at.is_(None))
    if wish.after is not None:
        (last,) = paging.read(wish.after, [int])
        query = query.where(Fault.id < last)
    return db.session.scalars(query.order_by(Fault.id.desc()).limit(wish.limit + 1)).all()


def _seen(actor: Actor, county: County) -> ColumnElement[bool]:
    """Whoever may see the case sees its cards; whoever was told of a card sees that one, unless the case names them."""
    named = subjects.names(actor.person_id, county, Card.subject_kind, Card.subject_id)
    return or_(
        subjects.visible(actor, county, Card.subject_kind, Card.subject_id), and_(_was_told(actor, county), ~named)
    )


def _was_told(actor: Actor, county: County) -> ColumnElement[bool]:
    return exists().where(
        Escalation.county == county, Escalation.card_id == Card.id, Escalation.person_id == actor.person_id
    )


def _of_person(person_id: int, county: County) -> CompoundSelect[tuple[int]]:
    """The ids of the cards that somebody holds or heard of, each found by its index."""
    held = select(Card.id).where(Card.county == county, Card.holder_person_id == person_id)
    heard = select(Escalation.card_id).where(Escalation.county == county, Escalation.person_id == person_id)
    return union(held, heard)


def _whose(actor: Actor, county: County, which: Which) -> ColumnElement[bool]:
    if which is Which.MINE:
        return Card.id.in_(_of_person(actor.person_id, county))
    scopes = [held.scope for held in actor.held if held.scope.startswith(county) or county.startswith(held.scope)]
    if which is Which.RAISED:
        return Card.raised_to.in_([max(scope, str(county), key=len) for scope in scopes])
    within: list[Any] = [Card.division_code.like(f"{scope}%") for scope in scopes]
    return and_(Card.mark != "remind", or_(false(), *within))
