"""Where one signs in and out, and how pages look and speak to this browser."""

from urllib.parse import urlsplit

from flask import Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from gridnet.base import county as counties
from gridnet.base import http, moment
from gridnet.base.errors import Invalid
from gridnet.people import access, account_rules, csrf, sign_in
from gridnet.people.roles import Permission
from gridnet.people.sign_in import Attempt, Refused, SignedIn
from gridnet.web import drawing, frame, look, navigation, refusal_words, wording
from gridnet.web.frame import Page, Pages

routes = Pages("account", __name__)

YEAR_S = 31_536_000


@routes.get("/")
def home() -> Page:
    """To where this person begins, or to the way in."""
    actor = frame.find_viewer()
    return frame.go(navigation.first_page(actor) if actor else "account.sign_in_form")


@routes.get("/welcome")
def welcome() -> Page:
    """For whoever holds no position now: there is nothing for them to do, and whom to ask."""
    return frame.page("welcome.html")


@routes.get("/sign-in")
def sign_in_form() -> Page:
    """The form, and why one has to sign in again where that is worth knowing."""
    county, fault = http.settings().home_county, _ended()
    return render_template("sign_in.html", county=county, login="", fault=fault, code=False)


@routes.post("/sign-in")
def do_sign_in() -> Page:
    """Sign in; a refusal is shown with the form, and counted."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    csrf.check(request.method, request.host, site=site, origin=origin)
    typed = {name: request.form.get(name, "").strip() for name in ("county", "login", "code")}
    try:
        county = counties.read(typed["county"])
    except Invalid as error:
        return _again(typed, refusal_words.tell_exactly(error), 422)
    tried = Attempt(
        county=county,
        login=typed["login"],
        password=request.form.get("password", ""),
        code=typed["code"] or None,
        source=access.source(),
        at=moment.now(),
    )
    result = sign_in.attempt(tried, account_rules.of(http.settings()))
    if isinstance(result, SignedIn):
        return _enter(result)
    return _again(typed, _told(result), 403, code=result is Refused.CODE_WANTED)


def _go(where: str) -> Response:
    return current_app.make_response(redirect(where))


def _enter(result: SignedIn) -> Answer:
    wanted = url_for("password.show") if result.must_change else _inside(request.form.get("next", ""))
    return access.give_cookie(_go(wanted), result.cookie)


def _ended() -> str | None:
    found = access.find_replaced()
    if found is None:
        return None
    when = drawing.clock(found.at)
    told = gettext(
        "You signed in somewhere else (%(when)s), so this device was signed out. If that was not you, change your "
        "password at once.",
        when=when,
    )
    return str(told)


def _inside(wanted: str) -> str:
    """Where to go on, if it is one of our own pages."""
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not parts.netloc and not wanted.startswith(("//", "/\\"))
    return wanted if ours else url_for("account.home")


def _again(typed: dict[str, str], fault: str, status: int, *, code: bool = False) -> tuple[str, int]:
    return (
        render_template("sign_in.html", county=typed["county"], login=typed["login"], fault=fault, code=code),
        status,
    )


def _told(refused_: Refused) -> str:
    told: dict[Refused, str] = {
        Refused.WRONG: gettext("The login or the password is not right."),
        Refused.LOCKED: gettext("Too many wrong tries. Wait a quarter of an hour, or ask your administrator."),
        Refused.DORMANT: gettext("Nobody signed in to this account for long, so it is closed. Ask for a new password."),
        Refused.CODE_WANTED: gettext("Type the password again, with the six digits your authenticator shows."),
    }
    return told[refused_]


@routes.post("/sign-out")
def sign_out() -> Page:
    """End this session here and on the server."""
    actor = access.find_actor(Permission.ACCOUNT)
    if actor is not None:
        at, session_id = moment.now(), actor.credential.id
        sign_in.sign_out(actor.county, actor.person_id, session_id, source=actor.source, at=at)
    return access.take_cookie(_go(url_for("account.sign_in_form")))


@routes.post("/language/<language>")
def choose_language(language: str) -> Answer:
    """Show the pages in another language from now on."""
    response = redirect(_inside(request.form.get("next", "")))
    if language in wording.LANGUAGES:
        response.set_cookie(wording.COOKIE, language, max_age=YEAR_S, samesite="Lax", httponly=True)
    return response


@routes.post("/look")
def choose_look() -> Answer:
    """Show the pages light or dark, in normal or large type, from now on."""
    response = redirect(_inside(request.form.get("next", "")))
    wanted = look.choose(request.form.get("theme", ""), request.form.get("type", ""))
    response.set_cookie(look.COOKIE, wanted.write(), max_age=YEAR_S, samesite="Lax", httponly=True)
    return response
