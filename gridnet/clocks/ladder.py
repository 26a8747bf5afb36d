"""The ladder a late clock climbs: which level is due, when to look again, what is skipped. Pure.

A level hangs on a mark, one of the moments every clock keeps; who hears of it is in `hearing`. Levels are data: a
county, a priority, a stage or a network may have its own row for a level, or skip the level altogether, and the most
specific row holds. Whoever was away for hours makes the highest level that is due and passes the lower ones, so that
a clock gets one card for what it missed and not one a level; the card is then for all who would have heard.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from gridnet.base.network import Network


class Mark(StrEnum):
    """The moments of a clock that a level can hang on, in the order in which they come."""

    REMIND = "remind"
    YELLOW = "yellow"
    RED = "red"
    CONFERENCE = "conference"  # the red moment and one limit more


class Tell(StrEnum):
    """Who is to hear of a level."""

    ASSIGNEE = "assignee"
    HEAD = "head"
    SUPERVISOR = "supervisor"
    LEADER = "leader"


Marks = Mapping[Mark, datetime]


def marks_of(clock: Any) -> Marks:
    """The moments of a clock, or of a row of one, that levels hang on."""
    return {
        Mark.REMIND: clock.remind_at,
        Mark.YELLOW: clock.yellow_at,
        Mark.RED: clock.red_at,
        Mark.CONFERENCE: clock.conference_at,
    }


@dataclass(frozen=True, slots=True)
class Kind:
    """What of a clock decides which rows of the ladder hold for it."""

    priority: str | None
    stage: str
    network: Network | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One row of the ladder; what is None holds for every clock."""

    level: int
    mark: Mark
    tells: frozenset[Tell]
    needs_reason: bool = False
    waits: bool = True  # for opening, when nobody is on duty at night
    is_skipped: bool = False
    county: str | None = None
    priority: str | None = None
    stage: str | None = None
    network: Network | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """What a look at a clock found: the level to make a card of, those passed on the way, and when to look again."""

    level: Level | None
    passed: tuple[Level, ...]
    next_level: int
    next_check_at: datetime | None

    @property
    def tells(self) -> frozenset[Tell]:
        """Who hears: also those who would have heard of what was passed."""
        return frozenset().union(*(each.tells for each in self.passed), self.level.tells if self.level else ())


#: As the migration seeds it: 80 % remind, yellow with a reason, red one level up, then the case conference.
STANDARD: Sequence[Level] = (
    Level(level=1, mark=Mark.REMIND, tells=frozenset({Tell.ASSIGNEE})),
    Level(level=2, mark=Mark.YELLOW, tells=frozenset({Tell.ASSIGNEE, Tell.HEAD}), needs_reason=True),
    Level(level=3, mark=Mark.RED, tells=frozenset({Tell.ASSIGNEE, Tell.SUPERVISOR}), needs_reason=True),
    Level(level=4, mark=Mark.CONFERENCE, tells=frozenset({Tell.HEAD, Tell.SUPERVISOR, Tell.LEADER})),
)


def levels_of(rows: Iterable[Level], kind: Kind) -> tuple[Level, ...]:
    """The levels of clocks of this kind, the lowest first; `rows` are those of one county and those of all.

    Of several rows for a level the most specific holds: the county's own before everybody's, then by priority, stage
    and network in this order of weight; between equals the later row.
    """
    best: dict[int, Level] = {}
    for row in sorted((each for each in rows if _fits(each, kind)), key=_weight):
        best[row.level] = row
    return tuple(best[level] for level in sorted(best) if not best[level].is_skipped)


def _fits(row: Level, kind: Kind) -> bool:
    return (
        row.priority in {None, kind.priority}
        and row.stage in {None, kind.stage}
        and row.network in {None, kind.network}
    )


def _weight(row: Level) -> tuple[bool, bool, bool, bool, int]:
    return row.county is not None, row.priority is not None, row.stage is not None, row.network is not None, row.id


def look(levels: Sequence[Level], marks: Marks, next_level: int, at: datetime) -> Due:
    """What is due at `at` of the levels from `next_level` on. A mark that is reached exactly is due."""
    left = [each for each in levels if each.level >= next_level]
    reached = [place for place, each in enumerate(left) if marks[each.mark] <= at]
    if not reached:
        return Due(None, (), next_level, next_check(levels, marks, next_level))
    highest = reached[-1]
    level = left[highest]
    return Due(level, tuple(left[:highest]), level.level + 1, next_check(levels, marks, level.level + 1))


def next_check(levels: Sequence[Level], marks: Marks, next_level: int) -> datetime | None:
    """When the first of the levels from `next_level` on is due; None when none is left."""
    return min((marks[each.mark] for each in levels if each.level >= next_level), default=None)
