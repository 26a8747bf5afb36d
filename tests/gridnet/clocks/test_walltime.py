from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.base.errors import Invalid
from gridnet.base.moment import LOCAL
from gridnet.clocks import walltime
from gridnet.clocks.walltime import DAY_US

moments = st.datetimes(datetime(1992, 1, 1, 12), datetime(2200, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - aware by the strategy


@given(moment=moments)
def test_there_and_back(moment):
    assert walltime.moment_at(walltime.wall(moment)) == moment


@given(first=moments, second=moments)
def test_what_lies_between_is_what_went_by(first, second):
    assert timedelta(microseconds=walltime.wall(second) - walltime.wall(first)) == second - first


@given(moment=moments)
def test_a_day_is_the_local_one(moment):
    ordinal = walltime.day_of(walltime.wall(moment))
    assert ordinal == moment.astimezone(LOCAL).toordinal()
    assert walltime.midnight(ordinal) <= walltime.wall(moment) < walltime.midnight(ordinal) + DAY_US


def test_half_past_four_in_london_is_the_next_day_here():
    """Signalen takes the weekday from the date in UTC."""
    assert walltime.day_of(walltime.wall(datetime(2026, 3, 6, 16, 30, tzinfo=UTC))) == datetime(2026, 3, 7).toordinal()  # noqa: DTZ001 - a day


@pytest.mark.parametrize("year", [1991, 2201])
def test_other_years_are_refused(year):
    with pytest.raises(Invalid, match="1992 to 2200"):
        walltime.wall(datetime(year, 6, 1, tzinfo=UTC))
