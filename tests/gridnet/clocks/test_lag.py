"""How late the watch looks."""

from datetime import UTC, datetime, timedelta

import pytest

from gridnet.clocks import lag

AT = datetime(2026, 3, 10, 4, tzinfo=UTC)
MISSING = timedelta(minutes=5)
HOUR = timedelta(hours=1)


def test_each_lag_is_counted_in_one_class_and_a_bound_belongs_below():
    found = lag.counts([0, 0.5, 0.6, 1.0, 86400.0, 90000])
    assert (found[0], found[1], found[-2], found[-1]) == (2, 2, 1, 1)
    assert len(found) == len(lag.BOUNDS) + 1
    assert sum(found) == 6


@pytest.mark.parametrize(
    ("ago", "silent"),
    [
        (timedelta(minutes=5), False),
        (timedelta(minutes=5, microseconds=1), True),
        (timedelta(0), False),
        (-timedelta(seconds=30), False),  # a machine that is a little ahead
        (-6 * HOUR, True),  # stamped before the machine's clock stepped back: it proves nothing
    ],
)
def test_silence(ago, silent):
    assert lag.is_silent(AT - ago, AT, MISSING) is silent


@pytest.mark.parametrize(
    ("started", "finished", "outage_at"),
    [
        (6 * HOUR, 6 * HOUR, AT),  # nobody looked for six hours
        (timedelta(0), 6 * HOUR, None),  # another worker has just come back and says so
        (timedelta(seconds=1), timedelta(seconds=2), None),
    ],
)
def test_whoever_begins_first_comes_back_from_the_outage(started, finished, outage_at):
    assert lag.outage(AT - started, AT - finished, None, at=AT, missing=MISSING) == outage_at


def test_the_last_outage_is_remembered():
    before = AT - HOUR
    assert lag.outage(AT, AT, before, at=AT, missing=MISSING) == before
