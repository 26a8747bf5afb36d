"""Asking for leave and for swapping a shift, on a phone; answering who asks; taking a request back."""

from datetime import datetime, timedelta
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from gridnet.base import http, moment, paging
from gridnet.base.errors import NotFound
from gridnet.people import access, duty_requests, lists, request_lists, roster
from gridnet.people.access import Actor
from gridnet.people.duty_requests import LeaveWish
from gridnet.people.models import Shift
from gridnet.people.request_rules import State
from gridnet.people.request_schemas import LeaveAskIn
from gridnet.people.roles import Permission
from gridnet.people.staff_api import by
from gridnet.web import frame
from gridnet.web.admin import forms, people_words
from gridnet.web.admin.forms import Form
from gridnet.web.frame import Page, Pages

routes = Pages("asking", __name__)

DONE = {
    "asked": _("Asked. You are told as soon as it is decided."),
    "agreed": _("You agreed. It still has to be approved; until then the roster stays as it is."),
    "refused": _("You said no. Whoever asked is told."),
    "withdrawn": _("The request was taken back."),
}
STATES: dict[State, tuple[LazyString, str]] = {
    State.ASKED: (_("the other person has not answered"), "warn"),
    State.WAITING: (_("waits to be approved"), "warn"),
    State.APPROVED: (_("approved"), "ok"),
    State.DECLINED: (_("declined"), "fault"),
    State.REFUSED: (_("the other person said no"), "fault"),
    State.WITHDRAWN: (_("taken back"), ""),
}


def told(actor: Actor, at: datetime) -> dict[str, Any]:
    """What the page of shifts shows of requests; two statements."""
    done = DONE.get(request.args.get("done", ""))
    return {
        "own": request_lists.list_own(actor.county, actor.person_id, at),
        "asked_of_me": request_lists.list_asked_of(actor.county, actor.person_id, at),
        "done": str(done) if done else "",
        "states": STATES,
        "leave_kinds": people_words.LEAVES,
        "may_decide": bool(actor.permitting(Permission.DUTY_DECIDE)),
    }


@routes.get("/shifts/leave")
@http.permit(Permission.DUTY_READ)
def ask_leave() -> Page:
    """The form for a leave: the whole of tomorrow, until something else is typed."""
    midnight = moment.local(moment.now()).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    typed = {"starts_at": _typed(midnight), "ends_at": _typed(midnight + timedelta(days=1))}
    return _leave(Form(typed=typed))


def _typed(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M}"


def _leave(form: Form) -> Page:
    kinds = list(people_words.LEAVES.items())
    return frame.page("shifts/leave.html", status=form.status, form=form, kinds=kinds)


@routes.post("/shifts/leave")
@http.permit(Permission.DUTY_READ)
def send_leave() -> Page:
    """Ask; what was refused comes back with what was typed."""
    actor, form = access.actor(), Form(typed=forms.typed())

    def do() -> None:
        given: dict[str, Any] = {"kind": form.get("kind")}
        for name in ("starts_at", "ends_at"):
            given[name] = moment.read(form.get(name)).isoformat() if form.get(name) else ""
        body = forms.read(LeaveAskIn, given)
        wish = LeaveWish(body.starts_at, body.ends_at, body.kind)
        duty_requests.ask_leave(actor.county, actor.held, wish, by(actor, actor.county))

    return _asked() if forms.act(form, do) else _leave(form)


def _asked() -> Page:
    return frame.go("shifts.show", done="asked", _anchor="requests")


@routes.get("/shifts/swap")
@http.permit(Permission.DUTY_READ)
def choose_shift() -> Page:
    """One's own coming shifts, to choose the one to be swapped."""
    actor, at = access.actor(), moment.now()
    wish = paging.Wish(limit=paging.LARGEST)
    found = lists.list_shifts(actor.county, at, at + request_lists.AHEAD, wish, person_id=actor.person_id)
    coming = sorted((each for each in found if each.starts_at > at), key=lambda each: (each.starts_at, each.id))
    served = request_lists.places(actor.county, [each.id for each in coming])
    return frame.page("shifts/swap.html", coming=coming, served=served)


@routes.get("/shifts/<int:shift_id>/swap")
@http.permit(Permission.DUTY_READ)
def ask_swap(shift_id: int) -> Page:
    """The shifts that this one can be swapped with."""
    return _swap(shift_id, Form())


def _swap(shift_id: int, form: Form) -> Page:
    actor = access.actor()
    shift = _mine(actor, shift_id)
    offers = request_lists.list_offers(shift, by(actor, actor.county))
    place = request_lists.places(actor.county, [shift.id])[shift.id]
    return frame.page("shifts/offers.html", status=form.status, shift=shift, place=place, offers=offers, form=form)


def _mine(actor: Actor, shift_id: int) -> Shift:
    shift = roster.get_shift(actor.county, shift_id)
    if shift.person_id != actor.person_id:
        raise NotFound(f"you have no shift {shift_id}")
    return shift


@routes.post("/shifts/<int:shift_id>/swap")
@http.permit(Permission.DUTY_READ)
def send_swap(shift_id: int) -> Page:
    """Ask the other person."""
    actor, form = access.actor(), Form(typed=forms.typed())

    def do() -> None:
        other = forms.number(form, "other_shift_id")
        duty_requests.ask_swap(actor.county, shift_id, other, by(actor, actor.county))

    return _asked() if forms.act(form, do) else _swap(shift_id, form)


@routes.post("/shifts/requests/<int:request_id>/answer")
@http.permit(Permission.DUTY_READ)
def answer(request_id: int) -> Page:
    """Say yes or no to a swap one was asked for."""
    actor, agrees = access.actor(), request.form.get("agrees") == "1"
    row = duty_requests.get(actor.county, request_id)
    duty_requests.answer(row, agrees, by(actor, actor.county))
    return frame.go("shifts.show", done="agreed" if agrees else "refused")


@routes.post("/shifts/requests/<int:request_id>/withdrawal")
@http.permit(Permission.DUTY_READ)
def withdraw(request_id: int) -> Page:
    """Take one's own request back."""
    actor = access.actor()
    duty_requests.withdraw(duty_requests.get(actor.county, request_id), by(actor, actor.county))
    return frame.go("shifts.show", done="withdrawn")
