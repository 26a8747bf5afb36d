"""The escalation ladder: its levels as rows, a county's own before everybody's; rows are withdrawn, never rewritten."""

from typing import Any

from flask import request

from gridnet.base import http
from gridnet.clocks import ladder_book, ladder_cache
from gridnet.clocks.card_schemas import LevelIn
from gridnet.people.roles import Permission
from gridnet.web import frame
from gridnet.web.admin import clock_words, forms, saying
from gridnet.web.admin.desk import Desk, inner_desk
from gridnet.web.admin.forms import Form
from gridnet.web.frame import Page, Pages

routes = Pages("ladder", __name__, url_prefix="/ladder")


@routes.get("")
@http.permit(Permission.POLICY_READ)
def show() -> Page:
    """Every row that can hold in the county, and the form for one of its own."""
    return _show(inner_desk(), Form())


def _show(here: Desk, form: Form) -> Page:
    given: dict[str, Any] = {"rows": ladder_cache.list_rows(here.county), "words": clock_words, "form": form}
    chosen = request.form.getlist("tells")
    may_write = here.may(Permission.POLICY_WRITE)
    return frame.page(
        "admin/ladder.html", status=form.status, may_write=may_write, chosen=chosen, said=saying.done(), **given
    )


@routes.post("")
@http.permit(Permission.POLICY_WRITE)
def put() -> Page:
    """Write a row of the county's own."""
    here, form = inner_desk(), Form(typed=forms.typed())
    if forms.act(form, lambda: _put(here, form)):
        return frame.go("admin.ladder.show", done="kept")
    return _show(here, form)


def _put(here: Desk, form: Form) -> None:
    given: dict[str, Any] = {name: form.get(name) for name in LevelIn.model_fields if name in form.typed}
    given |= {"county": here.county, "tells": request.form.getlist("tells"), "waits": form.get("waits") == "1"}
    body = forms.read(LevelIn, given)
    ladder_book.put(here.county, body.level_of(), by=here.actor.person_id, at=here.at)


@routes.post("/<int:row_id>/withdrawal")
@http.permit(Permission.POLICY_WRITE)
def withdraw(row_id: int) -> Page:
    """Let everybody's row hold again."""
    here, form = inner_desk(), Form()
    if forms.act(form, lambda: ladder_book.withdraw(here.county, row_id, at=here.at)):
        return frame.go("admin.ladder.show", done="withdrawn")
    return _show(here, form)
