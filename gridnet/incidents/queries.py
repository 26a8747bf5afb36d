"""Questions about incidents; each a function, each one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from geoalchemy2 import functions as geofunc
from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, false, func, select, text
from sqlalchemy.orm import aliased

from geo.points import LngLat
from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.errors import Invalid, NotFound
from gridnet.incidents import numbers
from gridnet.incidents.categories import Category, PoliceRole, Priority, Sensitivity
from gridnet.incidents.legs import LegView
from gridnet.incidents.models import (
    Attachment,
    CategoryOverride,
    CategoryRow,
    Entry,
    Incident,
    IntakeReceipt,
    Named,
)
from gridnet.incidents.values import Raised
from gridnet.territory import queries as territory
from gridnet.territory.models import AreaOutline

_CATEGORIES = """
    SELECT coalesce(own.code, base.code) AS code, coalesce(own.name_zh, base.name_zh) AS name_zh,
           coalesce(own.name_en, base.name_en) AS name_en, coalesce(own.police_role, base.police_role) AS police_role,
           coalesce(own.sensitivity, base.sensitivity) AS sensitivity,
           coalesce(own.priority, base.priority) AS priority, coalesce(base.conflict_route, false) AS conflict_route,
           coalesce(base.version, 0) * 1000 + coalesce(own.version, 0) AS version
    FROM category AS base
    FULL JOIN (SELECT * FROM category_override WHERE county = :county) AS own ON own.code = base.code
    WHERE NOT coalesce(own.is_retired, false)
"""
_CATEGORY = text("""
    SELECT :code AS code, coalesce(own.name_zh, base.name_zh) AS name_zh,
           coalesce(own.name_en, base.name_en) AS name_en, coalesce(own.police_role, base.police_role) AS police_role,
           coalesce(own.sensitivity, base.sensitivity) AS sensitivity,
           coalesce(own.priority, base.priority) AS priority, coalesce(base.conflict_route, false) AS conflict_route,
           coalesce(base.version, 0) * 1000 + coalesce(own.version, 0) AS version
    FROM (SELECT 1) AS one
    LEFT JOIN category AS base ON base.code = :code
    LEFT JOIN category_override AS own ON own.county = :county AND own.code = :code
    WHERE coalesce(own.code, base.code) IS NOT NULL AND NOT coalesce(own.is_retired, false)
""")
_ALL_CATEGORIES = text(_CATEGORIES + " ORDER BY 1")

#: The kinds that somebody has reported lately, the last first; by the index of who reported.
_LATELY = text("""
    SELECT category FROM (
        SELECT category, id FROM incident
        WHERE reported_by = CAST(:person AS bigint) AND county = :county ORDER BY id DESC LIMIT 60
    ) AS lately GROUP BY category ORDER BY max(id) DESC LIMIT :most
""")


def visible_to(person_id: Any) -> Any:
    """The condition that an incident does not name this person: who is named can neither read nor find it."""
    return ~exists().where(
        and_(Named.county == Incident.county, Named.incident_id == Incident.id, Named.person_id == person_id)
    )


def _category_columns() -> list[Any]:
    own, base = CategoryOverride, CategoryRow
    both = ("code", "name_zh", "name_en", "police_role", "sensitivity", "priority")
    return [
        *(func.coalesce(getattr(own, name), getattr(base, name)).label(name) for name in both),
        func.coalesce(base.conflict_route, false()).label("conflict_route"),
        (func.coalesce(base.version, 0) * 1000 + func.coalesce(own.version, 0)).label("version"),
    ]


_GRID, _BEAT = aliased(AreaOutline, name="grid"), aliased(AreaOutline, name="beat")
#: Built once: what SQLAlchemy needs to build it costs more than running it.
_VIEW = (
    select(
        Incident,
        geofunc.ST_X(Incident.place).label("lng"),
        geofunc.ST_Y(Incident.place).label("lat"),
        _GRID.code.label("grid_code"),
        _GRID.name.label("grid_name"),
        _BEAT.code.label("beat_code"),
        _BEAT.name.label("beat_name"),
        *_category_columns(),
    )
    .outerjoin(_GRID, and_(_GRID.county == Incident.county, _GRID.id == Incident.grid_outline_id))
    .outerjoin(_BEAT, and_(_BEAT.county == Incident.county, _BEAT.id == Incident.beat_outline_id))
    .outerjoin(CategoryRow, CategoryRow.code == Incident.category)
    .outerjoin(
        CategoryOverride,
        and_(CategoryOverride.county == Incident.county, CategoryOverride.code == Incident.category),
    )
    .where(Incident.county == bindparam("county"), Incident.id == bindparam("id"), visible_to(bindparam("viewer")))
    .execution_options(populate_existing=True)
)
#: What a leg is shown with beside its own row.
_JOINED = frozenset({"name", "accept_by", "clocks"})
_LEGS = text(f"""
    SELECT {", ".join(f"leg.{field.name}" for field in fields(LegView) if field.name not in _JOINED)}, person.name,
           (SELECT due_at FROM clock
            WHERE clock.county = leg.county AND subject_kind = 'incident' AND subject_id = leg.incident_id
              AND clock.network = leg.network AND stage = 'accept' AND started_at >= leg.assigned_at
            ORDER BY turn LIMIT 1) AS accept_by
    FROM assignment AS leg LEFT JOIN person ON person.county = leg.county AND person.id = leg.person_id
    WHERE leg.county = :county AND leg.incident_id = :incident
    ORDER BY leg.id
