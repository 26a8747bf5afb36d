"""What an export holds, whatever it is written as: facts, tables, pictures, definitions. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gridnet.base import moment

MINUTE, HOUR, DAY = 60, 3600, 86_400
#: Up to so many minutes, or hours, a duration is told in them.
IN_MINUTES, IN_HOURS = 120 * MINUTE, 48 * HOUR

Value = str | int | float | datetime | None


class Kind(StrEnum):
    """What a column holds, and so how it is written."""

    TEXT = "text"
    COUNT = "count"
    SECONDS = "seconds"
    SHARE = "share"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `code` names it in files that programs read."""

    code: str
    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its rows may come from a cursor, and are read once."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with the sentence that says what it shows."""

    svg: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An export: the first table is what was asked for; `facts` say of what, on what basis and as of when."""

    language: str
    title: str
    facts: Sequence[tuple[str, str]]
    tables: Sequence[Table]
    definitions: Table
    notes: Sequence[str] = ()
    pictures: Sequence[Picture] = field(default_factory=tuple)


_UNITS = {"zh": ("秒", "分钟", "小时", "天"), "en": ("s", "min", "h", "days")}


def say(value: Value, kind: Kind, language: str) -> str:
    """A value as people read it."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return f"{moment.local(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, str):
        return value
    if kind is Kind.SECONDS:
        return say_seconds(value, language)
    return f"{value:.1%}" if kind is Kind.SHARE else f"{value:,}"


def say_seconds(seconds: float, language: str) -> str:
    """A duration as people read it, to a tenth of its unit."""
    second, minute, hour, day = _UNITS[language]
    gap = " " if language == "en" else ""
    if abs(seconds) < MINUTE:
        return f"{seconds:.0f}{gap}{second}"
    if abs(seconds) <= IN_MINUTES:
        return f"{seconds / MINUTE:.1f}{gap}{minute}"
    if abs(seconds) <= IN_HOURS:
        return f"{seconds / HOUR:.1f}{gap}{hour}"
    return f"{seconds / DAY:.1f}{gap}{day}"
