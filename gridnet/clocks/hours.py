"""Business hours as people write them: 08:30-12:00 14:30-17:30, and others for a season. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from gridnet.base.errors import Invalid
from gridnet.clocks.calendars import Span

_SPAN = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-–—~]\s*([0-9]{1,2}):([0-9]{2})", re.ASCII)
_SEASON = re.compile(r"([0-9]{2}-[0-9]{2})/([0-9]{2}-[0-9]{2})=(.*)", re.ASCII)
_SIXTY = 60


def read(text: str) -> tuple[Span, ...]:
    """The spans written in `text`, in their order; raises `Invalid` where they cannot be read or overlap."""
    found = [_span(each) for each in re.split(r"[,;，；、]\s*|(?<=[0-9])\s+(?=[0-9])", text.strip()) if each]
    for before, after in pairwise(found):
        if after.start_minute < before.end_minute:
            raise Invalid(f"the working spans {before} and {after} overlap, or stand in the wrong order")
    return tuple(found)


def _span(text: str) -> Span:
    read_ = _SPAN.fullmatch(text.strip())
    if read_ is None:
        raise Invalid(f"{text!r} is no working span; write it as 08:30-12:00")
    hour, minute, to_hour, to_minute = (int(each) for each in read_.groups())
    span = Span(hour * _SIXTY + minute, to_hour * _SIXTY + to_minute)
    if max(minute, to_minute) >= _SIXTY or not span.start_minute < span.end_minute <= 24 * _SIXTY:
        raise Invalid(f"{text!r} is no working span; it begins before it ends, between 00:00 and 24:00")
    return span


def write(spans: Sequence[Span]) -> str:
    """The spans as `read` reads them."""
    return " ".join(str(span).replace("–", "-") for span in spans)


@dataclass(frozen=True, slots=True)
class Season:
    """Other hours from one day of each year to another, both included, as (month, day); it may span the new year."""

    first: tuple[int, int]
    last: tuple[int, int]
    spans: tuple[Span, ...]

    def has(self, on: date) -> bool:
        """Whether a day lies in it."""
        day = (on.month, on.day)
        if self.first <= self.last:
            return self.first <= day <= self.last
        return day >= self.first or day <= self.last


def read_season(text: str) -> Season:
    """The season written as 06-01/09-30=08:30-12:00 15:00-18:00; raises `Invalid`."""
    read_ = _SEASON.fullmatch(text.strip())
    if read_ is None:
        raise Invalid(f"{text!r} is no season; write it as 06-01/09-30=08:30-12:00 15:00-18:00")
    first, last, spans = read_.groups()
    return Season(_month_day(first), _month_day(last), read(spans))


def _month_day(text: str) -> tuple[int, int]:
    try:
        found = date.fromisoformat(f"2024-{text}")
    except ValueError:
        raise Invalid(f"{text} is no day of a year; write it as 06-01") from None
    return found.month, found.day


@dataclass(frozen=True, slots=True)
class Hours:
    """When it is worked on a working day."""

    usual: tuple[Span, ...]
    seasons: tuple[Season, ...] = ()

    def __post_init__(self) -> None:
        if not self.usual or not all(season.spans for season in self.seasons):
            raise Invalid("a working day has working spans; write them as 08:30-12:00 14:30-17:30")

    def on(self, day: date) -> tuple[Span, ...]:
        """The spans of a working day."""
        return next((season.spans for season in self.seasons if season.has(day)), self.usual)
