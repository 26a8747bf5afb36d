"""How durations are spread."""

import numpy as np
import pytest

from gridnet.reports.distribution import POINTS, Distribution, Point
from gridnet.reports.figures import Cases


def cases(measured, waiting=()):
    fate = ["measured"] * len(measured) + ["open"] * len(waiting)
    seconds = [*measured, *[None] * len(waiting)]
    open_s = [*[None] * len(measured), *waiting]
    count = len(fate)
    none = np.zeros(count, dtype=bool)
    return Cases((), np.array(fate), np.array(seconds, dtype=float), np.array(open_s, dtype=float), none, none)


def test_the_curve_is_what_share_is_over_by_when():
    found = Distribution.of(cases([10, 20, 20, 30, 40]))
    assert found.measured == [Point(10, 0.2), Point(20, pytest.approx(0.6)), Point(30, 0.8), Point(40, 1.0)]
    assert [point.share for point in found.with_waiting] == pytest.approx([0.2, 0.6, 0.8, 1.0])


def test_whoever_still_waits_keeps_the_curve_from_reaching_all():
    found = Distribution.of(cases([10, 20, 30, 40, 50], [60] * 5))
    assert (found.n, found.waiting) == (5, 5)
    assert found.with_waiting[-1] == Point(50, pytest.approx(0.5))


def test_of_many_cases_a_few_points_are_drawn():
    found = Distribution.of(cases(np.random.default_rng(1).exponential(60, 10_000)))
    assert len(found.measured) <= POINTS
    assert found.measured[-1].share == 1.0


def test_of_fewer_than_five_nothing_is_told():
    assert Distribution.of(cases([10, 20])) == Distribution(None, None, [], [])


def test_of_none_measured_there_is_no_curve():
    assert Distribution.of(cases([], [10] * 6)) == Distribution(0, 6, [], [])
