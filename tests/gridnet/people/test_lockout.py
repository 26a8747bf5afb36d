"""Guessing made slow."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from gridnet.base import db
from gridnet.people import lockout
from gridnet.people.lockout import Limits, Subject
from gridnet.people.models import SignInCounter
from tests.factories.people import AT, COUNTY

LIMITS = Limits(failures=5, pause=timedelta(minutes=15))
MINUTE = timedelta(minutes=1)
ACCOUNT = Subject.account(COUNTY, "user1")
SOURCE = Subject.source("192.0.2.1")


@pytest.mark.parametrize(
    ("failures", "ago", "factor", "expected"),
    [
        (0, None, 1, (1, False)),  # the first
        (3, MINUTE, 1, (4, False)),
        (4, MINUTE, 1, (5, True)),  # the fifth locks
        (4, 15 * MINUTE, 1, (5, True)),  # still within the pause
        (4, 16 * MINUTE, 1, (1, False)),  # the others are long ago
        (4, MINUTE, 10, (5, False)),  # a source has more tries
        (49, MINUTE, 10, (50, True)),
        (4, -MINUTE, 1, (5, True)),  # the clock jumped back
    ],
)
def test_failures_add_up_and_are_forgotten(failures, ago, factor, expected):
    failed_at = None if ago is None else AT - ago
    assert lockout.after(failures, failed_at, LIMITS, factor, AT) == expected


def fail(subject, times, at=AT):
    return [lockout.count(subject, LIMITS, at) for _ in range(times)]


@pytest.mark.db
@pytest.mark.usefixtures("committing")
def test_failures_at_once_are_all_counted(fresh):
    """Guessing in parallel gains nothing: the fifth of them locks, whichever it is."""
    subject = Subject.account(fresh, "user1")

    def guess(_):
        try:
            with db.transaction():
                return lockout.count(subject, LIMITS, AT)
        finally:
            db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        locks = list(pool.map(guess, range(10)))
    assert locks.count(True) == 2


@pytest.mark.usefixtures("session")
class TestCounters:
    def test_the_fifth_failure_locks_for_a_while(self):
        assert fail(ACCOUNT, 5) == [False, False, False, False, True]
        assert lockout.is_locked([ACCOUNT], AT + 14 * MINUTE)
        assert not lockout.is_locked([ACCOUNT], AT + 15 * MINUTE)

    def test_after_the_pause_there_are_five_tries_again(self):
        fail(ACCOUNT, 5)
        assert fail(ACCOUNT, 4, AT + 16 * MINUTE) == [False] * 4

    def test_other_accounts_stay_open(self):
        fail(ACCOUNT, 5)
        assert not lockout.is_locked([Subject.account(COUNTY, "user2"), SOURCE], AT)

    def test_a_source_is_locked_over_all_accounts_and_counties(self):
        assert fail(SOURCE, 50)[-1]
        assert lockout.is_locked([Subject.account("410598", "user9"), SOURCE], AT)

    def test_a_right_password_forgets_the_failures(self):
        fail(ACCOUNT, 4)
        lockout.clear(ACCOUNT, AT)
        assert fail(ACCOUNT, 4) == [False] * 4

    def test_counters_of_long_ago_go_with_the_next_sign_in(self, session):
        fail(Subject.account(COUNTY, "gone"), 1, AT - timedelta(days=2))
        fail(Subject.account(COUNTY, "fresh"), 1)
        lockout.clear(ACCOUNT, AT)
        left = {row.subject for row in session.query(SignInCounter)}
        assert left == {Subject.account(COUNTY, "fresh").name}

    def test_no_login_is_kept_in_clear(self, session):
        fail(ACCOUNT, 1)
        assert all(b"user1" not in row.subject for row in session.query(SignInCounter))
