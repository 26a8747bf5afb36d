"""Changing one's own password; whoever's has run out is led here and to nothing else."""

from datetime import datetime

from flask import current_app, request, url_for
from flask_babel import gettext

from gridnet.base import http, moment
from gridnet.base.county import County
from gridnet.people import access, account_rules, passwords, queries, sign_in
from gridnet.people.access import Actor
from gridnet.people.passwords import Weak, Weakness
from gridnet.people.roles import Permission
from gridnet.people.sign_in import Attempt, Refused
from gridnet.web import frame
from gridnet.web.frame import Page, Pages

routes = Pages("password", __name__)


@routes.get("/password")
@http.permit(Permission.ACCOUNT)
def show() -> Page:
    """The form."""
    return _form()


@routes.post("/password")
@http.permit(Permission.ACCOUNT)
def change() -> Page:
    """Change it and go on in a fresh session; what is at fault is told beside its field, and nothing is changed."""
    actor, new, at = access.actor(), request.form.get("new", ""), moment.now()
    if new != request.form.get("again", ""):
        return _form(again=gettext("These two are not the same."))
    try:
        refused = _change(actor, new, at)
    except Weak as weak:
        return _form(new=_weak(weak.weakness))
    if refused is not None:
        return _form(old=_told(refused))
    return access.give_cookie(current_app.make_response(frame.go("account.home")), sign_in.go_on(actor, at))


def _change(actor: Actor, new: str, at: datetime) -> Refused | None:
    person = queries.get_person(County(actor.county), actor.person_id)
    tried = Attempt(
        county=actor.county,
        login=person.login or "",
        password=request.form.get("old", ""),
        code=None,
        source=actor.source,
        at=at,
    )
    return sign_in.change_password(person, tried, new, account_rules.of(http.settings()))


def _form(**faults: str) -> Page:
    confined = access.actor().credential.is_confined
    return frame.page(
        "password.html",
        status=422 if faults else 200,
        action=url_for("password.change"),
        faults=faults,
        is_confined=confined,
        shortest=passwords.SHORTEST,
        long=passwords.LONG,
    )


def _told(refused: Refused) -> str:
    if refused is Refused.LOCKED:
        return str(gettext("Too many wrong tries. Wait a quarter of an hour, or ask your administrator."))
    return str(gettext("This is not your present password."))


def _weak(weakness: Weakness) -> str:
    told: dict[Weakness, str] = {
        Weakness.LENGTH: gettext("This is too short, or longer than 128 characters."),
        Weakness.MIXTURE: gettext("This is too plain: make it longer, or mix three kinds of characters."),
        Weakness.COMMON: gettext("This is among the first to be guessed."),
        Weakness.NAME: gettext("This holds your login or your staff number."),
        Weakness.USED: gettext("You have had this one; choose one you have not had."),
    }
    return told[weakness]