""")  # noqa: S608 - joined from constants


def get_category(county: County, code: str) -> Category:
    """The category as it holds in the county; raises `Invalid` for one that is unknown or retired there."""
    row = db.run(_CATEGORY, {"county": county, "code": code}).first()
    if row is None:
        raise Invalid(
            f"there is no category {code} in {county}; GET /api/v1/categories lists them",
            errors=[{"field": "category", "message": "unknown"}],
        )
    return _category(row)


def list_categories(county: County) -> dict[str, Category]:
    """Every category of the county, by code."""
    return {row.code: _category(row) for row in db.run(_ALL_CATEGORIES, {"county": county})}


def _category(row: Row[Any]) -> Category:
    return Category(
        row.code,
        row.name_zh,
        row.name_en,
        PoliceRole(row.police_role),
        Sensitivity(row.sensitivity),
        Priority(row.priority),
        row.conflict_route,
        row.version,
    )


def reported_lately(county: County, person_id: int, *, most: int) -> list[str]:
    """The codes of the categories this person reported last, the latest first."""
    return db.run(_LATELY, {"county": county, "person": person_id, "most": most}).scalars()


def get_receipt(sender: County, client_ref: str) -> IntakeReceipt:
    """The receipt kept under a sender's reference; raises `NotFound`."""
    receipt = db.session.get(IntakeReceipt, (sender, client_ref))
    if receipt is None:
        raise NotFound(f"nothing was taken in under client_ref {client_ref}")
    return receipt


def list_receipts(sender: County, client_refs: Sequence[str]) -> dict[str, IntakeReceipt]:
    """The receipts kept under these references of a sender."""
    query = select(IntakeReceipt).where(IntakeReceipt.county == sender, IntakeReceipt.client_ref.in_(client_refs))
    return {receipt.client_ref: receipt for receipt in db.session.scalars(query)} if client_refs else {}


MILLIMETRE = 0.001


def get_incident(county: County, id_: int, *, viewer: int) -> Incident:
    """The incident alone; raises `NotFound` as well when it names the viewer."""
    query = select(Incident).where(Incident.county == county, Incident.id == id_, visible_to(viewer))
    incident = db.session.scalars(query).first()
    if incident is None:
        raise NotFound(f"there is no incident {numbers.write(county, id_)}, or none that you may see")
    return incident


@dataclass(frozen=True, slots=True)
class View:
    """An incident with all that is shown of it: its place, category, areas (by outline) and legs."""

    incident: Incident
    place: LngLat | None
    category: Category
    areas: Mapping[int, tuple[str, str]]
    legs: Sequence[LegView]


def get_view(county: County, id_: int, *, viewer: int) -> View:
    """The incident as it is shown, in two statements; raises `NotFound` as well when it names the viewer."""
    row = db.session.execute(_VIEW, {"county": county, "id": id_, "viewer": viewer}).first()
    if row is None:
        raise NotFound(f"there is no incident {numbers.write(county, id_)}, or none that you may see")
    areas = {
        outline_id: (code, name)
        for outline_id, code, name in (
            (row.Incident.grid_outline_id, row.grid_code, row.grid_name),
            (row.Incident.beat_outline_id, row.beat_code, row.beat_name),
        )
        if outline_id is not None
    }
    place = LngLat(row.lng, row.lat) if row.lng is not None else None
    return View(row.Incident, place, _category(row), areas, list_legs(county, id_))


def view_of(raised: Raised, incident: Incident, legs: Sequence[LegView]) -> View:
    """An incident just raised, as it is shown, from memory."""
    areas = {placed.outline_id: (placed.code, placed.name) for placed in raised.placed.values()}
    return View(incident, raised.place, raised.category, areas, legs)


