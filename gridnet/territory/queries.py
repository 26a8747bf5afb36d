"""Which area answered for a place at a moment: one statement on the index of outlines, the rest decided in `lookup`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import shapely
from geoalchemy2 import WKBElement
from sqlalchemy import Row, TextClause, and_, or_, select

from geo.points import LngLat, metres_per_degree
from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, NotFound
from gridnet.base.network import AREA_NAME, Network
from gridnet.territory import lookup, statements
from gridnet.territory.lookup import How, Located, Placed
from gridnet.territory.models import AreaOutline, Publication


def locate(county: County, place: LngLat, at: datetime, *, tolerance_m: float) -> Located:
    """The grid and the beat that answered for `place` at `at`.

    One statement where both networks cover the place. In a network that does not, the nearest area within
    `tolerance_m` metres has it and is marked so; beyond that there is none.
    """
    given = _given(county, place) | {"at": at}
    found = [_placed(row, "inside") for row in db.run(statements.COVERING, given)]
    for network in lookup.lacking(found):
        wanted = given | {"network": network, "tolerance_m": tolerance_m}
        found += [_placed(row, "nearest") for row in db.run(statements.NEARBY, wanted)]
    return lookup.locate(found)


def locate_many(
    county: County, places: Sequence[LngLat], ats: Sequence[datetime], *, tolerance_m: float
) -> list[Located]:
    """`locate` for many points, each at its own moment: one statement, and one more a network for those uncovered."""
    found: list[list[Placed]] = [[] for _ in places]
    everyone = range(len(places))
    for ordinal, placed in _found(statements.COVERING_MANY, county, places, ats, everyone):
        found[ordinal].append(placed)
    for network in Network:
        lost = [ordinal for ordinal in everyone if network in lookup.lacking(found[ordinal])]
        more = {"network": network, "tolerance_m": tolerance_m}
        for ordinal, placed in _found(statements.NEARBY_MANY, county, places, ats, lost, more) if lost else ():
            found[ordinal].append(placed)
    return [lookup.locate(each) for each in found]


def _found(  # noqa: PLR0913, PLR0917 - a statement over arrays, and which of the points go into them
    statement: TextClause,
    county: County,
    places: Sequence[LngLat],
    ats: Sequence[datetime],
    which: Sequence[int],
    more: Mapping[str, Any] | None = None,
) -> list[tuple[int, Placed]]:
    scales = [metres_per_degree(places[ordinal].lat) for ordinal in which]
    given = {
        "county": county,
        "lngs": [places[ordinal].lng for ordinal in which],
        "lats": [places[ordinal].lat for ordinal in which],
        "mxs": [mx for mx, _ in scales],
        "mys": [my for _, my in scales],
        "ats": [ats[ordinal] for ordinal in which],
    }
    how: How = "nearest" if more else "inside"
    rows = db.run(statement, given | dict(more or {}))
    return [(which[row.ordinal - 1], _placed(row, how)) for row in rows]


def covers(county: County, outline_ids: Sequence[int], place: LngLat) -> list[Placed]:
    """These stored versions as they lie to `place`, whenever valid: a decision can be made again from them."""
    given = _given(county, place) | {"ids": list(outline_ids)}
    rows = db.session.execute(statements.STORED, given).all()
    return [_placed(row, "inside" if row.is_inside else "nearest") for row in rows]


def find_nearest(county: County, network: Network, place: LngLat, at: datetime) -> Placed | None:
    """The area of `network` nearest to a place outside of all, however far; None where the layer is empty."""
    given = _given(county, place) | {"network": network, "at": at}
    row = db.session.execute(statements.NEAREST, given).first()
    return _placed(row, "nearest") if row else None


def find_area(county: County, network: Network, code: str, at: datetime) -> Placed | None:
    """The version of the area called `code` that held at `at`, or None."""
    found = db.session.scalars(_versions(county, network, code).where(valid_at(at))).first()
    return _named(found) if found else None


def names_of(county: County, area_ids: Sequence[int]) -> list[tuple[str, str]]:
    """Code and name of these areas as they are called now or were last, by code."""
    one = AreaOutline
    query = select(one.code, one.name).where(one.county == county, one.area_id.in_(area_ids), one.valid_to.is_(None))
    return [(row.code, row.name) for row in db.session.execute(query.order_by(one.code))]


def find_areas(county: County, wanted: Sequence[tuple[Network, str, datetime]]) -> list[Placed | None]:
    """`find_area` for many networks and codes, each at its own moment, in one statement."""
    networks, codes, ats = zip(*wanted, strict=True) if wanted else ((), (), ())
    given = {"county": county, "networks": list(networks), "codes": list(codes), "ats": list(ats)}
    found = {row.ordinal: _placed(row, "named") for row in db.run(statements.NAMED_MANY, given)}
    return [found.get(ordinal) for ordinal in range(1, len(wanted) + 1)]


def get_area(county: County, network: Network, code: str, at: datetime) -> Placed:
    """As `find_area`; raises `NotFound` for a code that never was, `Conflict` for one retired or yet to come."""
    found = find_area(county, network, code, at)
    return found or _refuse(county, network, code, at)


def grid_and_beat(county: County, code: str, at: datetime) -> tuple[Placed, Placed | None]:
    """A grid named by its code, and the beat that has most of its ground; raises `NotFound` or `Conflict` (retired)."""
    grid = get_area(county, Network.COMMUNITY, code, at)
    beats = _sharing_ground(county, grid.outline_id, Network.POLICE, at, most=1)
    return grid, beats[0] if beats else None


def recall(county: County, outline_ids: Sequence[int], place: LngLat | None) -> list[Placed]:
    """Stored versions as they answered for `place`, or as they were named where there was none."""
    if place is not None and outline_ids:
        return covers(county, outline_ids, place)
    query = select(AreaOutline).where(AreaOutline.county == county, AreaOutline.id.in_(outline_ids))
    return [_named(version) for version in db.session.scalars(query)] if outline_ids else []


def is_redrawn(county: County, network: Network, *, held_at: datetime, since: datetime) -> bool:
    """Whether a publication made after `since` changed what had held at `held_at` (it was backdated)."""
    later = (Publication.published_at > since, Publication.valid_from <= held_at, Publication.backdated)
    query = select(Publication.id).where(Publication.county == county, Publication.network == network, *later)
    return db.session.scalars(query.limit(1)).first() is not None


def points(places: Sequence[WKBElement]) -> list[LngLat]:
    """Stored points as values."""
    shapes = shapely.from_wkb([bytes(place.data) for place in places])
    return [LngLat(float(shape.x), float(shape.y)) for shape in shapes]


def area_names(county: County, area_ids: Iterable[int], at: datetime) -> dict[int, str]:
    """What these areas are called at `at`, by their ids."""
    ids = sorted(set(area_ids))
    query = select(AreaOutline.area_id, AreaOutline.name).where(
        AreaOutline.county == county, AreaOutline.area_id.in_(ids), valid_at(at)
    )
    return {row.area_id: row.name for row in db.session.execute(query)} if ids else {}


def valid_at(at: datetime) -> Any:
    """The condition that a version held at `at`."""
    return and_(AreaOutline.valid_from <= at, or_(AreaOutline.valid_to.is_(None), AreaOutline.valid_to > at))


def _refuse(county: County, network: Network, code: str, at: datetime) -> Placed:
    area = f"{AREA_NAME[network]} {code}"
    versions = db.session.scalars(_versions(county, network, code).order_by(AreaOutline.valid_from)).all()
    if not versions:
        raise NotFound(f"there is no {area} in {county}")
    past = [version for version in versions if version.valid_from <= at]
    if not past:
        raise Conflict(f"{area} comes into force only on {versions[0].valid_from:%Y-%m-%d %H:%M} UTC")
    heirs = [heir.code for heir in _sharing_ground(county, past[-1].id, network, at, most=5)]
    raise Conflict(
        f"{area} was retired on {past[-1].valid_to:%Y-%m-%d %H:%M} UTC; on its ground there is now: "
        f"{', '.join(heirs) or 'none'}. Send the place, or one of these codes",
        codes=heirs,
    )


def _versions(county: County, network: Network, code: str) -> Any:
    return select(AreaOutline).where(
        AreaOutline.county == county, AreaOutline.network == network, AreaOutline.code == code
    )


def _sharing_ground(county: County, outline_id: int, network: Network, at: datetime, *, most: int) -> list[Placed]:
    """Areas of `network` on the ground of a version, the largest share first."""
    given = {"county": county, "outline_id": outline_id, "network": network, "at": at, "most": most}
    return [_placed(row, "named") for row in db.session.execute(statements.SHARING_GROUND, given)]


def _given(county: County, place: LngLat) -> dict[str, Any]:
    mx, my = metres_per_degree(place.lat)
    return {"county": county, "lng": place.lng, "lat": place.lat, "mx": mx, "my": my}


def _placed(row: Row[Any], how: How) -> Placed:
    network, area_id, outline_id, code, name, kind, parent_code, area_m2, edge_m, *_ = tuple(row)
    away = None if edge_m is None else round(edge_m, 3)
    return Placed(Network(network), area_id, outline_id, code, name, kind, parent_code, area_m2, away, how)


def _named(version: AreaOutline) -> Placed:
    return Placed(
        Network(version.network),
        version.area_id,
        version.id,
        version.code,
        version.name,
        version.kind,
        version.parent_code,
        version.area_m2,
        None,
        "named",
    )
