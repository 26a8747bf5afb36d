"""Wanting a report, and wanting it no more; and whether its reader may (still) see what it tells."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from gridnet.base import audit, db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, NotFound
from gridnet.base.network import Network
from gridnet.people.access import Held, reach_of
from gridnet.people.models import Person, Position
from gridnet.people.roles import Permission, Role
from gridnet.people.staff import By
from gridnet.reports.exporting.schemas import Format
from gridnet.reports.mail_models import Subscription
from gridnet.reports.mailing.periods_due import Cadence


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A report as somebody wants it."""

    scope: str
    cadence: Cadence
    language: str = "zh"
    format: Format = Format.PDF


def subscribe(county: County, wish: Wish, by: By) -> Subscription:
    """Begin a subscription of whoever asks, in the position they ask as; raises `Conflict` where they have it."""
    made = Subscription(
        county=county,
        person_id=by.person_id,
        position_id=by.position_id,
        scope=wish.scope,
        cadence=wish.cadence,
        language=wish.language,
        format=wish.format,
        created_at=by.at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        raise Conflict(f"you have the {wish.cadence} report on {wish.scope} already") from None
    _note("report_subscription.begin", made, by)
    return made


def list_live(county: County, person_id: int | None = None) -> list[Subscription]:
    """The live subscriptions of a person, or of the whole county."""
    query = select(Subscription).where(Subscription.county == county, Subscription.ended_at.is_(None))
    if person_id is not None:
        query = query.where(Subscription.person_id == person_id)
    return list(db.session.scalars(query.order_by(Subscription.id)))


def cancel(county: County, id_: int, by: By) -> None:
    """End one's own subscription; raises `NotFound`."""
    found = db.session.get(Subscription, (county, id_))
    if found is None or found.person_id != by.person_id or found.ended_at is not None:
        raise NotFound(f"you have no subscription {id_}")
    end(found, "cancelled", by)


def end(subscription: Subscription, reason: str, by: By) -> None:
    """End a subscription for a reason."""
    subscription.ended_at, subscription.end_reason = by.at, reason
    _note(f"report_subscription.{reason}", subscription, by)


def may_still(subscription: Subscription, at: datetime) -> bool:
    """Whether its reader still holds the position they asked as, and that still lets them see the division."""
    person = db.session.get(Person, (subscription.county, subscription.person_id), populate_existing=True)
    held = db.session.get(Position, (subscription.county, subscription.position_id), populate_existing=True)
    if person is None or held is None or person.disabled_at is not None or held.withdrawn_at is not None:
        return False
    if not (held.valid_from <= at and (held.valid_to is None or held.valid_to > at)):
        return False
    return reach_of([_held(held)], Permission.REPORT_READ).covers(subscription.scope)


def _held(row: Position) -> Held:
    network = Network(row.network) if row.network else None
    return Held(
        row.id, County(row.county), Role(row.role), network, row.scope, row.station_code, row.area_id, row.keeps
    )


def _note(action: str, subscription: Subscription, by: By) -> None:
    audit.write(
        County(subscription.county),
        action,
        at=by.at,
        person_id=by.person_id,
        position_id=by.position_id,
        subject=("report_subscription", subscription.id),
        source=by.source,
        detail={"scope": subscription.scope, "cadence": subscription.cadence},
    )