def list_legs(county: County, incident_id: int) -> list[LegView]:
    """Every leg an incident ever had, in the order they were given, with the name of whoever has it."""
    return [LegView(*tuple(row)) for row in db.run(_LEGS, {"county": county, "incident": incident_id})]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list of incidents is narrowed to."""

    state: str | None = None
    category: str | None = None
    priority: str | None = None
    grid_area_id: int | None = None
    beat_area_id: int | None = None
    unlocated: bool = False
    is_open: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


def list_incidents(
    county: County, wish: paging.Wish, narrowed: Filter, readable: ColumnElement[bool]
) -> Sequence[Incident]:
    """A page of incidents, newest first, one row more than asked for; `readable` is what the viewer may see."""
    query = select(Incident).where(Incident.county == county, readable)
    if wish.after:
        (id_,) = paging.read(wish.after, [int])
        query = query.where(Incident.id < id_)
    query = _narrow(query, narrowed).order_by(Incident.id.desc()).limit(wish.limit + 1)
    return db.session.scalars(query).all()


def _narrow(query: Select[Any], narrowed: Filter) -> Select[Any]:
    for name in ("state", "category", "priority", "grid_area_id", "beat_area_id"):
        if (wanted := getattr(narrowed, name)) is not None:
            query = query.where(getattr(Incident, name) == wanted)
    if narrowed.unlocated:
        unlocated = Incident.located_by.in_(("outside", "address"))
        query = query.where(unlocated, Incident.ended_at.is_(None), ~Incident.is_history)
    if narrowed.is_open is not None:
        query = query.where(Incident.ended_at.is_(None) if narrowed.is_open else Incident.ended_at.is_not(None))
    if narrowed.since:
        query = query.where(Incident.reported_at >= narrowed.since)
    if narrowed.until:
        query = query.where(Incident.reported_at < narrowed.until)
    return query


def list_entries(county: County, incident_id: int, wish: paging.Wish) -> Sequence[Entry]:
    """A page of the timeline, oldest first, one row more than asked for."""
    query = select(Entry).where(Entry.county == county, Entry.incident_id == incident_id)
    if wish.after:
        (id_,) = paging.read(wish.after, [int])
        query = query.where(Entry.id > id_)
    return db.session.scalars(query.order_by(Entry.id).limit(wish.limit + 1)).all()


def list_attachments(county: County, incident_id: int) -> list[tuple[Attachment, LngLat | None]]:
    """The photos of an incident in the order they came, and where each was taken."""
    lng, lat = geofunc.ST_X(Attachment.taken_place), geofunc.ST_Y(Attachment.taken_place)
    query = select(Attachment, lng.label("lng"), lat.label("lat"))
    query = query.where(Attachment.county == county, Attachment.incident_id == incident_id).order_by(Attachment.id)
    return [
        (row.Attachment, LngLat(row.lng, row.lat) if row.lng is not None else None) for row in db.session.execute(query)
    ]


def list_named(county: County, incident_id: int) -> set[int]:
    """Whom an incident names."""
    query = select(Named.person_id).where(Named.county == county, Named.incident_id == incident_id)
    return set(db.session.scalars(query))


def recall(county: County, incident_id: int, *, tolerance_m: float | None = None, at: datetime | None = None) -> Raised:
    """A stored incident as the assignment needs it: the stored versions, the category as it holds now.

    `at` and `tolerance_m` say how its place was looked up, where that is done anew; else the moment is the one it
    was last placed at, and the tolerance what the stored answer needed.
    """
    row = db.session.execute(
        select(Incident, geofunc.ST_X(Incident.place).label("lng"), geofunc.ST_Y(Incident.place).label("lat"))
        .where(Incident.county == county, Incident.id == incident_id)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound(f"there is no incident {numbers.write(county, incident_id)}")
    incident, place = row.Incident, LngLat(row.lng, row.lat) if row.lng is not None else None
    outlines = [id_ for id_ in (incident.grid_outline_id, incident.beat_outline_id) if id_ is not None]
    placed = {each.network: each for each in territory.recall(county, outlines, place)}
    return Raised(
        county=county,
        id=incident_id,
        category=get_category(county, incident.category),
        priority=Priority(incident.priority),
        text=incident.text_,
        place=place,
        tolerance_m=_reached_m(incident) if tolerance_m is None else tolerance_m,
        located_by=incident.located_by,
        placed=placed,
        covering=tuple(placed.values()),
        division_code=incident.division_code,
        desk_code=incident.desk_code,
        named=frozenset(list_named(county, incident_id)),
        reported_by=incident.reported_by,
        reported_as=incident.reported_as,
        self_handled=None,
        at=at or _placed_at(incident),
    )


def _placed_at(incident: Incident) -> datetime:
    """The moment whose boundaries decided: when it was given its place afterwards, else when it was reported."""
    here = (Entry.county == incident.county, Entry.incident_id == incident.id, Entry.step == "place")
    return db.session.scalar(select(func.max(Entry.recorded_at)).where(*here)) or incident.reported_at


def _reached_m(incident: Incident) -> float:
    """How far outside an area the incident's place was taken to lie in it; distances are stored to the millimetre."""
    if incident.located_by != "nearest":
        return 0
    return max(incident.grid_edge_m or 0, incident.beat_edge_m or 0) + MILLIMETRE


def count_open(county: County) -> int:
    """How many incidents of the county are open."""
    query = select(func.count()).where(Incident.county == county, Incident.ended_at.is_(None), ~Incident.is_history)
    return db.session.execute(query).scalar_one()
