"""The whistles of a desk: what my department was called to, or what was opened for the cases of my desk."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from geo.points import LngLat
from gridnet.base import county as counties
from gridnet.base import db, http, moment, paging
from gridnet.base.errors import Refusal
from gridnet.clocks import card_schemas
from gridnet.incidents import queries
from gridnet.people import access
from gridnet.people.access import Actor
from gridnet.people.roles import Permission, Role
from gridnet.web import forms, frame, incident_whistle, map_links, refusal_words, whistle_panel
from gridnet.web.frame import Page, Pages
from gridnet.web.whistle_panel import Typed
from gridnet.whistle import acting, reading, schemas, showing
from gridnet.whistle.lifecycle import Step
from gridnet.whistle.reading import Side

routes = Pages("whistles", __name__)

A_PAGE, MOST_COUNTED = 20, 100
SIDES: Mapping[Side, LazyString] = {
    Side.CALLED: _("My department was called"),
    Side.OPENED: _("Opened for our cases"),
}


@routes.get("/whistles")
@http.permit(Permission.WHISTLE_READ)
def show() -> Page:
    """One side, what is open or what is over."""
    return _listing()


@routes.get("/whistles/<county>/<int:summons_id>")
@http.permit(Permission.WHISTLE_READ)
def one(county: str, summons_id: int) -> Page:
    """A single summons, to which a notice leads."""
    return _one(county, summons_id)


@routes.post("/whistles/<county>/<int:summons_id>/steps")
@http.permit(Permission.WHISTLE_READ)
def take_step(county: str, summons_id: int) -> Page:
    """Take a step; refused, the list comes back as it stands now, with what was typed."""
    typed = incident_whistle.try_step(counties.read(county), summons_id)
    if frame.wants_part() or typed:
        return _listing(typed)
    return frame.go("whistles.show", side=_side(access.actor()))


@routes.post("/whistles/<county>/<int:whistle_id>/withdrawal")
@http.permit(Permission.WHISTLE_OPEN)
def withdraw(county: str, whistle_id: int) -> Page:
    """Call off whoever has not arrived; refused, what was typed comes back."""
    try:
        with db.session.begin_nested():
            reason = forms.read(schemas.ReasonIn).reason
            acting.withdraw(counties.read(county), whistle_id, reason, access.actor(), moment.now())
    except Refusal as error:
        return _listing(Typed(whistle_id, "whole", request.form.get("reason", ""), refusal_words.tell(error)))
    return _listing() if frame.wants_part() else frame.go("whistles.show", side=Side.OPENED)


@routes.post("/whistles/<county>/cards/<int:card_id>/answer")
@http.permit(Permission.WHISTLE_READ)
def answer_card(county: str, card_id: int) -> Page:
    """Answer a card about a department's summons, for whoever was told of it."""
    actor = access.actor()
    card = acting.card_to_answer(counties.read(county), card_id, actor)
    typed = None
    try:
        with db.session.begin_nested():
            reason = forms.read(card_schemas.ReasonIn).reason
            acting.answer_card(card, reason, actor, moment.now())
    except Refusal as error:
        fault = refusal_words.tell(error)
        typed = Typed(card.subject_id, f"card-{card_id}", request.form.get("reason", ""), fault)
    return _listing(typed) if typed or frame.wants_part() else frame.go("whistles.show")


def _listing(typed: Typed | None = None) -> Page:
    actor, at = access.actor(), moment.now()
    county = actor.reach.part(request.args.get("county", actor.county)).county
    sides, side, is_open = _sides(actor), _side(actor), request.values.get("over") is None
    wish = paging.Wish(limit=A_PAGE, after=request.args.get("after"))
    views = reading.list_page(actor, county, side, wish, is_open=is_open, at=at)
    shown, more = paging.cut(views, wish, lambda view: [view.whistle.id])
    categories = queries.list_categories(county)
    return _page(
        typed,
        county=county,
        side=side,
        is_open=is_open,
        tabs=[(each, name, _told(reading.count_open(actor, county, each, most=MOST_COUNTED))) for each, name in sides],
        items=[showing.whistle(each, categories, at) for each in shown],
        cards=whistle_panel.cards(actor, county, shown),
        more=more,
    )


def _one(county: str, summons_id: int) -> Page:
    actor, at, code = access.actor(), moment.now(), counties.read(county)
    view = reading.get(actor, code, summons_id, at)
    side = Side.CALLED if actor.position and actor.position.role is Role.DEPARTMENT_DESK else Side.OPENED
    found = whistle_panel.cards(actor, code, [view])
    shown = [showing.whistle(view, queries.list_categories(code), at)]
    return _page(None, county=code, side=side, is_open=True, tabs=(), items=shown, cards=found, more=None)


def _page(typed: Typed | None, **given: Any) -> Page:
    status = 422 if typed else 200
    part = "whistle/list.html"
    given |= {"typed": typed, "links": _links, "can_withdraw": _can_withdraw}
    return frame.page("whistle/show.html", part=part, status=status, **given)


def _can_withdraw(whistle: schemas.WhistleOut) -> bool:
    """Whether more than one department can still be called off at once."""
    return sum(Step.WITHDRAW in each.steps for each in whistle.summonses) > 1


def _links(whistle: schemas.WhistleOut) -> list[map_links.MapLink]:
    """The place in the map applications of a phone."""
    point = whistle.point
    return map_links.links(LngLat(point.lng, point.lat), whistle.number) if point else []


def _sides(actor: Actor) -> list[tuple[Side, LazyString]]:
    """The sides this person is on."""
    roles = {held.role is Role.DEPARTMENT_DESK for held in actor.permitting(Permission.WHISTLE_READ)}
    on = {Side.CALLED: True in roles, Side.OPENED: False in roles}
    return [(side, name) for side, name in SIDES.items() if on[side]]


def _side(actor: Actor) -> Side:
    said, mine = request.values.get("side", ""), [side for side, _name in _sides(actor)]
    return Side(said) if said in mine else mine[0]


def _told(count: int) -> str:
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count)
