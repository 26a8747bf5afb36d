"""Answers about many counties, or many months, put together from facts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np
from sqlalchemy import Row, select, text

from gridnet.base import db
from gridnet.base.errors import Invalid
from gridnet.reports.fact_statements import COUNTS
from gridnet.reports.figures import Table
from gridnet.reports.heaps import Heaps
from gridnet.reports.models import FactStamp
from gridnet.reports.periods import DAY, Period
from gridnet.reports.question import Basis, Boundaries, Cut, Question

#: The parts of which facts are kept: one of them at a time.
PARTS = {Cut.PRIORITY: "priority", Cut.GROUP: "group"}
#: Cuts that a fact knows without being of a part.
PLAIN = frozenset({Cut.NETWORK, Cut.COUNTY, Cut.CITY, Cut.PROVINCE, Cut.MONTH, Cut.WEEK, Cut.DAY})
WITHIN_A_MONTH = frozenset({Cut.WEEK, Cut.DAY})
FILTERS = frozenset({"network", "priority", "group"})

_OF = f"""
    SELECT county, day, network, value, {", ".join(COUNTS)}, array_send(buckets) AS buckets,
           array_send(counts) AS counts, written_at
    FROM report_fact
    WHERE code = :code AND cut = :cut AND county >= :scope AND county < :beyond
      AND (CAST(:network AS text) IS NULL OR network = :network)
      AND (CAST(:value AS text) IS NULL OR value = :value)
"""  # noqa: S608 - joined from constants
#: Months where they are whole and there; else days, which are not looked at where no month lacks.
_READ = text(f"""
    {_OF} AND grain = 'month' AND day = ANY(CAST(:months AS date[]))
    UNION ALL
    {_OF} AND grain = 'day' AND day >= :first AND day <= :last AND CAST(:by_day AS boolean)
      AND (NOT CAST(date_trunc('month', day) AS date) = ANY(CAST(:months AS date[]))
           OR county = ANY(CAST(:behind AS text[])))
""")


@dataclass(frozen=True, slots=True)
class Summary:
    """A table put together from facts, up to which day they are there, and when the oldest of them was written."""

    table: Table
    until: date | None
    written_at: datetime | None
    is_later: bool


def check(question: Question) -> None:
    """Refuse what facts do not know; raises `Invalid` saying how else to ask."""
    wanted = [
        (question.basis is not Basis.REPORTED, "facts are kept by the day of the report; leave `basis` out"),
        (question.boundaries is not Boundaries.THEN, "facts know the boundaries of then only; leave `boundaries` out"),
        (question.limit_s is not None, "facts are held against the clocks' limits; leave `limit_s` out"),
        (bool(set(question.filters.given()) - FILTERS), "facts are narrowed by network, priority or group alone"),
        (
            bool(set(question.cuts) - PLAIN - set(PARTS)),
            f"facts are divided by {', '.join(sorted(PLAIN | set(PARTS)))}",
        ),
        (len(_parts(question)) > 1, "facts are kept by priority and by group, not by both together"),
    ]
    for is_so, sentence in wanted:
        if is_so:
            raise Invalid(f"{sentence}; or ask about one county and at most three months, which is read case by case")


def _parts(question: Question) -> set[str]:
    named = {"priority", "group"} & set(question.filters.given())
    return named | {PARTS[cut] for cut in question.cuts if cut in PARTS}


def summarise(question: Question) -> Summary:
    """The table of a question about many counties or many days; raises `Invalid` for what facts do not know."""
    check(question)
    beyond = str(int(question.scope) + 1)
    stamps = db.session.execute(
        select(FactStamp.county, FactStamp.last_day).where(
            FactStamp.county >= question.scope, FactStamp.county < beyond
        )
    ).all()
    rows = db.session.execute(_READ, _asked(question, beyond, {row.county: row.last_day for row in stamps})).all()
    written = [row.written_at for row in rows]
    return Summary(
        _table(question, rows),
        min((row.last_day for row in stamps), default=None),
        min(written, default=None),
        any(at > question.as_of for at in written),
    )


def _asked(question: Question, beyond: str, until: Mapping[str, date]) -> dict[str, Any]:
    months = [] if WITHIN_A_MONTH & set(question.cuts) else list(_whole_months(question.period))
    ends = [_last_of(month) for month in months]
    part = next(iter(_parts(question)), "")
    behind = [county for county, last in until.items() if any(last < end for end in ends)]
    return {
        "code": question.code,
        "cut": part,
        "scope": question.scope,
        "beyond": beyond,
        "months": months,
        "first": question.period.first,
        "last": question.period.last,
        "behind": behind,
        "by_day": bool(behind) or len(months) < len(list(question.period.months())),
        "network": question.filters.network,
        "value": getattr(question.filters, part) if part else None,
    }


def _whole_months(period: Period) -> Iterator[date]:
    for month in period.months():
        if month >= period.first and _last_of(month) <= period.last:
            yield month


def _last_of(month: date) -> date:
    return (month + 31 * DAY).replace(day=1) - DAY


def _table(question: Question, rows: Sequence[Row[Any]]) -> Table:
    readers = [_reader(cut) for cut in question.cuts]
    keys = [tuple(read(row) for read in readers) for row in rows]
    order = sorted(set(keys), key=lambda key: [(part is None, part or "") for part in key])
    place = {key: number for number, key in enumerate(order)}
    heaps = Heaps.of(rows, np.array([place[key] for key in keys], dtype=np.int64), len(order))
    groups = dict(zip(order, heaps.figures(), strict=True)) if question.cuts else {}
    return Table.of(heaps.total(), groups)


def _reader(cut: Cut) -> Callable[[Row[Any]], str | None]:
    """How the value of a cut is read from a fact; found once, for there are many facts."""
    if cut in PARTS:
        return lambda row: str(row.value)
    if cut is Cut.NETWORK:
        return lambda row: row.network or None
    digits = {Cut.COUNTY: 6, Cut.CITY: 4, Cut.PROVINCE: 2}.get(cut)
    if digits is not None:
        return lambda row: str(row.county)[:digits]
    form = {Cut.MONTH: "%Y-%m", Cut.WEEK: "%G-W%V", Cut.DAY: "%Y-%m-%d"}[cut]
    written = cache(lambda day: day.strftime(form))
    return lambda row: str(written(row.day))
