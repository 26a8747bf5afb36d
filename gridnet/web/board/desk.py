"""What a desk does with one case from the board: give it to somebody else, place it on the map."""

import json
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import gettext
from pydantic import BaseModel, Field

from geo.datums import Datum
from geo.points import LngLat
from gridnet.assignment import api as assignment
from gridnet.base import db, http, moment
from gridnet.base.errors import NotFound, Refusal
from gridnet.base.network import Network
from gridnet.incidents import acting, numbers, placing, reading, schemas, sight
from gridnet.incidents.lifecycle import Step
from gridnet.incidents.schemas import PlaceIn, StepIn
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.territory import queries as territory
from gridnet.web import forms, frame, refusal_words
from gridnet.web.frame import Page, Pages

routes = Pages("board_desk", __name__)


class SpotIn(BaseModel):
    """A place picked on the map, in WGS-84, for the version of the case that was looked at."""

    lng: float = Field(allow_inf_nan=False)
    lat: float = Field(allow_inf_nan=False)
    version: int | None = None


class GiveIn(StepIn):
    """To whom a leg goes, and the version of the case that was looked at."""

    version: int | None = None


@routes.get("/board/tools/<number>")
@http.permit(Permission.INCIDENT_READ)
def tools(number: str) -> Page:
    """What this desk may do with the case beside its own steps."""
    actor, (county, id_) = access.actor(), numbers.read(number)
    case = acting.show(county, id_, actor, moment.now())
    found = acting.find(county, id_, actor)
    may_place = case.ended_at is None and sight.sight(actor, Permission.INCIDENT_ASSIGN, *found) is not None
    may_whistle = case.ended_at is None and sight.sight(actor, Permission.WHISTLE_OPEN, *found) is not None
    given = {"gives": _gives(case), "may_place": may_place, "may_whistle": may_whistle}
    return render_template("board/tools.html", case=case, **given)


def _gives(case: schemas.IncidentOut) -> list[Network]:
    """The networks whose leg the viewer may hand over."""
    return [leg.network for leg in case.legs if leg.ended_at is None and Step.HAND_OVER in leg.steps]


@routes.get("/board/reassign/<number>/<network>")
@http.permit(Permission.INCIDENT_REASSIGN)
def choose(number: str, network: str) -> Page:
    """Whom the leg could be given to."""
    return _choices(number, _network(network))


@routes.post("/board/reassign/<number>/<network>")
@http.permit(Permission.INCIDENT_REASSIGN)
def give(number: str, network: str) -> Page:
    """Give the leg to whoever was chosen; refused, what was chosen and written comes back with it."""
    actor, at, (county, id_), of = access.actor(), moment.now(), numbers.read(number), _network(network)
    try:
        wish = forms.read(GiveIn)
        with db.session.begin_nested():
            acting.step(county, id_, wish, actor, http.settings(), at, wish.version)
    except Refusal as error:
        return _choices(number, of, refusal_words.tell(error), error.status)
    return done(gettext("Given to somebody else."))


def _network(name: str) -> Network:
    if name not in set(Network):
        raise NotFound(f"there is no network {name!r}")
    return Network(name)


def _choices(number: str, network: Network, fault: str = "", status: int = 200) -> Page:
    actor = access.actor()
    case = acting.show(*numbers.read(number), actor, moment.now())
    options = assignment.list_options(number, network)
    given = {"case": case, "network": network, "options": options, "fault": fault, "typed": request.form}
    return frame.page("board/reassign_page.html", part="board/reassign.html", status=status, **given)


@routes.get("/board/place/<number>")
@http.permit(Permission.INCIDENT_ASSIGN)
def confirm_place(number: str) -> Page:
    """The place as it was picked, with what lies there, to be confirmed."""
    return _spot(number, forms.take(SpotIn, request.args))


@routes.post("/board/place/<number>")
@http.permit(Permission.INCIDENT_ASSIGN)
def place(number: str) -> Page:
    """Give the case its place; legs not begun are given anew."""
    actor, at, (county, id_) = access.actor(), moment.now(), numbers.read(number)
    spot = forms.read(SpotIn)
    try:
        seen = sight.require(actor, Permission.INCIDENT_ASSIGN, *acting.find(county, id_, actor))
        given = PlaceIn(lng=spot.lng, lat=spot.lat, datum=Datum.WGS84)
        tolerance_m = http.settings().nearest_tolerance_m
        where = placing.Place(
            reading.to_wgs84(given), reading.given(given), tolerance_m, actor.person_id, seen.position_id
        )
        with db.session.begin_nested():
            placing.place(county, id_, where, expected_version=spot.version, at=at)
    except Refusal as error:
        return _spot(number, spot, refusal_words.tell(error), error.status)
    return done(gettext("Placed on the map."))


def _spot(number: str, spot: SpotIn, fault: str = "", status: int = 200) -> Page:
    at, (county, id_) = moment.now(), numbers.read(number)
    case = acting.show(county, id_, access.actor(), at)
    tolerance_m = http.settings().nearest_tolerance_m
    found = territory.locate(county, LngLat(spot.lng, spot.lat), at, tolerance_m=tolerance_m)
    given = {"case": case, "spot": spot, "found": found, "fault": fault}
    return frame.page("board/place_page.html", part="board/place.html", status=status, **given)


def done(told: str, **more: Any) -> Page:
    """After an act: a page that is open is told so and reads itself again; without script, back to the board."""
    if not frame.wants_part():
        return frame.go("board.show")
    answer: Response = make_response("", 200)
    answer.headers["HX-Trigger"] = json.dumps({"board-done": {"told": told, **more}})
    answer.headers["HX-Reswap"] = "none"
    return answer
