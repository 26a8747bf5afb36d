"""Who is asking, as what, and how far they may look: one statement a request, and nothing is let in by default."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from flask import Response, g, request
from sqlalchemy import Row, text, update

from gridnet.base import db, http, moment
from gridnet.base.county import County
from gridnet.base.errors import Invalid, NotAllowed, PasswordRunOut, Replaced, Unauthenticated
from gridnet.base.network import Network
from gridnet.base.reach import COUNTY as COUNTY_DIGITS
from gridnet.base.reach import Reach
from gridnet.base.settings import Settings
from gridnet.people import account_rules, credentials, csrf, roles
from gridnet.people.credentials import Kind, Shown
from gridnet.people.models import AccessToken
from gridnet.people.roles import Permission, Relation, Role

COOKIE = "gridnet_session"
POSITION = "X-Position"
#: Whose words a request carries that was kept on a device for a while: county and person id.
PERSON = "X-Person"
SEEN_EVERY = timedelta(minutes=1)
NOT_GOOD = "this session or token is not, or no longer, good; sign in again"
RUN_OUT = "your password is too old: choose a new one first (POST /api/v1/me/password), then sign in with it"
REPLACED = "this session has ended, for you signed in somewhere else; if that was not you, change your password at once"


@dataclass(frozen=True, slots=True)
class Held:
    """A position somebody holds now."""

    id: int
    county: County
    role: Role
    network: Network | None
    scope: str
    station_code: str | None
    area_id: int | None
    keeps: str | None

    def in_county(self, county: str) -> bool:
        """Whether the position is on the books of this county, so that its rows can refer to it."""
        return self.county == county


@dataclass(frozen=True, slots=True)
class Credential:
    """By what somebody was let in. `permissions` limits a token; None is everything its person may.

    `is_confined`: a session begun with a password that had run out, good for changing it.
    """

    kind: Kind
    id: int
    is_strong: bool
    permissions: frozenset[str] | None
    is_confined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Whoever was let in for a permission: the person, the positions that count, and how far they reach.

    `held` are all positions that count now (one where the request names it), `position` the first of them that
    permits, `reach` all that they let the person look at for this permission.
    """

    county: County
    person_id: int
    name: str
    staff_no: str
    held: tuple[Held, ...]
    position: Held | None
    reach: Reach
    credential: Credential
    source: str

    @property
    def position_id(self) -> int | None:
        """As which position the act is done and recorded; None for what everybody may do with their own account."""
        return self.position.id if self.position else None

    def permitting(self, permission: Permission) -> tuple[Held, ...]:
        """The positions that permit something else as well, by this credential."""
        limits = self.credential.permissions
        if limits is not None and permission not in limits:
            return ()
        return tuple(held for held in self.held if roles.grants(held.role, permission))

    def reach_for(self, permission: Permission) -> Reach:
        """How far they reach for another permission."""
        return reach_of(self.permitting(permission), permission)


def actor() -> Actor:
    """Whoever the guard has let in with this request."""
    return cast("Actor", g.actor)


def guard(permission: str) -> None:
    """Let in whoever holds `permission`, as `actor()`; raises `Unauthenticated` or `NotAllowed`."""
    shown = _shown()
    if shown.kind is Kind.SESSION:
        csrf.check(request.method, host(), site=request.headers.get("Sec-Fetch-Site"), origin=origin())
    named = request.headers.get(POSITION)
    at, keep = moment.now(), not is_watching()
    found = admit(shown, Permission(permission), http.settings(), named=named, source=source(), at=at, keep=keep)
    _check_person(found, request.headers.get(PERSON))
    g.actor = found


def _check_person(found: Actor, meant: str | None) -> None:
    """Refuse what somebody wrote before another person signed in on the same device; raises `Unauthenticated`."""
    if meant is not None and meant != f"{found.county}-{found.person_id}":
        raise Unauthenticated("somebody else wrote this: whoever did must sign in to send it")


def is_watching() -> bool:
    """Whether an open page asks for what is new by itself: that keeps no session from idling out."""
    return request.headers.get("Accept", "").startswith("text/event-stream")


def host() -> str:
    """The name and port we were asked for under."""
    return request.host


def origin() -> str | None:
    """The page the request came from, as the browser says."""
    return request.headers.get("Origin")


def source() -> str:
    """The address the request came from."""
    return request.remote_addr or "unknown"


def _shown() -> Shown:
    authorization = request.headers.get("Authorization", "")
    scheme, _, bearer = authorization.partition(" ")
    if authorization:
        shown = credentials.read_token(bearer.strip()) if scheme.lower() == "bearer" else None
    else:
        shown = credentials.read_session(request.cookies.get(COOKIE, ""))
    if shown is None:
        raise Unauthenticated("sign in (POST /api/v1/sessions), or send `Authorization: Bearer` with a token")
    return shown


