from datetime import UTC, datetime

import pytest

from gridnet.base.errors import Invalid
from gridnet.clocks.limits import MOST, Limit, Pause, Snapshot, Unit

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("amount", [0, -1])
def test_a_limit_is_more_than_nothing(amount, unit):
    with pytest.raises(Invalid, match="a limit is between 1 and"):
        Limit(amount, unit)


@pytest.mark.parametrize("unit", Unit)
def test_a_limit_has_a_bound(unit):
    assert Limit(MOST[unit], unit).amount == MOST[unit]
    with pytest.raises(Invalid, match=f"not {MOST[unit] + 1}"):
        Limit(MOST[unit] + 1, unit)


@pytest.mark.parametrize(
    ("remind", "yellow", "red"),
    [
        (80, 200, 100),  # red before yellow
        (80, 100, 100),  # red with yellow
        (100, 100, 200),  # reminder with yellow
        (120, 100, 200),  # reminder after yellow
        (0, 100, 200),  # reminder at the start
        (-10, 100, 200),
        (80, 100, 1001),  # a slip of the pen
    ],
)
def test_reminder_yellow_and_red_come_in_this_order(remind, yellow, red):
    with pytest.raises(Invalid, match="the reminder comes before yellow and yellow before red"):
        Snapshot(limit=Limit(1, Unit.DAY), started_at=AT, remind_percent=remind, yellow_percent=yellow, red_percent=red)


def test_a_pause_does_not_run_backwards():
    with pytest.raises(Invalid, match="does not end before it begins"):
        Pause(AT, AT.replace(hour=0), "force_majeure")


def test_a_pause_may_be_empty():
    assert Pause(AT, AT, "force_majeure").to_at == AT
