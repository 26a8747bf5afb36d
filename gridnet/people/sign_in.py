"""Signing in and out, and what an account may do about itself.

A refused sign-in is an answer, not an error: its failure must be counted and audited, so nothing here raises after
it has written. The door answers with what it is told, and the transaction is kept.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from gridnet.base import audit, db
from gridnet.base.county import County
from gridnet.base.errors import Conflict
from gridnet.people import account_rules, credentials, lockout, password_history, passwords, staff, totp
from gridnet.people.access import Actor
from gridnet.people.account_rules import Rules
from gridnet.people.credentials import Shown
from gridnet.people.lockout import Subject
from gridnet.people.models import Person, WebSession
from gridnet.people.passwords import Weak, Weakness
from gridnet.people.staff import By

LONGEST_LOGIN = 64


class Refused(StrEnum):
    """Why a sign-in was refused, as far as the person may know."""

    WRONG = "wrong"
    LOCKED = "locked"
    CODE_WANTED = "code_wanted"
    DORMANT = "dormant"


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
    """The session that was opened, and the cookie that proves it.

    `must_change`: the password has run out, and until it is changed the session can do nothing else. `replaced`: so
    many sessions ended for this one.
    """

    person: Person
    session: WebSession
    cookie: str
    must_change: bool
    replaced: int


def attempt(tried: Attempt, rules: Rules) -> SignedIn | Refused:
    """Open a session for whoever knows the password (and the code), or say why not; counted and audited either way."""
    account, source = Subject.account(tried.county, _plain(tried.login)), Subject.source(tried.source)
    if lockout.is_locked((account, source), tried.at):
        _audit(tried, None, "locked")
        return Refused.LOCKED
    person = _find(tried.county, _plain(tried.login))
    right = passwords.matches(tried.password, person.password_hash if person else None)
    if person is None or not right or person.disabled_at is not None:
        return _fail(tried, person, (account, source), rules)
    if person.totp_at is not None and not tried.code:
        return Refused.CODE_WANTED
    return _finish(tried, person.id, (account, source), rules)


def _finish(tried: Attempt, person_id: int, counted: tuple[Subject, Subject], rules: Rules) -> SignedIn | Refused:
    """The password was right: the row is locked, so that a code is good once even when it is sent twice at once."""
    person = db.lock(Person, tried.county, person_id)
    if lockout.is_locked(counted, tried.at):
        _audit(tried, person, "locked")
        return Refused.LOCKED
    is_strong = person.totp_at is not None
    if is_strong and not totp.accepts(person, tried.code or "", tried.at):
        return _fail(tried, person, counted, rules)
    if account_rules.is_dormant(person.password_at, person.signed_in_at, rules, tried.at):
        _audit(tried, person, "dormant")
        return Refused.DORMANT
    if person.password_hash and passwords.is_outdated(person.password_hash):
        person.password_hash = passwords.keep(tried.password)
    lockout.clear(counted[0], tried.at)
    return _open(tried, person, rules, is_strong=is_strong)


def _open(tried: Attempt, person: Person, rules: Rules, *, is_strong: bool) -> SignedIn:
    """Open the session, and end those that are now too many."""
    person.signed_in_at = tried.at
    session, cookie = credentials.open_session(
        tried.county, person.id, is_strong=is_strong, source=tried.source, at=tried.at
    )
    replaced = credentials.replace_sessions(tried.county, person.id, rules.sessions, tried.at) if rules.sessions else 0
    _audit(tried, person, "done", session=session.id, replaced=replaced)
    must_change = account_rules.has_run_out(person.password_at, rules, tried.at)
    return SignedIn(person, session, cookie, must_change, replaced)


def _fail(tried: Attempt, person: Person | None, counted: tuple[Subject, ...], rules: Rules) -> Refused:
    locks = [lockout.count(subject, rules.lockout, tried.at) for subject in counted]
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


def leave_behind(brought: Shown | None, tried: Attempt) -> None:
    """End the session a browser brought along to a sign-in, if it is good: nobody goes on in a planted one."""
    if brought is None:
        return
    session = db.session.get(WebSession, (brought.county, brought.id))
    if session is not None and credentials.own(brought, session.secret_hash):
        credentials.revoke_session(brought.county, brought.id, tried.at)


def revoke_all(person: Person, by: By) -> tuple[int, int]:
    """End every session and token of a person; returns how many of each."""
    county = County(person.county)
    sessions = credentials.revoke_sessions(county, person.id, by.at)
    tokens = credentials.revoke_tokens(county, person.id, by.at)
    staff.note(county, "credentials.revoke", person.id, by, sessions=sessions, tokens=tokens)
    return sessions, tokens


def set_password(person: Person, password: str, by: By, rules: Rules) -> None:
    """Give a person a password; every session they have ends. Raises `Weak` for a weak one or one of their last."""
    if person.login is None:
        raise Conflict("this person has no login; give them one first")
    passwords.check(password, person.login, person.staff_no)
    password_history.check(person, password, rules.remembered)
    password_history.remember(person, rules.remembered)
    person.password_hash, person.password_at = passwords.keep(password), by.at
    credentials.revoke_sessions(County(person.county), person.id, by.at)
    staff.note(County(person.county), "password.set", person.id, by)


def change_password(person: Person, tried: Attempt, new: str, rules: Rules) -> Refused | None:
    """Change one's own password; a wrong old one counts like a failed sign-in. Raises `Weak` for a weak new one."""
    passwords.check(new, person.login or "", person.staff_no)
    if tried.password == new:
        raise Weak("the new password is the old one", Weakness.USED)
    refused = _guarded(tried, person, passwords.matches(tried.password, person.password_hash), rules)
    if refused is None:
        set_password(person, new, By(tried.at, person.id, None, tried.source), rules)
    return refused


