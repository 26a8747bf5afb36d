"""Calendars of these years, as the migration has them, and small ones made up."""

import csv
from datetime import date
from functools import cache

from gridnet.clocks import calendars
from gridnet.clocks.calendars import Calendar, Day, DayKind, Span
from tests.architecture.sources import ROOT

USUAL = (Span(510, 720), Span(870, 1050))
NOTICES = ROOT / "migrations" / "data" / "calendar_cn.csv"


def year(number, exceptions=None, usual=USUAL):
    """Mondays to Fridays at the usual hours, but for the days said to be otherwise."""
    working, shut = Day(DayKind.WORKING, usual), Day(DayKind.WEEKEND)
    said = exceptions or {}
    return [said.get(on, working if on.weekday() < 5 else shut) for on in calendars.dates(number)]


@cache
def notices():
    """The days that the notices name."""
    with NOTICES.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["day"]): (DayKind(row["kind"]), row["name"]) for row in csv.DictReader(file)}


@cache
def national(first=2020, last=2026):
    """The country's calendar of these years."""
    said = {on: Day(kind, USUAL if kind is DayKind.MAKE_UP else (), name) for on, (kind, name) in notices().items()}
    return Calendar("CN", {number: year(number, said) for number in range(first, last + 1)})
