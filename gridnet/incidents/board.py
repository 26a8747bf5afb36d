"""The board of a county: its open incidents, what runs out first in front; by an index of running clocks, no scan.

An incident stands where the first of its running clocks runs out; one on which nothing runs (it is suspended, or
waits for nobody's time) comes after all others, by its id. The list is walked by `ix_clock_board` and, at its end, by
`ix_incident_open`; both hold open incidents alone, so that what is over costs nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from geoalchemy2 import functions as geofunc
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import LateralFromClause

from geo.points import LngLat
from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks.card_models import Card
from gridnet.clocks.ladder import Mark
from gridnet.clocks.models import Clock
from gridnet.incidents.models import Incident

#: The place in the order of an incident on which nothing runs out.
NEVER = "infinity"
#: Points of a map at most, those that run out first.
MOST_POINTS = 2000


class CardColour(StrEnum):
    """What a board is narrowed to by cards; a conference stands above the red card and counts as one."""

    YELLOW = "yellow"
    RED = "red"


_MARKS = {CardColour.YELLOW: (Mark.YELLOW,), CardColour.RED: (Mark.RED, Mark.CONFERENCE)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the board is narrowed to. `network` is the one whose time runs out, `area_ids` are grids or beats."""

    state: str | None = None
    category: str | None = None
    priority: str | None = None
    network: Network | None = None
    card: CardColour | None = None
    area_ids: Sequence[int] | None = None
    incident_id: int | None = None
    unlocated: bool = False

    @property
    def narrows(self) -> bool:
        """Whether some incidents are left out; of whose time it is asked leaves out clocks."""
        return replace(self, network=None) != Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An incident on the board, and the first of its clocks to run out."""

    key: tuple[str, int]
    incident: Incident
    place: LngLat | None
    due_at: datetime | None = None
    started_at: datetime | None = None
    stage: str | None = None
    network: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """An incident on the map: its id, priority, place, and its first clock's span."""

    id: int
    priority: str
    lng: float
    lat: float
    started_at: datetime | None
    due_at: datetime | None


#: Written out, so that the planner sees what the partial indexes promise.
_RUNS = (literal_column("clock.state") == literal_column("'running'")) & (
    literal_column("clock.subject_kind") == literal_column("'incident'")
)
_OPEN = Incident.ended_at.is_(None) & ~Incident.is_history
_PLACE = (geofunc.ST_X(Incident.place).label("lng"), geofunc.ST_Y(Incident.place).label("lat"))


def list_rows(county: County, wish: paging.Wish, wanted: Wanted, readable: ColumnElement[bool]) -> list[Row]:
    """A page of the board, one row more than asked for; `readable` is what the viewer may see (`sight.readable`)."""
    due, id_ = _after(wish.after)
    rows: list[Row] = []
    if due != NEVER:
        query = (_running if wanted.narrows else _walked)(county, wanted, readable, Incident, *_PLACE).add_columns(
            Clock.id.label("clock_id"), Clock.due_at, Clock.started_at, Clock.stage, Clock.network.label("waits_for")
        )
        if due is not None:
            query = query.where(tuple_(Clock.due_at, Clock.id) > tuple_(literal(datetime.fromisoformat(due)), id_))
        rows = [_timed(row) for row in db.session.execute(query.limit(wish.limit + 1))]
    if len(rows) <= wish.limit and wanted.network is None:
        rest = _resting(county, wanted, readable, Incident, *_PLACE).where(Incident.id > (id_ if due == NEVER else 0))
        rows += [_untimed(row) for row in db.session.execute(rest.limit(wish.limit + 1 - len(rows)))]
    return rows


def _after(cursor: str | None) -> tuple[str | None, int]:
    if cursor is None:
        return None, 0
    due, id_ = paging.read(cursor, [str, int])
    if due != NEVER:
        paging.moment(str(due))  # refuses what was not written here
    return str(due), int(id_)


def _timed(row: Any) -> Row:
    return Row(
        key=(row.due_at.isoformat(), row.clock_id),
        incident=row.Incident,
        place=_place(row),
        due_at=row.due_at,
        started_at=row.started_at,
        stage=row.stage,
        network=row.waits_for,
    )


def _untimed(row: Any) -> Row:
    return Row(key=(NEVER, row.Incident.id), incident=row.Incident, place=_place(row))


def _place(row: Any) -> LngLat | None:
    return None if row.lng is None else LngLat(row.lng, row.lat)


