"""How far somebody may look: division prefixes, single areas, own cases. A list takes one, or a county it has let pass.

A county that a reach has let through as a whole comes back as a `County`; where only a part of it may be seen,
`part` gives that part as a value whose `where` narrows the query. So a forgotten filter is a type error, not a leak.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from gridnet.base import county as counties
from gridnet.base.county import County
from gridnet.base.errors import NotFound

COUNTY = 6


def _holds(prefix: str, code: str) -> bool:
    return code.startswith(prefix)


def _widest(prefixes: Iterable[str]) -> tuple[str, ...]:
    """The prefixes without those that lie within another."""
    kept: list[str] = []
    for prefix in sorted(set(prefixes)):
        if not kept or not prefix.startswith(kept[-1]):
            kept.append(prefix)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Part:
    """What of one county may be seen: all of it, or some divisions, some areas and one's own cases."""

    county: County
    is_whole: bool
    prefixes: tuple[str, ...] = ()
    area_ids: tuple[int, ...] = ()
    own: bool = False

    def where(
        self,
        column: ColumnElement[Any],
        *,
        divisions: Sequence[ColumnElement[Any]] = (),
        areas: Sequence[ColumnElement[Any]] = (),
        own: ColumnElement[bool] | None = None,
    ) -> ColumnElement[bool]:
        """The rows of this part: `column` holds their county, `divisions` their division codes, `areas` their areas.

        `own` says which rows are the viewer's own. A kind of relation for which no column is named shows nothing.
        """
        here = column == self.county
        if self.is_whole:
            return here
        some: list[ColumnElement[bool]] = [each.like(f"{prefix}%") for each in divisions for prefix in self.prefixes]
        some += [each.in_(self.area_ids) for each in areas if self.area_ids]
        if self.own and own is not None:
            some.append(own)
        return and_(here, or_(false(), *some))


@dataclass(frozen=True, slots=True)
class Reach:
    """All that somebody may look at for one permission.

    `prefixes` are divisions seen as a whole ("" is everywhere), `areas` single areas by county and id, `own` the
    counties in which one's own cases may be seen.
    """

    prefixes: tuple[str, ...] = ()
    areas: frozenset[tuple[str, int]] = frozenset()
    own: frozenset[str] = frozenset()

    @classmethod
    def of(cls, prefixes: Iterable[str], areas: Iterable[tuple[str, int]] = (), own: Iterable[str] = ()) -> "Reach":
        """The reach over all of these, without what is said twice."""
        return cls(_widest(prefixes), frozenset(areas), frozenset(own))

    def covers(self, code: str) -> bool:
        """Whether the county (or the division of 9 or 12 digits) `code` may be seen as a whole."""
        return any(_holds(prefix, code) for prefix in self.prefixes)

    def check(self, code: str) -> County:
        """The county `code`, which may be seen as a whole; raises `NotFound`, for what lies outside is not told."""
        county = counties.read(code)
        if not self.covers(county):
            raise NotFound(f"there is no county {county} that you may look at as a whole")
        return county

    def part(self, code: str) -> Part:
        """What of the county may be seen; raises `NotFound` where that is nothing."""
        county = counties.read(code)
        if self.covers(county):
            return Part(county, is_whole=True)
        prefixes = tuple(prefix for prefix in self.prefixes if prefix.startswith(county))
        area_ids = tuple(sorted(id_ for where, id_ in self.areas if where == county))
        own = county in self.own
        if not (prefixes or area_ids or own):
            raise NotFound(f"there is no county {county} that you may look at")
        return Part(county, is_whole=False, prefixes=prefixes, area_ids=area_ids, own=own)

    def counties(self) -> tuple[str, ...]:
        """Prefixes, six digits at most, of the counties in which anything at all may be seen."""
        partial = {prefix[:COUNTY] for prefix in self.prefixes} | {where for where, _ in self.areas}
        return _widest(partial | self.own)

    def where(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """Rows whose county, or division code, in `column` lies wholly within reach."""
        if "" in self.prefixes:
            return true()
        return or_(false(), *(column.like(f"{prefix}%") for prefix in self.prefixes))
