"""Whistles as they are read: of one case, those a desk was called by, those a township opened; one page at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from geoalchemy2 import functions as geofunc
from sqlalchemy import ColumnElement, and_, exists, select, true

from geo.points import LngLat
from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.errors import NotFound
from gridnet.clocks.counting import ClockNow
from gridnet.incidents.models import Incident
from gridnet.people.access import Actor
from gridnet.people.roles import Permission
from gridnet.whistle import departments, lifecycle, sight, timing
from gridnet.whistle.lifecycle import Part, State, Step
from gridnet.whistle.models import Department, Summons, Whistle, WhistleEntry


class Side(StrEnum):
    """Whose whistles: those that called my department, or those of the cases of my desk."""

    CALLED = "called"
    OPENED = "opened"


@dataclass(frozen=True, slots=True)
class Called:
    """A department's summons with what runs for it, what happened to it, and what the viewer may do."""

    summons: Summons
    department: Department
    clocks: Sequence[ClockNow]
    acts: Sequence[WhistleEntry]
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class View:
    """A whistle with the summonses the viewer sees, and what of its case goes with it."""

    whistle: Whistle
    category: str
    division_code: str
    point: LngLat | None
    called: Sequence[Called]


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks: at whose desks they sit, and whether they are the township to what is looked at."""

    desks: frozenset[str]
    is_township: bool
    at: datetime

    def parts(self, department: Department) -> frozenset[Part]:
        """What they are to the summons of a department."""
        if department.code in self.desks:
            return frozenset({Part.DEPARTMENT})
        return frozenset({Part.TOWNSHIP}) if self.is_township else frozenset()


def list_page(  # noqa: PLR0913 - whose list, which part of it, when
    actor: Actor, county: County, side: Side, wish: paging.Wish, *, is_open: bool | None, at: datetime
) -> list[View]:
    """A page of whistles, the newest first, one more than asked for."""
    seen = _of_side(actor, county, side, is_open)
    query = _whistles(county).where(exists().where(Summons.whistle_id == Whistle.id, seen).correlate(Whistle))
    if wish.after:
        (id_,) = paging.read(wish.after, [int])
        query = query.where(Whistle.id < id_)
    rows = db.session.execute(query.order_by(Whistle.id.desc()).limit(wish.limit + 1)).all()
    shown = sight.called(actor, county) if side is Side.CALLED else true()
    is_township = side is Side.OPENED and bool(actor.permitting(Permission.WHISTLE_OPEN))
    return _views(county, rows, shown, Looking(frozenset(sight.desks(actor, county)), is_township, at))


def count_open(actor: Actor, county: County, side: Side, *, most: int) -> int:
    """How many summonses of a side are open; counted no further than `most`."""
    query = select(Summons.id).where(_of_side(actor, county, side, is_open=True)).limit(most)
    return len(db.session.scalars(query).all())


def _of_side(actor: Actor, county: County, side: Side, is_open: bool | None) -> ColumnElement[bool]:  # noqa: FBT001 - a filter
    seen = sight.called(actor, county) if side is Side.CALLED else sight.opened(actor, county)
    state = true() if is_open is None else Summons.ended_at.is_(None) if is_open else Summons.ended_at.is_not(None)
    return and_(Summons.county == county, seen, state)


def list_of_case(county: County, incident_id: int, looking: Looking) -> list[View]:
    """The whistles of a case, the newest first."""
    query = _whistles(county).where(Whistle.incident_id == incident_id).order_by(Whistle.id.desc())
    return _views(county, db.session.execute(query.limit(paging.LARGEST)).all(), true(), looking)


def get(actor: Actor, county: County, summons_id: int, at: datetime) -> View:
    """The whistle of one summons with this summons alone; raises `NotFound`."""
    summons = sight.find(actor, county, summons_id)
    row = db.session.execute(_whistles(county).where(Whistle.id == summons.whistle_id)).one()
    department = departments.get(county, summons.department_id)
    is_township = Part.TOWNSHIP in sight.parts(actor, summons, department)
    looking = Looking(frozenset(sight.desks(actor, county)), is_township, at)
    return _views(county, [row], Summons.id == summons_id, looking)[0]


def whistle_of(actor: Actor, county: County, whistle_id: int) -> Whistle:
    """A whistle of a case which the actor may call departments to; raises `NotFound`."""
    mine = exists().where(Summons.whistle_id == Whistle.id, sight.opened(actor, county)).correlate(Whistle)
    found = db.session.scalars(select(Whistle).where(Whistle.county == county, Whistle.id == whistle_id, mine)).first()
    if found is None:
        raise NotFound(f"there is no whistle {whistle_id} in {county}, or none of your desk's")
    return found


def stamp(county: County, incident_id: int) -> str:
    """Changes with every act on the whistles of a case, so that an open page can ask whether there is anything new."""
    query = select(Summons.id, Summons.version).where(Summons.county == county, Summons.incident_id == incident_id)
    return stamp_of((row.id, row.version) for row in db.session.execute(query))


def stamp_of(summonses: Iterable[tuple[int, int]]) -> str:
    """The same from ids and versions at hand."""
    known = list(summonses)
    return f"{max((id_ for id_, _ in known), default=0)}.{sum(version for _, version in known)}"


def _whistles(county: County) -> Any:
    return (
        select(
            Whistle,
            Incident.category,
            Incident.division_code,
            geofunc.ST_X(Incident.place).label("lng"),
            geofunc.ST_Y(Incident.place).label("lat"),
        )
        .join(Incident, and_(Incident.county == Whistle.county, Incident.id == Whistle.incident_id))
        .where(Whistle.county == county)
    )


def _views(county: County, rows: Sequence[Any], shown: ColumnElement[bool], looking: Looking) -> list[View]:
    ids = [row.Whistle.id for row in rows]
    if not ids:
        return []
    query = select(Summons).where(Summons.county == county, Summons.whistle_id.in_(ids), shown).order_by(Summons.id)
    summonses = db.session.scalars(query.execution_options(populate_existing=True)).all()
    known = departments.by_ids(county, (each.department_id for each in summonses))
    clocks = timing.list_open(county, (each.id for each in summonses if each.ended_at is None))
    acts = _acts(county, ids)
    meets = {row.Whistle.id: row.Whistle.meet_at for row in rows}
    by_whistle: dict[int, list[Called]] = {}
    for each in summonses:
        department, is_past = known[each.department_id], looking.at >= meets[each.whistle_id]
        steps = list(lifecycle.open_steps(State(each.state), looking.parts(department), is_past=is_past))
        called = Called(each, department, clocks.get(each.id, ()), acts.get(each.id, ()), steps)
        by_whistle.setdefault(each.whistle_id, []).append(called)
    return [_view(row, by_whistle.get(row.Whistle.id, ())) for row in rows]


def _acts(county: County, whistle_ids: Iterable[int]) -> Mapping[int, list[WhistleEntry]]:
    query = select(WhistleEntry).where(WhistleEntry.county == county, WhistleEntry.whistle_id.in_(whistle_ids))
    found: dict[int, list[WhistleEntry]] = {}
    for row in db.session.scalars(query.where(WhistleEntry.summons_id.is_not(None)).order_by(WhistleEntry.id)):
        found.setdefault(row.summons_id or 0, []).append(row)
    return found


def _view(row: Any, called: Sequence[Called]) -> View:
    point = LngLat(row.lng, row.lat) if row.lng is not None else None
    return View(row.Whistle, row.category, row.division_code, point, called)