def list_points(county: County, wanted: Wanted, readable: ColumnElement[bool]) -> list[Point]:
    """Where these incidents are, `MOST_POINTS` at most, those that run out first."""
    columns = (Incident.id, Incident.priority, *_PLACE)
    is_placed = Incident.place.is_not(None)
    timed = _running(county, wanted, readable, *columns).add_columns(Clock.started_at, Clock.due_at)
    found = [Point(*tuple(row)) for row in db.session.execute(timed.where(is_placed).limit(MOST_POINTS))]
    if wanted.network is None and len(found) < MOST_POINTS:
        rest = _resting(county, wanted, readable, *columns).where(is_placed).limit(MOST_POINTS - len(found))
        found += [Point(row.id, row.priority, row.lng, row.lat, None, None) for row in db.session.execute(rest)]
    return found


def count_unlocated(county: County, readable: ColumnElement[bool], most: int) -> int:
    """How many incidents wait to be placed on the map, `most` at most."""
    some = select(Incident.id).where(Incident.county == county, readable, _unlocated()).limit(most)
    return db.session.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def _running(county: County, wanted: Wanted, readable: ColumnElement[bool], *columns: Any) -> Select[*tuple[Any, ...]]:
    """Incidents by the first of their running clocks; of one network's where its time is what is asked for."""
    met = and_(Incident.county == Clock.county, Incident.id == Clock.subject_id)
    query = select(*columns).select_from(Clock).join(Incident, met)
    return _first(query.where(_OPEN, readable, *_narrowing(wanted)), county, wanted)


def _walked(county: County, wanted: Wanted, readable: ColumnElement[bool], *columns: Any) -> Select[*tuple[Any, ...]]:
    """The same where nothing narrows: `ix_clock_board` is walked in its order, until a page is full.

    The planner takes it that hardly a clock meets its incident, and would read them all to sort them; so each incident
    is looked up behind a fence (OFFSET 0).
    """
    incident, found = _looked_up(readable)
    chosen = [incident if each is Incident else found.c[each.key] for each in columns]
    return _first(select(*chosen).select_from(Clock).join(found, true()), county, wanted)


@lru_cache(maxsize=64)  # forty columns: to build it costs more than to run it
def _looked_up(readable: ColumnElement[bool]) -> tuple[Any, LateralFromClause]:
    met = (Incident.county == Clock.county, Incident.id == Clock.subject_id)
    case = select(Incident, *_PLACE).where(*met, _OPEN, readable).correlate(Clock).offset(literal_column("0"))
    found = case.lateral("found")
    return aliased(Incident, found, name="Incident"), found


def _first(query: Select[*tuple[Any, ...]], county: County, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    """Of the running clocks in the query the first of each incident, in the order of the board."""
    other = aliased(Clock, name="other")
    earlier = and_(
        other.county == Clock.county,
        other.subject_id == Clock.subject_id,
        other.subject_kind == Clock.subject_kind,
        other.state == literal_column("'running'"),
        tuple_(other.due_at, other.id) < tuple_(Clock.due_at, Clock.id),
    )
    query = query.where(Clock.county == county, _RUNS)
    if wanted.network is not None:
        query = query.where(Clock.network == wanted.network)
        earlier = and_(earlier, other.network == wanted.network)
    return query.where(~exists().where(earlier)).order_by(Clock.due_at, Clock.id)


def _resting(county: County, wanted: Wanted, readable: ColumnElement[bool], *columns: Any) -> Select[*tuple[Any, ...]]:
    """Open incidents on which nothing runs, by id."""
    runs = exists().where(Clock.county == Incident.county, Clock.subject_id == Incident.id, _RUNS)
    query = select(*columns).where(Incident.county == county, _OPEN, readable, *_narrowing(wanted), ~runs)
    return query.order_by(Incident.id)


def _narrowing(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    for name in ("state", "category", "priority"):
        if (value := getattr(wanted, name)) is not None:
            yield getattr(Incident, name) == value
    if wanted.incident_id is not None:
        yield Incident.id == wanted.incident_id
    if wanted.area_ids is not None:
        yield or_(Incident.grid_area_id.in_(wanted.area_ids), Incident.beat_area_id.in_(wanted.area_ids))
    if wanted.unlocated:
        yield _unlocated()
    if wanted.card is not None:
        yield exists().where(_stands(Incident.county, Incident.id), Card.mark.in_(_MARKS[wanted.card]))


def _unlocated() -> ColumnElement[bool]:
    return Incident.located_by.in_(("outside", "address")) & _OPEN


def _stands(county: Any, incident_id: Any) -> ColumnElement[bool]:
    """The condition that a card of the incident stands."""
    of_it = and_(Card.county == county, Card.subject_kind == "incident", Card.subject_id == incident_id)
    return and_(of_it, Card.cancelled_at.is_(None))
