"""Keyset pages: a cursor is the sort key of the last row shown, so that pages neither skip nor repeat."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, Field

from gridnet.base.errors import Invalid

Item = TypeVar("Item")

LARGEST = 200
FOREIGN = "`after` is not a cursor of this list; pass the `next` of the page before, unchanged"


class Wish(BaseModel, extra="forbid"):
    """How much of a list is wanted, and after which row."""

    limit: int = Field(50, ge=1, le=LARGEST, description="rows a page")
    after: str | None = Field(None, max_length=400, description="the `next` of the page before")


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next` is absent on the last one."""

    items: list[Item]
    next: str | None = Field(None, description="pass as `after` to read on")


def write(key: Sequence[str | int]) -> str:
    """The cursor that stands after the row with this sort key."""
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def read(cursor: str, kinds: Sequence[type]) -> list[str | int]:
    """The sort key in `cursor`; raises `Invalid` when it was not written here for such a list."""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        key = None
    if not isinstance(key, list) or [type(part) for part in key] != list(kinds) or not all(map(_is_storable, key)):
        raise Invalid(FOREIGN)
    return key


def moment(part: str) -> datetime:
    """The moment in a sort key; raises `Invalid` when it was not written here."""
    try:
        found = datetime.fromisoformat(part)
    except ValueError:
        raise Invalid(FOREIGN) from None
    if found.tzinfo is None:
        raise Invalid(FOREIGN)
    return found


def _is_storable(part: str | int) -> bool:
    """Whether the database could hold the value at all: what it could not was never a sort key."""
    return -(2**63) <= part < 2**63 if isinstance(part, int) else "\0" not in part


def cut(rows: Sequence[Item], wish: Wish, key: Callable[[Item], Sequence[str | int]]) -> tuple[list[Item], str | None]:
    """The rows of a page and its `next`, from a query that asked for `wish.limit + 1` rows."""
    if len(rows) <= wish.limit:
        return list(rows), None
    shown = list(rows[: wish.limit])
    return shown, write(key(shown[-1]))
