"""When a message that did not get through is tried again. Pure."""

from datetime import datetime, timedelta

#: The wait after each try; after the last one the message is given up and an administrator sees it.
WAITS = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
TRIES = len(WAITS) + 1


def next_try(tries: int, at: datetime) -> datetime | None:
    """When to try again after the try number `tries` failed at `at`; None: never, give it up."""
    return at + WAITS[tries - 1] if tries < TRIES else None
