"""The doors of territory: which area has a place, the layers, boundary drafts and their publication, alignment."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol, cast

from flask import Response, g, request

from gridnet.base import county as counties
from gridnet.base import http, moment, paging
from gridnet.base.db import Routes
from gridnet.base.errors import Invalid, TooLarge
from gridnet.base.network import Network
from gridnet.base.paging import Page
from gridnet.base.reach import Reach
from gridnet.territory import alignment, drafts, layers, publication, queries, reading, schemas, showing
from gridnet.territory.drafts import Origin
from gridnet.territory.values import Doer

routes = Routes("territory", __name__, url_prefix="/api/v1")
TAGS = ("territory",)
GEOJSON = "application/geo+json"
FORM = {"file": "GeoJSON, GeoPackage or zipped Shapefile"}


class Viewer(Protocol):
    """Whoever the guard has let in, as far as territory asks."""

    person_id: int
    position_id: int | None
    reach: Reach


def _viewer() -> Viewer:
    return cast("Viewer", g.actor)


def _doer() -> Doer:
    return Doer(_viewer().person_id, _viewer().position_id)


def _at(named: datetime | None) -> datetime:
    return named or moment.now()


@routes.get("/areas/at")
@http.permit("area.read")
@http.door(query=schemas.PlaceQuery, gives=schemas.PlaceOut, summary="The grid and the beat at a place", tags=TAGS)
def area_at(query: schemas.PlaceQuery) -> schemas.PlaceOut:
    """Which grid and which beat have a place at a moment, and how near their edges are."""
    tolerance_m = http.settings().nearest_tolerance_m
    found = showing.place(showing.to_wgs84(query), _at(query.at), tolerance_m=tolerance_m)
    if found.county:
        _viewer().reach.part(found.county)
    return found


@routes.get("/areas")
@http.permit("area.read")
@http.door(query=schemas.AreaQuery, gives=Page[schemas.AreaOut], summary="A layer of areas, by code", tags=TAGS)
def list_areas(query: schemas.AreaQuery) -> Page[schemas.AreaOut]:
    """A page of a county's grids or beats at a moment."""
    part = _viewer().reach.part(query.county)
    rows = layers.list_areas(part, query, network=query.network, at=_at(query.at), prefix=query.prefix)
    shown, after = paging.cut(rows, query, lambda row: [row.code])
    return Page(items=[schemas.AreaOut.of(row) for row in shown], next=after)


@routes.get("/areas/<network>/<code>")
@http.permit("area.read")
@http.door(
    query=schemas.OneAreaQuery, gives=schemas.Feature, summary="An area with its outline", tags=TAGS, media=GEOJSON
)
def get_area(network: str, code: str, query: schemas.OneAreaQuery) -> Response:
    """The version of an area that held at a moment, as GeoJSON."""
    part = _viewer().reach.part(query.county or counties.of(code))
    found = queries.get_area(part.county, _network(network), code, _at(query.at))
    version, geometry = layers.outline_and_geojson(part, found.outline_id)
    about = schemas.AreaOut.of(version).model_dump(mode="json")
    answer = Response(schemas.Feature(properties=about, geometry=json.loads(geometry)).model_dump_json())
    answer.mimetype = GEOJSON
    answer.set_etag(f"{version.id}-{version.valid_to.isoformat() if version.valid_to else 'open'}")
    answer.make_conditional(request)
    return answer


@routes.get("/boundary-drafts")
@http.permit("boundary.read")
@http.door(query=schemas.DraftQuery, gives=Page[schemas.DraftLine], summary="Boundary drafts, newest first", tags=TAGS)
def list_drafts(query: schemas.DraftQuery) -> Page[schemas.DraftLine]:
    """A page of a county's drafts."""
    rows = layers.list_drafts(_viewer().reach.check(query.county), query, network=query.network)
    shown, after = paging.cut(rows, query, lambda row: [row.id])
    return Page(items=[schemas.DraftLine.of(row) for row in shown], next=after)


