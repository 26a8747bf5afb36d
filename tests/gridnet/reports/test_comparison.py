"""Differences of shares, against a published example."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gridnet.reports.comparison import difference
from gridnet.reports.statistics import Share

SHARES = some.integers(1, 500).flatmap(lambda of: some.builds(Share, some.integers(0, of), some.just(of)))


def test_newcombes_first_example_comes_out():
    found = difference(Share(56, 70), Share(48, 80))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert not found.is_noise


@pytest.mark.parametrize(
    ("now", "before", "is_noise"),
    [
        pytest.param(Share(9, 10), Share(8, 10), True, id="a difference of few is noise"),
        pytest.param(Share(900, 1000), Share(800, 1000), False, id="the same difference of many is none"),
        pytest.param(Share(10, 10), Share(10, 10), True, id="no difference at all"),
    ],
)
def test_noise_is_told_from_news(now, before, is_noise):
    assert difference(now, before).is_noise is is_noise


def test_nothing_is_compared_with_nothing():
    assert difference(Share(0, 0), Share(1, 2)) is None


@given(SHARES, SHARES)
def test_the_other_way_round_it_is_the_opposite(now, before):
    there, back = difference(now, before), difference(before, now)
    assert (there.value, there.low, there.high) == pytest.approx((-back.value, -back.high, -back.low))
