"""What a view of a question hands to its page: a picture, the sentence that says it, and the table behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `href` leads to the cases behind it, `mark` says how it looks."""

    text: str
    href: str = ""
    is_number: bool = True
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, and rows that begin with what they are about."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    words: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture: `kind` names the script that draws `data`; without script the sentence and the table are there."""

    kind: str
    title: str
    sentence: str
    data: Mapping[str, Any] = field(default_factory=dict)
    table: Table | None = None
    note: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
