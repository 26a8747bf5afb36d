"""From what is told of many cases to rows of facts: counts and sketches of every code, part and day at once. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from gridnet.reports.fact_statements import COUNTS, DUE, FATES, LATE
from gridnet.reports.funnel import Fate
from gridnet.reports.sketch import LOG_RATIO, Whole

#: What stands where a case is none of a measure's or rate's.
NOT_A_CASE = -1
_MEASURED, _OPEN = FATES.index(Fate.MEASURED), FATES.index(Fate.OPEN)

Seconds = npt.NDArray[np.float64]
Key = TypeVar("Key")


class Mark(NamedTuple):
    """To which facts a case belongs."""

    county: str
    day: date
    network: str
    priority: str
    group: str


class Part(NamedTuple):
    """What one row of a code's facts is of; all of a network in a county on a day, or one value of a cut."""

    cut: str
    county: str
    day: date
    network: str
    value: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What one code came to in one part; the values are those of `COUNTS`."""

    code: str
    part: Part
    values: Sequence[int]
    buckets: Sequence[int]
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Told:
    """What one code says of every case: fate, due and late in one number, and how long it took (none of a rate)."""

    code: str
    said: Whole
    seconds: Seconds | None

    @classmethod
    def of(cls, code: str, said: Sequence[int | None], seconds: Sequence[float | None] | None) -> "Told":
        """The same from columns of a result."""
        numbers = np.array([NOT_A_CASE if each is None else each for each in said], dtype=np.int64)
        return cls(code, numbers, None if seconds is None else np.array(seconds, dtype=np.float64))


def tally(marks: Sequence[Mark], told: Sequence[Told]) -> Iterator[Tally]:
    """The facts of these cases, each case in three parts: the whole, its priority, its group of categories."""
    distinct, place = _numbered(marks)
    for cut, value in (("", ""), ("priority", "priority"), ("group", "group")):
        parts, part_of = _numbered(
            [Part(cut, each.county, each.day, each.network, getattr(each, value) if value else "") for each in distinct]
        )
        for each in told:
            yield from _of_code(each, parts, part_of[place])


def _numbered(keys: Sequence[Key]) -> tuple[list[Key], Whole]:
    """The keys each once, and where each one stands among those."""
    numbers: dict[Key, int] = {}
    places = [numbers.setdefault(key, len(numbers)) for key in keys]
    return list(numbers), np.array(places, dtype=np.int64)


def _of_code(told: Told, parts: Sequence[Part], part: Whole) -> Iterator[Tally]:
    counts = _counts(told, part, len(parts))
    cells, many = _sketches(told, part)
    ends = np.searchsorted(cells[0], np.arange(len(parts) + 1))
    for place in np.flatnonzero(counts.any(axis=1)).tolist():
        mine = slice(ends[place], ends[place + 1])
        yield Tally(told.code, parts[place], counts[place].tolist(), cells[1][mine].tolist(), many[mine].tolist())


def _counts(told: Told, part: Whole, parts: int) -> Whole:
    """What is counted of each part, in the order of `COUNTS`."""
    fate = np.where(told.said < 0, NOT_A_CASE, told.said & (DUE - 1))
    is_open = fate == _OPEN
    is_due = ((told.said & DUE) > 0) & (is_open | (fate == _MEASURED))
    is_late = (told.said & LATE) > 0
    chosen: dict[str, npt.NDArray[np.bool_]] = {
        "measured": fate == _MEASURED,
        "due": is_due,
        "in_limit": is_due & ~is_late,
        "open_late": is_due & is_late & is_open,
        **{each.value: fate == number for number, each in enumerate(FATES) if number != _MEASURED},
    }
    chosen["zero"] = chosen["measured"] & (False if told.seconds is None else told.seconds == 0)
    return np.stack([np.bincount(part[chosen[name]], minlength=parts) for name in COUNTS], axis=1)


def _sketches(told: Told, part: Whole) -> tuple[tuple[Whole, Whole], Whole]:
    """Part and bucket of every cell that holds durations, rising, and how many each holds."""
    if told.seconds is None:
        return (np.empty(0, np.int64), np.empty(0, np.int64)), np.empty(0, np.int64)
    lasted = (told.said >= 0) & (told.said & (DUE - 1) == _MEASURED) & (told.seconds > 0)
    buckets = np.ceil(np.log(told.seconds[lasted]) / LOG_RATIO).astype(np.int64)
    least = int(buckets.min(initial=0))
    span = int(buckets.max(initial=0)) - least + 1
    cells, many = np.unique(part[lasted] * span + (buckets - least), return_counts=True)
    return (cells // span, cells % span + least), many


def row(found: Tally, written_at: Any) -> tuple[Any, ...]:
    """The row of a day's fact, in the order of `COLUMNS`; arrays as PostgreSQL writes them."""
    part = found.part
    keys = (found.code, part.cut, "day", part.county, part.day, part.network, part.value)
    return (*keys, *found.values, _array(found.buckets), _array(found.counts), written_at)


def _array(values: Sequence[int]) -> str:
    return "{" + ",".join(map(str, values)) + "}"
