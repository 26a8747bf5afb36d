"""What clocks are about, told by the features that own it: how a notice names it, and who may see or hear of it.

The clock engine knows a subject by its kind and id alone. Each feature whose matters have clocks enters its kind into
one table at start (`wiring.SUBJECTS`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, false, or_

from gridnet.base.county import County
from gridnet.people.access import Actor


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice may say of a subject, and the persons it names, who are not to be told of it."""

    params: Mapping[str, Any] = field(default_factory=dict)
    kept_from: frozenset[int] = frozenset()


class Key(NamedTuple):
    """A subject of one county."""

    county: County
    kind: str
    id: int


class Noted(NamedTuple):
    """Something the watch did, or somebody did with what it made, to be kept in the history of a subject."""

    subject: Key
    step: str
    network: str | None
    detail: Mapping[str, Any]
    reason: str | None = None
    person_id: int | None = None
    position_id: int | None = None


def _forget(_noted: Sequence[Noted], _at: datetime) -> None:
    """For kinds without a history."""


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """One kind of subject: `tell` for notices; conditions on the column that holds its ids; `note` for its history.

    `visible` is that somebody may see it, `names` that it names a person, who may not. What is asked and noted is
    of one county or of many at once.
    """

    tell: Callable[[Sequence[Key]], Mapping[Key, Told]]
    visible: Callable[[Actor, County, Any], ColumnElement[bool]]
    names: Callable[[int, County, Any], ColumnElement[bool]]
    note: Callable[[Sequence[Noted], datetime], None] = _forget


_kinds: Mapping[str, SubjectKind] = {}


def connect(kinds: Mapping[str, SubjectKind]) -> None:
    """Take the whole table at once, at start-up."""
    global _kinds  # noqa: PLW0603 - the one table of the process, set once
    _kinds = kinds


def tell(wanted: Iterable[Key]) -> dict[Key, Told]:
    """What may be told of these subjects; one question a kind. Nothing is known of a kind not entered."""
    by_kind: dict[str, set[Key]] = {}
    for key in wanted:
        by_kind.setdefault(key.kind, set()).add(key)
    found: dict[Key, Told] = {}
    for kind, keys in by_kind.items():
        told = _kinds[kind].tell(sorted(keys)) if kind in _kinds else {}
        found |= {key: told.get(key) or Told({"number": f"{kind} {key.id}"}) for key in keys}
    return found


def note(noted: Iterable[Noted], at: datetime) -> None:
    """Keep these in the histories of their subjects, in the caller's transaction; one statement a kind."""
    by_kind: dict[str, list[Noted]] = {}
    for each in noted:
        by_kind.setdefault(each.subject.kind, []).append(each)
    for kind, mine in by_kind.items():
        if kind in _kinds:
            _kinds[kind].note(mine, at)


def visible(actor: Actor, county: County, kind: Any, id_: Any) -> ColumnElement[bool]:
    """The condition that the subject in these columns may be seen; a kind that is not entered is seen by nobody."""
    some = [and_(kind == name, each.visible(actor, county, id_)) for name, each in _kinds.items()]
    return or_(false(), *some)


def names(person_id: int, county: County, kind: Any, id_: Any) -> ColumnElement[bool]:
    """The condition that the subject in these columns names this person."""
    return or_(false(), *(and_(kind == name, each.names(person_id, county, id_)) for name, each in _kinds.items()))
