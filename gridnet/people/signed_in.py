"""Who is signed in, whose account is locked: what a security administrator looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text

from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.errors import NotFound
from gridnet.people import lockout, staff
from gridnet.people.lockout import Subject
from gridnet.people.models import Person
from gridnet.people.staff import By

_SESSIONS = text("""
    SELECT web_session.id, web_session.person_id, person.name, web_session.created_at, web_session.seen_at,
           web_session.source, web_session.is_strong
    FROM web_session JOIN person ON person.county = web_session.county AND person.id = web_session.person_id
    WHERE web_session.county = :county AND web_session.revoked_at IS NULL
      AND web_session.seen_at > CAST(:awake_since AS timestamptz) AND web_session.id < CAST(:before AS bigint)
    ORDER BY web_session.id DESC LIMIT CAST(:most AS bigint)
""")


@dataclass(frozen=True, slots=True)
class Locked:
    """An account that is locked, and until when."""

    person: Person
    until: datetime


def list_sessions(county: County, wish: paging.Wish, awake_since: datetime) -> Sequence[Any]:
    """A page of the page sessions that are awake, newest first, one row more than asked for."""
    before = int(paging.read(wish.after, [int])[0]) if wish.after else 2**63 - 1
    asked = {"county": county, "awake_since": awake_since, "before": before, "most": wish.limit + 1}
    return db.run(_SESSIONS, asked)


def list_locked(county: County, at: datetime) -> list[Locked]:
    """The accounts that are locked at `at`. Counters hold hashed names, so the county's logins are gone through."""
    locked = lockout.list_locked(county, at)
    if not locked:
        return []
    persons = db.session.scalars(select(Person).where(Person.county == county, Person.login.is_not(None)))
    named = ((person, locked.get(Subject.account(county, person.login or "").name)) for person in persons)
    return [Locked(person, until) for person, until in named if until is not None]


def unlock(county: County, person_id: int, by: By) -> None:
    """Let somebody try again at once; raises `NotFound` for nobody with a login."""
    person = db.session.get(Person, (county, person_id))
    if person is None or person.login is None:
        raise NotFound(f"there is no account of a person {person_id} in {county}")
    lockout.unlock(Subject.account(county, person.login))
    staff.note(county, "account.unlock", person.id, by)
