"""Counting again: what a new calendar moves, and whether what is kept in the rows is what the arithmetic says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gridnet.base import db
from gridnet.base.county import County
from gridnet.clocks import clock_queries, counting, faults, ladder, ladder_cache, running, storing
from gridnet.clocks.counting import ClockNow
from gridnet.clocks.ladder import Kind
from gridnet.clocks.values import ClockState

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

    Yields what moved. A clock that was stopped is not touched: it was measured by what was known then. One that the
    watch would have missed is put before it again.
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
    watched = _watched(clocks)
    moved = [each for clock in clocks if (each := _again(clock, is_watched=clock.id in watched)) is not None]
    _write(clocks)
    return Recounted(len(clocks), moved), clocks[-1].id or after if clocks else after


def _again(clock: ClockNow, *, is_watched: bool) -> Moved | None:
    calendar = running.calendar_of(clock)
    before, version = clock.marks, clock.calendar_version
    check_before = clock.next_check_at
    counting.count_again(clock, calendar)
    if clock.marks == before:
        clock.next_check_at = check_before if is_watched else clock.marks.remind_at
        clock.is_touched = clock.calendar_version != version or not is_watched
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
    """Whether what is kept of every clock is what the pure functions say, in the calendar it was last counted in.

    That the watch will look at it is part of this: at its next level's mark at the latest, or, where it was set aside,
    once that time has passed.
    """
    after = 0
    while True:
        with db.transaction():
            clocks = clock_queries.list_every(after, batch, county)
            watched = _watched(clocks)
        if not clocks:
            return
        after = clocks[-1].id or after
        yield Verified(len(clocks), [each for each in clocks if each.id not in watched or not _is_right(each)])


def _is_right(clock: ClockNow) -> bool:
    return counting.same(clock, running.calendar_then(clock))


def _watched(clocks: Sequence[ClockNow]) -> set[int | None]:
    """The ids of those that the watch does not miss. Looking too early does no harm."""
    late = [clock for clock in clocks if not _is_in_time(clock.next_check_at, _next_check(clock))]
    aside = faults.aside_until((clock.county, clock.id) for clock in late if clock.id is not None)
    missed = {clock.id for clock in late if not _is_aside(clock, aside)}
    return {clock.id for clock in clocks} - missed


def _is_aside(clock: ClockNow, aside: Mapping[int, datetime]) -> bool:
    return clock.next_check_at is not None and clock.next_check_at == aside.get(clock.id or 0)


def _is_in_time(check_at: datetime | None, wanted_at: datetime | None) -> bool:
    return wanted_at is None or (check_at is not None and check_at <= wanted_at)


def _next_check(clock: ClockNow) -> datetime | None:
    if clock.state is not ClockState.RUNNING:
        return None
    levels = ladder_cache.levels(clock.county, Kind(clock.about.priority, clock.stage, clock.network))
    return ladder.next_check(levels, ladder.marks_of(clock.marks), clock.next_level)
