"""Rosters: a week as a grid of positions and days; shifts added, withdrawn, copied, swapped; leaves; holes."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import request
from flask_babel import gettext

from gridnet.base import http, moment, paging
from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.people import coverage, lists, request_lists, roster, roster_week, schemas, sheets
from gridnet.people.duty_api import check_person
from gridnet.people.roles import Permission
from gridnet.people.roster import ShiftWish
from gridnet.people.roster_week import DAYS, WEEK, Ask
from gridnet.web import frame
from gridnet.web.admin import clock_words, forms, people_words
from gridnet.web.admin.attention import FORTNIGHT
from gridnet.web.admin.desk import Desk, desk, part_desk
from gridnet.web.admin.forms import Form
from gridnet.web.frame import Page, Pages

routes = Pages("rosters", __name__, url_prefix="/rosters")

A_DAY = timedelta(days=1)
HOLES = 200
#: What the page goes back to: the week and the part of the roster that was shown.
KEPT = ("week", "network", "area", "always")


@routes.context_processor
def _words() -> dict[str, Any]:
    return {"words": people_words, "networks": clock_words.NETWORKS}


@routes.get("")
@http.permit(Permission.DUTY_WRITE)
def show() -> Page:
    """A week, by position."""
    return _show(part_desk(), Form())


def _show(here: Desk, form: Form, said: str = "") -> Page:
    ask = _ask(here)
    wish = paging.Wish(limit=40, after=request.args.get("after"))
    found = roster_week.read(here.county, ask, wish)
    lines, after = paging.cut(found, wish, lambda line: [line.seat.staff_no, line.seat.id])
    monday = moment.local(ask.since).date()
    kept = {
        "week": monday.isoformat(),
        "network": ask.network or "",
        "area": ask.area,
        "always": "1" if ask.always else "",
    }
    given: dict[str, Any] = {"lines": lines, "after": after, "kept": kept, "form": form, "said": said}
    given |= {"days": [monday + timedelta(days=number) for number in range(DAYS)], "since": ask.since}
    given |= {"has_all": here.has_all, "may_see_people": here.may(Permission.PEOPLE_READ)}
    given |= {"own_network": _seat(here).network}
    given |= {"before": (monday - WEEK).isoformat(), "next": (monday + WEEK).isoformat()}
    return frame.page("admin/roster.html", status=form.status, **given)


def _ask(here: Desk) -> Ask:
    """The week and the part of the roster that the address or the form names; this week, all of it, otherwise."""
    network, area = request.values.get("network", ""), request.values.get("area", "").strip()[:32]
    wanted, always = network if network in set(Network) else None, request.values.get("always") == "1"
    seat = _seat(here)
    return Ask(
        since=_midnight(_monday(here)),
        prefix=max(seat.scope, here.county, key=len),
        network=seat.network or wanted,
        area=area,
        always=always,
    )


def _seat(here: Desk) -> Any:
    """The position as which they roster: the one that reaches furthest, where they hold several."""
    return min(_held(here), key=lambda held: (len(held.scope), held.network is not None, held.id))


def _monday(here: Desk) -> date:
    try:
        on = date.fromisoformat(request.values.get("week", ""))
    except ValueError:
        on = moment.local(here.at).date()
    return on - timedelta(days=on.weekday())


def _midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=moment.LOCAL)


def _done(here: Desk, form: Form, do: Any, said: str) -> Page:
    """Do, and show the week again: what was typed stays where it was refused, and goes where it went through."""
    if forms.act(form, do):
        return _show(here, Form(), said)
    return _show(here, form)


@routes.post("/shifts")
@http.permit(Permission.DUTY_WRITE)
def add() -> Page:
    """Add a shift on a day, or on every day of the week from it on, in a position."""
    here, form = part_desk(), Form(typed=forms.typed())
    return _done(here, form, lambda: _add(here, form), gettext("The shift was added."))


def _add(here: Desk, form: Form) -> None:
    position_id, day = forms.number(form, "position_id"), form.get("day")
    start, end = form.get("start"), form.get("end")
    if not (day and start and end):
        raise Invalid(gettext("A shift has a day, a beginning and an end."))
    starts_at, ends_at = sheets.span(date.fromisoformat(day), start, end)
    last = _midnight(_monday(here)) + WEEK if form.get("every") == "1" else starts_at + A_DAY
    while starts_at < last:
        wish = ShiftWish(starts_at=starts_at, ends_at=ends_at, position_id=position_id)
        roster.check_may_roster(_held(here), roster.position_for(here.county, wish))
        roster.add_shift(here.county, wish, here.by)
        starts_at, ends_at = starts_at + A_DAY, ends_at + A_DAY


def _held(here: Desk) -> Any:
    return here.actor.permitting(Permission.DUTY_WRITE)


@routes.post("/shifts/<int:shift_id>/withdrawal")
@http.permit(Permission.DUTY_WRITE)
def withdraw(shift_id: int) -> Page:
    """Take a shift off the roster; that it stood there is kept."""
    here, form = part_desk(), Form(typed=forms.typed())

    def do() -> None:
        shift = roster.get_shift(here.county, shift_id)
        roster.check_may_roster(_held(here), roster.position_served(shift))
        roster.withdraw_shift(shift, here.by)

    return _done(here, form, do, gettext("The shift was taken off the roster."))


@routes.get("/shifts/<int:shift_id>/swap")
@http.permit(Permission.DUTY_WRITE)
def ask_swap(shift_id: int) -> Page:
    """The shifts that this one can be swapped with, to choose one."""
    here = part_desk()
    shift = roster.get_shift(here.county, shift_id)
    roster.check_may_roster(_held(here), roster.position_served(shift))
    name = lists.names(here.county, [shift.person_id])[shift.person_id]
    offers = request_lists.list_offers(shift, here.by)
    kept = {part: request.args.get(part, "") for part in KEPT}
    return frame.page("admin/roster_swap.html", shift=shift, name=name, offers=offers, kept=kept)


@routes.post("/shifts/<int:shift_id>/cover")
@http.permit(Permission.DUTY_WRITE)
def cover(shift_id: int) -> Page:
    """Let somebody else with the same seat serve a shift, or swap it with one of theirs."""
    here, form = part_desk(), Form(typed=forms.typed())
    return _done(here, form, lambda: _cover(here, shift_id, form), gettext("The shift is served by somebody else now."))


def _cover(here: Desk, shift_id: int, form: Form) -> None:
    shift = roster.get_shift(here.county, shift_id)
    roster.check_may_roster(_held(here), roster.position_served(shift))
    if other := form.get("swap_with"):
        second = roster.get_shift(here.county, int(other) if other.isdigit() else 0)
        roster.check_may_roster(_held(here), roster.position_served(second))
        roster.swap(here.county, shift_id, second.id, here.by)
        return
    wish = ShiftWish(starts_at=shift.starts_at, ends_at=shift.ends_at, position_id=forms.number(form, "position_id"))
    roster.check_may_roster(_held(here), roster.position_for(here.county, wish))
    roster.withdraw_shift(shift, here.by)
    roster.add_shift(here.county, wish, here.by)


@routes.post("/copies")
@http.permit(Permission.DUTY_WRITE)
def copy() -> Page:
    """Copy the week before into this one; what stands there already stays."""
    here, form = part_desk(), Form(typed=forms.typed())
    made: list[roster_week.Copied] = []
    forms.act(form, lambda: made.append(roster_week.copy(here.county, _ask(here), _held(here), here.by)))
    words = (
        gettext("%(added)s shifts copied, %(left)s left out.", added=made[0].added, left=made[0].left) if made else ""
    )
    return _show(here, form, words)


@routes.post("/leaves")
@http.permit(Permission.DUTY_WRITE)
def add_leave() -> Page:
    """Let a person be away."""
    here, form = part_desk(), Form(typed=forms.typed())

    def do() -> None:
        given = {name: form.get(name) for name in ("person_id", "kind")} | {"county": here.county}
        for name in ("starts_at", "ends_at"):
            given[name] = moment.read(form.get(name)).isoformat() if form.get(name) else ""
        body = forms.read(schemas.LeaveIn, given)
        check_person(here.actor, here.county, body.person_id, here.at)
        roster.add_leave(here.county, body.person_id, body.starts_at, body.ends_at, body.kind, here.by)

    return _done(here, form, do, gettext("The leave was added."))


@routes.post("/leaves/<int:leave_id>/withdrawal")
@http.permit(Permission.DUTY_WRITE)
def withdraw_leave(leave_id: int) -> Page:
    """Take a leave back."""
    here, form = part_desk(), Form(typed=forms.typed())

    def do() -> None:
        leave = roster.get_leave(here.county, leave_id)
        check_person(here.actor, here.county, leave.person_id, here.at)
        roster.withdraw_leave(leave, here.by)

    return _done(here, form, do, gettext("The leave was taken back."))


@routes.get("/holes")
@http.permit(Permission.DUTY_WRITE)
def show_holes() -> Page:
    """Where nobody will be on duty in the coming fortnight: all of the chain away, or only the keepers."""
    here = desk()
    found = coverage.coverage_holes(here.county, here.at, here.at + FORTNIGHT)
    depth = request.args.get("depth", coverage.Depth.CHAIN)
    shown = [each for each in found if each.depth == depth]
    counts = {each.value: sum(hole.depth is each for hole in found) for each in coverage.Depth}
    return frame.page(
        "admin/roster_holes.html", holes=shown[:HOLES], depth=depth, counts=counts, more=len(shown) > HOLES
    )
