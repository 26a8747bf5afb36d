"""How notices, channels and messages look at the doors."""

from typing import cast

from gridnet.base.network import Network
from gridnet.notices import schemas, wording
from gridnet.notices.models import Channel, Delivery, Notice
from gridnet.notices.services import Service


def notice(row: Notice, language: schemas.Language) -> schemas.NoticeOut:
    """A notice in words."""
    message = wording.render(row.kind, row.params, language)
    return schemas.NoticeOut(
        id=row.id,
        kind=row.kind,
        title=message.title,
        body=message.body,
        number=row.params.get("number"),
        network=Network(row.network) if row.network else None,
        urgent=row.urgent,
        created_at=row.created_at,
        not_before=row.not_before,
        hold_reason=row.hold_reason,
        seen_at=row.seen_at,
    )


def channel(row: Channel) -> schemas.ChannelOut:
    """A channel, masked."""
    return schemas.ChannelOut(
        id=row.id,
        service=Service(row.service),
        shown=row.shown,
        division=row.division_code,
        language=cast("schemas.Language", row.language),
        urgent_only=row.urgent_only,
        kinds=row.kinds,
        verified=row.verified_at is not None,
        created_at=row.created_at,
    )


def delivery(row: Delivery, by: Channel) -> schemas.DeliveryOut:
    """A message and its channel."""
    return schemas.DeliveryOut(
        id=row.id,
        county=row.county,
        ref=f"{row.county}-{row.id}",
        state=cast("schemas.State", row.state),
        service=Service(by.service),
        shown=by.shown,
        person_id=by.person_id,
        division=by.division_code,
        urgent=row.urgent,
        tries=row.tries,
        unsure=row.unsure,
        last_error=row.last_error,
        created_at=row.created_at,
        next_try_at=row.next_try_at,
        sent_at=row.sent_at,
    )
