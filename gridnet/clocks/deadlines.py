"""When a limit falls due, how much of it has run and how much is left. Pure: pauses and calendar are arguments.

- Minutes run day and night from the moment of the start, working hours within the working spans (Civil Code, Art. 201).
- Working days, days and months do not count the day of the start. A month ends on the day of the same number, or on
  the last of its month (Art. 202). A last day that is a day of rest gives way to the next working day, and a day ends
  at its close of business, or at 24:00 where the calendar knows none (Art. 203).
- A percentage is that share of the number: 80 % of seven days are five days and six tenths of the sixth. A tenth of a
  day is a tenth of its working minutes, and never comes before the whole days ahead of it have ended.
- Nothing is counted during a pause, and a pause that covers nothing counted moves nothing. Minutes, working hours and
  working days are moved by the counted time it covers, to the microsecond. Days and months are moved by the calendar
  time it covers and then end, as they must, with a day: the one they come to lie on, or the next working day, or,
  were its close of business within a pause, the first close after it.
- An extension in minutes, working hours or working days adds to a limit in the same unit. Any other runs when what is
  before it has ended, so that a day more is a day later also where the limit ended with a day of rest.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from gridnet.clocks import months, walltime
from gridnet.clocks.calendars import ALWAYS, Calendar
from gridnet.clocks.limits import Due, Elapsed, Extension, Pause, Snapshot, Unit
from gridnet.clocks.walltime import DAY_US, MINUTE_US

#: Stretches that are not counted, in their order, none touching another.
Stretches = Sequence[tuple[int, int]]

DATED = frozenset({Unit.WORKING_DAY, Unit.DAY, Unit.MONTH})
WORKED = frozenset({Unit.WORKING_HOUR, Unit.WORKING_DAY})


class Course(NamedTuple):
    """How one unit of a limit runs: counted from `base_us` until `raw_us`; the law may set its end, `due_us`, later."""

    unit: Unit
    amount: int
    start_us: int
    base_us: int
    raw_us: int
    due_us: int


def due_at(
    snapshot: Snapshot,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
    calendar: Calendar,
    percent: int = 100,
) -> Due:
    """When so many per cent of the limit, extensions included, are used up."""
    ran = courses(snapshot, pauses, extensions, calendar, percent)
    missing = sorted({year for course in ran for year in _assumed(course, calendar)})
    due_us, open_us = ran[-1].due_us, open_from(pauses)
    return Due(
        walltime.moment_at(due_us),
        provisional=bool(missing),
        years_missing=tuple(missing),
        is_open=open_us is not None and open_us < due_us,
    )


def elapsed(snapshot: Snapshot, pauses: Sequence[Pause], calendar: Calendar, at: datetime) -> Elapsed:
    """How much of the limit has run at a moment; the day of the start counts for nothing where the limit is in days."""
    base_us, until_us = base_of(snapshot), walltime.wall(at)
    if until_us <= base_us:
        return Elapsed(timedelta(), timedelta())
    counting = counted_in(snapshot.limit.unit, calendar)
    gross = counting.worked(base_us, until_us)
    net = gross - _covered(counting, base_us, until_us, stretches(pauses, until_us))
    return Elapsed(timedelta(microseconds=net), timedelta(microseconds=gross))


def remaining(
    snapshot: Snapshot,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
    calendar: Calendar,
    at: datetime,
) -> timedelta:
    """How much is left at a moment, less than nothing when late; in the time the limit is counted in.

    While the clock stands still it is what was left when the pause began.
    """
    due_us, open_us = courses(snapshot, pauses, extensions, calendar)[-1].due_us, open_from(pauses)
    now_us = walltime.wall(at) if open_us is None else min(walltime.wall(at), open_us)
    now_us = max(now_us, base_of(snapshot))
    first_us, last_us = min(now_us, due_us), max(now_us, due_us)
    counting = counted_in(snapshot.limit.unit, calendar)
    left = counting.worked(first_us, last_us) - _covered(counting, first_us, last_us, stretches(pauses))
    return timedelta(microseconds=left if now_us <= due_us else -left)


def counted_in(unit: Unit, calendar: Calendar) -> Calendar:
    """The calendar whose time a unit is counted in."""
    return calendar if unit in WORKED else ALWAYS


def base_of(snapshot: Snapshot) -> int:
    """When counting begins."""
    return _base(snapshot.limit.unit, walltime.wall(snapshot.started_at))


def _base(unit: Unit, start_us: int) -> int:
    return walltime.midnight(walltime.day_of(start_us) + 1) if unit in DATED else start_us


def open_from(pauses: Sequence[Pause]) -> int | None:
    """Since when the clock stands still without an end, if it does."""
    return min((walltime.wall(each.from_at) for each in pauses if each.to_at is None), default=None)


def stretches(pauses: Iterable[Pause], until_us: int | None = None) -> Stretches:
    """What is not counted; an open pause lasts until `until_us`, or is left out."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(_bounds(pauses, until_us)):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        elif first < last:
            found.append((first, last))
    return found


def _bounds(pauses: Iterable[Pause], until_us: int | None) -> Iterable[tuple[int, int]]:
    for each in pauses:
        if each.to_at is not None:
            yield walltime.wall(each.from_at), walltime.wall(each.to_at)
        elif until_us is not None:
            yield walltime.wall(each.from_at), until_us


def _covered(counting: Calendar, first_us: int, last_us: int, left_out: Stretches) -> int:
    clipped = ((max(a, first_us), min(b, last_us)) for a, b in left_out)
    return sum(counting.worked(a, b) for a, b in clipped if a < b)


