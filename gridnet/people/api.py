"""The doors of people: signing in, one's own account, tokens; those of staff and of duty hang here as well."""

from flask import Response

from gridnet.base import county as counties
from gridnet.base import http, moment
from gridnet.base.county import County
from gridnet.base.db import Routes
from gridnet.base.errors import NotAllowed, Refusal, TooMany, Unauthenticated
from gridnet.people import (
    access,
    account_rules,
    credentials,
    csrf,
    duty_api,
    lists,
    queries,
    requests_api,
    schemas,
    showing,
    sign_in,
    staff_api,
)
from gridnet.people.access import Actor
from gridnet.people.credentials import Kind
from gridnet.people.models import Person
from gridnet.people.roles import Permission
from gridnet.people.sign_in import Attempt, Refused
from gridnet.people.staff import By

routes = Routes("people", __name__, url_prefix="/api/v1")
routes.register_blueprint(staff_api.routes)
routes.register_blueprint(duty_api.routes)
routes.register_blueprint(requests_api.routes)

DORMANT = (
    "this account was closed, for nobody signed in to it for long; ask a security administrator for a new password"
)
_REFUSALS: dict[Refused, tuple[type[Refusal], str]] = {
    Refused.WRONG: (Unauthenticated, "the county, the login, the password or the code is not right"),
    Refused.LOCKED: (TooMany, "too many wrong passwords; wait a while, then try again"),
    Refused.DORMANT: (NotAllowed, DORMANT),
    Refused.CODE_WANTED: (Unauthenticated, "the code of the second factor is wanted as well"),
}


def refusal(refused: Refused) -> Refusal:
    """A refused sign-in as the problem it is answered with; returned, not raised, for its failure is kept."""
    kind, sentence = _REFUSALS[refused]
    return kind(sentence, code_wanted=refused is Refused.CODE_WANTED)


@routes.post("/sessions")
@http.open_to_all
@http.door(takes=schemas.SignInIn, gives=schemas.MeOut, status=201, summary="Sign in", tags=["account"])
def open_session(body: schemas.SignInIn) -> Response:
    """Sign in: the session comes as a cookie, and any session the browser had before ends."""
    csrf.check_sign_in(access.host(), access.origin())
    county = counties.read(body.county or http.settings().home_county)
    tried = Attempt(
        county=county,
        login=body.login,
        password=body.password,
        code=body.code,
        source=access.source(),
        at=moment.now(),
    )
    found = sign_in.attempt(tried, account_rules.of(http.settings()))
    if isinstance(found, Refused):
        return http.problem(refusal(found))
    return welcome(found.cookie, tried)


def welcome(cookie: str, tried: Attempt) -> Response:
    """The answer to a sign-in that went well."""
    sign_in.leave_behind(access.visiting(), tried)
    shown = credentials.read_session(cookie)
    assert shown is not None
    actor = access.admit(shown, Permission.ACCOUNT, http.settings(), named=None, source=tried.source, at=tried.at)
    return access.give_cookie(http.respond(showing.me(actor), 201), cookie)


@routes.delete("/sessions/current")
@http.permit(Permission.ACCOUNT)
@http.door(status=204, summary="Sign out", tags=["account"])
def close_session() -> Response:
    """End this session, and let the browser forget it."""
    actor = access.actor()
    if actor.credential.kind is Kind.SESSION:
        sign_in.sign_out(actor.county, actor.person_id, actor.credential.id, source=actor.source, at=moment.now())
    return access.take_cookie(Response(status=204))


@routes.delete("/sessions")
@http.permit(Permission.SELF)
@http.door(gives=schemas.RevokedOut, summary="End all my sessions and tokens", tags=["account"])
def close_all() -> schemas.RevokedOut:
    """End everything that acts in one's name, this session included."""
    actor = access.actor()
    sessions, ended = sign_in.revoke_all(_me(actor), By(moment.now(), actor.person_id, None, actor.source))
    return schemas.RevokedOut(sessions=sessions, tokens=ended)


@routes.get("/me")
@http.permit(Permission.ACCOUNT)
@http.door(gives=schemas.MeOut, summary="Who I am here, as what, and what that permits", tags=["account"])
def show_me() -> schemas.MeOut:
    """Whoever is signed in."""
    return showing.me(access.actor())


