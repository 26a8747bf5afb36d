"""The tables of calendars: whose they are, which years were published when, and what each day of those years is.

Nothing is rewritten: a year that is taken in again is a later version beside the earlier one, so that a deadline
can be worked out as it was. Versions are numbered across all calendars; "as of version 7" is one state of them all.
"""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, ForeignKeyConstraint, Integer, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from gridnet.base.columns import Big, Moment
from gridnet.base.db import Base

IS_CODE = "code ~ '^(CN|ALWAYS|[0-9]{6})$'"
IS_KIND = "kind IN ('working', 'make_up', 'special', 'weekend', 'holiday')"
OPEN_OR_SHUT = (
    "CASE WHEN kind IN ('working', 'make_up') THEN cardinality(spans) > 0 "
    "WHEN kind IN ('weekend', 'holiday') THEN cardinality(spans) = 0 ELSE true END"
)
#: Up to four spans, as start, end, start, end…; each begins where or after the one before has ended.
SPANS_RISE = (
    "cardinality(spans) IN (0, 2, 4, 6, 8) AND array_position(spans, NULL) IS NULL AND "
    "coalesce(spans[1] >= 0 AND spans[1] < spans[2], true) AND "
    "coalesce(spans[2] <= spans[3] AND spans[3] < spans[4], true) AND "
    "coalesce(spans[4] <= spans[5] AND spans[5] < spans[6], true) AND "
    "coalesce(spans[6] <= spans[7] AND spans[7] < spans[8], true) AND "
    "coalesce(spans[cardinality(spans)] <= 1440, true)"
)


class CalendarRow(Base):
    """A calendar: the country's, a division's own (by its six-digit code), or the one that always runs."""

    __tablename__ = "calendar"
    __table_args__ = (CheckConstraint(IS_CODE, name="code_is_known"),)

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[Moment]


class CalendarYear(Base):
    """That a year of a calendar was published, by which document. Append-only."""

    __tablename__ = "calendar_year"
    __table_args__ = (
        CheckConstraint("year BETWEEN 1992 AND 2200", name="year"),
        CheckConstraint("version > 0", name="version_is_positive"),
    )

    calendar_code: Mapped[str] = mapped_column(ForeignKey("calendar.code"), primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[Moment]
    recorded_by: Mapped[Big | None]


class CalendarDay(Base):
    """What a day is, and when it is worked on it, in minutes since its midnight. Append-only."""

    __tablename__ = "calendar_day"
    __table_args__ = (
        ForeignKeyConstraint(
            ["calendar_code", "year", "version"],
            ["calendar_year.calendar_code", "calendar_year.year", "calendar_year.version"],
            name="fk_calendar_day_year",
        ),
        CheckConstraint("year = extract(year FROM day)", name="day_is_of_its_year"),
        CheckConstraint(IS_KIND, name="kind"),
        CheckConstraint(OPEN_OR_SHUT, name="kind_says_whether_it_is_worked"),
        CheckConstraint(SPANS_RISE, name="spans_do_not_overlap"),
    )

    calendar_code: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    spans: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
