"""Facts added up, group by group: counts and sketches of many rows at once. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from gridnet.reports.fact_statements import COUNTS, LOST
from gridnet.reports.figures import Figures
from gridnet.reports.funnel import Fate, Funnel
from gridnet.reports.sketch import Sketch, Whole
from gridnet.reports.statistics import Share


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
        lengths = np.array([len(row.buckets) for row in rows], dtype=np.int64)
        size = int(lengths.sum())
        buckets = np.fromiter(chain.from_iterable(row.buckets for row in rows), np.int64, size)
        many = np.fromiter(chain.from_iterable(row.counts for row in rows), np.int64, size)
        return cls(counts, *_merged(np.repeat(group, lengths), buckets, many))

    def figures(self) -> Iterator[Figures]:
        """The figures of each group, in the order of the groups."""
        ends = np.searchsorted(self.group, np.arange(len(self.counts) + 1))
        for number, counts in enumerate(self.counts):
            mine = slice(ends[number], ends[number + 1])
            yield _figures(counts, self.bucket[mine], self.many[mine])

    def total(self) -> Figures:
        """The figures of all groups together."""
        _, bucket, many = _merged(np.zeros_like(self.group), self.bucket, self.many)
        return _figures(self.counts.sum(axis=0), bucket, many)


def _merged(group: Whole, bucket: Whole, many: Whole) -> tuple[Whole, Whole, Whole]:
    """The same with each bucket of a group once, sorted by group and bucket."""
    if not group.size:
        return group, bucket, many
    least, span = int(bucket.min()), int(bucket.max() - bucket.min()) + 1
    cells, places = np.unique(group * span + (bucket - least), return_inverse=True)
    summed = np.bincount(places, weights=many).astype(np.int64)
    return cells // span, cells % span + least, summed


def _figures(counts: Whole, bucket: Whole, many: Whole) -> Figures:
    """The figures; who still waits is counted, and cannot be taken into account further."""
    total = dict(zip(COUNTS, counts.tolist(), strict=True))
    sketch = Sketch(total["zero"], bucket, many)
    fates = {Fate(name): total[name] for name in LOST} | {Fate.MEASURED: total["measured"]}
    return Figures(
        n=total["measured"],
        funnel=Funnel({fate: count for fate, count in fates.items() if count}, total["zero"]),
        share=Share(total["in_limit"], total["due"]),
        open_late=total["open_late"],
        median=sketch.percentile(50),
        p90=sketch.percentile(90),
    )