@routes.post("/me/password")
@http.permit(Permission.ACCOUNT)
@http.door(takes=schemas.PasswordIn, status=204, summary="Change my password", tags=["account"])
def change_password(body: schemas.PasswordIn) -> Response:
    """Change one's own password; every session ends, this one too. A wrong old one counts as a failed sign-in."""
    person, tried = _again(password=body.old)
    refused = sign_in.change_password(person, tried, body.new, account_rules.of(http.settings()))
    return http.problem(refusal(refused)) if refused else access.take_cookie(Response(status=204))


@routes.post("/me/totp")
@http.permit(Permission.SELF)
@http.door(gives=schemas.TotpOut, status=201, summary="Begin with a second factor", tags=["account"])
def enrol_totp() -> schemas.TotpOut:
    """A new secret for the second factor, shown once."""
    actor = _in_person()
    return schemas.TotpOut(address=sign_in.enrol_totp(_me(actor), source=actor.source, at=moment.now()))


@routes.post("/me/totp/proof")
@http.permit(Permission.SELF)
@http.door(takes=schemas.CodeIn, status=204, summary="Show the first code of the second factor", tags=["account"])
def prove_totp(body: schemas.CodeIn) -> Response:
    """From now on the second factor is asked at sign-in, and this session counts as strong."""
    person, tried = _again(code=body.code)
    rules = account_rules.of(http.settings())
    refused = sign_in.prove_totp(person, access.actor().credential.id, tried, rules)
    return http.problem(refusal(refused)) if refused else Response(status=204)


@routes.get("/tokens")
@http.permit(Permission.TOKEN_MANAGE)
@http.door(gives=schemas.TokenList, summary="My tokens that are still good", tags=["account"])
def list_tokens() -> schemas.TokenList:
    """The tokens that act in one's own name."""
    actor = access.actor()
    rows = lists.list_tokens(actor.county, actor.person_id, moment.now())
    return schemas.TokenList(items=[showing.token(row) for row in rows])


@routes.post("/tokens")
@http.permit(Permission.TOKEN_MANAGE)
@http.door(takes=schemas.TokenIn, gives=schemas.TokenMade, status=201, summary="Make a token", tags=["account"])
def make_token(body: schemas.TokenIn) -> schemas.TokenMade:
    """A token for a program, shown once; it can do no more than its maker."""
    actor, at = access.actor(), moment.now()
    credentials.check_subset(body.permissions, actor.credential.permissions)
    row, secret = credentials.issue_token(
        actor.county,
        actor.person_id,
        body.name,
        permissions=body.permissions,
        expires_at=body.expires_at,
        is_strong=actor.credential.is_strong,
        by=actor.person_id,
        source=actor.source,
        at=at,
    )
    return showing.token_made(row, secret)


@routes.delete("/tokens/<int:token_id>")
@http.permit(Permission.TOKEN_MANAGE)
@http.door(status=204, summary="Revoke one of my tokens", tags=["account"])
def revoke_token(token_id: int) -> Response:
    """From now on the token opens nothing."""
    actor = access.actor()
    token = credentials.get_token(actor.county, token_id, of=actor.person_id)
    credentials.revoke_token(token, by=actor.person_id, source=actor.source, at=moment.now())
    return Response(status=204)


def _in_person() -> Actor:
    """Whoever is there in person: what guards an account is not left to programs. Raises `NotAllowed`."""
    actor = access.actor()
    if actor.credential.kind is not Kind.SESSION:
        raise NotAllowed("this is done in a session, not with a token")
    return actor


def _again(*, password: str = "", code: str | None = None) -> tuple[Person, Attempt]:
    """A secret asked again of whoever is there in person."""
    actor = _in_person()
    person = _me(actor)
    tried = Attempt(
        county=actor.county,
        login=person.login or "",
        password=password,
        code=code,
        source=actor.source,
        at=moment.now(),
    )
    return person, tried


def _me(actor: Actor) -> Person:
    return queries.get_person(County(actor.county), actor.person_id)
