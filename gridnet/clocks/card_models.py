"""The tables of the watch: the ladder as rows, the cards, who heard of them, clocks set aside, and how late it looked.

A card is made once a clock, epoch and level, and stays; cancelling writes upon it who did so, as what and why.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gridnet.base.columns import Big, InCounty, Moment
from gridnet.base.db import Base

MARKS = "mark IN ('remind', 'yellow', 'red', 'conference')"
TELLS = "'assignee', 'head', 'supervisor', 'leader'"


class LadderRow(Base):
    """A level of the ladder, for every clock or for those of a county, a priority, a stage, a network."""

    __tablename__ = "ladder_level"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 99", name="level"),
        CheckConstraint(MARKS, name="mark"),
        CheckConstraint(f"tells <@ ARRAY[{TELLS}]", name="tells"),
        CheckConstraint("is_skipped OR cardinality(tells) > 0", name="somebody_hears"),
        CheckConstraint("network IN ('community', 'police')", name="network"),
    )

    id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=True)
    county: Mapped[str | None] = mapped_column(String(6))
    level: Mapped[int] = mapped_column(SmallInteger)
    mark: Mapped[str] = mapped_column(Text)
    tells: Mapped[list[str]] = mapped_column(ARRAY(Text))
    needs_reason: Mapped[bool] = mapped_column(Boolean)
    waits: Mapped[bool] = mapped_column(Boolean)
    is_skipped: Mapped[bool] = mapped_column(Boolean)
    priority: Mapped[str | None] = mapped_column(Text)
    stage: Mapped[str | None] = mapped_column(Text)
    network: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[Moment]
    recorded_by: Mapped[Big | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


def _clock() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["county", "clock_id"], ["clock.county", "clock.id"])


class Card(InCounty, Base):
    """That a clock reached a level, when that was due and when we saw it; what of the clock it is listed by is copied.

    `skipped` names the levels passed on the way. `raised_to` is the division on whose board it stands besides.
    """

    __tablename__ = "card"
    __table_args__ = (
        _clock(),
        UniqueConstraint("clock_id", "epoch", "level", "county", name="uq_card_once"),
        CheckConstraint(MARKS, name="mark"),
        CheckConstraint("detected_at >= due_at", name="never_early"),
        CheckConstraint("num_nonnulls(acted_at, acted_by, acted_as, act_reason) IN (0, 4)", name="act_is_whole"),
        CheckConstraint(
            "num_nonnulls(cancelled_at, cancelled_by, cancelled_as, cancel_reason) IN (0, 4)", name="cancel_is_whole"
        ),
        CheckConstraint("cancelled_by <> holder_person_id", name="not_cancelled_by_its_holder"),
        Index("ix_card_mine", "holder_person_id", "id", postgresql_where=text("holder_person_id IS NOT NULL")),
        Index("ix_card_board", "division_code", "id", postgresql_where=text("mark <> 'remind'")),
        Index("ix_card_subject", "subject_id", "subject_kind"),
        Index("ix_card_latest", "id"),
        Index("ix_card_raised", "raised_to", "id", postgresql_where=text("raised_to IS NOT NULL")),
    )

    clock_id: Mapped[Big]
    epoch: Mapped[int] = mapped_column(SmallInteger)
    level: Mapped[int] = mapped_column(SmallInteger)
    mark: Mapped[str] = mapped_column(Text)
    needs_reason: Mapped[bool] = mapped_column(Boolean)
    due_at: Mapped[Moment]
    detected_at: Mapped[Moment]
    is_late: Mapped[bool] = mapped_column(Boolean)
    skipped: Mapped[list[int]] = mapped_column(JSONB)
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[Big]
    network: Mapped[str | None] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(Text)
    priority: Mapped[str | None] = mapped_column(Text)
    holder_person_id: Mapped[Big | None]
    holder_position_id: Mapped[Big | None]
    division_code: Mapped[str] = mapped_column(Text)
    raised_to: Mapped[str | None] = mapped_column(Text)
    acted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    acted_by: Mapped[Big | None]
    acted_as: Mapped[Big | None]
    act_reason: Mapped[str | None] = mapped_column(Text)
    cancelled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    cancelled_by: Mapped[Big | None]
    cancelled_as: Mapped[Big | None]
    cancel_reason: Mapped[str | None] = mapped_column(Text)


class Escalation(Base):
    """Who heard of a card, as what and why then; without a person it went to the desk. Append-only."""

    __tablename__ = "card_escalation"
    __table_args__ = (
        ForeignKeyConstraint(["county", "card_id"], ["card.county", "card.id"]),
        CheckConstraint(f"tell IN ({TELLS})", name="tell"),
        CheckConstraint("(person_id IS NULL) = (position_id IS NULL)", name="person_acts_as_position"),
        CheckConstraint("(person_id IS NULL) = (desk_code IS NOT NULL)", name="person_or_desk"),
        CheckConstraint("(not_before IS NULL) = (hold_reason IS NULL)", name="held_for_a_reason"),
        Index(
            "ix_card_escalation_heard",
            "person_id",
            "card_id",
            "county",
            postgresql_where=text("person_id IS NOT NULL"),
        ),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    card_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    tell: Mapped[str] = mapped_column(Text, primary_key=True)
    person_id: Mapped[Big | None]
    position_id: Mapped[Big | None]
    desk_code: Mapped[str | None] = mapped_column(Text)
    duty_reason: Mapped[str | None] = mapped_column(Text)
    at: Mapped[Moment]
    not_before: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    hold_reason: Mapped[str | None] = mapped_column(Text)


class Fault(InCounty, Base):
    """A clock the watch could not handle: set aside until `until_at`, and shown until it was handled after all."""

    __tablename__ = "clock_fault"
    __table_args__ = (
        _clock(),
        CheckConstraint("tries > 0", name="tries"),
        Index("uq_clock_fault_open", "clock_id", "county", unique=True, postgresql_where=text("cleared_at IS NULL")),
    )

    clock_id: Mapped[Big]
    first_at: Mapped[Moment]
    last_at: Mapped[Moment]
    tries: Mapped[int] = mapped_column(Integer)
    error: Mapped[str] = mapped_column(Text)
    until_at: Mapped[Moment]
    cleared_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SweepStamp(Base):
    """One row: when the watch last began and finished looking, and when it came back from its last outage."""

    __tablename__ = "sweep_stamp"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    started_at: Mapped[Moment]
    finished_at: Mapped[Moment]
    outage_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sweeps: Mapped[Big]


class Sweep(InCounty, Base):
    """One transaction of the watch in a county: how many clocks were due, how many cards came of them, how late."""

    __tablename__ = "sweep_log"

    at: Mapped[Moment]
    took_s: Mapped[float] = mapped_column(Double)
    due: Mapped[int] = mapped_column(Integer)
    cards: Mapped[int] = mapped_column(Integer)
    lag_max_s: Mapped[float] = mapped_column(Double)


class Tally(Base):
    """All cards of a county by how late they were seen: `buckets` as in `lag.BOUNDS`, each of its own."""

    __tablename__ = "sweep_tally"

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    lag_sum_s: Mapped[float] = mapped_column(Double)
    buckets: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
