"""How people and groups can be reached: channels added, proven by a code sent through them, and removed."""

import hmac
import secrets as randomness
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from gridnet.base import audit, db, secrets
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotFound, TooMany
from gridnet.notices import sending, services, wording
from gridnet.notices.models import Channel, Delivery
from gridnet.notices.services import Service
from gridnet.notices.wording import Message
from gridnet.people.staff import By

CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=30)
CODE_TRIES = 5
#: Channels somebody may begin within a day, so that nobody is made to send codes all over the place.
A_DAY = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A channel as it is wished for: a person's own, or a robot of a division's group."""

    service: Service
    address: str
    language: str = "zh"
    urgent_only: bool = False
    person_id: int | None = None
    division_code: str | None = None
    kinds: Sequence[str] | None = None


def add(county: County, wish: Wish, by: By) -> Channel:
    """Begin a channel: a code goes through it, and nothing else until the code has come back.

    Raises `Invalid` for an address that cannot be used and `TooMany` for more than a few a day.
    """
    address = services.check(wish.service, wish.address)
    if not sending.is_known(services.url(wish.service, address)):
        raise Invalid(f"Apprise cannot send to that address of {wish.service}; check it against the service's page")
    unknown = set(wish.kinds or ()) - wording.KINDS.keys()
    if unknown:
        raise Invalid(f"there is no kind of notice {min(unknown)!r}; there are: {', '.join(sorted(wording.KINDS))}")
    _check_not_too_many(county, by)
    code = "".join(randomness.choice("0123456789") for _ in range(CODE_DIGITS))
    channel = Channel(
        county=county,
        person_id=wish.person_id,
        division_code=wish.division_code,
        service=wish.service,
        address_sealed=secrets.seal(address, _context(county, "address_sealed")),
        shown=services.show(wish.service, address),
        language=wish.language,
        urgent_only=wish.urgent_only,
        kinds=sorted(set(wish.kinds)) if wish.kinds else None,
        code_sealed=secrets.seal(code, _context(county, "code_sealed")),
        code_at=by.at,
        tries=0,
        created_at=by.at,
        created_by=by.person_id,
    )
    db.session.add(channel)
    db.session.flush()
    _send_proof(channel, by.at)
    _note("notice_channel.add", channel, by)
    return channel


def _check_not_too_many(county: County, by: By) -> None:
    since = by.at - timedelta(days=1)
    begun = select(func.count()).where(
        Channel.county == county, Channel.created_by == by.person_id, Channel.created_at > since
    )
    if by.person_id is not None and (db.session.scalar(begun) or 0) >= A_DAY:
        raise TooMany(f"{A_DAY} channels were begun within a day; wait until tomorrow")


def _send_proof(channel: Channel, at: datetime) -> None:
    """A message about no notice is the one that proves the channel."""
    proof = Delivery(
        county=channel.county,
        channel_id=channel.id,
        state="pending",
        urgent=True,
        tries=0,
        unsure=0,
        created_at=at,
        next_try_at=at,
    )
    db.session.add(proof)
    db.session.flush()


def proof(county: County, row: Any, at: datetime) -> Message:
    """The message with the code of a channel; raises `ValueError` when the code is no longer good."""
    if row.code_sealed is None or at - row.code_at >= CODE_LASTS:
        raise ValueError("the code is no longer good")
    code = secrets.open_(row.code_sealed, _context(county, "code_sealed"))
    return wording.code(code, CODE_LASTS // timedelta(minutes=1), row.language)


def address(county: County, row: Any) -> str:
    """Where a channel leads; raises `ValueError` for one that was removed, and `secrets.Unreadable`."""
    if row.removed_at is not None:
        raise ValueError("the channel was removed")
    return secrets.open_(row.address_sealed, _context(county, "address_sealed"))


def _context(county: str, column: str) -> str:
    return f"notice_channel.{column} {county}"


def get(county: County, channel_id: int, *, person_id: int | None) -> Channel:
    """A live channel of this person, or a robot where none is named, locked; raises `NotFound`."""
    channel = db.lock(Channel, county, channel_id)
    if channel.person_id != person_id or channel.removed_at is not None:
        raise NotFound(f"there is no such channel {channel_id}")
    return channel


def prove(channel: Channel, code: str, by: By) -> Conflict | Invalid | None:
    """Take the code that came through the channel. A refusal is given back, for the try counts all the same."""
    if channel.verified_at is not None:
        return None
    if channel.code_sealed is None or channel.code_at is None:
        return Conflict("the code was used up; remove the channel and add it again")
    if channel.tries >= CODE_TRIES or by.at - channel.code_at >= CODE_LASTS:
        return Conflict("the code is no longer good; remove the channel and add it again")
    channel.tries += 1
    kept = secrets.open_(channel.code_sealed, _context(channel.county, "code_sealed"))
    if not hmac.compare_digest(kept.encode(), code.encode()):
        return Invalid(f"that is not the code; {CODE_TRIES - channel.tries} tries are left")
    channel.verified_at, channel.code_sealed, channel.code_at = by.at, None, None
    _note("notice_channel.prove", channel, by)
    return None


_CANCEL = (
    update(Delivery)
    .where(Delivery.next_try_at.is_not(None))
    .values(state="given_up", next_try_at=None, last_error="the channel was removed")
)


def remove(channel: Channel, by: By) -> None:
    """Use a channel no more; what was to go out by it stays in the inbox. Its address is forgotten."""
    channel.removed_at = by.at
    channel.address_sealed, channel.code_sealed = b"", None
    here = (Delivery.county == channel.county, Delivery.channel_id == channel.id)
    db.session.execute(_CANCEL.where(*here))
    _note("notice_channel.remove", channel, by)


def _note(action: str, channel: Channel, by: By) -> None:
    audit.write(
        County(channel.county),
        action,
        at=by.at,
        person_id=by.person_id,
        position_id=by.position_id,
        subject=("notice_channel", channel.id),
        source=by.source,
        detail={"service": channel.service, "division": channel.division_code, **by.told},
    )


def list_of_person(county: County, person_id: int) -> Sequence[Channel]:
    """The live channels of a person."""
    query = select(Channel).where(
        Channel.county == county, Channel.person_id == person_id, Channel.removed_at.is_(None)
    )
    return db.session.scalars(query.order_by(Channel.id)).all()


def list_robots(county: County) -> Sequence[Channel]:
    """The live robots of a county's divisions."""
    query = select(Channel).where(
        Channel.county == county, Channel.division_code.is_not(None), Channel.removed_at.is_(None)
    )
    return db.session.scalars(query.order_by(Channel.id)).all()
