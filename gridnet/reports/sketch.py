"""Many durations in few numbers that can be merged: percentiles within one per cent. Pure.

The buckets grow by a constant ratio, after C. Masson, J. E. Rim and H. K. Lee, DDSketch: a fast and fully-mergeable
quantile sketch with relative-error guarantees, VLDB 12 (2019). A percentile interpolates between two order statistics
as it does in `statistics`; each of them is off by at most `ERROR` of itself, and so is what lies between them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, log

import numpy as np
import numpy.typing as npt

from gridnet.reports.statistics import Percentile

ERROR = 0.01
RATIO = (1 + ERROR) / (1 - ERROR)
LOG_RATIO = log(RATIO)
METHOD = f"mergeable sketch (DDSketch), within {ERROR:.0%} of the interpolated percentile"

Whole = npt.NDArray[np.int64]
Seconds = npt.NDArray[np.float64]


def bucket_of(seconds: float) -> int:
    """The bucket of a duration of more than nothing."""
    return ceil(log(seconds) / LOG_RATIO)


@dataclass(frozen=True, slots=True)
class Sketch:
    """How many durations lie in each bucket, and how many were of no time at all. `buckets` rise."""

    zero: int
    buckets: Whole
    counts: Whole

    @classmethod
    def of(cls, seconds: Iterable[float]) -> "Sketch":
        """The sketch of these durations."""
        every = list(seconds)
        buckets, counts = np.unique([bucket_of(each) for each in every if each > 0], return_counts=True)
        return cls(sum(each == 0 for each in every), buckets.astype(np.int64), counts.astype(np.int64))

    @classmethod
    def merged(cls, sketches: Iterable["Sketch"]) -> "Sketch":
        """The sketch of all durations that these are sketches of."""
        every = list(sketches)
        buckets = np.concatenate([np.empty(0, np.int64), *(each.buckets for each in every)])
        counts = np.concatenate([np.empty(0, np.int64), *(each.counts for each in every)])
        distinct, places = np.unique(buckets, return_inverse=True)
        summed = np.bincount(places, weights=counts, minlength=distinct.size).astype(np.int64)
        return cls(sum(each.zero for each in every), distinct, summed)

    @property
    def n(self) -> int:
        """How many durations."""
        return self.zero + int(self.counts.sum())

    def percentile(self, percent: float) -> Percentile | None:
        """The percentile, within `ERROR` of that of the durations themselves; None of none."""
        zero, ends = np.array([self.zero]), np.array([self.counts.size])
        return percentiles(zero, ends, self.buckets, self.counts, percent)[0]


def percentiles(zero: Whole, ends: Whole, buckets: Whole, counts: Whole, percent: float) -> list[Percentile | None]:
    """The percentile of each of many sketches, whose buckets stand one sketch behind the other and end at `ends`."""
    summed = np.concatenate([[0], np.cumsum(counts)])
    before, until = summed[np.concatenate([[0], ends[:-1]])], summed[ends]
    n = zero + until - before
    rank = np.maximum(percent / 100 * (n - 1), 0)
    low, high = (_at(each, zero, before, summed, buckets) for each in (np.floor(rank), np.ceil(rank)))
    found = low + (high - low) * (rank - np.floor(rank))
    return [
        Percentile(percent, value) if any_ else None for value, any_ in zip(found.tolist(), n.tolist(), strict=True)
    ]


def _at(rank: Seconds, zero: Whole, before: Whole, summed: Whole, buckets: Whole) -> Seconds:
    """About the duration that so many of each sketch are shorter than, which lies in the bucket at its place."""
    if not buckets.size:
        return np.zeros(rank.size)
    places = np.searchsorted(summed[1:], before + rank - zero, side="right").clip(max=buckets.size - 1)
    return np.where(rank < zero, 0.0, 2 * RATIO ** buckets[places].astype(np.float64) / (RATIO + 1))
