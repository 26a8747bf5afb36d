"""When a limit falls due, how much of it has run and how much is left. Pure: pauses and calendar are arguments."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from gridnet.clocks.calendars import Calendar
from gridnet.clocks.limits import Due, Elapsed, Extension, Pause, Snapshot


def due_at(
    snapshot: Snapshot,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
    calendar: Calendar,
    percent: int = 100,
) -> Due:
    """When so many per cent of the limit, extensions included, are used up."""
    raise NotImplementedError


def elapsed(snapshot: Snapshot, pauses: Sequence[Pause], calendar: Calendar, at: datetime) -> Elapsed:
    """How much of the limit has run at a moment."""
    raise NotImplementedError


def remaining(
    snapshot: Snapshot,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
    calendar: Calendar,
    at: datetime,
) -> timedelta:
    """How much is left at a moment, less than nothing when late; in the time the limit is counted in."""
    raise NotImplementedError
