"""Boundaries on a map: a draft beside what is published, what is wrong with it, the two networks, and corrections."""

import json
from typing import Any

from flask import Response, request, url_for

from gridnet.base import http
from gridnet.base.errors import Invalid, NotFound
from gridnet.base.network import Network
from gridnet.people.roles import Permission
from gridnet.territory import alignment, comparison, corrections, layers, schemas, showing
from gridnet.web import frame
from gridnet.web.admin.desk import Desk, desk
from gridnet.web.frame import Page, Pages

routes = Pages("drawn", __name__, url_prefix="/boundaries")

GEOJSON = "application/geo+json"
#: Largest drawing taken, in bytes: some dozens of outlines.
LARGEST = 8 << 20
#: So many split grids are listed.
LISTED = 40


def _geojson(text: str) -> Response:
    return Response(text, mimetype=GEOJSON)


@routes.get("/drafts/<int:draft_id>/areas")
@http.permit(Permission.BOUNDARY_READ)
def draw_areas(draft_id: int) -> Page:
    """Every area of the draft and of the layer before it, with what becomes of it."""
    here = desk()
    draft = layers.get_draft(here.county, draft_id)
    return _geojson(comparison.draw(here.county, Network(draft.network), draft_id))


@routes.get("/drafts/<int:draft_id>/findings")
@http.permit(Permission.BOUNDARY_READ)
def draw_findings(draft_id: int) -> Page:
    """Everything found in the draft, with its shapes."""
    found = showing.findings(layers.get_draft(desk().county, draft_id))
    return _geojson(schemas.FeatureCollection(features=found).model_dump_json())


@routes.get("/drafts/<int:draft_id>/correction")
@http.permit(Permission.BOUNDARY_IMPORT)
def correct(draft_id: int) -> Page:
    """The page on which an outline is drawn again, its neighbours with it."""
    here, code = desk(), request.args.get("code", "")
    draft = layers.get_draft(here.county, draft_id)
    return frame.page("admin/correct.html", draft=draft, code=code)


@routes.get("/drafts/<int:draft_id>/around")
@http.permit(Permission.BOUNDARY_IMPORT)
def draw_around(draft_id: int) -> Page:
    """An area of the draft and its neighbours, to the last digit."""
    here, code = desk(), request.args.get("code", "")
    drawn = corrections.around(here.county, draft_id, code)
    if not json.loads(drawn)["features"]:
        raise NotFound(f"draft {draft_id} has no area {code}")
    return _geojson(drawn)


@routes.post("/drafts/<int:draft_id>/correction")
@http.permit(Permission.BOUNDARY_IMPORT)
def keep(draft_id: int) -> Page:
    """Take what was drawn, check the layer again, and answer where the draft that came of it is."""
    here = desk()
    outlines, version = _drawing()
    given: dict[str, Any] = {"expected_version": version, "by": here.doer, "at": here.at}
    made = corrections.correct(here.county, draft_id, outlines, **given)
    href = url_for("admin.boundaries.show", draft_id=made.id)
    return Response(json.dumps({"href": href, "verdict": made.verdict}), mimetype="application/json")


def _drawing() -> tuple[dict[str, Any], int]:
    """The outlines and the version they were drawn upon; raises `Invalid`."""
    request.max_content_length = LARGEST
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not isinstance(sent.get("version"), int):
        raise Invalid("the drawing did not arrive whole; save it again")
    return corrections.read_outlines(sent), sent["version"]


@routes.get("/alignment")
@http.permit(Permission.BOUNDARY_READ)
def show_alignment() -> Page:
    """How grids and beats line up: in figures, as a picture, and the grids that lie in more than one beat."""
    here = desk()
    found = _alignment(here)
    split = [(code, found["grids"][code]) for code in found["split"][:LISTED]] if found else []
    return frame.page("admin/alignment.html", found=found, split=split, listed=LISTED)


def _alignment(here: Desk) -> Any:
    try:
        return alignment.as_json(alignment.report(here.county, here.at))
    except NotFound:
        return None


@routes.get("/layers/<network>")
@http.permit(Permission.BOUNDARY_READ)
def draw_layer(network: str) -> Page:
    """The grids or the beats in force now, each with the share of its ground that its chief counterpart has."""
    here = desk()
    if network not in set(Network):
        raise NotFound("there is no such network")
    return _geojson(layers.draw(here.county, Network(network), here.at))
