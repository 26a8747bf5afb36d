"""The first pages: where one signs in, and what waits for one."""

from urllib.parse import urlsplit

from flask import Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from gridnet.base import county as counties
from gridnet.base import http, moment
from gridnet.base.db import Routes
from gridnet.base.errors import Invalid, Refusal, Unauthenticated
from gridnet.incidents import waiting
from gridnet.incidents.schemas import MineQuery
from gridnet.people import access, csrf, sign_in
from gridnet.people.sign_in import Attempt, Refused, SignedIn
from gridnet.web import wording

routes = Routes("web", __name__)

Page = str | Answer | tuple[str, int]

CONTENT_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"


@routes.after_request
def protect(response: Response) -> Response:
    """Nothing from elsewhere, no framing, no guessing."""
    response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY + "; frame-ancestors 'none'")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


@routes.errorhandler(Refusal)
def refused(error: Refusal) -> Page:
    """A refusal as a page; whoever has not signed in is shown where."""
    if isinstance(error, Unauthenticated):
        return redirect(url_for("web.sign_in_form", next=request.full_path.rstrip("?")))
    return render_template("refusal.html", error=error), error.status


@routes.get("/")
def home() -> Page:
    """What waits for me, or the way in."""
    actor = access.find_actor()
    if actor is None:
        return redirect(url_for("web.sign_in_form"))
    mine = waiting.page(actor, MineQuery(), moment.now()).items
    return render_template("home.html", actor=actor, mine=mine, local=moment.local)


@routes.get("/sign-in")
def sign_in_form() -> Page:
    """The form."""
    return render_template("sign_in.html", county=http.settings().home_county, login="", fault=None, code=False)


@routes.post("/sign-in")
def do_sign_in() -> Page:
    """Sign in; a refusal is shown with the form, and counted."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    csrf.check(request.method, request.host, site=site, origin=origin)
    typed = {name: request.form.get(name, "").strip() for name in ("county", "login", "code")}
    try:
        county = counties.read(typed["county"])
    except Invalid as error:
        return _again(typed, str(error), 422)
    tried = Attempt(
        county=county,
        login=typed["login"],
        password=request.form.get("password", ""),
        code=typed["code"] or None,
        source=access.source(),
        at=moment.now(),
    )
    result = sign_in.attempt(tried, sign_in.limits(http.settings()))
    if isinstance(result, SignedIn):
        return _enter(result)
    return _again(typed, _told(result), 403, code=result is Refused.CODE_WANTED)


def _go(where: str) -> Response:
    return current_app.make_response(redirect(where))


def _enter(result: SignedIn) -> Answer:
    return access.give_cookie(_go(_inside(request.form.get("next", ""))), result.cookie)


def _inside(wanted: str) -> str:
    """Where to go on, if it is one of our own pages."""
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not parts.netloc and not wanted.startswith(("//", "/\\"))
    return wanted if ours else url_for("web.home")


def _again(typed: dict[str, str], fault: str, status: int, *, code: bool = False) -> tuple[str, int]:
    return (
        render_template("sign_in.html", county=typed["county"], login=typed["login"], fault=fault, code=code),
        status,
    )


def _told(refused_: Refused) -> str:
    told: dict[Refused, str] = {
        Refused.WRONG: gettext("The login or the password is not right."),
        Refused.LOCKED: gettext("Too many wrong tries. Wait a quarter of an hour, or ask your administrator."),
        Refused.CODE_WANTED: gettext("Type the password again, with the six digits your authenticator shows."),
    }
    return told[refused_]


@routes.post("/sign-out")
def sign_out() -> Page:
    """End this session here and on the server."""
    actor = access.find_actor()
    if actor is not None:
        at, session_id = moment.now(), actor.credential.id
        sign_in.sign_out(actor.county, actor.person_id, session_id, source=actor.source, at=at)
    return access.take_cookie(_go(url_for("web.sign_in_form")))


@routes.post("/language/<language>")
def choose_language(language: str) -> Answer:
    """Show the pages in another language from now on."""
    response = redirect(_inside(request.form.get("next", "")))
    if language in wording.LANGUAGES:
        response.set_cookie(wording.COOKIE, language, max_age=31536000, samesite="Lax", httponly=True)
    return response
