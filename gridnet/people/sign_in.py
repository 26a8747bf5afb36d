"""Signing in and out, and what an account may do about itself.

A refused sign-in is an answer, not an error: its failure must be counted and audited, so nothing here raises after
it has written. The door answers with what it is told, and the transaction is kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from gridnet.base import audit, db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotAllowed
from gridnet.base.settings import Settings
from gridnet.people import credentials, lockout, passwords, totp
from gridnet.people.lockout import Limits, Subject
from gridnet.people.models import Person, WebSession

LONGEST_LOGIN = 64


class Refused(StrEnum):
    """Why a sign-in was refused, as far as the person may know."""

    WRONG = "wrong"
    LOCKED = "locked"
    CODE_WANTED = "code_wanted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What somebody typed, and from where."""

    county: County
    login: str
    password: str
    code: str | None
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The session that was opened, and the cookie that proves it."""

    person: Person
    session: WebSession
    cookie: str


def limits(settings: Settings) -> Limits:
    """How many failures lock, from the settings."""
    return Limits(settings.lockout_failures, timedelta(minutes=settings.lockout_minutes))


def attempt(tried: Attempt, allowed: Limits) -> SignedIn | Refused:
    """Open a session for whoever knows the password (and the code), or say why not; counted and audited either way."""
    account, source = Subject.account(tried.county, _plain(tried.login)), Subject.source(tried.source)
    if lockout.is_locked((account, source), tried.at):
        _audit(tried, None, "locked")
        return Refused.LOCKED
    person = _find(tried.county, _plain(tried.login))
    right = passwords.matches(tried.password, person.password_hash if person else None)
    if person is None or not right or person.disabled_at is not None:
        return _fail(tried, person, (account, source), allowed)
    if person.totp_at is not None and not tried.code:
        return Refused.CODE_WANTED
    return _finish(tried, person.id, (account, source), allowed)


def _finish(tried: Attempt, person_id: int, counted: tuple[Subject, Subject], allowed: Limits) -> SignedIn | Refused:
    """The password was right: the row is locked, so that a code is good once even when it is sent twice at once."""
    person = db.lock(Person, tried.county, person_id)
    if lockout.is_locked(counted, tried.at):
        _audit(tried, person, "locked")
        return Refused.LOCKED
    is_strong = person.totp_at is not None
    if is_strong and not totp.accepts(person, tried.code or "", tried.at):
        return _fail(tried, person, counted, allowed)
    if person.password_hash and passwords.is_outdated(person.password_hash):
        person.password_hash = passwords.keep(tried.password)
    lockout.clear(counted[0], tried.at)
    session, cookie = credentials.open_session(
        tried.county, person.id, is_strong=is_strong, source=tried.source, at=tried.at
    )
    _audit(tried, person, "done", session=session.id)
    return SignedIn(person, session, cookie)


def _fail(tried: Attempt, person: Person | None, counted: tuple[Subject, ...], allowed: Limits) -> Refused:
    locks = [lockout.count(subject, allowed, tried.at) for subject in counted]
    _audit(tried, person, "refused")
    if any(locks):
        what = "account" if locks[0] else "source"
        audit.write(tried.county, "sign_in.lock", at=tried.at, source=tried.source, detail={"what": what})
    return Refused.WRONG


def _find(county: County, login: str) -> Person | None:
    return db.session.scalars(select(Person).where(Person.county == county, Person.login == login)).first()


def _plain(login: str) -> str:
    return login.strip().lower()[:LONGEST_LOGIN]


def _audit(tried: Attempt, person: Person | None, outcome: str, **detail: int) -> None:
    audit.write(
        tried.county,
        "sign_in",
        at=tried.at,
        person_id=person.id if person else None,
        outcome=outcome,
        source=tried.source,
        detail=detail,
    )


def sign_out(county: County, person_id: int, session_id: int, *, source: str, at: datetime) -> None:
    """End this session."""
    credentials.revoke_session(county, session_id, at)
    audit.write(county, "sign_out", at=at, person_id=person_id, source=source, detail={"session": session_id})


def revoke_all(  # noqa: PLR0913 - whose, by whom, from where, when
    county: County, person_id: int, *, by: int | None, position_id: int | None, source: str, at: datetime
) -> tuple[int, int]:
    """End every session and token of a person; returns how many of each."""
    ended = credentials.revoke_sessions(county, person_id, at), credentials.revoke_tokens(county, person_id, at)
    audit.write(
        county,
        "credentials.revoke",
        at=at,
        person_id=by,
        position_id=position_id,
        subject=("person", person_id),
        source=source,
        detail={"sessions": ended[0], "tokens": ended[1]},
    )
    return ended


def set_password(person: Person, password: str, *, by: int | None, at: datetime, source: str = "") -> None:
    """Give a person a password; every session they have elsewhere ends. Raises `Invalid` for a weak one."""
    if person.login is None:
        raise Conflict("this person has no login; give them one first")
    passwords.check(password, person.login, person.staff_no)
    person.password_hash, person.password_at = passwords.keep(password), at
    county = County(person.county)
    credentials.revoke_sessions(county, person.id, at)
    audit.write(county, "password.set", at=at, person_id=by, subject=("person", person.id), source=source)


def change_password(person: Person, old: str, new: str, *, source: str, at: datetime) -> None:
    """Change one's own password; raises `NotAllowed` when the old one is wrong."""
    if not passwords.matches(old, person.password_hash):
        raise NotAllowed("the old password is not right")
    if old == new:
        raise Invalid("the new password is the old one")
    set_password(person, new, by=person.id, at=at, source=source)


def enrol_totp(person: Person, *, source: str, at: datetime) -> str:
    """Begin with a second factor; raises `Conflict` when one is in use (a security administrator can take it away)."""
    if person.totp_at is not None:
        raise Conflict("a second factor is in use already; a security administrator can take it away")
    address = totp.enrol(person)
    audit.write(County(person.county), "totp.enrol", at=at, person_id=person.id, source=source)
    return address


def prove_totp(person: Person, session_id: int, code: str, *, source: str, at: datetime) -> bool:
    """Show the first code: from now on it is asked at every sign-in, and this session counts as strong."""
    accepted = totp.accepts(person, code, at)
    if accepted:
        session = db.lock(WebSession, person.county, session_id)
        session.is_strong = True
    outcome = "done" if accepted else "refused"
    audit.write(County(person.county), "totp.prove", at=at, person_id=person.id, outcome=outcome, source=source)
    return accepted


def drop_totp(person: Person, *, by: int | None, position_id: int | None, source: str, at: datetime) -> None:
    """Take a lost second factor away; every session and token of the person ends."""
    person.totp_sealed, person.totp_at, person.totp_step = None, None, None
    county = County(person.county)
    subject = ("person", person.id)
    audit.write(county, "totp.drop", at=at, person_id=by, position_id=position_id, subject=subject, source=source)
    revoke_all(county, person.id, by=by, position_id=position_id, source=source, at=at)
