"""What people do with a card: answer it with a reason, or have a named position cancel it. A card never goes away."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from gridnet.base import audit, db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, NotAllowed
from gridnet.base.network import Network
from gridnet.clocks import subjects
from gridnet.clocks.card_models import Card, Escalation
from gridnet.clocks.models import Clock
from gridnet.notices import promising
from gridnet.notices.promising import Promise

KIND = "card_cancelled"
#: What marks in the history of a matter that a card was answered, or cancelled.
ANSWERED, CANCELLED = "card_answer", "card_cancel"


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, as what, and why; `source` is where the request came from."""

    person_id: int
    position_id: int
    reason: str
    source: str = ""


def act(county: County, card_id: int, by: By, *, at: datetime) -> Card:
    """Answer a card: whoever it was told to says what is being done, once."""
    card = _open(county, card_id)
    if card.acted_at is not None:
        raise Conflict(f"card {card_id} was answered at {card.acted_at.isoformat()}; an answer stays as it was given")
    card.acted_at, card.acted_by, card.acted_as, card.act_reason = at, by.person_id, by.position_id, by.reason
    _note(card, ANSWERED, by, at)
    return card


def cancel(county: County, card_id: int, by: By, *, at: datetime) -> Card:
    """Cancel a card, as a named position and with a reason; the clock climbs on, so the next level comes all the same.

    Nobody cancels a card on a clock of their own.
    """
    card = _open(county, card_id)
    if by.person_id == card.holder_person_id:
        raise NotAllowed("a card is cancelled by somebody else than whoever has the case")
    card.cancelled_at, card.cancelled_by = at, by.person_id
    card.cancelled_as, card.cancel_reason = by.position_id, by.reason
    audit.write(
        county,
        "card.cancel",
        at=at,
        person_id=by.person_id,
        position_id=by.position_id,
        subject=("card", card_id),
        source=by.source,
        detail={"clock": card.clock_id, "level": card.level},
    )
    _note(card, CANCELLED, by, at)
    _tell_holder(card, at)
    return card


def was_told(card: Card, person_id: int) -> bool:
    """Whether somebody has the case or heard of the card."""
    heard = exists().where(
        Escalation.county == card.county, Escalation.card_id == card.id, Escalation.person_id == person_id
    )
    return card.holder_person_id == person_id or bool(db.session.scalar(select(heard)))


def _open(county: County, card_id: int) -> Card:
    card = db.lock(Card, county, card_id)
    if card.cancelled_at is not None:
        raise Conflict(f"card {card_id} was cancelled at {card.cancelled_at.isoformat()}")
    return card


def _note(card: Card, step: str, by: By, at: datetime) -> None:
    key = subjects.Key(County(card.county), card.subject_kind, card.subject_id)
    detail = {"mark": card.mark, "level": card.level, "stage": card.stage, "clock": card.clock_id}
    noted = subjects.Noted(key, step, card.network, detail, by.reason, by.person_id, by.position_id)
    db.session.flush()
    subjects.note([noted], at)


def _tell_holder(card: Card, at: datetime) -> None:
    if card.holder_person_id is None:
        return
    county = County(card.county)
    subject = subjects.Key(county, card.subject_kind, card.subject_id)
    clock = db.session.get_one(Clock, (card.county, card.clock_id))
    told = subjects.tell([subject])[subject]
    promise = Promise(
        key=f"card cancelled {card.id}",
        kind=KIND,
        person_id=card.holder_person_id,
        position_id=card.holder_position_id,
        params={
            **told.params,
            "priority": card.priority,
            "network": card.network,
            "stage": card.stage,
            "due_at": clock.due_at,
            "level": card.mark,
        },
        subject_kind=card.subject_kind,
        subject_id=card.subject_id,
        network=Network(card.network) if card.network else None,
    )
    promising.promise(county, [promise], at=at)
