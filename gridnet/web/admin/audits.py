"""The audit trail: who did what, as whom, from where; and whether the chain of seals holds."""

from datetime import datetime, timedelta
from typing import Any

from flask import request

from gridnet.base import audit, audit_reading, http, moment, paging
from gridnet.base.audit import AuditEntry
from gridnet.base.audit_reading import Filter
from gridnet.people import lists
from gridnet.people.roles import Permission
from gridnet.web import frame
from gridnet.web.admin import forms
from gridnet.web.admin.desk import Desk, desk
from gridnet.web.admin.forms import Form
from gridnet.web.frame import Page, Pages

routes = Pages("audits", __name__, url_prefix="/audit")

#: So many faults of the chain are shown.
SHOWN = 50


@routes.get("")
@http.permit(Permission.AUDIT_READ)
def list_() -> Page:
    """A page of entries, narrowed as asked."""
    here, form = desk(), Form(typed=request.args.to_dict())
    rows: list[AuditEntry] = []
    after = None
    if forms.act(form, lambda: _filter(form)):
        wanted = _filter(form)
        rows, after = paging.cut(audit_reading.list_entries(here.county, wanted), wanted, lambda row: [row.id])
    names = lists.names(here.county, {row.person_id for row in rows if row.person_id})
    kept = {name: value for name, value in form.typed.items() if value and name != "after"}
    given: dict[str, Any] = {"rows": rows, "after": after, "names": names, "form": form, "kept": kept}
    return frame.page("admin/audit.html", status=form.status, **given)


def _filter(form: Form) -> Filter:
    """What the form asks for; days are meant locally, the last one as a whole."""
    wanted = dict(form.typed) | {"limit": 50}
    for name, more in (("since", 0), ("until", 1)):
        if day := form.get(name):
            wanted[name] = (_midnight(day) + timedelta(days=more)).isoformat()
    return forms.read(Filter, wanted)


def _midnight(day: str) -> datetime:
    return moment.read(day)


@routes.post("/verification")
@http.permit(Permission.AUDIT_READ)
def verify() -> Page:
    """Read the whole chain again, and say what does not hold."""
    here = desk()
    wrong = _first(here)
    return frame.page("admin/chain.html", wrong=wrong[:SHOWN], more=len(wrong) > SHOWN)


def _first(here: Desk) -> list[str]:
    return [said for said, _ in zip(audit.verify(here.county), range(SHOWN + 1), strict=False)]
