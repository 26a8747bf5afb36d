"""What a layer of a network holds at a moment, and how it came to be: areas, outlines, publications, drafts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from geoalchemy2 import functions as geofunc
from sqlalchemy import ColumnElement, Row, func, or_, select, text

from geo.measures import Shapes
from geo.verdicts import Grade
from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.errors import NotFound
from gridnet.base.network import Network
from gridnet.base.reach import Part
from gridnet.territory.models import Area, AreaOutline, DivisionOutline, Draft, DraftFinding, Publication
from gridnet.territory.queries import valid_at
from gridnet.territory.values import DraftState

#: Decimals of a degree in outlines that go out: about a centimetre.
DECIMALS = 7
_DRAWN = text("""
    SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
        'type', 'Feature',
        'properties', json_build_object('code', code, 'name', name, 'kind', kind),
        'geometry', CAST(ST_AsGeoJSON(outline, 6) AS json)) ORDER BY code), '[]'))::text AS drawn
    FROM area_outline
    WHERE county = :county AND network = :network AND valid_from <= CAST(:at AS timestamptz)
      AND (valid_to IS NULL OR valid_to > CAST(:at AS timestamptz))
""")


def _seen(part: Part) -> ColumnElement[bool]:
    one = AreaOutline.__table__.c
    return part.where(one.county, divisions=[one.parent_code], areas=[one.area_id])


def list_areas(
    part: Part, wish: paging.Wish, *, network: Network, at: datetime, prefix: str = ""
) -> Sequence[AreaOutline]:
    """A page of a layer as it held at `at`, by code; one row more than asked for."""
    query = select(AreaOutline).where(_seen(part), AreaOutline.network == network, valid_at(at))
    if prefix:
        query = query.where(AreaOutline.code.startswith(prefix, autoescape=True))
    if wish.after:
        (code,) = paging.read(wish.after, [str])
        query = query.where(AreaOutline.code > code)
    return db.session.scalars(query.order_by(AreaOutline.code).limit(wish.limit + 1)).all()


def each_area(county: County, network: Network, at: datetime, prefix: str = "") -> Iterator[AreaOutline]:
    """Every area of a layer as it held at `at`, by code."""
    part, wish = Part(county, is_whole=True), paging.Wish(limit=paging.LARGEST, after=None)
    while True:
        rows, after = paging.cut(
            list_areas(part, wish, network=network, at=at, prefix=prefix), wish, lambda row: [row.code]
        )
        yield from rows
        if after is None:
            return
        wish = paging.Wish(limit=paging.LARGEST, after=after)


def find_area_ids(county: County, code: str) -> list[int]:
    """The areas called `code` in any network, whatever became of them since."""
    query = select(Area.id).where(Area.county == county, Area.code == code, Area.network.in_(list(Network)))
    return list(db.session.scalars(query))


def outline_and_geojson(part: Part, outline_id: int) -> tuple[AreaOutline, str]:
    """A version with its outline as GeoJSON; raises `NotFound` where it lies outside of what may be seen."""
    query = select(AreaOutline, geofunc.ST_AsGeoJSON(AreaOutline.outline, DECIMALS))
    row = db.session.execute(query.where(_seen(part), AreaOutline.id == outline_id)).first()
    if row is None:
        raise NotFound(f"there is no such area of {part.county} that you may look at")
    return row[0], row[1]


def read_layer(county: County, network: Network, at: datetime) -> tuple[Sequence[Row[Any]], Shapes]:
    """Code, kind and name of every area of a layer at `at`, by code, and their outlines."""
    query = select(
        AreaOutline.code,
        AreaOutline.kind,
        AreaOutline.name,
        AreaOutline.id,
        AreaOutline.area_id,
        geofunc.ST_AsBinary(AreaOutline.outline).label("wkb"),
    ).where(AreaOutline.county == county, AreaOutline.network == network, valid_at(at))
    rows = db.session.execute(query.order_by(AreaOutline.code)).all()
    return rows, np.asarray(shapely.from_wkb([bytes(row.wkb) for row in rows]), dtype=object)


def draw(county: County, network: Network, at: datetime) -> str:
    """Every area of a layer at `at`, to about ten centimetres, as a GeoJSON FeatureCollection in WGS-84."""
    drawn: str = db.run(_DRAWN, {"county": county, "network": network, "at": at}).first().drawn
    return drawn


def count_areas(county: County, network: Network, at: datetime) -> int:
    """How many areas a layer had at `at`."""
    query = select(func.count()).where(AreaOutline.county == county, AreaOutline.network == network, valid_at(at))
    return db.session.execute(query).scalar_one()


def find_county_outline(county: County, at: datetime) -> shapely.Geometry | None:
    """The county's own outline at `at`, or None."""
    one = DivisionOutline
    query = select(geofunc.ST_AsBinary(one.outline)).where(
        one.division_code == county, one.valid_from <= at, or_(one.valid_to.is_(None), one.valid_to > at)
    )
    wkb = db.session.scalars(query).first()
    return None if wkb is None else shapely.from_wkb(bytes(wkb))


def last_publication(county: County, network: Network) -> Publication | None:
    """The publication that comes last in time, be it still to come."""
    query = select(Publication).where(Publication.county == county, Publication.network == network)
    return db.session.scalars(query.order_by(Publication.valid_from.desc()).limit(1)).first()


def list_publications(county: County) -> Sequence[Publication]:
    """All publications of a county, the newest first."""
    query = select(Publication).where(Publication.county == county)
    return db.session.scalars(query.order_by(Publication.valid_from.desc(), Publication.id.desc())).all()


def get_draft(county: County, id_: int) -> Draft:
    """The draft; raises `NotFound`."""
    draft = db.session.get(Draft, (county, id_))
    if draft is None:
        raise NotFound(f"there is no boundary draft {id_} in {county}")
    return draft


def list_drafts(county: County, wish: paging.Wish, *, network: Network | None = None) -> Sequence[Draft]:
    """A page of drafts, newest first, one row more than asked for."""
    query = select(Draft).where(Draft.county == county)
    if network is not None:
        query = query.where(Draft.network == network)
    if wish.after:
        (id_,) = paging.read(wish.after, [int])
        query = query.where(Draft.id < id_)
    return db.session.scalars(query.order_by(Draft.id.desc()).limit(wish.limit + 1)).all()


def count_waiting(county: County) -> int:
    """How many drafts are checked, not blocked, and wait to be published."""
    query = select(func.count()).where(
        Draft.county == county, Draft.state == DraftState.CHECKED, Draft.verdict != Grade.BLOCKED
    )
    return db.session.execute(query).scalar_one()


def list_findings(county: County, draft_id: int) -> Sequence[Row[Any]]:
    """Everything found in a draft, the gravest first, each with its shape as GeoJSON."""
    one = DraftFinding
    query = select(
        one.kind, one.codes, one.area_m2, one.sentence, geofunc.ST_AsGeoJSON(one.shape, DECIMALS).label("geometry")
    ).where(one.county == county, one.draft_id == draft_id)
    return db.session.execute(query.order_by(one.id)).all()
