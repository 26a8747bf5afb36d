"""How long something still has, or is over, in words. Pure; `static/js/left.js` counts on by the same table."""

from dataclasses import dataclass
from datetime import datetime

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Lapse:
    """A number of units, still to come or gone by."""

    is_over: bool
    unit: str
    number: int


def lapse(due_at: datetime, at: datetime) -> Lapse:
    """What `due_at` lies away from `at`: minutes under two hours, hours under two days, then days; rounded down.

    Under a minute is no minute, so that nothing that is over is said to be left.
    """
    seconds = int((due_at - at).total_seconds())
    size = abs(seconds)
    if size < 2 * HOUR:
        return Lapse(seconds < 0, "minute", size // MINUTE)
    if size < 2 * DAY:
        return Lapse(seconds < 0, "hour", size // HOUR)
    return Lapse(seconds < 0, "day", size // DAY)


def share(started_at: datetime, due_at: datetime, at: datetime) -> int:
    """How much of the time is used up, in per cent from 0 to 100."""
    whole = (due_at - started_at).total_seconds()
    if whole <= 0:
        return 100
    return round(min(max((at - started_at).total_seconds() / whole, 0), 1) * 100)
