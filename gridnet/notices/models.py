"""The tables of notices: what was promised to whom, by which channels it goes out, and what became of each message."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from gridnet.base.columns import Big, InCounty, Json, Moment
from gridnet.base.db import Base


def _person() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["county", "person_id"], ["person.county", "person.id"])


class Notice(InCounty, Base):
    """Something that somebody is to know: a line in their inbox, and what their channels are told.

    `route_at` is the moment from which it is to be handed to the channels, and empty once it was, or where the
    inbox is all. Without a person it is told to a desk: to the robot of its division.
    """

    __tablename__ = "notice"
    __table_args__ = (
        _person(),
        UniqueConstraint("key", "county", name="uq_notice_key"),
        CheckConstraint("person_id IS NOT NULL OR desk_code IS NOT NULL", name="told_to_somebody"),
        CheckConstraint("(not_before IS NULL) = (hold_reason IS NULL)", name="held_for_a_reason"),
        Index("ix_notice_inbox", "person_id", "county", "id"),
        Index("ix_notice_unseen", "person_id", "county", "id", postgresql_where=text("seen_at IS NULL")),
        Index("ix_notice_to_route", "route_at", "county", postgresql_where=text("route_at IS NOT NULL")),
    )

    key: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    person_id: Mapped[Big | None]
    position_id: Mapped[Big | None]
    desk_code: Mapped[str | None] = mapped_column(Text)
    params: Mapped[Json]
    subject_kind: Mapped[str | None] = mapped_column(Text)
    subject_id: Mapped[Big | None]
    network: Mapped[str | None] = mapped_column(Text)
    urgent: Mapped[bool] = mapped_column(Boolean)
    digest: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[Moment]
    not_before: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    hold_reason: Mapped[str | None] = mapped_column(Text)
    route_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    seen_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Channel(InCounty, Base):
    """A way to reach a person, or the robot of a division's group. Only what was proven to arrive is used.

    `kinds` limits a robot to some kinds of notice; empty is all that is told to desks of its division.
    """

    __tablename__ = "notice_channel"
    __table_args__ = (
        _person(),
        CheckConstraint("(person_id IS NULL) <> (division_code IS NULL)", name="of_a_person_or_a_division"),
        CheckConstraint("starts_with(division_code, county)", name="division_lies_in_county"),
        CheckConstraint("kinds IS NULL OR division_code IS NOT NULL", name="kinds_are_of_robots"),
        CheckConstraint("language IN ('zh', 'en')", name="language"),
        CheckConstraint("tries >= 0", name="tries"),
        Index("ix_notice_channel_person", "person_id", "county"),
        Index("ix_notice_channel_division", "division_code", "county"),
    )

    person_id: Mapped[Big | None]
    division_code: Mapped[str | None] = mapped_column(Text)
    service: Mapped[str] = mapped_column(Text)
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    shown: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    urgent_only: Mapped[bool] = mapped_column(Boolean)
    kinds: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    code_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    tries: Mapped[int] = mapped_column(SmallInteger)
    created_at: Mapped[Moment]
    created_by: Mapped[Big | None]
    verified_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Delivery(InCounty, Base):
    """One message to one channel, about one notice or a digest of several.

    While it is `sending`, `next_try_at` is when it is taken to have been lost. `unsure` counts the tries whose end
    nobody recorded: each of them may have arrived.
    """

    __tablename__ = "notice_delivery"
    __table_args__ = (
        ForeignKeyConstraint(["county", "channel_id"], ["notice_channel.county", "notice_channel.id"]),
        CheckConstraint("state IN ('pending', 'sending', 'failed', 'sent', 'given_up')", name="state"),
        CheckConstraint("(next_try_at IS NULL) = (state IN ('sent', 'given_up'))", name="tried_again_until_it_ended"),
        CheckConstraint("(sent_at IS NOT NULL) = (state = 'sent')", name="sent_when_sent"),
        CheckConstraint("tries >= 0 AND unsure >= 0", name="counts"),
        Index("ix_notice_delivery_due", "next_try_at", "county", postgresql_where=text("next_try_at IS NOT NULL")),
        Index("ix_notice_delivery_given_up", "id", "county", postgresql_where=text("state = 'given_up'")),
        Index("ix_notice_delivery_channel", "channel_id", "county"),
    )

    channel_id: Mapped[Big]
    state: Mapped[str] = mapped_column(Text)
    urgent: Mapped[bool] = mapped_column(Boolean)
    tries: Mapped[int] = mapped_column(SmallInteger)
    unsure: Mapped[int] = mapped_column(SmallInteger)
    created_at: Mapped[Moment]
    tried_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    next_try_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_error: Mapped[str | None] = mapped_column(Text)


class DeliveryPart(Base):
    """That a notice goes out with a message; once a channel, whatever is routed twice."""

    __tablename__ = "notice_delivery_part"
    __table_args__ = (
        PrimaryKeyConstraint("county", "notice_id", "channel_id"),
        ForeignKeyConstraint(["county", "notice_id"], ["notice.county", "notice.id"]),
        ForeignKeyConstraint(["county", "channel_id"], ["notice_channel.county", "notice_channel.id"]),
        ForeignKeyConstraint(["county", "delivery_id"], ["notice_delivery.county", "notice_delivery.id"]),
        Index("ix_notice_delivery_part_delivery", "delivery_id", "county"),
    )

    county: Mapped[str] = mapped_column(String(6))
    notice_id: Mapped[Big]
    channel_id: Mapped[Big]
    delivery_id: Mapped[Big]