@routes.post("/boundary-drafts")
@http.permit("boundary.import")
@http.door(
    query=schemas.DraftIn,
    gives=schemas.DraftOut,
    status=201,
    summary="Send a boundary file for a draft",
    tags=TAGS,
    upload=FORM,
)
def make_draft(query: schemas.DraftIn) -> schemas.DraftOut:
    """Read and check a boundary file; the answer is its topology report. GeoJSON may also be sent as the body."""
    county, at = _viewer().reach.check(query.county), moment.now()
    with _received() as (name, path):
        layer = reading.read(path, county, query.network, query.options())
        origin = Origin(name, query.datum, layers.find_county_outline(county, at), _doer())
        return schemas.DraftOut.of(drafts.make(county, query.network, layer, origin, at=at))


@routes.get("/boundary-drafts/<county>/<int:draft_id>")
@http.permit("boundary.read")
@http.door(gives=schemas.DraftOut, summary="A boundary draft with its topology report", tags=TAGS)
def get_draft(county: str, draft_id: int) -> schemas.DraftOut:
    """One draft."""
    return schemas.DraftOut.of(layers.get_draft(_viewer().reach.check(county), draft_id))


@routes.get("/boundary-drafts/<county>/<int:draft_id>/findings")
@http.permit("boundary.read")
@http.door(gives=schemas.FeatureCollection, summary="What is wrong with a draft, to look at", tags=TAGS, media=GEOJSON)
def list_findings(county: str, draft_id: int) -> Response:
    """Everything found, with its shapes, as GeoJSON."""
    draft = layers.get_draft(_viewer().reach.check(county), draft_id)
    found = schemas.FeatureCollection(features=showing.findings(draft))
    return Response(found.model_dump_json(), mimetype=GEOJSON)


@routes.post("/boundary-drafts/<county>/<int:draft_id>/publication")
@http.permit("boundary.publish")
@http.door(
    takes=schemas.PublicationIn,
    gives=schemas.PublicationOut,
    status=201,
    summary="Put a draft in force from a moment on",
    tags=TAGS,
)
def publish(county: str, draft_id: int, body: schemas.PublicationIn) -> schemas.PublicationOut:
    """All areas of the layer change at that moment, or none."""
    made = publication.publish(
        _viewer().reach.check(county),
        draft_id,
        valid_from=body.valid_from,
        at=moment.now(),
        backdated=body.backdated,
        by=_doer(),
        expected_version=http.expected_version(),
    )
    return schemas.PublicationOut.of(made)


@routes.delete("/boundary-drafts/<county>/<int:draft_id>")
@http.permit("boundary.import")
@http.door(status=204, summary="Give a draft up", tags=TAGS)
def withdraw_draft(county: str, draft_id: int) -> None:
    """The draft stays in the list as withdrawn; its outlines go."""
    drafts.withdraw(_viewer().reach.check(county), draft_id, at=moment.now(), by=_doer())


@routes.get("/alignment")
@http.permit("boundary.read")
@http.door(query=schemas.CountyQuery, gives=schemas.AlignmentOut, summary="How grids and beats line up", tags=TAGS)
def get_alignment(query: schemas.CountyQuery) -> schemas.AlignmentOut:
    """By code, what of the other network shares each area."""
    county, at = _viewer().reach.check(query.county), _at(query.at)
    return schemas.AlignmentOut(county=county, at=at, **alignment.as_json(alignment.report(county, at)))


def _network(name: str) -> Network:
    try:
        return Network(name)
    except ValueError:
        raise Invalid(f"a network is {' or '.join(Network)}, not {name!r}") from None


@contextmanager
def _received() -> Iterator[tuple[str, Path]]:
    """The boundary file that was sent, as a part of the form or as the body, for as long as the block runs."""
    sent = request.files.get("file")
    if sent is None and request.mimetype not in {GEOJSON, "application/json"}:
        raise Invalid(f"send the boundary file as the part `file` of a form, or GeoJSON as the body ({GEOJSON})")
    name = Path(sent.filename or "file").name if sent else "body.geojson"
    most = http.settings().boundary_limit_mb
    with tempfile.TemporaryDirectory(prefix="boundaries-") as room:
        path = Path(room) / f"file{Path(name).suffix.lower()}"
        with path.open("wb") as file:
            while block := (sent.stream if sent else request.stream).read(1 << 20):
                file.write(block)
                if file.tell() > most << 20:
                    raise TooLarge(f"{name} is larger than {most} MiB; import it with the command line")
        yield name, path
