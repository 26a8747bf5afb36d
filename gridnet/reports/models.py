"""The tables of reports: facts by county and local day, and how far they have been written."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, Integer, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from gridnet.base.columns import Big, Moment
from gridnet.base.db import Base


class Fact(Base):
    """What a measure or rate came to for the incidents of a county that were reported on a day, or in a month.

    `network` is empty for what is of whole incidents. `cut` and `value` say of which part: all (empty), one priority,
    or one group of categories. The counts are those of the funnel; `buckets` and `counts` are the sketch of the
    durations. A month is there once it is over, and goes again when one of its days is written anew.
    """

    __tablename__ = "report_fact"
    __table_args__ = (
        CheckConstraint("grain IN ('day', 'month')", name="grain"),
        CheckConstraint("cut IN ('', 'priority', 'group')", name="cut"),
        CheckConstraint("cardinality(buckets) = cardinality(counts)", name="sketch_is_whole"),
        Index("ix_report_fact_across", "code", "cut", "grain", "county", "day"),
    )

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    grain: Mapped[str] = mapped_column(Text, primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    cut: Mapped[str] = mapped_column(Text, primary_key=True)
    network: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text, primary_key=True)
    measured: Mapped[int] = mapped_column(Integer)
    zero: Mapped[int] = mapped_column(Integer)
    due: Mapped[int] = mapped_column(Integer)
    in_limit: Mapped[int] = mapped_column(Integer)
    open_late: Mapped[int] = mapped_column(Integer)
    duplicate: Mapped[int] = mapped_column(Integer)
    rejected: Mapped[int] = mapped_column(Integer)
    start_missing: Mapped[int] = mapped_column(Integer)
    stamp_missing: Mapped[int] = mapped_column(Integer)
    impossible: Mapped[int] = mapped_column(Integer)
    converted: Mapped[int] = mapped_column(Integer)
    open: Mapped[int] = mapped_column(Integer)
    no_limit: Mapped[int] = mapped_column(Integer)
    no_clock: Mapped[int] = mapped_column(Integer)
    not_due: Mapped[int] = mapped_column(Integer)
    buckets: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    counts: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    written_at: Mapped[Moment]


class FactStamp(Base):
    """How far the facts of a county are written: all days up to one, all entries up to one, clocks as of a moment."""

    __tablename__ = "report_fact_stamp"

    county: Mapped[str] = mapped_column(String(6), primary_key=True)
    last_day: Mapped[date] = mapped_column(Date)
    last_entry: Mapped[Big]
    at: Mapped[Moment]
