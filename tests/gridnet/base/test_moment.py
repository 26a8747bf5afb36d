"""Moments, read and shown."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.base import moment
from gridnet.base.errors import Invalid

SECONDS = st.integers(-2_000_000_000, 200_000_000_000)
MOMENTS = SECONDS.map(lambda seconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))


def test_now_is_aware_and_in_utc():
    assert moment.now().utcoffset() == timedelta(0)


@given(MOMENTS, st.timezones())
def test_a_moment_is_read_as_it_was_written(at, zone):
    assert moment.read(at.astimezone(zone).isoformat()) == at


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-02T09:00:00+08:00", "2026-03-02T01:00:00"),
        ("2026-03-02T01:00:00Z", "2026-03-02T01:00:00"),
        ("2026-03-02 09:00", "2026-03-02T01:00:00"),  # without an offset it is meant locally
        (" 2026-03-02 ", "2026-03-01T16:00:00"),  # a day begins at local midnight
    ],
)
def test_what_has_no_offset_is_meant_locally(text, utc):
    assert moment.read(text).astimezone(UTC) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-30", "2026-03-02T25:00", "03/02/2026", "now()"])
def test_what_is_no_moment_is_told_so(text):
    with pytest.raises(Invalid, match="is not a moment"):
        moment.read(text)


@given(MOMENTS)
def test_local_time_is_the_same_moment(at):
    shown = moment.local(at)
    assert shown == at
    assert shown.tzinfo is moment.LOCAL


@pytest.mark.parametrize("name", ["Asia/Shanghai", "UTC", "America/Chicago"])
def test_a_zone_is_found_by_its_name(name):
    assert moment.zone(name).key == name


@pytest.mark.parametrize("name", ["", "Asia/Anyang", "America", "../../etc/passwd", "/etc/passwd", "a\0b", "亚洲"])
def test_what_is_no_zone_is_told_so(name):
    with pytest.raises(Invalid, match="is no time zone"):
        moment.zone(name)
