"""Periods of local days."""

from datetime import UTC, date, datetime

import pytest

from gridnet.base.errors import Invalid
from gridnet.reports import periods
from gridnet.reports.periods import Compare, Period

TODAY = date(2026, 4, 1)


def days(first, last):
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("period", "to", "expected"),
    [
        (("2026-03-01", "2026-03-31"), Compare.PREVIOUS, ("2026-02-01", "2026-02-28")),  # a month before a month
        (("2026-01-01", "2026-03-31"), Compare.PREVIOUS, ("2025-10-01", "2025-12-31")),  # a quarter
        (("2026-03-02", "2026-03-08"), Compare.PREVIOUS, ("2026-02-23", "2026-03-01")),  # a week
        (("2026-03-02", "2026-03-02"), Compare.PREVIOUS, ("2026-03-01", "2026-03-01")),
        (("2026-03-01", "2026-03-31"), Compare.LAST_YEAR, ("2025-03-01", "2025-03-31")),
        (("2025-02-01", "2025-02-28"), Compare.LAST_YEAR, ("2024-02-01", "2024-02-29")),  # the whole month there too
        (("2024-02-29", "2024-02-29"), Compare.LAST_YEAR, ("2023-02-28", "2023-02-28")),
    ],
)
def test_what_a_period_is_compared_with(period, to, expected):
    assert periods.compared(days(*period), to) == days(*expected)


def test_a_period_begins_and_ends_at_local_midnight():
    march = days("2026-03-01", "2026-03-31")
    assert march.since == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert march.until == datetime(2026, 3, 31, 16, tzinfo=UTC)
    assert march.days == 31


def test_the_months_it_touches():
    assert list(days("2025-12-31", "2026-02-01").months()) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-03-02", "2026-03-01", "before it begins"),
        ("2026-04-02", "2026-04-03", "still to come"),
        ("2020-01-01", "2026-01-01", "at most"),
        ("1999-01-01", "1999-01-02", "begins after"),
    ],
)
def test_what_is_no_period(first, last, said):
    with pytest.raises(Invalid, match=said):
        periods.check(days(first, last), TODAY)


def test_a_period_may_reach_beyond_today():
    assert periods.check(days("2026-04-01", "2026-04-30"), TODAY).days == 30
