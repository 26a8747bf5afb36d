"""Whether one share differs from another by more than chance. Pure.

The interval of a difference of two independent shares is put together from their Wilson intervals (R. G. Newcombe,
Interval estimation for the difference between independent proportions, Statistics in Medicine 17, 1998, method 10).
"""

from dataclasses import dataclass
from math import hypot

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
