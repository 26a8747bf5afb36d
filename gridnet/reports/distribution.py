"""How durations are distributed: what share is over by when, with and without whoever still waits. Pure."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gridnet.reports import masking
from gridnet.reports.figures import Cases
from gridnet.reports.funnel import Fate

#: A curve is drawn with about so many points, whatever the number of cases.
POINTS = 200


class Point(NamedTuple):
    """So large a share was over within so many seconds."""

    seconds: float
    share: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """The curve of those measured, and the one that takes account of whoever still waits; empty where masked."""

    n: int | None
    waiting: int | None
    measured: list[Point]
    with_waiting: list[Point]

    @classmethod
    def of(cls, cases: Cases) -> "Distribution":
        """The distribution of these cases."""
        seconds = cases.seconds[cases.fate == Fate.MEASURED]
        seconds = seconds[~np.isnan(seconds)]
        waiting = cases.open_s[cases.fate == Fate.OPEN]
        waiting = waiting[~np.isnan(waiting)]
        if masking.is_few([seconds.size, seconds.size + waiting.size]):
            return cls(None, None, [], [])
        if not seconds.size:
            return cls(0, int(waiting.size), [], [])
        times, ended = np.unique(seconds, return_counts=True)
        everyone = np.sort(np.concatenate([seconds, waiting]))
        at_risk = everyone.size - np.searchsorted(everyone, times, side="left")
        over = 1.0 - np.cumprod(1.0 - ended / at_risk)
        return cls(
            int(seconds.size),
            int(waiting.size),
            _thinned(times, np.cumsum(ended) / seconds.size),
            _thinned(times, over),
        )


def _thinned(times: np.ndarray, shares: np.ndarray) -> list[Point]:
    """The curve with few points: those nearest to equal steps of the share."""
    wanted = np.searchsorted(shares, np.linspace(0, shares[-1], POINTS), side="left")
    places = np.unique(np.minimum(wanted, times.size - 1))
    return [Point(float(times[place]), float(shares[place])) for place in places]
