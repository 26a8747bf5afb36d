"""Calendars as values: what each day is, when it is worked, and how much working time lies between two moments. Pure.

A year that nobody has published is taken as Mondays to Fridays at the hours last known, and whoever asks is told so.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from gridnet.base.errors import Invalid
from gridnet.clocks.walltime import DAY_MINUTES, DAY_US, FIRST_YEAR, LAST_YEAR, MINUTE_US, midnight, year_of

NATION = "CN"
ALWAYS_CODE = "ALWAYS"
#: So many years on end without any working time, and a limit in working time is refused.
BARREN_YEARS = 3


class DayKind(StrEnum):
    """What a day is: worked as usual, worked in exchange for another, worked otherwise, or not worked at all."""

    WORKING = "working"
    MAKE_UP = "make_up"
    SPECIAL = "special"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class Span(NamedTuple):
    """A stretch of work on a day, in minutes since its midnight."""

    start_minute: int
    end_minute: int

    def __str__(self) -> str:
        return "–".join(f"{minute // 60:02}:{minute % 60:02}" for minute in self)


class Day(NamedTuple):
    """What a day is; its name where it is, or makes up for, a holiday."""

    kind: DayKind
    spans: tuple[Span, ...] = ()
    name: str = ""

    @property
    def minutes(self) -> int:
        """How long it is worked."""
        return sum(span.end_minute - span.start_minute for span in self.spans)


WHOLE_DAY = Day(DayKind.WORKING, (Span(0, DAY_MINUTES),))
SHUT = Day(DayKind.WEEKEND)


def check_day(on: date, day: Day) -> None:
    """Refuse spans that overlap, run backwards or leave the day, and a kind that says otherwise; raises `Invalid`."""
    ends = [minute for span in day.spans for minute in span]
    if any(start >= end for start, end in day.spans) or ends != sorted(ends):
        raise Invalid(f"{on}: working spans follow each other without overlap, as 08:30-12:00 14:30-17:30")
    if ends and not 0 <= ends[0] <= ends[-1] <= DAY_MINUTES:
        raise Invalid(f"{on}: a working span lies between 00:00 and 24:00")
    if day.kind in {DayKind.WORKING, DayKind.MAKE_UP} and not ends:
        raise Invalid(f"{on}: a {day.kind} day has working spans")
    if day.kind in {DayKind.WEEKEND, DayKind.HOLIDAY} and ends:
        raise Invalid(f"{on}: a {day.kind} day has no working spans; call a day worked nevertheless special")


class _Year:
    """A year's working time, added up so that no day need be walked through."""

    __slots__ = ("ends", "fed", "starts", "total", "working")

    def __init__(self, first: int, days: Sequence[Day]) -> None:
        begin = midnight(first)
        spans = [
            (
                begin + number * DAY_US + span.start_minute * MINUTE_US,
                begin + number * DAY_US + span.end_minute * MINUTE_US,
            )
            for number, day in enumerate(days)
            for span in day.spans
        ]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        #: Working time of the year up to the end of each span.
        self.fed = list(accumulate(end - start for start, end in spans))
        self.total = self.fed[-1] if self.fed else 0
        self.working = [first + number for number, day in enumerate(days) if day.spans]

    def until(self, us: int) -> int:
        """Working time of the year up to a moment in it."""
        place = bisect_right(self.starts, us) - 1
        return self.fed[place] - max(self.ends[place] - us, 0) if place >= 0 else 0

    def reach(self, worked: int) -> int:
        """The first moment at which so much of the year's working time (more than none) has run."""
        place = bisect_left(self.fed, worked)
        return self.ends[place] - (self.fed[place] - worked)


