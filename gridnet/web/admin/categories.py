"""Categories: by group, with what the county changes about each; retired and taken back; its own beside everybody's."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from gridnet.base import audit, http
from gridnet.base.errors import Conflict, Invalid
from gridnet.base.tables import Line
from gridnet.incidents import category_book, overrides
from gridnet.incidents.categories import PoliceRole, Sensitivity
from gridnet.people.roles import Permission
from gridnet.web import frame
from gridnet.web.admin import forms, saying
from gridnet.web.admin.desk import Desk, desk
from gridnet.web.admin.forms import Form
from gridnet.web.frame import Page, Pages

routes = Pages("categories", __name__, url_prefix="/categories")

PARTS: Mapping[str, LazyString] = {
    PoliceRole.LEAD: _("police lead"),
    PoliceRole.JOINT: _("police lead, community assists"),
    PoliceRole.ASSIST: _("police assist"),
    PoliceRole.INFORM: _("police are informed"),
    PoliceRole.NONE: _("community alone"),
}
SENSITIVITIES: Mapping[str, LazyString] = {
    Sensitivity.NORMAL: _("everybody with the case"),
    Sensitivity.PRIVATE: _("handlers only"),
    Sensitivity.RESTRICTED: _("a named few"),
}


@routes.context_processor
def _words() -> dict[str, Any]:
    return {"roles": PARTS, "sensitivities": SENSITIVITIES}


@routes.get("")
@http.permit(Permission.POLICY_WRITE)
def list_() -> Page:
    """Every category, by group."""
    rows = category_book.list_all(desk().county)
    groups = [(group, list(found)) for group, found in groupby(rows, key=lambda row: row.code[:2])]
    return frame.page("admin/categories.html", groups=groups, said=saying.done())


@routes.get("/new")
@http.permit(Permission.POLICY_WRITE)
def ask_new() -> Page:
    """The form for a category of the county's own."""
    return _form(desk(), "", Form())


@routes.get("/<code>")
@http.permit(Permission.POLICY_WRITE)
def ask(code: str) -> Page:
    """The form for what the county changes about a category."""
    return _form(desk(), code, Form())


def _form(here: Desk, code: str, form: Form) -> Page:
    row = category_book.find(here.county, code) if code else None
    return frame.page("admin/category.html", row=row, form=form, status=form.status)


@routes.post("/new")
@http.permit(Permission.POLICY_WRITE)
def add() -> Page:
    """Keep a category of the county's own."""
    return _kept("")


@routes.post("/<code>")
@http.permit(Permission.POLICY_WRITE)
def put(code: str) -> Page:
    """Keep what is changed, as a further version; where it changed meanwhile, what stands now is shown beside it."""
    return _kept(code)


def _kept(code: str) -> Page:
    here, form = desk(), Form(typed=forms.typed())
    if forms.act(form, lambda: _put(here, code, form)):
        return frame.go("admin.categories.list_", done="kept")
    return _form(here, code, form)


def _put(here: Desk, code: str, form: Form) -> None:
    row = category_book.find(here.county, code) if code else None
    if row is not None and str(row.own_version or 0) != form.get("version"):
        raise Conflict(gettext("Somebody else changed this category meanwhile. Look at it as it stands now."))
    cells = {name: form.get(name) for name in overrides.COLUMNS} | {"code": code or form.get("code")}
    cells["retired"] = "1" if request.form.get("retired") else ""
    tally = overrides.take_in(here.county, [Line(1, cells)])
    if tally.rejected:
        raise Invalid(tally.rejected[0][1])
    audit.write(
        here.county,
        "category.change",
        at=here.at,
        person_id=here.actor.person_id,
        position_id=here.actor.position_id,
        subject=("category", cells["code"]),
        source=here.actor.source,
        detail={"retired": bool(cells["retired"])},
    )
