"""Shifts and leaves laid out on days: what begins on each, who serves beside, which day is today. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from gridnet.base import moment


class Stretch(Protocol):
    """A stretch of time."""

    @property
    def starts_at(self) -> datetime:
        """Where it begins."""

    @property
    def ends_at(self) -> datetime:
        """Where it ends."""


class Named(Stretch, Protocol):
    """Somebody's stretch."""

    @property
    def name(self) -> str:
        """Whose."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One of one's own shifts, of how many positions at once, and who serves beside for a part of it."""

    starts_at: datetime
    ends_at: datetime
    positions: int
    beside: Sequence[str]


@dataclass(frozen=True, slots=True)
class Day:
    """A day in China: the shifts that begin on it, and whether one is on leave for a part of it."""

    on: date
    turns: Sequence[Turn]
    on_leave: bool


def span(at: datetime, *, back: int, ahead: int) -> tuple[datetime, datetime]:
    """From the first moment of the day `back` days ago to the last of the day `ahead` days from now, in China."""
    midnight = moment.local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=back), midnight + timedelta(days=ahead + 1)


def lay_out(
    mine: Iterable[Stretch],
    others: Sequence[Named],
    leaves: Sequence[Stretch],
    since: datetime,
    until: datetime,
) -> list[Day]:
    """Every day from `since` to `until`, both the first moments of days in China; a shift stands on the day it begins.

    One that began before the first day stands on the first.
    """
    begins: dict[date, list[Turn]] = {}
    at_once = Counter((shift.starts_at, shift.ends_at) for shift in mine)
    for (starts_at, ends_at), positions in sorted(at_once.items()):
        on = max(moment.local(starts_at).date(), moment.local(since).date())
        turn = Turn(starts_at, ends_at, positions, _beside(starts_at, ends_at, others))
        begins.setdefault(on, []).append(turn)
    days = []
    midnight = since
    while midnight < until:
        on, next_ = moment.local(midnight).date(), midnight + timedelta(days=1)
        on_leave = any(leave.starts_at < next_ and leave.ends_at > midnight for leave in leaves)
        days.append(Day(on, begins.get(on, ()), on_leave))
        midnight = next_
    return days


def _beside(starts_at: datetime, ends_at: datetime, others: Sequence[Named]) -> list[str]:
    together = (each.name for each in others if each.starts_at < ends_at and each.ends_at > starts_at)
    return list(dict.fromkeys(together))
