"""Locked accounts and sessions, as a security administrator sees them."""

from datetime import timedelta

import pytest

from gridnet.base import paging
from gridnet.base.errors import NotFound
from gridnet.people import lockout, signed_in
from gridnet.people.lockout import Limits, Subject
from gridnet.people.staff import By
from tests.factories import people
from tests.factories.people import AT

LIMITS = Limits(1, timedelta(minutes=15))


@pytest.fixture
def locked(session, fresh):
    person = people.person(fresh, login="sample01")
    people.person(fresh, login="sample02")
    lockout.count(Subject.account(fresh, "sample01"), LIMITS, AT)
    return person


def test_a_locked_account_is_found_by_its_person(fresh, locked):
    (found,) = signed_in.list_locked(fresh, AT)
    assert (found.person, found.until) == (locked, AT + LIMITS.pause)


def test_unlocking_lets_them_try_at_once(fresh, locked):
    signed_in.unlock(fresh, locked.id, By(AT))
    assert signed_in.list_locked(fresh, AT) == []
    assert not lockout.is_locked([Subject.account(fresh, "sample01")], AT)


def test_nobody_is_nobody(session, fresh):
    with pytest.raises(NotFound):
        signed_in.unlock(fresh, 1, By(AT))


def test_sessions_that_sleep_are_not_shown(session, fresh):
    person = people.person(fresh)
    people.cookie(person, at=AT)
    shown = signed_in.list_sessions(fresh, paging.Wish(), AT - timedelta(minutes=30))
    asleep = signed_in.list_sessions(fresh, paging.Wish(), AT + timedelta(minutes=1))
    assert ([row.person_id for row in shown], list(asleep)) == ([person.id], [])
