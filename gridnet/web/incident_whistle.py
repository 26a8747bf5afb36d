"""Calling departments to a case from its page or from the board, and what becomes of it there."""

import math
from datetime import datetime, timedelta
from typing import Any

from flask import Response, request
from flask_babel import gettext

from gridnet.base import db, http, moment
from gridnet.base.county import County
from gridnet.base.errors import Invalid, Refusal
from gridnet.incidents import acting as incidents
from gridnet.incidents import numbers, sight
from gridnet.incidents.schemas import IncidentOut
from gridnet.people import access, seats
from gridnet.people.roles import Permission
from gridnet.web import forms, frame, refusal_words, whistle_panel, whistle_words
from gridnet.web.board import desk
from gridnet.web.frame import Page, Pages
from gridnet.web.whistle_panel import Typed
from gridnet.whistle import acting, departments, reading, schemas
from gridnet.whistle.values import AHEAD, Urgency

routes = Pages("incident_whistle", __name__)

#: Where nothing is named, one meets so long from now, at a full ten minutes.
SOON, STEP_S = timedelta(hours=2), 600


@routes.get("/incidents/<number>/whistle")
@http.permit(Permission.WHISTLE_OPEN)
def ask(number: str) -> Page:
    """The form for a whistle."""
    return _form(number)


@routes.post("/incidents/<number>/whistle")
@http.permit(Permission.WHISTLE_OPEN)
def open_(number: str) -> Page:
    """Blow the whistle; refused, what was chosen and written comes back with the reason."""
    actor, at, (county, id_) = access.actor(), moment.now(), numbers.read(number)
    try:
        with db.session.begin_nested():
            acting.open_(county, id_, _read(), actor, at)
    except Refusal as error:
        return _form(number, refusal_words.tell(error), error.status)
    if frame.wants_part():
        return desk.done(gettext("The departments are called."))
    return frame.go("incident.show", number=number, _anchor="whistles")


def _read() -> schemas.WhistleIn:
    """The form; raises `Invalid`."""
    chosen = [each for each in request.form.getlist("department") if each.isascii() and each.isdigit()]
    given: dict[str, Any] = {name: request.form.get(name, "").strip() for name in ("urgency", "place", "need")}
    given |= {"departments": [int(each[:18]) for each in chosen], "client_ref": request.form.get("client_ref")}
    try:
        given["meet_at"] = moment.read(request.form.get("meet_at", ""))
    except Invalid as error:
        raise Invalid(str(error), errors=[{"field": "meet_at", "message": str(error)}]) from None
    return forms.check(schemas.WhistleIn, {name: value for name, value in given.items() if value})


def _form(number: str, fault: str = "", status: int = 200) -> Page:
    actor, at, (county, id_) = access.actor(), moment.now(), numbers.read(number)
    sight.require(actor, Permission.WHISTLE_OPEN, *incidents.find(county, id_, actor))
    case = incidents.show(county, id_, actor, at)
    rows = departments.list_all(county, retired=False)
    held = seats.list_officers(seats.Seats(stations={(county, row.code) for row in rows}), at) if rows else ()
    found = acting.list_of_case(county, id_, actor, at)
    given = {
        "case": case,
        "departments": rows,
        "staffed": {row.station_code for row in held},
        "called": {one.department_id for each in found for one in each.summonses if one.ended_at is None},
        "urgencies": whistle_words.URGENCIES.items(),
        "typed": request.form or {"urgency": Urgency.NORMAL, "place": _place(case), "meet_at": _written(at)},
        "chosen": set(request.form.getlist("department")),
        "earliest": _written(at, timedelta()),
        "latest": _written(at, AHEAD - timedelta(seconds=STEP_S)),
        "fault": fault,
        "in_sheet": frame.wants_part(),
    }
    return frame.page("whistle/form_page.html", part="whistle/form.html", status=status, **given)


def _place(case: IncidentOut) -> str:
    """Where one meets unless another place is named: where it happened, as far as that is known in words."""
    return case.address or (case.grid.name if case.grid else "")


def _written(at: datetime, ahead: timedelta = SOON) -> str:
    """A moment from now on as the field for it takes it: local, at a full ten minutes."""
    wanted_s = (at + ahead).timestamp()
    rest = timedelta(seconds=math.ceil(wanted_s / STEP_S) * STEP_S - wanted_s)
    return moment.local(at + ahead + rest).strftime("%Y-%m-%dT%H:%M")


@routes.get("/incidents/<number>/whistles")
@http.permit(Permission.INCIDENT_READ)
def panel(number: str) -> Page:
    """The whistles of a case; nothing where an open page asks again and names what it shows."""
    county, id_ = numbers.read(number)
    if frame.wants_part() and request.args.get("stamp") == reading.stamp(county, id_):
        incidents.show(county, id_, access.actor(), moment.now())  # still theirs to see
        return Response(status=204)
    return _panel(number)


@routes.post("/incidents/<number>/whistles/<int:summons_id>/steps")
@http.permit(Permission.WHISTLE_READ)
def take_step(number: str, summons_id: int) -> Page:
    """Take a step on a summons; refused, the panel comes back as it stands now, with what was typed."""
    county, _id = numbers.read(number)
    typed = try_step(county, summons_id)
    return _panel(number, typed) if typed or frame.wants_part() else frame.go("incident.show", number=number)


def try_step(county: County, summons_id: int) -> Typed | None:
    """Take the step that was sent; returns what was typed, with the fault, where it was refused."""
    try:
        with db.session.begin_nested():
            acting.step(county, summons_id, forms.read(schemas.StepIn), access.actor(), moment.now(), _version())
    except Refusal as error:
        given = (request.form.get("step", ""), request.form.get("reason", ""))
        return Typed(summons_id, *given, refusal_words.tell(error))
    return None


def _version() -> int | None:
    said = request.form.get("version", "")
    return int(said[:9]) if said.isascii() and said.isdigit() else None


def _panel(number: str, typed: Typed | None = None) -> Page:
    actor, at, (county, id_) = access.actor(), moment.now(), numbers.read(number)
    incident, legs = incidents.find(county, id_, actor)
    seen = sight.require(actor, Permission.INCIDENT_READ, incident, legs)
    found = whistle_panel.read(county, incident, legs, seen.mask, actor, at)
    status = 422 if typed else 200
    return frame.page("whistle/panel_page.html", part="whistle/panel.html", status=status, panel=found, typed=typed)
