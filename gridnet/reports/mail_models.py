"""The tables of reports by mail: who wants which, and every report that was made for them or could not be."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from gridnet.base.columns import Big, InCounty, Moment
from gridnet.base.db import Base


class Subscription(InCounty, Base):
    """That somebody wants a report on a division every week or month, as the holder of a position that lets them.

    It ends when they say so, or when the position no longer lets them.
    """

    __tablename__ = "report_subscription"
    __table_args__ = (
        ForeignKeyConstraint(["county", "person_id"], ["person.county", "person.id"]),
        ForeignKeyConstraint(["county", "position_id"], ["position.county", "position.id"]),
        CheckConstraint("cadence IN ('weekly', 'monthly')", name="cadence"),
        CheckConstraint("language IN ('zh', 'en')", name="language"),
        CheckConstraint("format IN ('pdf', 'xlsx')", name="format"),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended_for_a_reason"),
        CheckConstraint("end_reason IN ('cancelled', 'no_right')", name="end_reason"),
        Index(
            "uq_report_subscription_once",
            "person_id",
            "scope",
            "cadence",
            "county",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    person_id: Mapped[Big]
    position_id: Mapped[Big]
    scope: Mapped[str] = mapped_column(Text)
    cadence: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    format: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    end_reason: Mapped[str | None] = mapped_column(Text)


class Issue(InCounty, Base):
    """One report of a subscription, once a period. `as_of` is fixed when it falls due: a later try tells the same.

    While it is `making`, `next_try_at` is when that is taken to have been lost. Once its content was deleted for
    its age it is `expired`.
    """

    __tablename__ = "report_issue"
    __table_args__ = (
        ForeignKeyConstraint(["county", "subscription_id"], ["report_subscription.county", "report_subscription.id"]),
        UniqueConstraint("subscription_id", "first_day", "county", name="uq_report_issue_once"),
        CheckConstraint("state IN ('due', 'making', 'made', 'failed', 'given_up', 'dropped', 'expired')", name="state"),
        CheckConstraint(
            "(next_try_at IS NULL) = (state IN ('made', 'given_up', 'dropped', 'expired'))",
            name="tried_until_it_ended",
        ),
        CheckConstraint("(state = 'made') = (content IS NOT NULL)", name="made_is_there"),
        Index("ix_report_issue_due", "next_try_at", "county", postgresql_where=text("next_try_at IS NOT NULL")),
        Index("ix_report_issue_made", "made_at", "county", postgresql_where=text("state = 'made'")),
    )

    subscription_id: Mapped[Big]
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    as_of: Mapped[Moment]
    state: Mapped[str] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(SmallInteger)
    next_try_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_error: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
