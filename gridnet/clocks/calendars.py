"""Calendars as values: what each day is, when it is worked, and how much working time lies between two moments. Pure.

Moments are counted here as whole microseconds of local wall time, which in China has had no summer time since 1992.
Days are counted as `date.toordinal` counts them. A year that nobody has published is taken as Mondays to Fridays at
the hours last known, and whoever asks is told so.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from gridnet.base.errors import Invalid
from gridnet.base.moment import LOCAL

NATION = "CN"
ALWAYS_CODE = "ALWAYS"
DAY_MINUTES = 24 * 60
MINUTE_US = 60_000_000
DAY_US = DAY_MINUTES * MINUTE_US
FIRST_YEAR, LAST_YEAR = 1992, 2200
#: So many years on end without any working time, and a limit in working time is refused.
BARREN_YEARS = 3
_EPOCH = datetime(1, 1, 1)  # noqa: DTZ001 - wall time, the zone is taken off in `wall`
_MICROSECOND = timedelta(microseconds=1)


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


def wall(at: datetime) -> int:
    """A moment as microseconds of local wall time; raises `Invalid` for what lies outside the years we count."""
    local = at.astimezone(LOCAL).replace(tzinfo=None)
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise Invalid(f"{local.date()} lies outside the years {FIRST_YEAR} to {LAST_YEAR}, within which clocks run")
    return (local - _EPOCH) // _MICROSECOND


def moment_at(us: int) -> datetime:
    """The moment of so many microseconds of local wall time, in UTC."""
    return (_EPOCH + timedelta(microseconds=us)).replace(tzinfo=LOCAL).astimezone(UTC)


def midnight(ordinal: int) -> int:
    """When a day begins."""
    return (ordinal - 1) * DAY_US


def day_of(us: int) -> int:
    """The day a moment lies in."""
    return us // DAY_US + 1


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

    def __init__(self, code: str, years: Mapping[int, Mapping[date, Day]], *, version: int = 1, name: str = "") -> None:
        """`years` holds every day of each year in it; raises `Invalid` where it does not, or a day cannot be."""
        self.code = code
        self.name = name or code
        self.version = version
        self._days = {year: _whole(year, days) for year, days in years.items()}
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
        first, last = (date.fromordinal(day_of(us)).year for us in (first_us, last_us))
        return tuple(year for year in range(first, last + 1) if not self.is_published(year))

    def day(self, on: date) -> Day:
        """What a day is, or is assumed to be."""
        known = self._days.get(on.year)
        return known[on.timetuple().tm_yday - 1] if known else self._assumed(on)

    def days(self, year: int) -> Iterator[tuple[date, Day]]:
        """Every day of a year."""
        return ((each, self.day(each)) for each in _dates(year))

    def is_working(self, ordinal: int) -> bool:
        """Whether a day is worked at all."""
        return bool(self.day(date.fromordinal(ordinal)).spans)

    def closing(self, ordinal: int) -> int:
        """When a day that is worked ends: at its close of business."""
        return midnight(ordinal) + self.day(date.fromordinal(ordinal)).spans[-1].end_minute * MINUTE_US

    def worked(self, first_us: int, last_us: int) -> int:
        """How much working time lies between two moments."""
        first, last = (date.fromordinal(day_of(us)).year for us in (first_us, last_us))
        between = sum(self._year(year).total for year in range(first, last))
        return between + self._year(last).until(last_us) - self._year(first).until(first_us)

    def reach(self, from_us: int, working_us: int) -> int:
        """The first moment at which so much working time has run since another; raises `Invalid` where none runs."""
        if working_us <= 0:
            return from_us
        year = date.fromordinal(day_of(from_us)).year
        left = working_us + self._year(year).until(from_us)
        for held in self._onward(year):
            if left <= held.total:
                return held.reach(left)
            left -= held.total
        raise AssertionError

    def working_day(self, after: int, count: int) -> int:
        """The `count`-th working day after a day; raises `Invalid` where there is none."""
        year = date.fromordinal(after).year
        left = count + bisect_right(self._year(year).working, after)
        for held in self._onward(year):
            if left <= len(held.working):
                return held.working[left - 1]
            left -= len(held.working)
        raise AssertionError

    def spans_between(self, first_us: int, last_us: int) -> Iterator[tuple[int, int]]:
        """The working spans between two moments, cut off at them."""
        for year in range(date.fromordinal(day_of(first_us)).year, date.fromordinal(day_of(last_us)).year + 1):
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
        return self._usual if on.weekday() < 5 else SHUT  # noqa: PLR2004 - Saturday is the fifth

    @cached_property
    def _usual(self) -> Day:
        """The hours last known: those of the last working day of the last year published."""
        for year in reversed(self.published):
            for day in reversed(self._days[year]):
                if day.kind is DayKind.WORKING:
                    return Day(DayKind.WORKING, day.spans)
        return SHUT


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


def _dates(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


def _whole(year: int, days: Mapping[date, Day]) -> tuple[Day, ...]:
    """The days of a year in their order."""
    dates = _dates(year)
    if missing := [each for each in dates if each not in days]:
        raise Invalid(f"the year {year} lacks {len(missing)} days, the first of them {missing[0]}")
    if len(days) > len(dates):
        raise Invalid(f"the year {year} has days of other years")
    for each in dates:
        check_day(each, days[each])
    return tuple(days[each] for each in dates)


def year_of(year: int, exceptions: Mapping[date, Day], usual: Iterable[Span]) -> dict[date, Day]:
    """A whole year: Mondays to Fridays at the usual hours, but for the days said to be otherwise."""
    working = Day(DayKind.WORKING, tuple(usual))
    weekly = {each: working if each.weekday() < 5 else SHUT for each in _dates(year)}  # noqa: PLR2004 - as above
    return {**weekly, **exceptions}
