"""The arithmetic of clocks, for whoever asks: limits and calendars in, deadlines and their explanation out. Pure."""

from gridnet.clocks.calendars import ALWAYS, Calendar
from gridnet.clocks.deadlines import due_at, elapsed, remaining
from gridnet.clocks.explanation import Explanation, explain
from gridnet.clocks.limits import Due, Elapsed, Extension, Limit, Pause, Snapshot, Unit

__all__ = (
    "ALWAYS",
    "Calendar",
    "Due",
    "Elapsed",
    "Explanation",
    "Extension",
    "Limit",
    "Pause",
    "Snapshot",
    "Unit",
    "due_at",
    "elapsed",
    "explain",
    "remaining",
)
