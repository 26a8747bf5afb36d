"""Whether one share differs from another by more than chance. Pure.

The interval of a difference of two independent shares is put together from their Wilson intervals (R. G. Newcombe,
Interval estimation for the difference between independent proportions, Statistics in Medicine 17, 1998, method 10).
"""

from dataclasses import dataclass
from math import hypot
from statistics import NormalDist

from gridnet.reports.statistics import Share


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much a share is larger than another one (1 is all), with the 95 % interval of that."""

    value: float
    low: float
    high: float

    @property
    def is_noise(self) -> bool:
        """Whether chance alone may explain it."""
        return self.low <= 0 <= self.high


def difference(now: Share, before: Share) -> Difference | None:
    """The difference; None where one of them is of nothing."""
    here, there = now.wilson(), before.wilson()
    if here is None or there is None:
        return None
    share, other = now.count / now.of, before.count / before.of
    value = share - other
    low = value - hypot(share - here[0], there[1] - other)
    return Difference(value, low, value + hypot(here[1] - share, other - there[0]))


def is_noise(part: Share, whole: Share, *, among: int) -> bool:
    """Whether chance alone may explain how this part differs from the whole, being one of so many that are looked at.

    Of a hundred parts five lie outside an interval of 95 % for no reason; so each is held against a wider one, that all
    of them together stay within with 95 % (Bonferroni).
    """
    interval = part.wilson(NormalDist().inv_cdf(1 - 0.025 / max(among, 1)))
    return interval is None or whole.value is None or interval[0] <= whole.value <= interval[1]
