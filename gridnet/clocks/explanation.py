"""How a deadline comes about, line by line: every span counted, every pause with its cause, every extension. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from gridnet.clocks.calendars import Calendar
from gridnet.clocks.limits import Due, Extension, Pause, Snapshot

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a deadline comes about."""

    due: Due

    def as_text(self, language: Language = "zh") -> str:
        """A line a step, for a person."""
        raise NotImplementedError

    def as_json(self) -> dict[str, Any]:
        """The same for a machine."""
        raise NotImplementedError


def explain(  # noqa: PLR0913 - what a deadline is made of
    snapshot: Snapshot,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
    calendar: Calendar,
    *,
    at: datetime | None = None,
    percent: int = 100,
) -> Explanation:
    """How it comes about; with `at`, also how much has run and is left at that moment."""
    raise NotImplementedError
