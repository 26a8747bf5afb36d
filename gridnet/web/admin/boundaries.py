"""Boundaries: drafts, a file sent and its fields mapped, its report looked at, and published by another person."""

from collections.abc import Callable
from typing import Any

from flask import request

from geo import formats
from geo.datums import Datum
from geo.errors import BadGeometry
from gridnet.base import http, moment, paging
from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.people import lists
from gridnet.people.roles import Permission
from gridnet.territory import comparison, corrections, drafts, fields, layers, publication, reading, schemas
from gridnet.territory.comparison import Change
from gridnet.territory.drafts import Origin
from gridnet.territory.models import Draft
from gridnet.territory.values import DraftState
from gridnet.web import frame, refusal_words
from gridnet.web.admin import checking, clock_words, forms, saying, uploads
from gridnet.web.admin.desk import Desk, desk
from gridnet.web.admin.forms import Form
from gridnet.web.frame import Page, Pages

routes = Pages("boundaries", __name__, url_prefix="/boundaries")

OPEN = (DraftState.DRAFT, DraftState.CHECKED)


@routes.context_processor
def _words() -> dict[str, Any]:
    return {"networks": clock_words.NETWORKS}


@routes.get("")
@http.permit(Permission.BOUNDARY_READ)
def list_() -> Page:
    """What is published, and the drafts, newest first."""
    here = desk()
    wish = paging.Wish(limit=25, after=request.args.get("after"))
    rows, after = paging.cut(layers.list_drafts(here.county, wish), wish, lambda row: [row.id])
    held = {network: layers.last_publication(here.county, network) for network in Network}
    counts = {network: layers.count_areas(here.county, network, here.at) for network in Network}
    given: dict[str, Any] = {"rows": rows, "after": after, "held": held, "counts": counts, "said": saying.done()}
    given["checks"] = checking.list_open(here.county)
    return frame.page("admin/boundaries.html", names=_names(here, rows), **_rights(here), **given)


def _rights(here: Desk) -> dict[str, Any]:
    may_import, may_publish = here.may(Permission.BOUNDARY_IMPORT), here.may(Permission.BOUNDARY_PUBLISH)
    return {"may_import": may_import, "may_publish": may_publish, "me": here.actor.person_id}


def _names(here: Desk, rows: Any) -> dict[int, str]:
    return lists.names(here.county, {row.created_by for row in rows if row.created_by})


@routes.get("/new")
@http.permit(Permission.BOUNDARY_IMPORT)
def ask_file() -> Page:
    """The first step: the file, whose boundaries they are, and the datum they were drawn in."""
    return _ask_file(Form())


def _ask_file(form: Form) -> Page:
    return frame.page("admin/import_file.html", form=form, datums=list(Datum), status=form.status)


@routes.post("/new")
@http.permit(Permission.BOUNDARY_IMPORT)
def take_file() -> Page:
    """Keep the file and go on to its fields; a file that cannot be read is told at once."""
    here, form = desk(), Form(typed=forms.typed())
    sent, kept = request.files.get("file"), {"token": ""}

    def take() -> None:
        kept["token"] = uploads.keep(here.county, sent, http.settings().boundary_limit_mb)
        _preview(here.county, kept["token"], None)

    if not forms.act(form, take):
        return _ask_file(form)
    name = (sent.filename if sent else None) or "file"
    given = {"network": form.get("network"), "datum": form.get("datum"), "file": kept["token"], "name": name}
    return frame.go("admin.boundaries.ask_fields", **given)


def _preview(county: County, token: str, layer: str | None) -> formats.Preview:
    try:
        return formats.preview(uploads.find(county, token), layer or None)
    except BadGeometry as error:
        raise Invalid(str(error), errors=[{"field": "file", "message": str(error)}]) from None


@routes.get("/fields")
@http.permit(Permission.BOUNDARY_IMPORT)
def ask_fields() -> Page:
    """The second step: which field says what, guessed from their names, beside the first rows."""
    here, form = desk(), Form(typed=request.args.to_dict())
    found = _preview(here.county, form.get("file"), form.get("layer"))
    form.typed = fields.guess(found.layer.fields) | form.typed
    return _ask_fields(form, found)


def _ask_fields(form: Form, found: formats.Preview) -> Page:
    return frame.page("admin/import_fields.html", form=form, found=found, status=form.status)


@routes.post("/fields")
@http.permit(Permission.BOUNDARY_IMPORT)
def take_fields() -> Page:
    """Begin to read the file as described and to check it as a whole; how far it is, a page of its own tells."""
    here, form = desk(), Form(typed=forms.typed())
    begun: list[str] = []
    if forms.act(form, lambda: begun.append(_begin(here, form))):
        return frame.go("admin.boundaries.show_check", token=begun[0])
    return _ask_fields(form, _preview(here.county, form.get("file"), form.get("layer")))


