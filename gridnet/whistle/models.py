"""The tables of whistles: departments, whistles, the summons of each department called, and what happened."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from gridnet.base.columns import Big, InCounty, Moment
from gridnet.base.db import Base
from gridnet.incidents.models import one_of
from gridnet.whistle.lifecycle import State
from gridnet.whistle.values import Attendance, Outcome, Urgency

_Maybe = Mapped[datetime | None]


def _to(name: str, target: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["county", name], [f"{target}.county", f"{target}.id"])


class Department(InCounty, Base):
    """A department of a county that can be called; who sits at its desk holds a position with its code."""

    __tablename__ = "department"
    __table_args__ = (
        UniqueConstraint("code", "county", name="uq_department_code"),
        CheckConstraint("code ~ '^DEPT-[A-Z0-9]{2,12}$'", name="code_is_a_departments"),
    )

    code: Mapped[str] = mapped_column(Text)
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    retired_at: _Maybe = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(Integer)
    recorded_at: Mapped[Moment]


class Whistle(InCounty, Base):
    """That departments were called to a case: where and by when they meet, and what is needed."""

    __tablename__ = "whistle"
    __table_args__ = (
        _to("incident_id", "incident"),
        CheckConstraint(one_of("urgency", Urgency), name="urgency"),
        CheckConstraint("meet_at > opened_at", name="meets_later"),
        CheckConstraint("(client_ref IS NULL) = (body_hash IS NULL)", name="ref_has_its_body"),
        Index("ix_whistle_incident", "incident_id", "id"),
        Index(
            "uq_whistle_client_ref",
            "opened_by",
            "client_ref",
            "county",
            unique=True,
            postgresql_where=text("client_ref IS NOT NULL"),
        ),
    )

    incident_id: Mapped[Big]
    urgency: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    need: Mapped[str] = mapped_column(Text)
    meet_at: Mapped[Moment]
    opened_at: Mapped[Moment]
    opened_by: Mapped[Big]
    opened_as: Mapped[Big]
    client_ref: Mapped[str | None] = mapped_column(Text)
    body_hash: Mapped[bytes | None] = mapped_column(LargeBinary)


class Summons(InCounty, Base):
    """One department's part of a whistle; a department has one live summons a case. `turn` counts its clocks."""

    __tablename__ = "summons"
    __table_args__ = (
        _to("whistle_id", "whistle"),
        _to("incident_id", "incident"),
        _to("department_id", "department"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(one_of("attendance", Attendance), name="attendance"),
        CheckConstraint(one_of("outcome", Outcome), name="outcome"),
        CheckConstraint("(state IN ('rated', 'withdrawn')) = (ended_at IS NOT NULL)", name="ended_has_time"),
        CheckConstraint("(state = 'rated') = (num_nonnulls(attendance, outcome) = 2)", name="rated_is_whole"),
        CheckConstraint("(attendance IS NULL) = (outcome IS NULL)", name="rated_together"),
        Index(
            "uq_summons_live",
            "incident_id",
            "department_id",
            "county",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_summons_whistle", "whistle_id", "id"),
        Index("ix_summons_incident", "incident_id", "id"),
        Index("ix_summons_department", "department_id", "id"),
        Index("ix_summons_open", "county", "id", postgresql_where=text("ended_at IS NULL")),
    )

    whistle_id: Mapped[Big]
    incident_id: Mapped[Big]
    department_id: Mapped[Big]
    state: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    turn: Mapped[int] = mapped_column(SmallInteger)
    called_at: Mapped[Moment]
    acknowledged_at: _Maybe = mapped_column(DateTime(timezone=True))
    declined_at: _Maybe = mapped_column(DateTime(timezone=True))
    arrived_at: _Maybe = mapped_column(DateTime(timezone=True))
    done_at: _Maybe = mapped_column(DateTime(timezone=True))
    ended_at: _Maybe = mapped_column(DateTime(timezone=True))
    attendance: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(Text)


class WhistleEntry(InCounty, Base):
    """One act on a whistle or on a summons, when it was done and when we heard of it. Append-only."""

    __tablename__ = "whistle_entry"
    __table_args__ = (
        _to("whistle_id", "whistle"),
        _to("summons_id", "summons"),
        Index("ix_whistle_entry_whistle", "whistle_id", "id"),
    )

    whistle_id: Mapped[Big]
    summons_id: Mapped[Big | None]
    step: Mapped[str] = mapped_column(Text)
    from_state: Mapped[str | None] = mapped_column(Text)
    to_state: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    attendance: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[Big | None]
    position_id: Mapped[Big | None]
    occurred_at: Mapped[Moment]
    recorded_at: Mapped[Moment]
