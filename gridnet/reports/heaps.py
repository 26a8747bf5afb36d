"""Facts added up, group by group: counts and sketches of many rows at once. Pure.

Sketches come as PostgreSQL sends arrays (`array_send`): to make a Python number of each of their millions of numbers
would take longer than all else.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gridnet.reports import sketch
from gridnet.reports.fact_statements import COUNTS, LOST
from gridnet.reports.figures import Figures
from gridnet.reports.funnel import Fate, Funnel
from gridnet.reports.sketch import Whole
from gridnet.reports.statistics import Percentile, Share

#: Bytes before the first number of an array of one dimension.
HEADER = 20
COUNTED = (*map(Fate, LOST), Fate.MEASURED)


@dataclass(frozen=True, slots=True)
class Heaps:
    """The counts of each group, and how many durations of each group lie in each bucket, by group and then bucket."""

    counts: Whole
    group: Whole
    bucket: Whole
    many: Whole

    @classmethod
    def of(cls, rows: Sequence[Any], group: Whole, groups: int) -> "Heaps":
        """The heaps of rows of facts, each of which belongs to a group."""
        counts = np.zeros((groups, len(COUNTS)), dtype=np.int64)
        if not rows:
            return cls(counts, *(np.empty(0, np.int64) for _ in range(3)))
        np.add.at(counts, group, np.array([[getattr(row, name) for name in COUNTS] for row in rows], dtype=np.int64))
        buckets, many = sent((row.buckets for row in rows), 4), sent((row.counts for row in rows), 8)
        lengths = [max(len(row.buckets) - HEADER, 0) // 8 for row in rows]
        return cls(counts, *_merged(np.repeat(group, lengths), buckets, many))

    def figures(self) -> Iterator[Figures]:
        """The figures of each group, in the order of the groups."""
        ends = np.searchsorted(self.group, np.arange(len(self.counts)), side="right")
        zero = self.counts[:, COUNTS.index("zero")]
        median, p90 = (sketch.percentiles(zero, ends, self.bucket, self.many, percent) for percent in (50, 90))
        return map(_figures, self.counts.tolist(), median, p90)

    def total(self) -> Figures:
        """The figures of all groups together."""
        merged = _merged(np.zeros_like(self.group), self.bucket, self.many)
        return next(Heaps(self.counts.sum(axis=0, keepdims=True), *merged).figures())


def sent(arrays: Iterable[bytes], size: int) -> Whole:
    """The numbers of arrays of whole numbers of so many bytes, one array behind the other.

    Before each number stands its length, in four bytes; an array of none is shorter than a header.
    """
    kind = np.dtype([("length", ">i4"), ("number", f">i{size}")])
    numbers = np.frombuffer(b"".join([array[HEADER:] for array in arrays]), dtype=kind)["number"]
    return numbers.astype(np.int64)


def _merged(group: Whole, bucket: Whole, many: Whole) -> tuple[Whole, Whole, Whole]:
    """The same with each bucket of a group once, sorted by group and bucket."""
    if not group.size:
        return group, bucket, many
    least, span = int(bucket.min()), int(bucket.max() - bucket.min()) + 1
    cells = group * span + (bucket - least)
    order = np.argsort(cells, kind="stable")  # rows come nearly in order, which this way of sorting makes use of
    cells = cells[order]
    first = np.flatnonzero(np.diff(cells, prepend=cells[0] - 1))
    summed = np.add.reduceat(many[order], first)
    return cells[first] // span, cells[first] % span + least, summed


def _figures(counts: Sequence[int], median: Percentile | None, p90: Percentile | None) -> Figures:
    """The figures; who still waits is counted, and cannot be taken into account further."""
    total = dict(zip(COUNTS, counts, strict=True))
    fates = {fate: total[fate] for fate in COUNTED if total[fate]}
    return Figures(
        n=total["measured"],
        funnel=Funnel(fates, total["zero"]),
        share=Share(total["in_limit"], total["due"]),
        open_late=total["open_late"],
        median=median,
        p90=p90,
    )
