"""Which column of a file of the past holds what: written down once for each source, as JSON, and checked."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from geo.datums import Datum
from gridnet.base import moment
from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.incidents.categories import Priority
from gridnet.incidents.importing import Columns
from gridnet.incidents.lifecycle import Role
from gridnet.incidents.schemas import Channel, Strict


class LegColumns(Strict):
    """The columns of one network's stamps; the role is by the category where it is not given."""

    role: Role | None = None
    assigned_at: str | None = None
    accepted_at: str | None = None
    contacted_at: str | None = None
    departed_at: str | None = None
    arrived_at: str | None = None
    handled_at: str | None = None

    def stamps(self) -> Iterator[tuple[str, str]]:
        """Stamp and column, of those that have one, in the order of the life cycle."""
        yield from self.model_dump(exclude={"role"}, exclude_none=True).items()


class HistoryMap(Strict):
    """What is where in a file of the past. All but `ref` and `reported_at` may be missing."""

    ref: str
    reported_at: str
    occurred_at: str | None = None
    closed_at: str | None = None
    due_at: str | None = None
    legs: dict[Network, LegColumns] = Field(default_factory=dict)
    category: str | None = None
    categories: dict[str, str] = Field(default_factory=dict)
    default_category: str = ""
    priority: str | None = None
    priorities: dict[str, Priority] = Field(default_factory=dict)
    channel: str | None = None
    channels: dict[str, Channel] = Field(default_factory=dict)
    text: str | None = None
    address: str | None = None
    division_code: str | None = None
    lng: str | None = None
    lat: str | None = None
    place: str | None = Field(None, description="column with points as WKT: POINT (113.62 34.75)")
    grid_code: str | None = None
    beat_code: str | None = None
    datum: Datum = Datum.WGS84
    timezone: str = "Asia/Shanghai"
    ambiguous: Literal["earlier", "later", "reject"] = "earlier"

    def columns(self) -> Columns:
        """What an ordinary import knows of it."""
        return Columns(
            ref=self.ref,
            lng=self.lng,
            lat=self.lat,
            category=self.category,
            text=self.text,
            address=self.address,
            division_code=self.division_code,
            datum=self.datum,
            default_category=self.default_category,
            categories=self.categories,
            zone=self.timezone,
        )

    def check(self, header: Sequence[str]) -> None:
        """Refuse a map that names columns the table does not have; raises `Invalid`, naming them all."""
        moment.zone(self.timezone)
        self.columns().check(header)
        missing = {what: column for what, column in self._named() if column not in header}
        if missing:
            told = ", ".join(f"{column!r} for {what}" for what, column in missing.items())
            raise Invalid(f"there is no column {told}; the table has: {', '.join(header)}")
        if bool(self.lng) != bool(self.lat):
            raise Invalid("lng and lat go together; for points as WKT, name their column in place")
        if len([leg for leg in self.legs.values() if leg.role is Role.LEAD]) > 1:
            raise Invalid("only one network can lead; say assist or inform of the other, or nothing")

    def _named(self) -> Iterator[tuple[str, str]]:
        own = ("reported_at", "occurred_at", "closed_at", "due_at", "priority", "channel")
        for what in (*own, "place", "grid_code", "beat_code"):
            if (column := getattr(self, what)) is not None:
                yield what, column
        for network, leg in self.legs.items():
            for what, column in leg.stamps():
                yield f"legs.{network}.{what}", column


def read(words: Sequence[str], **given: str | None) -> HistoryMap:
    """The map of a JSON file, of pairs such as `legs.police.arrived_at=onscene`, or of both; the later word holds.

    What is `given` and not None holds before all. Raises `Invalid`, naming everything that is wrong.
    """
    merged: dict[str, Any] = {}
    for word in words:
        _merge(merged, _pair(word) if "=" in word else _file(Path(word)))
    merged |= {name: value for name, value in given.items() if value is not None}
    try:
        return HistoryMap.model_validate(merged)
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise Invalid(f"the map does not hold: {told}") from None


def _file(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Invalid(f"the map {path} cannot be read: {error.strerror}; a pair is written name=column") from None
    except ValueError as error:
        raise Invalid(f"the map {path} is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise Invalid(f"the map {path} is no JSON object")
    return found


def _pair(word: str) -> Mapping[str, Any]:
    name, _, column = word.partition("=")
    made: Any = column
    for part in reversed(name.split(".")):
        made = {part: made}
    found: Mapping[str, Any] = made
    return found


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = dict(value) if isinstance(value, dict) else value
