"""Small territories: squares of a hundredth of a degree on a lattice, counted from the south-west."""

import json
from datetime import UTC, date, datetime

import shapely
from geoalchemy2.shape import from_shape
from sqlalchemy.dialects.postgresql import insert

from geo.points import LngLat
from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.territory import codes, county_index, drafts, publication
from gridnet.territory.drafts import Origin
from gridnet.territory.models import Division, DivisionOutline
from gridnet.territory.reading import Layer
from gridnet.territory.values import Kind, Plot

COUNTY = County("990101")
CORNER = LngLat(116.0, 40.0)
STEP = 0.01
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def division(code=COUNTY, name="示例县", *, valid_from=date(2020, 1, 1), valid_to=None):
    """A division, with those above it."""
    for each in (*codes.parents_of(code), code):
        above = codes.parents_of(each)
        row = {"code": each, "name": name, "level": codes.level_of(each), "parent_code": above[0] if above else None}
        row |= {"valid_from": valid_from, "valid_to": valid_to if each == code else None}
        db.session.execute(insert(Division).values(row).on_conflict_do_nothing())
    return code


def at(column, row):
    """The point at this place of the lattice; whole numbers are corners."""
    return LngLat(CORNER.lng + column * STEP, CORNER.lat + row * STEP)


def box(west, south, east, north):
    """The ground between two places of the lattice."""
    return shapely.box(*at(west, south), *at(east, north))


def plot(code, west=0, south=0, east=None, north=None, *, name=None, kind=Kind.GENERAL, parent=None):
    """An area; one square of the lattice where no more is said."""
    outline = box(west, south, west + 1 if east is None else east, south + 1 if north is None else north)
    return Plot(code, name or f"示例 {code}", kind, parent, outline)


def draft(plots, network=Network.COMMUNITY, *, county=COUNTY, made_at=SINCE, source="示例.geojson"):
    """A checked draft."""
    division(county)
    return drafts.make(county, network, Layer.of(plots), Origin(source), at=made_at)


def publish(plots, network=Network.COMMUNITY, *, county=COUNTY, valid_from=SINCE):
    """A layer in force."""
    made = draft(plots, network, county=county, made_at=valid_from)
    return publication.publish(county, made.id, valid_from=valid_from, at=valid_from)


def county_outline(shape, code=COUNTY, *, valid_from=SINCE, valid_to=None):
    """The outline of a county."""
    division(code)
    outline = from_shape(shapely.multipolygons([shape]) if shape.geom_type == "Polygon" else shape, srid=4326)
    row = DivisionOutline(division_code=code, outline=outline, valid_from=valid_from, valid_to=valid_to)
    db.session.add(row)
    db.session.flush()
    county_index.forget()
    return row


def feature(geometry, **properties):
    """A GeoJSON feature."""
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(geometry))}


def geojson(path, *features, crs=None):
    """A GeoJSON file of these features."""
    collection = {"type": "FeatureCollection", "features": list(features)}
    if crs:
        collection["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    return path
