"""How a deadline comes about, line by line: every span counted, every pause with its cause, every extension. Pure.

The counted time of the lines adds up to the limit: whoever adds them up has proved the deadline.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from gridnet.clocks import deadlines, explanation_wording, walltime
from gridnet.clocks.calendars import Calendar
from gridnet.clocks.deadlines import Course, Stretches
from gridnet.clocks.explanation_wording import Language
from gridnet.clocks.limits import Due, Extension, Pause, Snapshot, Unit


class LineKind(StrEnum):
    """What a line says."""

    LIMIT = "limit"
    EXTENSION = "extension"
    STARTED = "started"
    NOT_COUNTED = "not_counted"
    COUNTED = "counted"
    PAUSE = "pause"
    END_OF_DAY = "end_of_day"
    DUE = "due"
    OPEN = "open"
    PROVISIONAL = "provisional"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Line:
    """A step on the way to the deadline; of a pause, `counted` is how much counted time it left out."""

    kind: LineKind
    from_at: datetime | None = None
    to_at: datetime | None = None
    counted: timedelta | None = None
    about: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The line for a machine."""
        return {
            "kind": self.kind.value,
            "from_at": self.from_at.isoformat() if self.from_at else None,
            "to_at": self.to_at.isoformat() if self.to_at else None,
            "counted_s": self.counted.total_seconds() if self.counted is not None else None,
            "about": dict(self.about),
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a deadline comes about."""

    due: Due
    lines: tuple[Line, ...]

    def as_text(self, language: Language = "zh") -> str:
        """A line a step, for a person."""
        return "\n".join(explanation_wording.write(line, language) for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        """The same for a machine."""
        return {
            "due_at": self.due.at.isoformat(),
            "is_provisional": self.due.provisional,
            "years_missing": list(self.due.years_missing),
            "is_open": self.due.is_open,
            "lines": [line.as_json() for line in self.lines],
        }


def explain(  # noqa: PLR0913 - what a deadline is made of
    snapshot: Snapshot,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
    calendar: Calendar,
    *,
    at: datetime | None = None,
    percent: int = 100,
) -> Explanation:
    """How it comes about; with `at`, also how much has run and is left of the whole limit at that moment."""
    due = deadlines.due_at(snapshot, pauses, extensions, calendar, percent)
    ran = deadlines.courses(snapshot, pauses, extensions, calendar, percent)
    lines = [*_terms(snapshot, extensions, percent)]
    for number, course in enumerate(ran):
        since_us = course.start_us if number else None
        lines += _running(course, calendar, [each for each in pauses if _falls_into(each, course, since_us)])
    lines += _result(due, calendar)
    if at is not None:
        has_run = deadlines.elapsed(snapshot, pauses, calendar, at)
        left = deadlines.remaining(snapshot, pauses, extensions, calendar, at)
        about = {"gross_s": has_run.gross.total_seconds(), "left_s": left.total_seconds()}
        lines.append(Line(LineKind.STANDING, to_at=at, counted=has_run.net, about=about))
    return Explanation(due, tuple(lines))


def _terms(snapshot: Snapshot, extensions: Sequence[Extension], percent: int) -> Iterator[Line]:
    limit = snapshot.limit
    about = {"amount": limit.amount, "unit": limit.unit.value, "percent": percent}
    yield Line(LineKind.LIMIT, about=about)
    for each in sorted(extensions, key=lambda extension: extension.granted_at):
        given = {"amount": each.limit.amount, "unit": each.limit.unit.value, "id": each.id}
        yield Line(LineKind.EXTENSION, from_at=each.granted_at, about=given)
    yield Line(LineKind.STARTED, from_at=snapshot.started_at)


def _falls_into(pause: Pause, course: Course, since_us: int | None) -> bool:
    """Whether a pause begins while a course runs; what began before the first is told with the first."""
    from_us = walltime.wall(pause.from_at)
    return (since_us is None or since_us <= from_us) and from_us < course.due_us


def _running(course: Course, calendar: Calendar, pauses: Sequence[Pause]) -> Iterator[Line]:
    if course.base_us != course.start_us:
        first, last = walltime.moment_at(course.start_us), walltime.moment_at(course.base_us)
        yield Line(LineKind.NOT_COUNTED, first, last, timedelta(), {"unit": course.unit.value})
    counting = deadlines.counted_in(course.unit, calendar)
    spans = counting.spans_between(course.base_us, course.raw_us)
    told = [
        *(_counted(first, last, course.unit) for first, last in _without(spans, deadlines.stretches(pauses))),
        *(_paused(each, course, counting) for each in pauses),
    ]
    yield from sorted(told, key=lambda line: (line.from_at, line.kind is LineKind.COUNTED))
    if course.due_us != course.raw_us:
        yield Line(
            LineKind.END_OF_DAY,
            walltime.moment_at(course.raw_us),
            walltime.moment_at(course.due_us),
            about={"unit": course.unit.value},
        )


def _without(spans: Iterable[tuple[int, int]], left_out: Stretches) -> Iterator[tuple[int, int]]:
    for start, end in spans:
        since = start
        for first, last in left_out:
            if last <= since or first >= end:
                continue
            if first > since:
                yield since, first
            since = last
        if since < end:
            yield since, end


def _counted(first_us: int, last_us: int, unit: Unit) -> Line:
    counted = timedelta(microseconds=last_us - first_us)
    about = {"unit": unit.value}
    return Line(LineKind.COUNTED, walltime.moment_at(first_us), walltime.moment_at(last_us), counted, about)


def _paused(pause: Pause, course: Course, counting: Calendar) -> Line:
    first = max(walltime.wall(pause.from_at), course.base_us)
    last = walltime.wall(pause.to_at) if pause.to_at else first
    left_out = timedelta(microseconds=counting.worked(first, last) if first < last else 0)
    about = {"reason": pause.reason, "id": pause.id}
    return Line(LineKind.PAUSE, pause.from_at, pause.to_at, left_out, about)


def _result(due: Due, calendar: Calendar) -> Iterator[Line]:
    about = {"calendar": calendar.code, "version": calendar.version}
    yield Line(LineKind.DUE, to_at=due.at, about=about)
    if due.is_open:
        yield Line(LineKind.OPEN)
    if due.provisional:
        yield Line(LineKind.PROVISIONAL, about={"years": list(due.years_missing)})
