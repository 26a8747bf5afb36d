"""What is published about a year: by `chinesecalendar`, or in a table of the days that are not as usual.

A notice of the State Council names the holidays and the days worked for them; all other days are as usual.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from gridnet.base import tables
from gridnet.base.errors import Invalid, NotFound
from gridnet.base.tables import Line
from gridnet.clocks import hours
from gridnet.clocks.calendars import DayKind, Span

LIBRARY = "chinesecalendar"
DOCUMENT = "国务院办公厅关于{year}年部分节假日安排的通知"
_KINDS = {
    "工作日": DayKind.WORKING,
    "调休": DayKind.MAKE_UP,
    "补班": DayKind.MAKE_UP,
    "班": DayKind.MAKE_UP,
    "特殊": DayKind.SPECIAL,
    "周末": DayKind.WEEKEND,
    "休": DayKind.HOLIDAY,
    "节假日": DayKind.HOLIDAY,
    "make-up": DayKind.MAKE_UP,
} | {kind.value: kind for kind in DayKind}
_COLUMNS = {
    "day": ("day", "date", "日期"),
    "kind": ("kind", "type", "类型"),
    "spans": ("spans", "hours", "工作时段", "工作时间"),
    "name": ("name", "名称", "节日"),
}
_SHUT = frozenset({DayKind.WEEKEND, DayKind.HOLIDAY})


class Said(NamedTuple):
    """What a table says of a day; without spans it is worked at the usual hours, or not."""

    kind: DayKind
    spans: tuple[Span, ...] | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What was published about a year: the days that are not as usual, by whom, in which document."""

    year: int
    days: Mapping[date, Said]
    source: str
    document: str


def library_years() -> range:
    """The years the library knows."""
    from chinese_calendar import constants

    known = {day.year for day in constants.holidays}
    return range(min(known), max(known) + 1)


def from_library(year: int) -> Notice:
    """What the library says of a year; raises `NotFound` for one it does not know, such as one not yet published."""
    from chinese_calendar import constants

    known = library_years()
    if year not in known:
        raise NotFound(
            f"{LIBRARY} knows the years {known[0]} to {known[-1]}, not {year}: it is not published yet, or not in the "
            f"version installed; deadlines that reach into it are provisional until its days are taken in, from "
            f"a later {LIBRARY} or as a table of the days that are not as usual"
        )
    names = {holiday.value: holiday.chinese for holiday in constants.Holiday}
    told = [(DayKind.HOLIDAY, constants.holidays), (DayKind.MAKE_UP, constants.workdays)]
    days = {on: Said(kind, None, names[name]) for kind, named in told for on, name in named.items() if on.year == year}
    return Notice(year, days, LIBRARY, DOCUMENT.format(year=year))


def from_table(path: Path, year: int, *, document: str = "", encoding: str | None = None) -> Notice:
    """What a CSV or XLSX table says of a year; raises `Invalid` with every row at fault."""
    with tables.open_table(path, encoding) as (header, lines):
        found = {what: next((name for name in header if name in names), None) for what, names in _COLUMNS.items()}
        if found["day"] is None or found["kind"] is None:
            raise Invalid(f"a calendar has the columns day and kind; {path.name} has: {', '.join(header)}")
        days = _read_all(lines, found, year)
    if not days:
        raise Invalid(f"{path.name} has no day of {year}")
    return Notice(year, days, path.name, document or path.name)


def _read_all(lines: Iterable[Line], columns: Mapping[str, str | None], year: int) -> dict[date, Said]:
    days: dict[date, Said] = {}
    faults: list[str] = []
    for number, cells in lines:
        said = {
            what: unicodedata.normalize("NFKC", cells.get(name or "", "")).strip() for what, name in columns.items()
        }
        try:
            on, day = _read(said, year)
        except Invalid as error:
            faults.append(f"row {number}: {error}")
            continue
        if days.setdefault(on, day) is not day:
            faults.append(f"row {number}: {on} stands here twice")
    if faults:
        raise Invalid("; ".join(faults), errors=[{"loc": ["rows"], "msg": fault} for fault in faults])
    return days


def _read(cells: Mapping[str, str], year: int) -> tuple[date, Said]:
    try:
        on = date.fromisoformat(cells["day"][:10])
    except ValueError:
        raise Invalid(f"{cells['day']!r} is no day; write it as {year}-10-01") from None
    if on.year != year:
        raise Invalid(f"{on} is no day of {year}")
    kind = _KINDS.get(cells["kind"].lower())
    if kind is None:
        raise Invalid(f"{on}: {cells['kind']!r} is none of {', '.join(DayKind)}")
    spans = hours.read(cells["spans"]) or None
    if kind in _SHUT and spans:
        raise Invalid(f"{on}: a {kind} day has no working spans; call a day worked nevertheless special")
    return on, Said(kind, spans, " ".join(cells["name"].split()))