def amounts(snapshot: Snapshot, extensions: Sequence[Extension]) -> list[tuple[Unit, int]]:
    """The limit and its extensions in the order in which they run, what adds up added up."""
    found = [(snapshot.limit.unit, snapshot.limit.amount)]
    for each in sorted(extensions, key=lambda extension: extension.granted_at):
        place = next((number for number, (unit, _) in enumerate(found) if unit is each.limit.unit), None)
        if place is None or each.limit.unit in {Unit.DAY, Unit.MONTH}:
            found.append((each.limit.unit, each.limit.amount))
        else:
            found[place] = (each.limit.unit, found[place][1] + each.limit.amount)
    return found


def courses(
    snapshot: Snapshot,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
    calendar: Calendar,
    percent: int = 100,
) -> list[Course]:
    """The units of a limit one after the other, each from where the one before has ended."""
    left_out = stretches(pauses)
    found: list[Course] = []
    start_us = walltime.wall(snapshot.started_at)
    for unit, amount in amounts(snapshot, extensions):
        found.append(_course(unit, amount, start_us, calendar, left_out, percent))
        start_us = found[-1].due_us
    return found


def _course(  # noqa: PLR0913, PLR0917 - what a deadline is made of
    unit: Unit, amount: int, start_us: int, calendar: Calendar, left_out: Stretches, percent: int
) -> Course:
    base_us, share = _base(unit, start_us), amount * percent
    if unit in {Unit.DAY, Unit.MONTH}:
        hundredths = share if unit is Unit.DAY else _days_of_months(walltime.day_of(start_us), share)
        raw_us = _run(ALWAYS, base_us, hundredths * DAY_US // 100, left_out)
        return Course(
            unit, amount, start_us, base_us, raw_us, _end_of_day(calendar, base_us, hundredths, raw_us, left_out)
        )
    if unit is Unit.WORKING_DAY:
        budget = _working_days(calendar, base_us, share)
    else:
        budget = share * MINUTE_US * (60 if unit is Unit.WORKING_HOUR else 1) // 100
    due_us = _run(counted_in(unit, calendar), base_us, budget, left_out)
    return Course(unit, amount, start_us, base_us, due_us, due_us)


def _run(counting: Calendar, base_us: int, budget: int, left_out: Stretches) -> int:
    """The first moment at which so much has been counted."""
    since = base_us
    for first, last in left_out:
        if last <= since:
            continue
        if first > since:
            gained = counting.worked(since, first)
            if gained >= budget:
                break
            budget -= gained
        since = last
    return counting.reach(since, budget)


def _working_days(calendar: Calendar, base_us: int, hundredths: int) -> int:
    """The working time of so many hundredths of working days from `base_us` on."""
    whole, part = divmod(hundredths, 100)
    before = walltime.day_of(base_us) - 1
    last = calendar.working_day(before, whole) if whole else before
    budget = calendar.worked(base_us, walltime.midnight(last + 1)) if whole else 0
    return budget + _share_of_day(calendar, calendar.working_day(last, 1), part) if part else budget


def _share_of_day(calendar: Calendar, day: int, part: int) -> int:
    return calendar.day(date.fromordinal(day)).minutes * MINUTE_US * part // 100


def _days_of_months(start_day: int, hundredths: int) -> int:
    """Months from a day on, as hundredths of days: a part of a month is that part of its days."""
    start = date.fromordinal(start_day)
    whole, part = divmod(hundredths, 100)
    last, following = months.after(start, whole), months.after(start, whole + 1)
    return (last - start).days * 100 + (following - last).days * part


def _end_of_day(calendar: Calendar, base_us: int, hundredths: int, raw_us: int, left_out: Stretches) -> int:
    """When days end that were used up at `raw_us`."""
    if calendar.always:
        return raw_us
    if raw_us == base_us + hundredths * DAY_US // 100:
        found = _undisturbed(calendar, base_us, hundredths)
        if _pause_around(found, left_out) is None:
            return found
    return _first_close(calendar, walltime.day_of(raw_us - 1), left_out)


def _undisturbed(calendar: Calendar, base_us: int, hundredths: int) -> int:
    """The end of so many hundredths of days without a pause."""
    whole, part = divmod(hundredths, 100)
    last = walltime.day_of(base_us) - 1 + whole
    ended = calendar.closing(_next_working(calendar, last)) if whole else base_us
    if not part:
        return ended
    if not calendar.is_working(last + 1):
        return calendar.closing(_next_working(calendar, last + 1))
    share = _share_of_day(calendar, last + 1, part)
    return max(ended, calendar.reach(walltime.midnight(last + 1), share))


def _first_close(calendar: Calendar, day: int, left_out: Stretches) -> int:
    """The first close of business from a day on that lies within no pause."""
    while True:
        day = _next_working(calendar, day)
        closing = calendar.closing(day)
        around = _pause_around(closing, left_out)
        if around is None:
            return closing
        day = max(day + 1, walltime.day_of(around[1]))


def _pause_around(us: int, left_out: Stretches) -> tuple[int, int] | None:
    place = bisect_right(left_out, us, key=lambda stretch: stretch[0]) - 1
    found = left_out[place] if place >= 0 else None
    return found if found and found[0] < us < found[1] else None


def _next_working(calendar: Calendar, day: int) -> int:
    return calendar.working_day(day - 1, 1)


def _assumed(course: Course, calendar: Calendar) -> tuple[int, ...]:
    """The years without a published calendar that the end of a course rests on."""
    if course.unit is Unit.MINUTE:
        return ()
    first_us = course.base_us if course.unit in WORKED else min(course.raw_us - 1, course.due_us)
    return calendar.unpublished(first_us, course.due_us - 1)
