"""When something is due on a clock: its marks, counted from its terms; of a clock that starts, the quick way. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from gridnet.base import moment
from gridnet.clocks import arithmetic, walltime
from gridnet.clocks.arithmetic import Calendar, Extension, Pause, Snapshot, Unit
from gridnet.clocks.deadlines import DATED
from gridnet.clocks.policies import Terms
from gridnet.clocks.values import Marks
from gridnet.clocks.walltime import MINUTE_US

WHOLE = 100
HOUR_US = 60 * MINUTE_US


def snapshot(terms: Terms, started_at: datetime) -> Snapshot:
    """Terms together with the moment they are counted from."""
    return Snapshot(
        limit=terms.limit,
        remind_percent=terms.remind_percent,
        yellow_percent=terms.yellow_percent,
        red_percent=terms.red_percent,
        started_at=started_at,
    )


def marks(
    terms: Terms,
    started_at: datetime,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> Marks:
    """When the limit, its reminder, yellow, red and the case conference are due."""
    base = snapshot(terms, started_at)
    found = {
        percent: arithmetic.due_at(base, pauses, extensions, calendar, percent)
        for percent in {WHOLE, terms.remind_percent, terms.yellow_percent, terms.red_percent, terms.conference_percent}
    }
    return Marks(
        remind_at=found[terms.remind_percent].at,
        due_at=found[WHOLE].at,
        yellow_at=found[terms.yellow_percent].at,
        red_at=found[terms.red_percent].at,
        conference_at=found[terms.conference_percent].at,
        provisional=any(each.provisional for each in found.values()),
    )


def first_marks(terms: Terms, started_at: datetime, calendar: Calendar) -> Marks:
    """The marks of a clock that starts, as `marks` counts them, from memory where the same was asked before.

    Limits in days do not count the day of the start: all that start on one day fall due together.
    """
    if terms.limit.unit in DATED:
        return _marks_of_day(terms, calendar, moment.local(started_at).date())
    if terms.limit.unit is Unit.MINUTE:
        return _marks_of_minutes(terms, started_at)
    return _marks_of_hours(terms, started_at, calendar)


@lru_cache(maxsize=4096)
def _marks_of_day(terms: Terms, calendar: Calendar, day: date) -> Marks:
    return marks(terms, datetime.combine(day, time(), tzinfo=moment.LOCAL), calendar)


def _marks_of_minutes(terms: Terms, started_at: datetime) -> Marks:
    """Minutes run day and night: nothing need be looked up."""

    def at(percent: int) -> datetime:
        return started_at + timedelta(microseconds=terms.limit.amount * percent * MINUTE_US // 100)

    due_at = at(WHOLE)
    return Marks(
        remind_at=at(terms.remind_percent),
        due_at=due_at,
        yellow_at=due_at if terms.yellow_percent == WHOLE else at(terms.yellow_percent),
        red_at=at(terms.red_percent),
        conference_at=at(terms.conference_percent),
        provisional=False,
    )


def _marks_of_hours(terms: Terms, started_at: datetime, calendar: Calendar) -> Marks:
    """Working hours run in the calendar alone, from one start."""
    start_us = walltime.wall(started_at)

    def reach(percent: int) -> int:
        return calendar.reach(start_us, terms.limit.amount * percent * HOUR_US // 100)

    due_us, last_us = reach(WHOLE), reach(terms.conference_percent)
    due_at = walltime.moment_at(due_us)
    return Marks(
        remind_at=walltime.moment_at(reach(terms.remind_percent)),
        due_at=due_at,
        yellow_at=due_at if terms.yellow_percent == WHOLE else walltime.moment_at(reach(terms.yellow_percent)),
        red_at=walltime.moment_at(reach(terms.red_percent)),
        conference_at=walltime.moment_at(last_us),
        provisional=bool(calendar.unpublished(start_us, last_us - 1)),
    )


def start_for(terms: Terms, due_at: datetime, calendar: Calendar) -> datetime:
    """When a clock must start so as to be due at a moment that was named, or at the first one after it that can be."""
    if terms.limit.unit is Unit.MINUTE:
        return due_at - timedelta(minutes=terms.limit.amount)
    early, late = due_at - timedelta(days=LONGEST_DAYS[terms.limit.unit] * terms.limit.amount), due_at
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if first_marks(terms, middle, calendar).due_at < due_at:
            early = middle
        else:
            late = middle
    return late


#: Days that one unit of a limit never takes longer than, festivals included.
LONGEST_DAYS = {Unit.WORKING_HOUR: 15, Unit.WORKING_DAY: 15, Unit.DAY: 15, Unit.MONTH: 45}
