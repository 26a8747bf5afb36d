"""Who one is here: positions, how pages look, password and second factor, channels, sessions."""

from flask import current_app, redirect, request, url_for

from gridnet.base import http, moment
from gridnet.base.errors import NotAllowed
from gridnet.notices import channels
from gridnet.people import access, queries, sign_in
from gridnet.people.access import Actor
from gridnet.people.credentials import Kind
from gridnet.people.models import Person
from gridnet.people.roles import Permission
from gridnet.people.staff_api import by
from gridnet.web import belonging, frame
from gridnet.web.frame import Page, Pages

routes = Pages("me", __name__)


@routes.get("/me")
@http.permit(Permission.SELF)
def show() -> Page:
    """All of it."""
    return page()


@routes.post("/me/sessions/end")
@http.permit(Permission.SELF)
def end_sessions() -> Page:
    """Sign out everywhere, here as well."""
    actor = in_person()
    sign_in.revoke_all(person(actor), by(actor, actor.county))
    return access.take_cookie(current_app.make_response(redirect(url_for("account.sign_in_form"))))


def page(at_fault: str = "", fault: str = "", status: int = 200) -> Page:
    """The page; with a form that was refused, its fault and what was typed."""
    actor = access.actor()
    typed = request.form if status != 200 else {}  # noqa: PLR2004 - a form that came back
    return frame.page(
        "me/show.html",
        status=status,
        positions=belonging.list_of(actor, moment.now()),
        person=person(actor),
        channels=channels.list_of_person(actor.county, actor.person_id),
        sessions=belonging.sessions(actor, moment.now()),
        faults={at_fault: fault},
        typed=typed,
    )


def in_person() -> Actor:
    """Whoever is there in person: what guards an account is not left to programs. Raises `NotAllowed`."""
    actor = access.actor()
    if actor.credential.kind is not Kind.SESSION:
        raise NotAllowed("this is done in a session, not with a token")
    return actor


def person(actor: Actor) -> Person:
    """Their row; raises `NotFound`."""
    return queries.get_person(actor.county, actor.person_id)
