"""A day of a calendar changed by hand: the year is published again with it, as a further version."""

from collections.abc import Mapping
from datetime import date, datetime

from gridnet.clocks import calendar_cache, calendar_import, calendars
from gridnet.clocks.calendar_import import Outcome
from gridnet.clocks.calendar_sources import Notice, Said
from gridnet.clocks.calendars import Calendar, DayKind


def put_day(  # noqa: PLR0913 - whose day, what it is, by which document and whom
    code: str, on: date, said: Said, *, document: str, by: int | None, at: datetime
) -> Outcome:
    """Let a day be what `said` says, from the next version on; raises `Invalid` for what cannot be.

    A year that was not published becomes published by this, with its other days as they were assumed.
    """
    days = dict(unusual(calendar_cache.get(code), on.year)) | {on: said}
    notice = Notice(on.year, days, "", document)
    return calendar_import.publish(code, notice, at=at, by=by)


def unusual(calendar: Calendar, year: int) -> Mapping[date, Said]:
    """The days of a year that are not as their weekday and the usual hours have them."""
    found = {}
    for on, day in calendar.days(year):
        worked = day.kind is DayKind.WORKING and calendars.is_weekday(on)
        if worked and day.spans == calendar.usual_spans(on):
            continue
        if day.kind is DayKind.WEEKEND and not calendars.is_weekday(on):
            continue
        found[on] = Said(day.kind, day.spans or None, day.name)
    return found
