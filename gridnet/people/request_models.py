"""The table of requests about duty: leaves and swaps that were asked for, and what was decided."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKeyConstraint, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from gridnet.base.columns import Big, InCounty, Moment
from gridnet.base.db import Base

OPEN = text("state IN ('asked', 'waiting')")


class DutyRequest(InCounty, Base):
    """Somebody asks to be away, or to swap one of their shifts with somebody else's; `version` counts its moves.

    For a swap the stretch is that of the asker's own shift. What came of it is the leave, or the two shifts that
    say by `swap_of` of which they are.
    """

    __tablename__ = "duty_request"
    __table_args__ = (
        ForeignKeyConstraint(["county", "person_id"], ["person.county", "person.id"]),
        ForeignKeyConstraint(["county", "position_id"], ["position.county", "position.id"]),
        ForeignKeyConstraint(["county", "other_id"], ["person.county", "person.id"]),
        ForeignKeyConstraint(["county", "shift_id"], ["shift.county", "shift.id"]),
        ForeignKeyConstraint(["county", "other_shift_id"], ["shift.county", "shift.id"]),
        ForeignKeyConstraint(["county", "leave_id"], ["leave.county", "leave.id"]),
        CheckConstraint("kind IN ('leave', 'swap')", name="kind"),
        CheckConstraint("state IN ('asked', 'waiting', 'approved', 'declined', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("ends_at > starts_at", name="in_order"),
        CheckConstraint("(kind = 'leave') = (leave_kind IS NOT NULL)", name="leave_has_kind"),
        CheckConstraint(
            "(kind = 'swap') = (shift_id IS NOT NULL AND other_shift_id IS NOT NULL AND other_id IS NOT NULL)",
            name="swap_has_shifts",
        ),
        CheckConstraint("(state IN ('approved', 'declined')) = (decided_at IS NOT NULL)", name="decided_has_time"),
        CheckConstraint(
            "decided_by IS NULL OR (decided_by <> person_id AND decided_by IS DISTINCT FROM other_id)",
            name="takes_a_third",
        ),
        Index("ix_duty_request_person", "person_id", "county", "id"),
        Index("ix_duty_request_other", "other_id", "county", "id", postgresql_where=text("other_id IS NOT NULL")),
        Index("ix_duty_request_open", "county", "starts_at", "id", postgresql_where=OPEN),
    )

    kind: Mapped[str] = mapped_column(Text)
    person_id: Mapped[Big]
    position_id: Mapped[Big]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    leave_kind: Mapped[str | None] = mapped_column(Text)
    shift_id: Mapped[Big | None]
    other_id: Mapped[Big | None]
    other_shift_id: Mapped[Big | None]
    state: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    asked_at: Mapped[Moment]
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_by: Mapped[Big | None]
    decided_as: Mapped[Big | None]
    reason: Mapped[str | None] = mapped_column(Text)
    leave_id: Mapped[Big | None]
