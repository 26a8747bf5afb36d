"""Clocks set aside: each with what went wrong, and a button to look at it again at once."""

from flask import request

from gridnet.base import http, paging
from gridnet.clocks import card_queries, faults, running
from gridnet.people.roles import Permission
from gridnet.web import frame
from gridnet.web.admin import forms, saying
from gridnet.web.admin.desk import desk
from gridnet.web.admin.forms import Form
from gridnet.web.frame import Page, Pages

routes = Pages("faults", __name__, url_prefix="/clocks-set-aside")


@routes.get("")
@http.permit(Permission.POLICY_WRITE)
def list_() -> Page:
    """A page of them, the newest first."""
    return _shown(Form())


def _shown(form: Form) -> Page:
    here = desk()
    wish = paging.Wish(limit=25, after=request.args.get("after"))
    rows, after = paging.cut(card_queries.list_faults(here.county, wish), wish, lambda row: [row.id])
    shown = [(row, running.get(here.county, row.clock_id)) for row in rows]
    return frame.page("admin/faults.html", rows=shown, after=after, form=form, said=saying.done(), status=form.status)


@routes.post("/<int:fault_id>/retry")
@http.permit(Permission.POLICY_WRITE)
def retry(fault_id: int) -> Page:
    """Let the next sweep look at the clock again."""
    here, form = desk(), Form()
    if forms.act(form, lambda: faults.retry(here.county, fault_id, here.by)):
        return frame.go("admin.faults.list_", done="retried")
    return _shown(form)
