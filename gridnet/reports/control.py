"""Limits for a trend, so that noise is not read as news. Pure.

Shares: a P chart, three standard errors of the share of all together, wider where a point stands for fewer cases.
Durations: an XmR chart (individuals and moving range), about the percentile of all cases together and not about a
mean of the points; its natural process limits lie 3.145 times the median moving range away (D. J. Wheeler,
Understanding Variation, 1993). A point is a signal outside the limits, and so is the eighth of a run on one side of
the centre.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from statistics import median

from gridnet.reports.statistics import Percentile, Share

MEDIAN_RANGE = 3.145
RUN = 8
#: Of fewer points no limits are drawn: they would be noise themselves.
FEWEST_POINTS = 6


class Chart(StrEnum):
    """Which chart the limits are of."""

    P = "P chart"
    XMR = "XmR chart (median moving range)"


class Signal(StrEnum):
    """Why a point is no noise."""

    OUTSIDE = "outside"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits at one point, and whether it is a signal."""

    low: float
    high: float
    signal: Signal | None


@dataclass(frozen=True, slots=True)
class Control:
    """The centre and the limits of a trend; a point that is missing has none."""

    chart: Chart
    centre: float
    points: Sequence[Limits | None]


def of_shares(points: Sequence[Share | None], together: Share) -> Control | None:
    """The P chart of these shares; None where there are too few points, or nothing to share out."""
    centre = together.value
    if centre is None or sum(point is not None and point.of > 0 for point in points) < FEWEST_POINTS:
        return None
    spread = sqrt(centre * (1 - centre))
    limits = [
        (max(0.0, centre - 3 * spread / sqrt(point.of)), min(1.0, centre + 3 * spread / sqrt(point.of)))
        if point is not None and point.of
        else None
        for point in points
    ]
    return _control(Chart.P, centre, [point.value if point else None for point in points], limits)


def of_durations(points: Sequence[Percentile | None], together: Percentile | None) -> Control | None:
    """The XmR chart of a percentile from point to point; None where there are too few points."""
    values = [point.seconds if point else None for point in points]
    known = [value for value in values if value is not None]
    if together is None or len(known) < FEWEST_POINTS:
        return None
    reach = MEDIAN_RANGE * median(abs(after - before) for before, after in pairwise(known))
    limits = (max(0.0, together.seconds - reach), together.seconds + reach)
    return _control(Chart.XMR, together.seconds, values, [limits if value is not None else None for value in values])


def _control(
    chart: Chart, centre: float, values: Sequence[float | None], limits: Sequence[tuple[float, float] | None]
) -> Control:
    points: list[Limits | None] = []
    side = run = 0
    for value, limit in zip(values, limits, strict=True):
        if value is None or limit is None:
            points.append(None)
            continue
        here = (value > centre) - (value < centre)
        run = run + 1 if here == side and here else 1
        side = here
        signal = Signal.OUTSIDE if not limit[0] <= value <= limit[1] else Signal.RUN if run >= RUN and here else None
        points.append(Limits(*limit, signal))
    return Control(chart, centre, points)
