"""The sign-ins of the sample county: a few of its staff whom anybody may sign in as. No secret, no real people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import Select, select

from gridnet.base import db, secrets
from gridnet.base.settings import Settings
from gridnet.people import account_rules, credentials, sign_in, staff, totp
from gridnet.people.models import Person
from gridnet.people.roles import PRIVILEGED, Role
from gridnet.people.sign_in import Attempt
from gridnet.people.staff import By
from gridnet.sample.ground import COUNTY

#: Known to everybody who reads this, and good for the sample county only.
PASSWORD = "Shili-410599-Xian"  # noqa: S105 - no secret: it is printed for whoever tries the sample county
RULES = account_rules.of(Settings())


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody of the staff who can be signed in as."""

    staff_no: str
    login: str
    role: Role


SIGN_INS = (
    SignIn("SW001", "worker", Role.GRID_WORKER),
    SignIn("SG001", "leader", Role.GRID_LEADER),
    SignIn("SP001", "officer", Role.OFFICER),
    SignIn("SA001", "auxiliary", Role.AUXILIARY),
    SignIn("SV001", "village", Role.VILLAGE_DESK),
    SignIn("ST001", "township", Role.TOWNSHIP_DESK),
    SignIn("SD001", "dispatcher", Role.DISPATCHER),
    SignIn("SC001", "centre", Role.COUNTY_DESK),
    SignIn("SL001", "supervisor", Role.SUPERVISOR),
    SignIn("SDP001", "department", Role.DEPARTMENT_DESK),
    SignIn("SSA001", "admin", Role.SYSTEM_ADMIN),
    SignIn("SSC001", "security", Role.SECURITY_ADMIN),
    SignIn("SAU001", "auditor", Role.AUDITOR),
)
LOGINS = {each.staff_no: each.login for each in SIGN_INS}


@dataclass(frozen=True, slots=True)
class Shown:
    """A sign-in as it is printed: whom it is, and for administrators the secret of the second factor and its code."""

    login: str
    name: str
    role: Role
    secret: str | None
    code: str | None


def give(*, since: datetime) -> None:
    """Let them sign in as of `since`: one password for all, and for administrators a second factor, shown once.

    Whoever tries the sample county is not to change the password for the next one who does: it has no age.
    """
    by, persons = By(since, source="sample"), [_find(each) for each in SIGN_INS]
    sign_in.set_password(persons[0], PASSWORD, by, RULES)
    persons[0].password_at = None
    for person in persons[1:]:  # Argon2id is slow on purpose, and this password is no secret: it is hashed once
        person.password_hash = persons[0].password_hash
        staff.note(COUNTY, "password.set", person.id, by)
    for each, person in zip(SIGN_INS, persons, strict=True):
        if each.role in PRIVILEGED:
            _prove(person, since)


def _prove(person: Person, at: datetime) -> None:
    """As an administrator does it: signed in, enrolled, the first code shown, signed out."""
    session, _ = credentials.open_session(COUNTY, person.id, is_strong=False, source="sample", at=at)
    sign_in.enrol_totp(person, source="sample", at=at)
    code = pyotp.TOTP(_secret(person)).at(at)
    shown = Attempt(county=COUNTY, login=person.login or "", password="", code=code, source="sample", at=at)
    refused = sign_in.prove_totp(person, session.id, shown, RULES)
    assert refused is None, refused
    sign_in.sign_out(COUNTY, person.id, session.id, source="sample", at=at)


def listed(at: datetime) -> Iterator[Shown]:
    """Every sign-in, with the codes that are good at `at`; nothing where the sample county is not loaded."""
    for each in SIGN_INS:
        person = db.session.scalars(_query(each)).first()
        if person is not None and person.password_hash is not None:
            secret = _secret(person) if person.totp_sealed is not None else None
            yield Shown(each.login, person.name, each.role, secret, pyotp.TOTP(secret).at(at) if secret else None)


def _secret(person: Person) -> str:
    assert person.totp_sealed is not None
    return secrets.open_(person.totp_sealed, totp.context(COUNTY))


def _find(each: SignIn) -> Person:
    return db.session.scalars(_query(each)).one()


def _query(each: SignIn) -> Select[Person]:
    return select(Person).where(Person.county == COUNTY, Person.login == each.login)
