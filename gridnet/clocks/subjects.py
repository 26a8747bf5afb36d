"""What clocks are about, told by the features that own it: how a notice names it, and who may see or hear of it.

The clock engine knows a subject by its kind and id alone. Each feature whose matters have clocks enters its kind into
one table at start (`wiring.SUBJECTS`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from gridnet.base.county import County
from gridnet.people.access import Actor


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice may say of a subject, and the persons it names, who are not to be told of it."""

    params: Mapping[str, Any] = field(default_factory=dict)
    kept_from: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """One kind of subject: `tell` for notices; conditions on the column that holds its ids.

    `visible` is that somebody may see it, `names` that it names a person, who may not.
    """

    tell: Callable[[County, Sequence[int]], Mapping[int, Told]]
    visible: Callable[[Actor, County, Any], ColumnElement[bool]]
    names: Callable[[int, County, Any], ColumnElement[bool]]


_kinds: Mapping[str, SubjectKind] = {}


def connect(kinds: Mapping[str, SubjectKind]) -> None:
    """Take the whole table at once, at start-up."""
    global _kinds  # noqa: PLW0603 - the one table of the process, set once
    _kinds = kinds


def tell(county: County, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Told]:
    """What may be told of these subjects (kind and id); one question a kind. Nothing is known of a kind not entered."""
    by_kind: dict[str, set[int]] = {}
    for kind, id_ in wanted:
        by_kind.setdefault(kind, set()).add(id_)
    found: dict[tuple[str, int], Told] = {}
    for kind, ids in by_kind.items():
        told = _kinds[kind].tell(county, sorted(ids)) if kind in _kinds else {}
        found |= {(kind, id_): told.get(id_) or Told({"number": f"{kind} {id_}"}) for id_ in ids}
    return found


def visible(actor: Actor, county: County, kind: Any, id_: Any) -> ColumnElement[bool]:
    """The condition that the subject in these columns may be seen; a kind that is not entered is seen by nobody."""
    some = [and_(kind == name, each.visible(actor, county, id_)) for name, each in _kinds.items()]
    return or_(false(), *some)


def names(person_id: int, county: County, kind: Any, id_: Any) -> ColumnElement[bool]:
    """The condition that the subject in these columns names this person."""
    return or_(false(), *(and_(kind == name, each.names(person_id, county, id_)) for name, each in _kinds.items()))