def go_on(actor: Actor, at: datetime) -> str:
    """The cookie of a fresh session, as strong as the one that has just ended with a changed password."""
    session, cookie = credentials.open_session(
        actor.county, actor.person_id, is_strong=actor.credential.is_strong, source=actor.source, at=at
    )
    detail = {"session": session.id, "follows": actor.credential.id}
    audit.write(actor.county, "sign_in", at=at, person_id=actor.person_id, source=actor.source, detail=detail)
    return cookie


def _guarded(tried: Attempt, person: Person, right: object, rules: Rules) -> Refused | None:
    """Whether a secret asked again within a session was right, counted like a sign-in, so that it cannot be guessed."""
    counted = Subject.account(tried.county, _plain(tried.login)), Subject.source(tried.source)
    if lockout.is_locked(counted, tried.at):
        return Refused.LOCKED
    return None if right else _fail(tried, person, counted, rules)


def enrol_totp(person: Person, *, source: str, at: datetime) -> str:
    """Begin with a second factor; raises `Conflict` when one is in use (a security administrator can take it away)."""
    if person.totp_at is not None:
        raise Conflict("a second factor is in use already; a security administrator can take it away")
    address = totp.enrol(person)
    staff.note(County(person.county), "totp.enrol", person.id, By(at, person.id, None, source))
    return address


def prove_totp(person: Person, session_id: int, tried: Attempt, rules: Rules) -> Refused | None:
    """Show the first code: from now on it is asked at every sign-in, and this session counts as strong."""
    person = db.lock(Person, person.county, person.id)
    refused = _guarded(tried, person, totp.accepts(person, tried.code or "", tried.at), rules)
    if refused is None:
        db.lock(WebSession, person.county, session_id).is_strong = True
        staff.note(County(person.county), "totp.prove", person.id, By(tried.at, person.id, None, tried.source))
    return refused


def drop_totp(person: Person, by: By) -> None:
    """Take a lost second factor away; every session and token of the person ends."""
    person.totp_sealed, person.totp_at, person.totp_step = None, None, None
    staff.note(County(person.county), "totp.drop", person.id, by)
    revoke_all(person, by)
