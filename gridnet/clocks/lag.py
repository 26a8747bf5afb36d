"""How late the watch looks: what it counts of every card, and when its silence is worth an alarm. Pure."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime, timedelta

#: Upper bounds in seconds of the classes cards are counted in; the last class has none.
BOUNDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 21600.0, 86400.0)
#: A card seen so long after it was due is marked late: the watch was away, nobody was slow to read.
LATE = timedelta(seconds=60)


def counts(lags_s: Iterable[float]) -> list[int]:
    """How many fall into each class; a bound belongs to the class below it."""
    found = [0] * (len(BOUNDS) + 1)
    for lag_s in lags_s:
        found[bisect_left(BOUNDS, lag_s)] += 1
    return found


def is_silent(finished_at: datetime, at: datetime, missing: timedelta) -> bool:
    """Whether the watch has been silent for too long at `at`.

    A sweep that ended in the future is one from before the machine's clock stepped back: it proves nothing either.
    """
    return abs(at - finished_at) > missing


def outage(
    started_at: datetime, finished_at: datetime, outage_at: datetime | None, *, at: datetime, missing: timedelta
) -> datetime | None:
    """The moment the watch came back from its last outage, if it comes back at `at`; otherwise as it was.

    Whoever begins first says so: a second worker that begins beside it comes back from the same outage.
    """
    return at if is_silent(finished_at, at, missing) and is_silent(started_at, at, missing) else outage_at