_PERSON = """person.id AS person_id, person.name, person.staff_no, person.disabled_at, person.password_at,
    (SELECT coalesce(json_agg(json_build_array(position.id, role, network, scope, station_code, area_id, keeps)
                              ORDER BY position.id), '[]')
     FROM position
     WHERE position.county = :county AND position.person_id = person.id AND withdrawn_at IS NULL
       AND valid_from <= CAST(:at AS timestamptz) AND (valid_to IS NULL OR valid_to > CAST(:at AS timestamptz))
    ) AS held"""
_BY: Mapping[Kind, Any] = {
    Kind.SESSION: text(f"""
        SELECT shown.secret_hash, shown.is_strong, shown.revoked_at, shown.replaced, shown.created_at, shown.seen_at,
               {_PERSON}
        FROM web_session AS shown JOIN person ON person.county = :county AND person.id = shown.person_id
        WHERE shown.county = :county AND shown.id = CAST(:id AS bigint)
    """),  # noqa: S608 - joined from constants
    Kind.TOKEN: text(f"""
        SELECT shown.secret_hash, shown.is_strong, shown.revoked_at, shown.expires_at, shown.permissions,
               shown.last_used_on, {_PERSON}
        FROM access_token AS shown JOIN person ON person.county = :county AND person.id = shown.person_id
        WHERE shown.county = :county AND shown.id = CAST(:id AS bigint)
    """),  # noqa: S608 - joined from constants
}


def admit(  # noqa: PLR0913 - what was shown, for what, and under which circumstances
    shown: Shown,
    permission: Permission,
    settings: Settings,
    *,
    named: str | None,
    source: str,
    at: datetime,
    keep: bool = True,
) -> Actor:
    """Whoever `shown` proves, if they hold `permission`; raises `Unauthenticated` or `NotAllowed`.

    Unless `keep` is false, that counts as use of the credential.
    """
    row = db.run(_BY[shown.kind], {"county": shown.county, "id": shown.id, "at": at}).first()
    if row is None or not credentials.own(shown, row.secret_hash):
        raise Unauthenticated(NOT_GOOD)
    _check_good(shown.kind, row, settings, at)
    is_confined = shown.kind is Kind.SESSION and has_run_out(row.created_at, row.password_at, settings)
    if is_confined and permission is not Permission.ACCOUNT:
        raise PasswordRunOut(RUN_OUT, password_wanted=True)
    if keep:
        _touch(shown, row, at)
    credential = Credential(shown.kind, shown.id, row.is_strong, _limits(shown.kind, row), is_confined)
    every = [_held(shown.county, *values) for values in row.held]
    counted = tuple(held for held in every if row.is_strong or held.role not in roles.PRIVILEGED)
    held = _named(named, counted) if named else counted
    able = _able(held, permission, credential, is_weak=len(counted) < len(every))
    return Actor(
        county=shown.county,
        person_id=row.person_id,
        name=row.name,
        staff_no=row.staff_no,
        held=held,
        position=able[0] if able else None,
        reach=reach_of(able, permission),
        credential=credential,
        source=source,
    )


def _check_good(kind: Kind, row: Row[Any], settings: Settings, at: datetime) -> None:
    """Refuse a credential that is no longer good; raises `Unauthenticated`, `Replaced` where that is why."""
    if kind is Kind.SESSION and row.replaced:
        when = moment.local(row.revoked_at)
        raise Replaced(f"{REPLACED} ({when:%Y-%m-%d %H:%M})", when)
    is_current = row.expires_at > at if kind is Kind.TOKEN else is_awake(row.created_at, row.seen_at, settings, at)
    if row.revoked_at is not None or row.disabled_at is not None or not is_current:
        raise Unauthenticated(NOT_GOOD)


def has_run_out(begun_at: datetime, password_at: datetime | None, settings: Settings) -> bool:
    """Whether a session begun at this time may do nothing but change the password."""
    return account_rules.has_run_out(password_at, account_rules.of(settings), begun_at)


def is_awake(created_at: datetime, seen_at: datetime, settings: Settings, at: datetime) -> bool:
    """Whether a session has neither idled too long nor lasted too long by `at`."""
    idle, whole = timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours)
    return at - seen_at < idle and at - created_at < whole


def _limits(kind: Kind, row: Row[Any]) -> frozenset[str] | None:
    if kind is Kind.SESSION or row.permissions is None:
        return None
    return frozenset(row.permissions)


