"""Leave and swaps that wait for a decision: approved, or declined with a reason; the next of them comes first."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _

from gridnet.base import http, moment, paging
from gridnet.people import access, duty_requests, request_lists
from gridnet.people.duty_requests import Decision
from gridnet.people.roles import Permission
from gridnet.people.staff_api import by
from gridnet.web import frame
from gridnet.web.admin import forms, people_words
from gridnet.web.admin.forms import Form
from gridnet.web.frame import Page, Pages

routes = Pages("requests", __name__)

A_PAGE = 30
DONE = {
    "approved": _("Approved. The roster has changed, and they are told."),
    "declined": _("Turned down. They are told, with your reason."),
}


@routes.get("/coverage/requests")
@http.permit(Permission.DUTY_DECIDE)
def list_() -> Page:
    """What waits for whoever is looking."""
    return _list(Form())


def _list(form: Form, at_fault: int | None = None) -> Page:
    actor, wish = access.actor(), paging.Wish(limit=A_PAGE, after=request.args.get("after"))
    held = actor.permitting(Permission.DUTY_DECIDE)
    rows = request_lists.list_waiting(actor.county, held, actor.person_id, wish, moment.now())
    shown, after = paging.cut(rows, wish, lambda row: [row.DutyRequest.id])
    done = DONE.get(request.args.get("done", "")) if form.status == 200 else None  # noqa: PLR2004 - nothing was refused
    given: dict[str, Any] = {
        "county": actor.county,
        "network": None,
        "may_roster": bool(actor.permitting(Permission.DUTY_WRITE)),
        "may_decide": True,
        "rows": shown,
        "after": after,
        "done": str(done) if done else "",
        "leave_kinds": people_words.LEAVES,
    }
    return frame.page("coverage/requests.html", status=form.status, form=form, at_fault=at_fault, **given)


@routes.post("/coverage/requests/<int:request_id>")
@http.permit(Permission.DUTY_DECIDE)
def decide(request_id: int) -> Page:
    """Approve or decline; what cannot be carried out stays on the list, with why."""
    actor, form = access.actor(), Form(typed=forms.typed())
    approves, version = form.get("act") == "approve", form.get("version")
    row = duty_requests.get(actor.county, request_id)
    held = actor.permitting(Permission.DUTY_DECIDE)

    def do() -> None:
        duty_requests.decide(
            row,
            held,
            Decision(approves, form.get("reason")[:300]),
            by(actor, actor.county),
            version=int(version) if version.isdecimal() else None,
        )

    if forms.act(form, do):
        return frame.go("coverage.requests.list_", done="approved" if approves else "declined")
    return _list(form, request_id)
