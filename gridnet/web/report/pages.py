"""The report page: the form, what is found at a place, the small map, sending, and what came of it."""

from typing import cast
from uuid import uuid4

from flask import jsonify, render_template, request
from werkzeug.wrappers import Response as Answer

from gridnet.base import http, moment
from gridnet.base.errors import Conflict, Invalid, NotAllowed, Refusal, TooLarge, Unauthenticated
from gridnet.incidents import acting, attachments, danger, numbers, receiving, sight
from gridnet.incidents.schemas import IncidentOut
from gridnet.people import access
from gridnet.people.access import Actor
from gridnet.people.roles import Permission
from gridnet.web import frame, wording
from gridnet.web.frame import Page, Pages
from gridnet.web.report import choices, ground, spot
from gridnet.web.report.form import FIELDS, Form

routes = Pages("report", __name__)

LINES = tuple(danger.Line)


@routes.get("/report")
@http.permit(Permission.INCIDENT_REPORT)
def show() -> Page:
    """The form, with what its address fills in."""
    wanted = {name: request.args[name] for name in FIELDS if name in request.args}
    return _draw(Form({"client_ref": str(uuid4()), "where": "place"} | wanted))


@routes.post("/report")
@http.permit(Permission.INCIDENT_REPORT)
def send() -> Page:
    """Take the report in and go on to what came of it; a refusal comes back with all that was typed."""
    form, actor, at = _typed(), access.actor(), moment.now()
    body = form.read()
    if body is None:
        return _draw(form, 422)
    answer = receiving.receive(body, actor, http.settings(), at=at)
    refused = _keep_photos(answer, actor)
    return frame.go("report.sent", number=answer.number, refused=refused or None)


@routes.get("/report/sent/<number>")
@http.permit(Permission.INCIDENT_READ)
def sent(number: str) -> Page:
    """Who is responsible now, and until when; what may be the same matter."""
    actor, at, (county, id_) = access.actor(), moment.now(), numbers.read(number)
    shown = acting.show(county, id_, actor, at)
    same = receiving.before(shown, actor)
    return frame.page("report/sent.html", shown=shown, same=same, refused=request.args.get("refused", 0, int))


@routes.get("/report/spot")
@http.permit(Permission.INCIDENT_REPORT)
def at_spot() -> Page:
    """A part of the page: the grid and the beat of a place, whether an edge is near, and what was reported there."""
    query = cast("spot.Query", http.read_query(spot.Query))
    return render_template("report/spot.html", found=spot.read(query, access.actor(), http.settings(), moment.now()))


@routes.get("/report/ground")
@http.permit(Permission.INCIDENT_REPORT)
def around() -> Answer:
    """The areas around a place and the base map below them, for the small map."""
    query = cast("ground.Query", http.read_query(ground.Query))
    return jsonify(ground.read(query, access.actor(), http.settings(), moment.now()))


def _typed() -> Form:
    return Form({name: request.form.get(name, "") for name in FIELDS})


def _draw(form: Form, status: int = 200) -> Page:
    actor, language = access.actor(), wording.locale()
    offered = choices.read(actor.county, actor.person_id, language)
    return frame.page(
        "report/form.html",
        status=status,
        form=form,
        offered=offered,
        grids=ground.own_grids(actor),
        patterns=danger.patterns(),
        lines=LINES,
        can_handle=sight.reporting_position(actor, actor.county).network == "community",
    )


def _keep_photos(answer: IncidentOut, actor: Actor) -> int:
    """Add the photos to what was reported; how many could not be read. The report counts in any case."""
    refused, (county, id_) = 0, numbers.read(answer.number)
    limit = http.settings().upload_limit_mb * 2**20
    for file in request.files.getlist("photos"):
        content = file.stream.read(limit + 1)
        if not content:
            continue
        try:
            photo = attachments.read(content, limit=limit)
            position = sight.reporting_position(actor, county)
            attachments.add(county, id_, photo, person_id=actor.person_id, position_id=position.id, at=moment.now())
        except (Invalid, TooLarge, Conflict):
            refused += 1
    return refused


def refused(error: Refusal) -> Page:
    """What the service refuses, beside the form with all that was typed; nothing of it was kept."""
    if request.endpoint != "report.send" or isinstance(error, (Unauthenticated, NotAllowed)):
        return frame.refused(error)
    form = _typed()
    form.refuse(error)
    return _draw(form, error.status)


routes.register_error_handler(Refusal, refused)
