"""Sign-in security: accounts that are locked, who is signed in now; unlocked and ended with a button."""

from datetime import timedelta
from typing import Any

from flask import request

from gridnet.base import http, paging
from gridnet.people import sign_in, signed_in
from gridnet.people import staff_api as doors
from gridnet.people.roles import Permission
from gridnet.web import frame
from gridnet.web.admin import forms, saying
from gridnet.web.admin.desk import desk
from gridnet.web.admin.forms import Form
from gridnet.web.frame import Page, Pages

routes = Pages("security", __name__, url_prefix="/security")


@routes.get("")
@http.permit(Permission.SESSION_REVOKE)
def show() -> Page:
    """Locked accounts, and the sessions that are awake."""
    return _show(Form())


def _show(form: Form) -> Page:
    here = desk()
    wish = paging.Wish(limit=50, after=request.args.get("after"))
    awake_since = here.at - timedelta(minutes=http.settings().session_idle_minutes)
    found = signed_in.list_sessions(here.county, wish, awake_since)
    rows, after = paging.cut(found, wish, lambda row: [row.id])
    locked = signed_in.list_locked(here.county, here.at)
    given: dict[str, Any] = {"sessions": rows, "locked": locked, "said": saying.done(), "me": here.actor.person_id}
    return frame.page("admin/security.html", form=form, after=after, status=form.status, **given)


@routes.post("/unlocked")
@http.permit(Permission.SESSION_REVOKE)
def unlock() -> Page:
    """Let somebody try again at once."""
    here, form = desk(), Form(typed=forms.typed())
    if forms.act(form, lambda: signed_in.unlock(here.county, _person(form), here.by)):
        return frame.go("admin.security.show", done="unlocked")
    return _show(form)


@routes.post("/revoked")
@http.permit(Permission.SESSION_REVOKE)
def revoke() -> Page:
    """End all that somebody is signed in with."""
    here, form = desk(), Form(typed=forms.typed())

    def do() -> None:
        _, person = doors.other(here.county, _person(form))
        sign_in.revoke_all(person, here.by)

    if forms.act(form, do):
        return frame.go("admin.security.show", done="revoked")
    return _show(form)


def _person(form: Form) -> int:
    named = form.get("person_id")
    return int(named) if named.isdigit() else 0
