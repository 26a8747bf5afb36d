"""What the wall's clock meant, in zones that put theirs back and forward, and in one that does not."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.base import localtime
from gridnet.base.localtime import Fit

PACIFIC, CHINA = ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("shown", "later", "moment", "fit"),
    [
        ("2026-01-15 07:18", False, "2026-01-15 15:18", Fit.CERTAIN),  # winter: eight hours behind
        ("2026-07-15 07:18", False, "2026-07-15 14:18", Fit.CERTAIN),  # summer: seven
        ("2026-11-01 01:30", False, "2026-11-01 08:30", Fit.AMBIGUOUS),  # the first time it was half past one
        ("2026-11-01 01:30", True, "2026-11-01 09:30", Fit.AMBIGUOUS),  # the second
        ("2026-11-01 00:59", False, "2026-11-01 07:59", Fit.CERTAIN),  # just before the hour that was twice
        ("2026-11-01 02:00", False, "2026-11-01 10:00", Fit.CERTAIN),  # just after
        ("2026-03-08 02:30", False, "2026-03-08 10:30", Fit.NONEXISTENT),  # left out that night
        ("2026-03-08 01:59", False, "2026-03-08 09:59", Fit.CERTAIN),
        ("2026-03-08 03:00", False, "2026-03-08 10:00", Fit.CERTAIN),
    ],
)
def test_a_time_on_the_wall_is_one_moment_or_two_or_none(shown, later, moment, fit):
    found = localtime.resolve(datetime.fromisoformat(shown), PACIFIC, later=later)
    assert found == (datetime.fromisoformat(moment).replace(tzinfo=UTC), fit)


@given(st.datetimes(datetime.fromisoformat("1992-01-01"), datetime.fromisoformat("2100-01-01")))
def test_china_has_had_no_doubtful_hour_since_1991(shown):
    assert localtime.resolve(shown, CHINA) == ((shown - timedelta(hours=8)).replace(tzinfo=UTC), Fit.CERTAIN)


@given(st.datetimes(datetime.fromisoformat("1970-01-01"), datetime.fromisoformat("2037-01-01")), st.booleans())
def test_what_a_clock_really_showed_is_read_back(shown, later):
    found, fit = localtime.resolve(shown, PACIFIC, later=later)
    read_back = found.astimezone(PACIFIC).replace(tzinfo=None) == shown
    assert read_back == (fit is not Fit.NONEXISTENT)
