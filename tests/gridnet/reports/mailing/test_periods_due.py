"""Of which week or month a report is, and from when on."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.reports.mailing import periods_due
from gridnet.reports.mailing.periods_due import Cadence


@pytest.mark.parametrize(
    ("cadence", "at", "first", "last"),
    [
        (Cadence.WEEKLY, "2026-03-09T06:00+08:00", "2026-03-02", "2026-03-08"),  # Monday at six: the week is ready
        (Cadence.WEEKLY, "2026-03-09T05:59+08:00", "2026-02-23", "2026-03-01"),  # a minute before it is not
        (Cadence.WEEKLY, "2026-03-15T23:00+08:00", "2026-03-02", "2026-03-08"),  # Sunday: this week is not over
        (Cadence.WEEKLY, "2026-01-01T12:00+08:00", "2025-12-22", "2025-12-28"),  # across a year
        (Cadence.MONTHLY, "2026-03-01T06:00+08:00", "2026-02-01", "2026-02-28"),
        (Cadence.MONTHLY, "2026-03-01T05:59+08:00", "2026-01-01", "2026-01-31"),
        (Cadence.MONTHLY, "2026-02-28T22:30+00:00", "2026-02-01", "2026-02-28"),  # it is March in China already
        (Cadence.MONTHLY, "2028-03-31T12:00+08:00", "2028-02-01", "2028-02-29"),  # a leap year
    ],
)
def test_the_newest_period_is_the_last_that_is_over_and_ready(cadence, at, first, last):
    found = periods_due.newest(cadence, datetime.fromisoformat(at))
    assert (found.first, found.last) == (date.fromisoformat(first), date.fromisoformat(last))


@given(st.sampled_from(Cadence), st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the zone is given beside
def test_it_is_ready_and_the_one_after_is_not(cadence, at):
    found = periods_due.newest(cadence, at)
    assert periods_due.ready_at(found) <= at
    following = periods_due.newest(cadence, periods_due.ready_at(found) + timedelta(days=32))
    assert following.first > found.last
    assert at - periods_due.ready_at(found) < timedelta(days=31 if cadence is Cadence.MONTHLY else 7)
