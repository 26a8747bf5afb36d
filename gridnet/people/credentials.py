"""Sessions and tokens: secrets handed out once, recognised again, revoked at once.

A session's cookie holds `<county>.<id>.<secret>`, a token reads `gn_<county>_<id>_<secret>`. The county and the id
find the row by its key; the secret, of which only a digest is kept, proves it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CursorResult, select, update

from gridnet.base import audit, db, tokens
from gridnet.base.county import County
from gridnet.base.errors import Invalid, NotAllowed, NotFound
from gridnet.people.models import AccessToken, WebSession
from gridnet.people.roles import Permission

LONGEST = timedelta(days=366)

_SESSION = re.compile(r"([0-9]{6})\.([0-9]{1,18})\.([A-Za-z0-9_-]{20,64})", re.ASCII)
_TOKEN = re.compile(r"gn_([0-9]{6})_([0-9]{1,18})_([A-Za-z0-9_-]{20,64})", re.ASCII)


class Kind(StrEnum):
    """What somebody showed to be let in."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - the name of a kind


@dataclass(frozen=True, slots=True)
class Shown:
    """A credential as it was shown, not yet believed."""

    kind: Kind
    county: County
    id: int
    secret: str


def read_session(cookie: str) -> Shown | None:
    """The session a cookie names, or None for what was never ours."""
    found = _SESSION.fullmatch(cookie)
    return Shown(Kind.SESSION, County(found[1]), int(found[2]), found[3]) if found else None


def read_token(bearer: str) -> Shown | None:
    """The token after `Bearer`, or None for what was never ours."""
    found = _TOKEN.fullmatch(bearer)
    return Shown(Kind.TOKEN, County(found[1]), int(found[2]), found[3]) if found else None


def open_session(
    county: County, person_id: int, *, is_strong: bool, source: str, at: datetime
) -> tuple[WebSession, str]:
    """A fresh session and its cookie. Never an old one taken further: so nobody can plant a session beforehand."""
    secret = tokens.fresh()
    session = WebSession(
        county=county,
        person_id=person_id,
        secret_hash=tokens.digest(secret),
        created_at=at,
        seen_at=at,
        source=source,
        is_strong=is_strong,
    )
    db.session.add(session)
    db.session.flush()
    return session, f"{county}.{session.id}.{secret}"


def issue_token(  # noqa: PLR0913 - a token has that many properties, named by the caller
    county: County,
    person_id: int,
    name: str,
    *,
    permissions: Sequence[Permission] | None,
    expires_at: datetime,
    is_strong: bool,
    by: int | None,
    source: str,
    at: datetime,
) -> tuple[AccessToken, str]:
    """A fresh token and the text to be shown once; raises `Invalid` for one that would outlast a year."""
    if not at < expires_at <= at + LONGEST:
        raise Invalid(f"a token expires within {LONGEST.days} days; make a new one then")
    secret = tokens.fresh()
    token = AccessToken(
        county=county,
        person_id=person_id,
        name=name,
        secret_hash=tokens.digest(secret),
        permissions=None if permissions is None else sorted(permissions),
        created_at=at,
        expires_at=expires_at,
        is_strong=is_strong,
        created_by=by,
    )
    db.session.add(token)
    db.session.flush()
    audit.write(county, "token.make", at=at, person_id=by, subject=("access_token", token.id), source=source)
    return token, f"gn_{county}_{token.id}_{secret}"


def check_subset(wanted: Sequence[Permission] | None, held: frozenset[str] | None) -> None:
    """Refuse a token that could do more than the credential it is made with; raises `NotAllowed`."""
    if held is not None and (wanted is None or not held.issuperset(wanted)):
        raise NotAllowed("a token cannot be given more than you may do yourself right now")


def get_token(county: County, token_id: int, *, of: int | None = None) -> AccessToken:
    """The token, of this person where one is named; raises `NotFound`."""
    token = db.session.get(AccessToken, (county, token_id))
    if token is None or (of is not None and token.person_id != of):
        raise NotFound(f"there is no token {token_id} in {county}")
    return token


def revoke_token(token: AccessToken, *, by: int | None, source: str, at: datetime) -> None:
    """From now on the token opens nothing; revoking it again changes nothing."""
    if token.revoked_at is not None:
        return
    token.revoked_at = at
    db.session.flush()
    subject = ("access_token", token.id)
    audit.write(County(token.county), "token.revoke", at=at, person_id=by, subject=subject, source=source)


def revoke_session(county: County, session_id: int, at: datetime) -> None:
    """From now on the session opens nothing."""
    here = (WebSession.county == county, WebSession.id == session_id, WebSession.revoked_at.is_(None))
    db.session.execute(update(WebSession).where(*here).values(revoked_at=at))


def replace_sessions(county: County, person_id: int, keep: int, at: datetime) -> int:
    """End all but the last `keep` sessions of a person, noting that later ones took their place; returns how many."""
    mine = (WebSession.county == county, WebSession.person_id == person_id, WebSession.revoked_at.is_(None))
    last = select(WebSession.id).where(*mine).order_by(WebSession.id.desc()).limit(keep)
    ended = update(WebSession).where(*mine, WebSession.id.not_in(last)).values(revoked_at=at, replaced=True)
    found = db.session.execute(ended, execution_options={"synchronize_session": False})
    assert isinstance(found, CursorResult)
    return found.rowcount


def revoke_sessions(county: County, person_id: int, at: datetime, *, but: int | None = None) -> int:
    """End every session of a person (but one); returns how many."""
    mine = (WebSession.county == county, WebSession.person_id == person_id, WebSession.revoked_at.is_(None))
    found = db.session.execute(update(WebSession).where(*mine, WebSession.id != (but or 0)).values(revoked_at=at))
    assert isinstance(found, CursorResult)
    return found.rowcount


def revoke_tokens(county: County, person_id: int, at: datetime) -> int:
    """End every token of a person; returns how many."""
    mine = (AccessToken.county == county, AccessToken.person_id == person_id, AccessToken.revoked_at.is_(None))
    found = db.session.execute(update(AccessToken).where(*mine).values(revoked_at=at))
    assert isinstance(found, CursorResult)
    return found.rowcount


def own(proven: Shown, kept: bytes) -> bool:
    """Whether the secret shown is the one kept, in constant time."""
    return tokens.matches(proven.secret, kept)
