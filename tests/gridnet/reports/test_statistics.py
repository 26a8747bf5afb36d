"""Counts, medians, percentiles and shares."""

from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.reports.statistics import Percentile, Sample, Share

SECONDS = st.lists(st.floats(0, 1e7, allow_subnormal=False), min_size=2, max_size=60)


@given(SECONDS)
def test_percentiles_interpolate_between_order_statistics(seconds):
    expected = quantiles(seconds, n=10, method="inclusive")[8]
    assert Sample.of(seconds).percentile(90).seconds == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(SECONDS, SECONDS)
def test_several_groups_are_asked_as_one_sample(one, other):
    joined = Sample.of(one).joined(Sample.of(other))
    assert joined.percentile(50) == Sample.of([*one, *other]).percentile(50)


def test_an_empty_sample_has_no_percentile():
    assert Sample.of([]).percentile(90) is None


@pytest.mark.parametrize(
    "operate", [lambda a, b: a + b, lambda a, b: a / 2, lambda a, b: sum([a, b]), lambda a, b: a < b]
)
def test_there_is_no_way_from_two_percentiles_to_a_third(operate):
    with pytest.raises(TypeError):
        operate(Percentile(90, 60.0), Percentile(90, 120.0))


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (6, 10, 0.3127, 0.8318),  # Wilson's own formula, by hand
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_of_a_share_is_wilsons(count, of, low, high):
    assert Share(count, of).wilson() == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_none_has_no_value():
    assert (Share(0, 0).value, Share(0, 0).wilson()) == (None, None)
