"""Messages that were given up: who is told, the list an administrator sees, and trying again by hand."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, select, text

from gridnet.base import audit, db, paging
from gridnet.base.county import County
from gridnet.base.errors import Conflict
from gridnet.notices import promising
from gridnet.notices.models import Channel, Delivery
from gridnet.notices.promising import Promise
from gridnet.people.models import Position
from gridnet.people.roles import Role
from gridnet.people.staff import By

KIND = "delivery_given_up"

_COUNTS = text("""
    SELECT true AS counts FROM notice_delivery_part AS part
    JOIN notice ON notice.county = :county AND notice.id = part.notice_id
    WHERE part.county = :county AND part.delivery_id = CAST(:id AS bigint) AND notice.kind <> :kind
    LIMIT 1
""")


def tell(county: County, delivery_id: int, *, at: datetime) -> None:
    """Promise the county's administrators a notice, one an hour; not about codes or messages that say just that."""
    if not db.run(_COUNTS, {"county": county, "id": delivery_id, "kind": KIND}):
        return
    hour = f"{at:%Y-%m-%dT%H}"
    promises = [
        Promise(key=f"given up {hour} {person_id}", kind=KIND, person_id=person_id)
        for person_id in administrators(county, at=at)
    ]
    promising.promise(county, promises, at=at)


def administrators(county: County, *, at: datetime) -> list[int]:
    """Whoever administers the county's part of the system at `at`."""
    query = (
        select(Position.person_id)
        .distinct()
        .where(
            Position.county == county,
            Position.role == Role.SYSTEM_ADMIN,
            Position.withdrawn_at.is_(None),
            Position.valid_from <= at,
            (Position.valid_to.is_(None)) | (Position.valid_to > at),
        )
    )
    return list(db.session.scalars(query))


def list_deliveries(county: County, wish: paging.Wish, *, state: str | None = None) -> Sequence[Row[Delivery, Channel]]:
    """A page of messages with their channels, newest first, one row more than asked for."""
    query = (
        select(Delivery, Channel)
        .join(Channel, (Channel.county == Delivery.county) & (Channel.id == Delivery.channel_id))
        .where(Delivery.county == county)
    )
    if state is not None:
        query = query.where(Delivery.state == state)
    if wish.after:
        (id_,) = paging.read(wish.after, [int])
        query = query.where(Delivery.id < id_)
    return db.session.execute(query.order_by(Delivery.id.desc()).limit(wish.limit + 1)).all()


def count_given_up(county: County) -> int:
    """How many messages of the county were given up and not tried again since."""
    query = select(func.count()).where(Delivery.county == county, Delivery.state == "given_up")
    return db.session.execute(query).scalar_one()


def list_retriable(county: County) -> list[int]:
    """Every message that was given up and whose channel is still there."""
    query = (
        select(Delivery.id)
        .join(Channel, (Channel.county == Delivery.county) & (Channel.id == Delivery.channel_id))
        .where(
            Delivery.county == county,
            Delivery.state == "given_up",
            Channel.removed_at.is_(None),
            Channel.verified_at.is_not(None),
        )
    )
    return list(db.session.scalars(query.order_by(Delivery.id)))


def retry(county: County, delivery_id: int, by: By) -> Delivery:
    """Send a message that was given up once more, from the first try on; raises `NotFound` or `Conflict`."""
    delivery = db.lock(Delivery, county, delivery_id)
    if delivery.state != "given_up":
        raise Conflict(f"the message is {delivery.state}; only what was given up is tried again by hand")
    channel = db.session.get_one(Channel, (county, delivery.channel_id))
    if channel.removed_at is not None or channel.verified_at is None:
        raise Conflict("its channel was removed or never proven; nothing can go out by it")
    delivery.state, delivery.tries, delivery.next_try_at = "failed", 0, by.at
    audit.write(
        county,
        "notice_delivery.retry",
        at=by.at,
        person_id=by.person_id,
        position_id=by.position_id,
        subject=("notice_delivery", delivery.id),
        source=by.source,
        detail=by.told,
    )
    return delivery
