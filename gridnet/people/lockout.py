"""Guessing made slow: wrong passwords are counted for the account and for the source, and either is locked for a while.

A source has more tries than an account, for a whole office may stand behind one address; accounts are counted by the
login as it was typed, whether it exists or not, so that being locked tells nothing. Sources are counted over all
counties, under the county 000000.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from gridnet.base import db
from gridnet.base.county import County
from gridnet.people.models import SignInCounter

EVERYWHERE = County("000000")
SOURCE_FACTOR = 10
FORGET_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many wrong passwords lock an account, and for how long."""

    failures: int
    pause: timedelta


@dataclass(frozen=True, slots=True)
class Subject:
    """What is counted: an account of a county, or a source."""

    county: County
    name: bytes
    factor: int

    @classmethod
    def account(cls, county: County, login: str) -> "Subject":
        """The account behind a login, existing or not."""
        return cls(county, hashlib.sha256(f"account:{login}".encode()).digest(), 1)

    @classmethod
    def source(cls, source: str) -> "Subject":
        """The address that asks."""
        return cls(EVERYWHERE, hashlib.sha256(f"source:{source}".encode()).digest(), SOURCE_FACTOR)


def after(failures: int, failed_at: datetime | None, limits: Limits, factor: int, at: datetime) -> tuple[int, bool]:
    """The count after one more failure at `at`, and whether that locks. Failures older than a pause are forgotten."""
    is_fresh = failed_at is not None and at - failed_at <= limits.pause
    count = (failures if is_fresh else 0) + 1
    return count, count >= limits.failures * factor


def is_locked(subjects: Iterable[Subject], at: datetime) -> bool:
    """Whether any of these is locked at `at`."""
    keys = [(each.county, each.name) for each in subjects]
    query = select(SignInCounter.locked_until).where(
        tuple_(SignInCounter.county, SignInCounter.subject).in_(keys), SignInCounter.locked_until > at
    )
    return db.session.scalars(query).first() is not None


def list_locked(county: County, at: datetime) -> dict[bytes, datetime]:
    """The accounts of a county that are locked at `at`, by their hashed names, and until when."""
    query = select(SignInCounter.subject, SignInCounter.locked_until).where(
        SignInCounter.county == county, SignInCounter.locked_until > at
    )
    return {name: until for name, until in db.session.execute(query).all() if until is not None}


def unlock(subject: Subject) -> None:
    """Forget that an account is locked, and what was counted against it."""
    mine = SignInCounter.county == subject.county, SignInCounter.subject == subject.name
    db.session.execute(delete(SignInCounter).where(*mine), execution_options={"synchronize_session": False})


def count(subject: Subject, limits: Limits, at: datetime) -> bool:
    """Count a failure; returns whether it locks. Two failures at once are both counted."""
    row = {"county": subject.county, "subject": subject.name, "failures": 0, "failed_at": at}
    db.session.execute(insert(SignInCounter).values(row).on_conflict_do_nothing())
    key = (subject.county, subject.name)
    counter = db.session.get_one(SignInCounter, key, with_for_update=True, populate_existing=True)
    counter.failures, locks = after(counter.failures, counter.failed_at, limits, subject.factor, at)
    counter.failed_at = at
    if locks:
        counter.failures, counter.locked_until = 0, at + limits.pause
    db.session.flush()
    return locks


def clear(subject: Subject, at: datetime) -> None:
    """Forget an account's failures after a right password, and those of anybody from long ago."""
    old = SignInCounter.failed_at < at - FORGET_AFTER
    mine = SignInCounter.subject == subject.name
    not_locked = or_(SignInCounter.locked_until.is_(None), SignInCounter.locked_until <= at)
    db.session.execute(
        delete(SignInCounter).where(SignInCounter.county == subject.county, or_(mine, old), not_locked),
        execution_options={"synchronize_session": False},
    )
