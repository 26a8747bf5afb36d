"""Medians and percentiles that do not forget who is still waiting: the product-limit estimate. Pure.

E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete observations, JASA 53 (1958). A case that is still
open says that its duration is longer than what has passed; to leave it out would show us faster than we are.
"""

import numpy as np
import numpy.typing as npt

Seconds = npt.NDArray[np.float64]


def percentile(measured: Seconds, still_open: Seconds, percent: float) -> float | None:
    """The first duration by which so many per cent of all cases are over, in seconds; None where that is not known yet.

    `still_open` are the durations so far of the cases that are not over. One that is open for just as long as another
    one took counts as open longer than it.
    """
    if not measured.size:
        return None
    times, ended = np.unique(measured, return_counts=True)
    everyone = np.sort(np.concatenate([measured, still_open]))
    at_risk = everyone.size - np.searchsorted(everyone, times, side="left")
    surviving = np.cumprod(1.0 - ended / at_risk)
    over = np.nonzero(surviving <= 1.0 - percent / 100.0 + 1e-12)[0]
    return float(times[over[0]]) if over.size else None