def _begin(here: Desk, form: Form) -> str:
    given = {name: form.get(name) for name in schemas.DraftIn.model_fields if name in form.typed}
    wanted = forms.read(schemas.DraftIn, given | {"county": here.county})
    path, county, network = uploads.find(here.county, form.get("file")), here.county, wanted.network

    def work(progress: Callable[[int, int], None]) -> int:
        layer = reading.read(path, county, network, wanted.options(), progress)
        origin = Origin(form.get("name"), wanted.datum, layers.find_county_outline(county, here.at), here.doer)
        made = drafts.make(county, network, layer, origin, at=here.at)
        path.unlink(missing_ok=True)
        return made.id

    return checking.begin(here.county, form.typed, here.actor.person_id, work, at=here.at)


@routes.get("/checks/<token>")
@http.permit(Permission.BOUNDARY_IMPORT)
def show_check(token: str) -> Page:
    """How far a check is; once it has ended, on to the draft, or back to the fields with what was refused."""
    here = desk()
    job = checking.find(here.county, token)
    if job.stage is checking.Stage.DONE:
        checking.forget(here.county, token)
        return frame.leave("admin.boundaries.show", draft_id=job.draft_id)
    given: dict[str, Any] = {"job": job, "is_dead": job.is_dead(here.at), "told": refusal_words.tell_fault(job.fault)}
    return frame.page("admin/import_check.html", part="admin/import_progress.html", **given)


@routes.post("/checks/<token>/again")
@http.permit(Permission.BOUNDARY_IMPORT)
def check_again(token: str) -> Page:
    """Back to the fields, as they were chosen; the check that ended or died is dropped."""
    here = desk()
    job = checking.find(here.county, token)
    if job.has_ended or job.is_dead(here.at):
        checking.forget(here.county, token)
    return frame.go("admin.boundaries.ask_fields", **{name: value for name, value in job.typed.items() if value})


@routes.get("/drafts/<int:draft_id>")
@http.permit(Permission.BOUNDARY_READ)
def show(draft_id: int) -> Page:
    """A draft: its report with everything found drawn, and what would change; the form that publishes it."""
    return _show(desk(), draft_id, Form())


def _show(here: Desk, draft_id: int, form: Form) -> Page:
    draft = layers.get_draft(here.county, draft_id)
    is_open = draft.state in OPEN
    given: dict[str, Any] = {"draft": draft, "form": form, "is_open": is_open, "is_mine": _is_mine(here, draft)}
    if is_open:
        given |= _differences(here, draft)
    given["names"] = _names(here, [draft])
    return frame.page("admin/draft.html", status=form.status, said=saying.done(), **_rights(here), **given)


def _is_mine(here: Desk, draft: Draft) -> bool:
    return draft.created_by == here.actor.person_id


def _differences(here: Desk, draft: Draft) -> dict[str, Any]:
    network = Network(draft.network)
    counts = comparison.count(here.county, network, draft.id)
    asked = request.args.get("change", "")
    change = Change(asked) if asked in set(Change) else next((each for each in Change if counts[each]), Change.KEPT)
    wish = paging.Wish(limit=20, after=request.args.get("after"))
    found = comparison.list_differences(here.county, network, draft.id, change, wish)
    rows, after = paging.cut(found, wish, lambda row: [row.code])
    return {"counts": counts, "change": change, "differences": rows, "after": after}


@routes.post("/drafts/<int:draft_id>/publication")
@http.permit(Permission.BOUNDARY_PUBLISH)
def publish(draft_id: int) -> Page:
    """Put the draft in force from a moment on, by somebody else than whoever brought it."""
    here, form = desk(), Form(typed=forms.typed())
    if forms.act(form, lambda: _publish(here, draft_id, form)):
        return frame.go("admin.boundaries.list_", done="published")
    return _show(here, draft_id, form)


def _publish(here: Desk, draft_id: int, form: Form) -> None:
    version = form.get("version")
    publication.publish(
        here.county,
        draft_id,
        valid_from=moment.read(form.get("valid_from")) if form.get("valid_from") else here.at,
        at=here.at,
        backdated=form.get("backdated") == "1",
        by=here.doer,
        expected_version=int(version) if version.isdigit() else 0,
    )


@routes.post("/drafts/<int:draft_id>/withdrawal")
@http.permit(Permission.BOUNDARY_IMPORT)
def withdraw(draft_id: int) -> Page:
    """Give a draft up; its report stays."""
    here, form = desk(), Form()
    if forms.act(form, lambda: drafts.withdraw(here.county, draft_id, at=here.at, by=here.doer)):
        return frame.go("admin.boundaries.list_", done="withdrawn")
    return _show(here, draft_id, form)


@routes.post("/corrections")
@http.permit(Permission.BOUNDARY_IMPORT)
def begin_correction() -> Page:
    """A draft of what is published, to be corrected on the map."""
    here = desk()
    network = request.form.get("network", "")
    if network not in set(Network):
        raise Invalid("say whose boundaries are to be corrected")
    made = corrections.begin(here.county, Network(network), by=here.doer, at=here.at)
    return frame.go("admin.boundaries.show", draft_id=made.id)
