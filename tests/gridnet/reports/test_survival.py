"""Percentiles that take account of whoever still waits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.reports import survival

LASTED = st.lists(st.integers(0, 20), max_size=12)


def estimate(measured, still_open, percent):
    """The product over the times at which something ended, as Kaplan and Meier wrote it."""
    surviving = 1.0
    for time in sorted(set(measured)):
        at_risk = sum(each >= time for each in (*measured, *still_open))
        surviving *= 1 - measured.count(time) / at_risk
        if surviving <= 1 - percent / 100 + 1e-9:
            return time
    return None


@given(LASTED, LASTED, st.sampled_from([25, 50, 90]))
def test_it_is_the_product_limit_estimate(measured, still_open, percent):
    found = survival.percentile(np.array(measured, float), np.array(still_open, float), percent)
    assert found == estimate(measured, still_open, percent)


@pytest.mark.parametrize(
    ("measured", "still_open", "percent", "expected"),
    [
        # Remission of leukaemia, 6-MP group: Freireich et al. 1963, as in Kaplan-Meier textbooks: median 23 weeks.
        (
            [6, 6, 6, 7, 10, 13, 16, 22, 23],
            [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
            50,
            23,
        ),
        ([1, 2, 3, 4], [], 50, 2),
        ([10], [20, 20], 50, None),  # two of three are still open: nobody knows yet
        ([], [5], 50, None),
    ],
)
def test_known_samples(measured, still_open, percent, expected):
    assert survival.percentile(np.array(measured, float), np.array(still_open, float), percent) == expected
