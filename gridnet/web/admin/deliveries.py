"""Messages and what became of them: those given up, each with what was answered and a button to try again."""

from typing import Any

from flask import request

from gridnet.base import http, paging
from gridnet.notices import giving_up
from gridnet.people.roles import Permission
from gridnet.web import frame
from gridnet.web.admin import forms, saying
from gridnet.web.admin.desk import desk
from gridnet.web.admin.forms import Form
from gridnet.web.frame import Page, Pages

routes = Pages("deliveries", __name__, url_prefix="/deliveries")

STATES = ("given_up", "failed", "pending", "sending", "sent")


@routes.get("")
@http.permit(Permission.NOTICE_MANAGE)
def list_() -> Page:
    """A page of messages in one state, those given up unless another is asked for."""
    return _shown(Form())


def _shown(form: Form) -> Page:
    here = desk()
    state = request.args.get("state", STATES[0])
    state = state if state in STATES else STATES[0]
    wish = paging.Wish(limit=25, after=request.args.get("after"))
    found = giving_up.list_deliveries(here.county, wish, state=state)
    rows, after = paging.cut(found, wish, lambda row: [row.Delivery.id])
    given: dict[str, Any] = {
        "rows": rows,
        "after": after,
        "state": state,
        "states": STATES,
        "form": form,
        "said": saying.done(),
    }
    return frame.page("admin/deliveries.html", status=form.status, **given)


@routes.post("/<int:delivery_id>/retry")
@http.permit(Permission.NOTICE_MANAGE)
def retry(delivery_id: int) -> Page:
    """Send a message once more, from the first try on."""
    here, form = desk(), Form()
    if forms.act(form, lambda: giving_up.retry(here.county, delivery_id, here.by)):
        return frame.go("admin.deliveries.list_", done="retried")
    return _shown(form)
