"""The second factor of one's own account: begun, drawn for an authenticator, proven by its first code."""

from flask import request

from gridnet.base import http, moment
from gridnet.people import account_rules, sign_in, totp
from gridnet.people.roles import Permission
from gridnet.people.sign_in import Attempt, Refused
from gridnet.web import frame, me, qr, refusal_words
from gridnet.web.frame import Page, Pages

routes = Pages("me_factor", __name__)


@routes.get("/me/factor")
@http.permit(Permission.SELF)
def show() -> Page:
    """The secret that waits for its first code, or the way to begin."""
    return _page()


@routes.post("/me/factor")
@http.permit(Permission.SELF)
def begin() -> Page:
    """A new secret; raises `Conflict` where one is in use."""
    actor = me.in_person()
    sign_in.enrol_totp(me.person(actor), source=actor.source, at=moment.now())
    return frame.go("me_factor.show")


@routes.post("/me/factor/proof")
@http.permit(Permission.SELF)
def prove() -> Page:
    """The first code; from now on one is asked at every sign-in."""
    actor = me.in_person()
    person, code = me.person(actor), request.form.get("code", "").strip()
    tried = Attempt(
        county=actor.county, login=person.login or "", password="", code=code, source=actor.source, at=moment.now()
    )
    refused = sign_in.prove_totp(person, actor.credential.id, tried, account_rules.of(http.settings()))
    return _page(refused) if refused else frame.go("me.show", _anchor="factor")


def _page(refused: Refused | None = None) -> Page:
    person = me.person(me.in_person())
    address = totp.pending(person)
    return frame.page(
        "me/factor.html",
        status=403 if refused else 200,
        address=address,
        secret=qr.secret_of(address) if address else "",
        drawn=qr.draw(address) if address else "",
        in_use=person.totp_at is not None,
        fault=refusal_words.tell_guarded(refused) if refused else "",
    )
