"""Counting again: what a new calendar moves, and whether what is kept in the rows is what the arithmetic says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from gridnet.base import db
from gridnet.base.county import County
from gridnet.clocks import clock_queries, counting, running, storing
from gridnet.clocks.counting import ClockNow

BATCH = 5000


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock whose due time, or whose being provisional, is another than before."""

    county: County
    clock_id: int
    subject_kind: str
    subject_id: int
    stage: str
    due_before: datetime
    due_after: datetime
    was_provisional: bool
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Recounted:
    """How many clocks were counted again, and those that moved."""

    looked_at: int
    moved: list[Moved]


def recompute(county: County | None = None, *, batch: int = BATCH) -> Iterator[Recounted]:
    """Count every open clock again in the calendar as it stands now, a batch a transaction of its own.

    Yields what moved. A clock that was stopped is not touched: it was measured by what was known then.
    """
    after = 0
    while True:
        with db.transaction():
            found, after = _recount(after, batch, county)
        if not found.looked_at:
            return
        yield found


def recompute_county(county: County) -> Recounted:
    """The same for one county, within the caller's transaction."""
    looked_at, after = 0, 0
    moved: list[Moved] = []
    while True:
        found, after = _recount(after, BATCH, county)
        if not found.looked_at:
            return Recounted(looked_at, moved)
        looked_at, moved = looked_at + found.looked_at, moved + found.moved


def _recount(after: int, batch: int, county: County | None) -> tuple[Recounted, int]:
    """A batch of clocks counted again, and where the next one begins."""
    clocks = clock_queries.list_open(after, batch, county)
    moved = [each for clock in clocks if (each := _again(clock)) is not None]
    _write(clocks)
    return Recounted(len(clocks), moved), clocks[-1].id or after if clocks else after


def _again(clock: ClockNow) -> Moved | None:
    calendar = running.calendar_of(clock)
    before, version = clock.marks, clock.calendar_version
    check_before = clock.next_check_at
    counting.count_again(clock, calendar)
    if clock.marks == before:
        clock.next_check_at = check_before
        clock.is_touched = clock.calendar_version != version
        return None
    return Moved(
        clock.county,
        clock.id or 0,
        *clock.subject,
        clock.stage,
        before.due_at,
        clock.marks.due_at,
        before.provisional,
        clock.marks.provisional,
    )


def _write(clocks: Sequence[ClockNow]) -> None:
    by_county: dict[County, list[ClockNow]] = {}
    for clock in clocks:
        by_county.setdefault(clock.county, []).append(clock)
    for county, mine in by_county.items():
        storing.write(county, mine)


@dataclass(frozen=True, slots=True)
class Verified:
    """How many clocks were looked at, and those whose row says something else than the arithmetic."""

    looked_at: int
    differing: list[ClockNow]


def verify(county: County | None = None, *, batch: int = BATCH) -> Iterator[Verified]:
    """Whether what is kept of every clock is what the pure functions say, in the calendar it was last counted in."""
    after = 0
    while True:
        with db.transaction():
            clocks = clock_queries.list_every(after, batch, county)
        if not clocks:
            return
        after = clocks[-1].id or after
        yield Verified(len(clocks), [each for each in clocks if not counting.same(each, running.calendar_then(each))])
