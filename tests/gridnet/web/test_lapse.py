"""How long something still has, or is over."""

from datetime import UTC, datetime, timedelta

import pytest

from gridnet.web import lapse
from gridnet.web.lapse import Lapse

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (12 * 60 + 59, Lapse(False, "minute", 12)),  # rounded down: nobody is promised a minute they do not have
        (59, Lapse(False, "minute", 0)),
        (0, Lapse(False, "minute", 0)),
        (-61, Lapse(True, "minute", 1)),
        (119 * 60, Lapse(False, "minute", 119)),  # under two hours in minutes
        (120 * 60, Lapse(False, "hour", 2)),
        (-47 * 3600, Lapse(True, "hour", 47)),  # under two days in hours
        (48 * 3600, Lapse(False, "day", 2)),
        (-30 * 86400, Lapse(True, "day", 30)),
    ],
)
def test_what_is_left_is_told_in_the_unit_that_fits(seconds, told):
    assert lapse.lapse(AT + timedelta(seconds=seconds), AT) == told


@pytest.mark.parametrize(
    ("started", "due", "share"),
    [
        (-60, 60, 50),
        (-60, 0, 100),
        (10, 60, 0),  # not begun yet
        (-60, -30, 100),  # over
        (0, 0, 100),  # no time at all
    ],
)
def test_the_share_used_up_lies_between_nothing_and_all(started, due, share):
    assert lapse.share(AT + timedelta(seconds=started), AT + timedelta(seconds=due), AT) == share
