"""A measure over time."""

from datetime import date, timedelta

import pytest

from gridnet.base.errors import Invalid
from gridnet.reports import trends
from gridnet.reports.control import Signal
from gridnet.reports.periods import Period
from gridnet.reports.question import Cut
from tests.factories import reports
from tests.factories.reports import NINE, NOW, ask

DAY = timedelta(days=1)
WEEK = Period(date(2026, 3, 1), date(2026, 3, 8))


def test_every_step_is_there_also_those_in_which_nothing_happened():
    assert trends.steps(WEEK, Cut.WEEK) == ["2026-W09", "2026-W10"]
    assert trends.steps(WEEK, Cut.DAY)[::7] == ["2026-03-01", "2026-03-08"]
    assert trends.steps(Period(date(2025, 12, 31), date(2026, 1, 1)), Cut.MONTH) == ["2025-12", "2026-01"]


@pytest.mark.usefixtures("session")
def test_a_slow_day_among_like_days_is_a_signal():
    for number, minutes in enumerate((10, 11, 10, 11, 10, 30)):
        for _ in range(6):
            reports.handled(minutes, reported_at=NINE + number * DAY)
    found = trends.trend(ask("handle", period=WEEK), Cut.DAY, now=NOW, tolerance_m=50)
    assert [(key, figures and figures.n) for key, figures, _ in found.points][:3] == [
        ("2026-03-01", None),
        ("2026-03-02", 6),
        ("2026-03-03", 6),
    ]
    assert [each and each.signal for each in found.median.points] == [None] * 6 + [Signal.OUTSIDE, None]


@pytest.mark.parametrize("given", [{"every": Cut.HOUR}, {"every": Cut.DAY, "cuts": (Cut.NETWORK,)}])
def test_what_is_no_trend_is_refused(given):
    every = given.pop("every")
    with pytest.raises(Invalid, match="by day, week or month"):
        trends.trend(ask("handle", **given), every, now=NOW, tolerance_m=50)
