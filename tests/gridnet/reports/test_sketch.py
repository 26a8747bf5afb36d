"""Sketches: within one per cent, however they are merged."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.reports.sketch import ERROR, Sketch
from gridnet.reports.statistics import Sample

SECONDS = st.lists(st.one_of(st.just(0.0), st.floats(1e-3, 1e8)), min_size=1, max_size=80)
PERCENTS = st.sampled_from([0, 10, 50, 90, 99, 100])


@given(SECONDS, PERCENTS)
def test_a_percentile_is_within_one_per_cent_of_the_durations_own(seconds, percent):
    exact = Sample.of(seconds).percentile(percent).seconds
    assert Sketch.of(seconds).percentile(percent).seconds == pytest.approx(exact, rel=ERROR + 1e-9, abs=1e-12)


@given(SECONDS, SECONDS, SECONDS)
def test_merging_is_sketching_together_in_whatever_order(one, two, three):
    together = Sketch.of([*one, *two, *three])
    for merged in (
        Sketch.merged([Sketch.of(one), Sketch.of(two), Sketch.of(three)]),
        Sketch.merged([Sketch.merged([Sketch.of(three), Sketch.of(one)]), Sketch.of(two)]),
    ):
        assert merged.zero == together.zero
        assert np.array_equal(merged.buckets, together.buckets)
        assert np.array_equal(merged.counts, together.counts)


def test_a_sketch_of_nothing_has_no_percentile():
    assert Sketch.of([]).percentile(50) is None
    assert Sketch.merged([]).n == 0


def test_durations_of_no_time_are_counted_as_such():
    assert Sketch.of([0, 0, 0, 60]).percentile(50).seconds == 0


def test_a_year_of_cases_stays_small():
    durations = np.random.default_rng(1).lognormal(7, 2, 100_000)
    assert Sketch.of(durations).buckets.size < 1000
