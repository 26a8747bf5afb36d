"""Limits for a trend."""

import pytest

from gridnet.reports import control
from gridnet.reports.control import Chart, Signal
from gridnet.reports.statistics import Percentile, Share


def of(*seconds):
    return [None if each is None else Percentile(50, each) for each in seconds]


def signals(found):
    return [each and each.signal for each in found.points]


def test_shares_stand_between_three_standard_errors_that_widen_with_few_cases():
    points = [Share(80, 100)] * 6 + [Share(3, 4)]
    found = control.of_shares(points, Share(483, 604))
    assert found.chart is Chart.P
    assert (found.points[0].low, found.points[0].high) == pytest.approx((0.679, 0.920), abs=1e-3)
    assert found.points[-1].low < found.points[0].low


def test_a_share_outside_its_limits_is_a_signal():
    points = [Share(80, 100)] * 6 + [Share(50, 100), None]
    found = control.of_shares(points, Share(530, 700))
    assert signals(found)[-2:] == [Signal.OUTSIDE, None]


def test_durations_stand_about_the_percentile_of_all_cases_together():
    found = control.of_durations(of(10, 12, 10, 12, 10, 12, None, 40), Percentile(50, 11))
    assert (found.chart, found.centre) == (Chart.XMR, 11)
    assert (found.points[0].low, found.points[0].high) == pytest.approx((11 - 6.29, 11 + 6.29))
    assert signals(found) == [None] * 7 + [Signal.OUTSIDE]


def test_the_eighth_of_a_run_on_one_side_is_a_signal():
    found = control.of_durations(of(9, 9, 12, 13, 12, 13, 12, 13, 12, 13), Percentile(50, 11))
    assert signals(found) == [None] * 9 + [Signal.RUN]


def test_of_a_few_points_no_limits_are_drawn():
    assert control.of_durations(of(1, 2, 3, 4, 5), Percentile(50, 3)) is None
    assert control.of_shares([Share(1, 2)] * 5, Share(5, 10)) is None
    assert control.of_shares([Share(0, 0)] * 9, Share(0, 0)) is None
