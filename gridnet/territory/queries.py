"""Questions about territory; each a function, each one statement, on the outlines' GiST index."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from geoalchemy2 import functions as geofunc
from sqlalchemy import Row, Select, and_, func, or_, select, text

from geo.points import LngLat, metres_per_degree
from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.errors import Conflict, NotFound
from gridnet.base.network import AREA_NAME, Network
from gridnet.territory import lookup
from gridnet.territory.lookup import Located, Placed
from gridnet.territory.models import Area, AreaOutline, Draft, Publication

#: An area's columns, and the distance from point `p` to its nearest edge on the plane that touches the point:
#: degrees are scaled to metres by `p.mx` and `p.my`, exact to 1 in 10,000 within a kilometre.
_COLUMNS = """
    o.network, o.area_id, o.id AS outline_id, o.code, o.name, o.kind, o.parent_code, o.area_m2,
    ST_Distance(ST_Scale(ST_Boundary(o.outline), p.mx, p.my), ST_Scale(p.point, p.mx, p.my)) AS edge_m
"""
_VALID = "o.county = :county AND o.valid_from <= p.at AND (o.valid_to IS NULL OR o.valid_to > p.at)"
_POINT = """
    SELECT ST_SetSRID(ST_MakePoint(CAST(:lng AS float8), CAST(:lat AS float8)), 4326) AS point,
           CAST(:mx AS float8) AS mx, CAST(:my AS float8) AS my, CAST(:at AS timestamptz) AS at
"""
_COVERING = text(f"""
    SELECT {_COLUMNS}
    FROM ({_POINT}) AS p
    JOIN area_outline AS o ON ST_Covers(o.outline, p.point)
    WHERE {_VALID}
""")
#: The nearest few of one network by box distance, then by true distance; the box can only be nearer than the shape.
_NEAREST = text(f"""
    SELECT * FROM (
        SELECT {_COLUMNS}
        FROM ({_POINT}) AS p
        JOIN area_outline AS o
          ON o.outline && ST_Expand(p.point, CAST(:tolerance AS float8) / p.mx, CAST(:tolerance AS float8) / p.my)
        WHERE {_VALID} AND o.network = :network
    ) AS near
    WHERE edge_m <= CAST(:tolerance AS float8)
    ORDER BY edge_m, area_m2, code
    LIMIT 5
""")
_MANY = text(f"""
    SELECT p.ordinal, found.*
    FROM (
        SELECT ordinal, ST_SetSRID(ST_MakePoint(lng, lat), 4326) AS point, mx, my, at
        FROM unnest(CAST(:lngs AS float8[]), CAST(:lats AS float8[]), CAST(:mxs AS float8[]), CAST(:mys AS float8[]),
                    CAST(:ats AS timestamptz[])) WITH ORDINALITY AS given (lng, lat, mx, my, at, ordinal)
    ) AS p
    CROSS JOIN LATERAL (
        SELECT {_COLUMNS} FROM area_outline AS o WHERE ST_Covers(o.outline, p.point) AND {_VALID}
    ) AS found
