"""The page of an incident: its story, and the steps taken on it. Asked for as a part, it is the story alone."""

from dataclasses import dataclass

from flask import Response, request
from werkzeug.datastructures import FileStorage

from gridnet.base import db, http, moment
from gridnet.base.errors import Invalid, Refusal
from gridnet.incidents import acting, attachments, numbers, queries, schemas, sight
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.web import forms, frame, refusal_words, story, today, undoing
from gridnet.web.frame import Page, Pages

routes = Pages("incident", __name__)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a form that was refused, so that nothing of it is lost; `form` is the form's name."""

    fault: str
    form: str = ""
    reason: str = ""
    note: str = ""
    other: str = ""


@routes.get("/incidents/<number>")
@http.permit(Permission.INCIDENT_READ)
def show(number: str) -> Page:
    """The story; nothing where an open page asks again and names the version it shows."""
    if frame.wants_part() and _is_shown(number):
        return Response(status=204)
    return answer(number)


@routes.post("/incidents/<number>/steps")
@http.permit(Permission.INCIDENT_STEP)
def take_step(number: str) -> Page:
    """Take a step; refused, the story comes back as it stands now, with all that was typed."""
    actor, at, (county, id_) = access.actor(), moment.now(), numbers.read(number)
    form = f"{request.form.get('step', '')}-{request.form.get('network', '')}"
    try:
        with db.session.begin_nested():
            wish = forms.read(schemas.StepIn)
            acting.step(county, id_, wish, actor, http.settings(), at)
    except Refusal as error:
        return refused(number, error, form=form)
    if not frame.wants_part():
        return done(number)
    return undoing.tell(done(number), acting.show(county, id_, actor, at), wish.step, wish.network)


@routes.post("/incidents/<number>/photos")
@http.permit(Permission.ATTACHMENT_ADD)
def add_photos(number: str) -> Page:
    """Add photos, all of them or none."""
    actor, at, (county, id_) = access.actor(), moment.now(), numbers.read(number)
    seen = sight.require(actor, Permission.ATTACHMENT_ADD, *acting.find(county, id_, actor))
    limit = http.settings().upload_limit_mb * 2**20
    try:
        with db.session.begin_nested():
            photos = [attachments.read(each.stream.read(limit + 1), limit=limit) for each in _files()]
            for photo in photos:
                attachments.add(county, id_, photo, person_id=actor.person_id, position_id=seen.position_id, at=at)
    except Refusal as error:
        return refused(number, error, form="photos")
    return done(number)


def answer(number: str, typed: Typed | None = None, status: int = 200) -> Page:
    """The story, whole page or part."""
    told = story.read(number, access.actor(), moment.now(), after=request.args.get("after"))
    return frame.page("incident/show.html", part="incident/story.html", status=status, story=told, typed=typed)


def done(number: str) -> Page:
    """After an act: the story as it stands now, or the list that the step was taken from."""
    if today.is_target():
        return today.listing()
    return answer(number) if frame.wants_part() else frame.go("incident.show", number=number)


def refused(number: str, error: Refusal, *, form: str) -> Page:
    """The story as it stands now, why the act was refused, and what was typed."""
    given = {name: request.form.get(name, "") for name in ("reason", "note")}
    if today.is_target():
        return today.listing(refusal_words.tell(error), error.status)
    typed = Typed(refusal_words.tell(error), form, **given, other=request.form.get("duplicate_of", ""))
    return answer(number, typed, error.status)


def _files() -> list[FileStorage]:
    found = [each for each in request.files.getlist("file") if each.filename]
    if not found:
        raise Invalid("choose a photo", errors=[{"field": "file", "message": "required"}])
    return found


def _is_shown(number: str) -> bool:
    """Whether the page that asks shows the newest version already."""
    shown = request.args.get("version", "")
    if not shown:
        return False
    found = queries.get_view(*numbers.read(number), viewer=access.actor().person_id)
    acting.viewer(found, access.actor(), moment.now())
    return shown == str(found.incident.version)