@lru_cache(maxsize=4096)  # the same few people knock again and again; a position's columns say all there is to it
def _held(  # noqa: PLR0913, PLR0917 - the columns of a position
    county: County,
    id_: int,
    role: str,
    network: str | None,
    scope: str,
    station_code: str | None,
    area_id: int | None,
    keeps: str | None,
) -> Held:
    return Held(id_, county, Role(role), Network(network) if network else None, scope, station_code, area_id, keeps)


def _named(text_: str, held: Iterable[Held]) -> tuple[Held, ...]:
    """The one position the request names; raises `Invalid` or `NotAllowed`."""
    if not text_.isascii() or not text_.isdigit():
        raise Invalid(f"{POSITION} takes the id of a position; GET /api/v1/me lists yours")
    found = tuple(each for each in held if each.id == int(text_))
    if not found:
        raise NotAllowed(f"you do not hold position {text_} now; GET /api/v1/me lists yours")
    return found


def _able(held: Iterable[Held], permission: Permission, by: Credential, *, is_weak: bool) -> tuple[Held, ...]:
    """The positions that permit; raises `NotAllowed` where none does, unless everybody may."""
    is_everybodys = permission in roles.EVERYBODYS
    if by.permissions is not None and permission not in by.permissions and not is_everybodys:
        raise NotAllowed(f"this token was not made for {permission}")
    able = tuple(each for each in held if roles.grants(each.role, permission))
    if able or is_everybodys:
        return able
    if is_weak:
        raise NotAllowed(f"{permission} wants a second factor: enrol one (POST /api/v1/me/totp) and sign in with it")
    raise NotAllowed(f"none of your positions permits {permission}")


def reach_of(held: Iterable[Held], permission: Permission) -> Reach:
    """How far these positions let somebody look for a permission."""
    pairs = [(each, grant.relation) for each in held for grant in roles.grants(each.role, permission)]
    return Reach.of(
        [
            each.scope[:COUNTY_DIGITS] if relation is Relation.COUNTY else each.scope
            for each, relation in pairs
            if relation in {Relation.COUNTY, Relation.SCOPE}
        ],
        [
            (each.county, each.area_id)
            for each, relation in pairs
            if relation is Relation.AREA and each.area_id is not None
        ],
        [each.county for each, relation in pairs if relation is Relation.OWN],
    )


_SEEN = text("""
    UPDATE web_session SET seen_at = :at WHERE (county, id) IN (
        SELECT county, id FROM web_session WHERE county = :county AND id = CAST(:id AS bigint) FOR UPDATE SKIP LOCKED)
""")


def _touch(shown: Shown, row: Row[Any], at: datetime) -> None:
    """Note that the credential is in use: a session once a minute, a token once a day; never waiting for a lock."""
    if shown.kind is Kind.SESSION and at - row.seen_at >= SEEN_EVERY:
        db.session.execute(_SEEN, {"county": shown.county, "id": shown.id, "at": at})
    elif shown.kind is Kind.TOKEN and row.last_used_on != at.astimezone(UTC).date():
        here = (AccessToken.county == shown.county, AccessToken.id == shown.id)
        db.session.execute(update(AccessToken).where(*here).values(last_used_on=at.astimezone(UTC).date()))


def give_cookie(response: Response, cookie: str) -> Response:
    """Hand the browser its session: unreadable for scripts, not sent along by other sites, gone with the browser."""
    secure = http.settings().secure_cookies or request.is_secure
    response.set_cookie(COOKIE, cookie, httponly=True, samesite="Lax", secure=secure, path="/")
    return response


def take_cookie(response: Response) -> Response:
    """Let the browser forget its session."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", path="/")
    return response


def visiting() -> Shown | None:
    """The session the browser brings along, believed or not; for doors that need no sign-in."""
    return credentials.read_session(request.cookies.get(COOKIE, ""))


def find_actor(permission: Permission = Permission.SELF) -> Actor | None:
    """Whoever is signed in on a page that is open to all, or None."""
    shown = visiting()
    if shown is None:
        return None
    try:
        return admit(shown, permission, http.settings(), named=None, source=source(), at=moment.now())
    except (Unauthenticated, NotAllowed):
        return None


def find_replaced() -> Replaced | None:
    """That the session the browser brings along ended for another one, where that is so."""
    shown = visiting()
    if shown is None:
        return None
    try:
        admit(shown, Permission.ACCOUNT, http.settings(), named=None, source=source(), at=moment.now(), keep=False)
    except Replaced as ended:
        return ended
    except (Unauthenticated, NotAllowed):
        pass
    return None