""")


def locate(county: County, place: LngLat, at: datetime, *, tolerance_m: float) -> Located:
    """The grid and the beat that answered for `place` at `at`.

    One statement where both networks cover the place. In a network that does not, the nearest area within
    `tolerance_m` metres has it and is marked so; beyond that there is none.
    """
    given = _given(county, place, at)
    covering = [_placed(row, "inside") for row in db.session.execute(_COVERING, given)]
    for network in Network:
        if not any(each.network is network for each in covering):
            near = db.session.execute(_NEAREST, given | {"network": network, "tolerance": tolerance_m})
            covering += [_placed(row, "nearest") for row in near]
    return lookup.locate(covering)


def locate_many(
    county: County, places: Sequence[LngLat], ats: Sequence[datetime], *, tolerance_m: float
) -> list[Located]:
    """`locate` for many points, each at its own moment, in one statement and one more for each left uncovered."""
    scales = [metres_per_degree(place.lat) for place in places]
    given = {
        "county": county,
        "lngs": [place.lng for place in places],
        "lats": [place.lat for place in places],
        "mxs": [mx for mx, _ in scales],
        "mys": [my for _, my in scales],
        "ats": list(ats),
    }
    covering: list[list[Placed]] = [[] for _ in places]
    for row in db.session.execute(_MANY, given):
        covering[row.ordinal - 1].append(_placed(row, "inside"))
    return [
        lookup.locate(found)
        if {each.network for each in found} == set(Network)
        else locate(county, place, at, tolerance_m=tolerance_m)
        for found, place, at in zip(covering, places, ats, strict=True)
    ]


def _given(county: County, place: LngLat, at: datetime) -> dict[str, Any]:
    mx, my = metres_per_degree(place.lat)
    return {"county": county, "lng": place.lng, "lat": place.lat, "mx": mx, "my": my, "at": at}


def _placed(row: Row[Any], how: Literal["inside", "nearest"]) -> Placed:
    return Placed(
        Network(row.network),
        row.area_id,
        row.outline_id,
        row.code,
        row.name,
        row.kind,
        row.parent_code,
        row.area_m2,
        round(row.edge_m, 3),
        how,
    )


def valid_at(at: datetime) -> Any:
    """The condition that a version held at `at`."""
    return and_(AreaOutline.valid_from <= at, or_(AreaOutline.valid_to.is_(None), AreaOutline.valid_to > at))


def _named(version: AreaOutline, edge_m: float | None = None) -> Placed:
    return Placed(
        Network(version.network),
        version.area_id,
        version.id,
        version.code,
        version.name,
        version.kind,
        version.parent_code,
        version.area_m2,
        edge_m,
        "named" if edge_m is None else "inside",
    )


def get_version(county: County, network: Network, code: str, at: datetime) -> AreaOutline:
    """The version of an area that held at `at`; raises `NotFound`, telling a retired code from an unknown one."""
    query = select(AreaOutline).where(AreaOutline.county == county, AreaOutline.network == network)
    query = query.where(AreaOutline.code == code)
    found = db.session.scalars(query.where(valid_at(at))).first()
    if found is not None:
        return found
    last = db.session.scalars(query.order_by(AreaOutline.valid_from.desc()).limit(1)).first()
    if last is None:
        raise NotFound(f"there is no {AREA_NAME[network]} {code} in {county}")
    if last.valid_from > at:
        raise Conflict(f"{AREA_NAME[network]} {code} comes into force only on {last.valid_from:%Y-%m-%d %H:%M} UTC")
    successors = ", ".join(list_successors(county, last)) or "none"
    raise Conflict(
        f"{AREA_NAME[network]} {code} was retired on {last.valid_to:%Y-%m-%d %H:%M} UTC; now on its ground: {successors}. "
        "Send the place, or one of these codes"
    )


def list_successors(county: County, last: AreaOutline) -> list[str]:
    """Codes of the areas that now lie on the ground of a retired version, the largest share first, at most five."""
    old = select(AreaOutline.outline).where(AreaOutline.county == county, AreaOutline.id == last.id).scalar_subquery()
    query = (
        select(AreaOutline.code)
        .where(
            AreaOutline.county == county,
            AreaOutline.network == last.network,
            AreaOutline.valid_to.is_(None),
            geofunc.ST_Intersects(AreaOutline.outline, old),
        )
        .order_by(geofunc.ST_Area(geofunc.ST_Intersection(AreaOutline.outline, old)).desc(), AreaOutline.code)
        .limit(5)
    )
    return list(db.session.scalars(query))


def grid_and_beat(county: County, code: str, at: datetime) -> tuple[Placed, Placed | None]:
    """A grid named by its code, and the beat at a point inside it; raises `NotFound` or `Conflict` (retired)."""
    version = get_version(county, Network.COMMUNITY, code, at)
    inner = select(
        geofunc.ST_X(geofunc.ST_PointOnSurface(AreaOutline.outline)),
        geofunc.ST_Y(geofunc.ST_PointOnSurface(AreaOutline.outline)),
    ).where(AreaOutline.county == county, AreaOutline.id == version.id)
    lng, lat = db.session.execute(inner).one()
    return _named(version), locate(county, LngLat(lng, lat), at, tolerance_m=0).beat


def by_outlines(county: County, wanted: Mapping[Network, tuple[int, float | None]]) -> dict[Network, Placed]:
    """Stored versions by network, with the edge distances stored beside them."""
    ids = [outline_id for outline_id, _ in wanted.values()]
    query = select(AreaOutline).where(AreaOutline.county == county, AreaOutline.id.in_(ids))
    versions = {version.id: version for version in db.session.scalars(query)} if ids else {}
    return {network: _named(versions[outline_id], edge) for network, (outline_id, edge) in wanted.items()}


def list_areas(  # noqa: PLR0913 - what a list is narrowed to, named by the caller
    county: County,
    wish: paging.Wish,
    *,
    network: Network,
    at: datetime,
    prefix: str = "",
    parent: str | None = None,
) -> Sequence[AreaOutline]:
    """A page of a layer as it held at `at`, by code; one row more than asked for."""
    query = select(AreaOutline).where(AreaOutline.county == county, AreaOutline.network == network, valid_at(at))
    if prefix:
        query = query.where(AreaOutline.code.startswith(prefix, autoescape=True))
    if parent:
        query = query.where(AreaOutline.parent_code == parent)
    if wish.after:
        (code,) = paging.read(wish.after, [str])
        query = query.where(AreaOutline.code > code)
    return db.session.scalars(query.order_by(AreaOutline.code).limit(wish.limit + 1)).all()


def layer(county: County, network: Network, at: datetime) -> Iterator[Row[Any]]:
    """Code, kind and outline (WKB) of every area of a layer at `at`, for the geometry of a whole layer."""
    query = select(
        AreaOutline.code, AreaOutline.kind, AreaOutline.name, geofunc.ST_AsBinary(AreaOutline.outline).label("wkb")
    ).where(AreaOutline.county == county, AreaOutline.network == network, valid_at(at))
    yield from db.session.execute(query.order_by(AreaOutline.code))


def geojson(county: County, outline_id: int) -> str:
    """The outline of a version as GeoJSON."""
    query = select(geofunc.ST_AsGeoJSON(AreaOutline.outline, 7))
    return str(db.session.scalars(query.where(AreaOutline.county == county, AreaOutline.id == outline_id)).one())


def last_publication(county: County, network: Network) -> Publication | None:
    """The publication that comes last in time, be it still to come."""
    query = select(Publication).where(Publication.county == county, Publication.network == network)
    return db.session.scalars(query.order_by(Publication.valid_from.desc()).limit(1)).first()


def list_drafts(county: County, network: Network | None, wish: paging.Wish) -> Sequence[Draft]:
    """A page of drafts, newest first, one row more than asked for."""
    query: Select[Any] = select(Draft).where(Draft.county == county)
    if network is not None:
        query = query.where(Draft.network == network)
    if wish.after:
        (id_,) = paging.read(wish.after, [int])
        query = query.where(Draft.id < id_)
    return db.session.scalars(query.order_by(Draft.id.desc()).limit(wish.limit + 1)).all()


def get_draft(county: County, id_: int) -> Draft:
    """The draft; raises `NotFound`."""
    draft = db.session.get(Draft, (county, id_))
    if draft is None:
        raise NotFound(f"there is no boundary draft {id_} in {county}")
    return draft


def count_areas(county: County, network: Network, at: datetime) -> int:
    """How many areas a layer had at `at`."""
    query = select(func.count()).where(AreaOutline.county == county, AreaOutline.network == network, valid_at(at))
    return db.session.execute(query).scalar_one()


def area_ids(county: County, network: Network) -> dict[str, int]:
    """Every code a network ever had in the county, with the area it stands for."""
    query = select(Area.code, Area.id).where(Area.county == county, Area.network == network)
    return {code: id_ for code, id_ in db.session.execute(query)}  # noqa: C416 - rows are tuples in all but name