class Calendar:
    """The days of the years that were published, as they stood in one version."""

    always = False

    def __init__(self, code: str, years: Mapping[int, Sequence[Day]], *, version: int = 1, name: str = "") -> None:
        """`years` holds every day of each year in it, in order; raises `Invalid` where one lacks, or cannot be."""
        for year, days in years.items():
            check_year(year, days)
        self.code = code
        self.name = name or code
        self.version = version
        self._days = {year: tuple(days) for year, days in years.items()}
        self._years: dict[int, _Year] = {}

    @property
    def published(self) -> tuple[int, ...]:
        """The years that were published."""
        return tuple(sorted(self._days))

    def is_published(self, year: int) -> bool:
        """Whether that year's days are known; otherwise they are assumed."""
        return year in self._days

    def unpublished(self, first_us: int, last_us: int) -> tuple[int, ...]:
        """The years between two moments whose days are assumed."""
        first, last = year_of(first_us), year_of(last_us)
        if first == last:
            return () if self.is_published(first) else (first,)
        return tuple(year for year in range(first, last + 1) if not self.is_published(year))

    def day(self, on: date) -> Day:
        """What a day is, or is assumed to be."""
        known = self._days.get(on.year)
        return known[on.timetuple().tm_yday - 1] if known else self._assumed(on)

    def days(self, year: int) -> Iterator[tuple[date, Day]]:
        """Every day of a year."""
        return ((each, self.day(each)) for each in dates(year))

    def is_working(self, ordinal: int) -> bool:
        """Whether a day is worked at all."""
        return bool(self.day(date.fromordinal(ordinal)).spans)

    def closing(self, ordinal: int) -> int:
        """When a day that is worked ends: at its close of business."""
        return midnight(ordinal) + self.day(date.fromordinal(ordinal)).spans[-1].end_minute * MINUTE_US

    def worked(self, first_us: int, last_us: int) -> int:
        """How much working time lies between two moments."""
        first, last = year_of(first_us), year_of(last_us)
        held = self._year(first)
        if first == last:
            return held.until(last_us) - held.until(first_us)
        between = sum(self._year(year).total for year in range(first, last))
        return between + self._year(last).until(last_us) - held.until(first_us)

    def reach(self, from_us: int, working_us: int) -> int:
        """The first moment at which so much working time has run since another; raises `Invalid` where none runs."""
        if working_us <= 0:
            return from_us
        year = year_of(from_us)
        left = working_us + self._year(year).until(from_us)
        onward = self._onward(year)
        held = next(onward)
        while left > held.total:
            left -= held.total
            held = next(onward)
        return held.reach(left)

    def working_day(self, after: int, count: int) -> int:
        """The `count`-th working day after a day; raises `Invalid` where there is none."""
        year = date.fromordinal(after).year
        left = count + bisect_right(self._year(year).working, after)
        onward = self._onward(year)
        held = next(onward)
        while left > len(held.working):
            left -= len(held.working)
            held = next(onward)
        return held.working[left - 1]

    def spans_between(self, first_us: int, last_us: int) -> Iterator[tuple[int, int]]:
        """The working spans between two moments, cut off at them; none between a moment and itself."""
        if first_us >= last_us:
            return
        for year in range(year_of(first_us), year_of(last_us) + 1):
            held = self._year(year)
            place = bisect_right(held.ends, first_us)
            while place < len(held.starts) and held.starts[place] < last_us:
                yield max(held.starts[place], first_us), min(held.ends[place], last_us)
                place += 1

    def _year(self, year: int) -> _Year:
        held = self._years.get(year)
        if held is None:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise Invalid(
                    f"the deadline lies beyond the years {FIRST_YEAR} to {LAST_YEAR}, within which clocks run"
                )
            days = [day for _, day in self.days(year)]
            held = _Year(date(year, 1, 1).toordinal(), days)
            self._years[year] = held
        return held

    def _onward(self, year: int) -> Iterator[_Year]:
        """That year and those after it, until too many have had no working time."""
        barren = 0
        while barren < BARREN_YEARS:
            held = self._year(year)
            yield held
            barren = 0 if held.total else barren + 1
            year += 1
        raise Invalid(
            f"calendar {self.code} has no working time from {year - BARREN_YEARS} on; publish its years first"
        )

    def _assumed(self, on: date) -> Day:
        spans = self.usual_spans(on) if is_weekday(on) else ()
        return Day(DayKind.WORKING, spans) if spans else SHUT

    def usual_spans(self, on: date) -> tuple[Span, ...]:
        """The hours last known for that time of the year: the last working day up to it in the last year published."""
        before = [year for year in self.published if year <= on.year] or self.published[:1]
        days = self._days[before[-1]] if before else ()
        place = on.timetuple().tm_yday
        for day in (*reversed(days[:place]), *days[place:]):
            if day.kind is DayKind.WORKING:
                return day.spans
        return ()


class _Always(Calendar):
    """Every hour of every day counts, in every year."""

    always = True

    def is_published(self, year: int) -> bool:
        return FIRST_YEAR <= year <= LAST_YEAR

    def day(self, on: date) -> Day:  # noqa: ARG002 - all are alike
        return WHOLE_DAY

    def is_working(self, ordinal: int) -> bool:  # noqa: ARG002 - all are alike
        return True

    def closing(self, ordinal: int) -> int:
        return midnight(ordinal + 1)

    def worked(self, first_us: int, last_us: int) -> int:
        return last_us - first_us

    def reach(self, from_us: int, working_us: int) -> int:
        return from_us + max(working_us, 0)

    def working_day(self, after: int, count: int) -> int:
        return after + count

    def spans_between(self, first_us: int, last_us: int) -> Iterator[tuple[int, int]]:
        if first_us < last_us:
            yield first_us, last_us


ALWAYS = _Always(ALWAYS_CODE, {}, name="24×7")


def is_weekday(on: date) -> bool:
    """Whether a day is a Monday, Tuesday, Wednesday, Thursday or Friday."""
    return on.weekday() < 5  # noqa: PLR2004 - Saturday is the fifth


def dates(year: int) -> list[date]:
    """Every day of a year; raises `Invalid` for a year in which clocks do not run."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(f"{year} lies outside the years {FIRST_YEAR} to {LAST_YEAR}, within which clocks run")
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


def check_year(year: int, days: Sequence[Day]) -> None:
    """Refuse a year that has too few or too many days, or one that cannot be; raises `Invalid`."""
    every = dates(year)
    if len(days) != len(every):
        raise Invalid(f"the year {year} has {len(every)} days, not {len(days)}")
    seen: set[Day] = set()
    for on, day in zip(every, days, strict=True):
        if day not in seen:
            check_day(on, day)
            seen.add(day)
