"""Counts, medians, percentiles and shares of durations. Pure.

A `Sample` holds the durations themselves; whatever is wanted of several groups together is asked of their joined
samples. There is no way from one percentile and another to a third: a `Percentile` is no number to calculate with.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

#: How percentiles of samples are found; PostgreSQL's percentile_cont gives the same.
METHOD = "linear interpolation between order statistics (percentile_cont, Hyndman-Fan type 7)"
#: Of the standard normal distribution, for intervals of 95 per cent.
Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Percentile:
    """A percentile of one sample, in seconds. It cannot be added, averaged or ordered: ask the joined sample."""

    percent: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Sample:
    """Durations in seconds, sorted."""

    seconds: npt.NDArray[np.float64]

    @classmethod
    def of(cls, seconds: Iterable[float] | npt.NDArray[np.float64]) -> "Sample":
        """The sample of these durations."""
        made = np.sort(np.asarray(list(seconds) if not isinstance(seconds, np.ndarray) else seconds, dtype=np.float64))
        return cls(made)

    @property
    def n(self) -> int:
        """How many."""
        return int(self.seconds.size)

    def percentile(self, percent: float) -> Percentile | None:
        """The percentile by `METHOD`; None of an empty sample."""
        if not self.n:
            return None
        return Percentile(percent, float(np.percentile(self.seconds, percent, method="linear")))

    def joined(self, *others: "Sample") -> "Sample":
        """All of them as one sample."""
        return Sample.of(np.concatenate([self.seconds, *(each.seconds for each in others)]))


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None of none."""
        return self.count / self.of if self.of else None

    def wilson(self, z: float = Z) -> tuple[float, float] | None:
        """The interval, of 95 % by this `z`, by Wilson's score (E. B. Wilson, JASA 22, 1927); None of none."""
        if not self.of:
            return None
        share, n = self.count / self.of, self.of
        middle = share + z * z / (2 * n)
        reach = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        scale = 1 + z * z / n
        low, high = (middle - reach) / scale, (middle + reach) / scale
        return low if self.count else 0.0, high if self.count < n else 1.0
