"""What makes a good password."""

import argon2
import pytest

from gridnet.base.errors import Invalid
from gridnet.people import passwords


@pytest.mark.parametrize(
    "password",
    [
        "Short-1a",  # too short
        "Aa1-" * 33,  # too long: hashing it would be an attack
        "wheatfield4",  # two kinds only, and not long
        "麦田里的守望者一二三",  # one kind, and not long
        "139001380001",  # long, and a telephone number
        "12345678901A",  # what fingers run along
        "qwertyuiopas",
        "zyxwvutsrqponm",
        "passwordpassword",  # guessed first, twice
        "adminadmin2026",
        "Password123!",  # guessed first
        "P@ssw0rd2026",  # so is its disguise
        "Woaini-52013",
        "Gridnet@2026",
        "Aa1!Aa1!Aa1!",  # few characters, over and over
        "xW00017x-Aaa",  # holds the staff number
        "My-User17-Ab",  # holds the login
    ],
)
def test_a_weak_password_is_refused(password):
    with pytest.raises(Invalid):
        passwords.check(password, "user17", "w00017")


@pytest.mark.parametrize(
    "password",
    [
        "Wheat-field 42",
        "麦田里的Yuan19",
        "correct Horse 7 battery",
        "aB3$fG7&kL",
        "wheat fields in june",
        "麦田里的守望者一二三四五",
    ],
)
def test_a_good_password_passes(password):
    passwords.check(password, "user17", "W00017", "")


def test_a_kept_password_is_recognised_and_not_readable():
    kept = passwords.keep("Wheat-field 42")
    assert kept.startswith("$argon2id$")
    assert passwords.matches("Wheat-field 42", kept)
    assert not passwords.matches("Wheat-field 43", kept)


@pytest.mark.parametrize("kept", [None, "", "not a hash"])
def test_where_nothing_is_kept_nothing_matches(kept):
    assert not passwords.matches("nobody's password", kept)


def test_a_login_that_does_not_exist_is_hashed_all_the_same(monkeypatch):
    """The answer must take as long as for one that exists: so the same work is done."""
    seen = []
    real = argon2.PasswordHasher.verify
    monkeypatch.setattr(argon2.PasswordHasher, "verify", lambda self, *given: seen.append(given) or real(self, *given))
    passwords.matches("Wheat-field 42", None)
    passwords.matches("Wheat-field 42", passwords.keep("Other field 42"))
    parameters = [argon2.extract_parameters(kept) for kept, _ in seen]
    assert parameters[0] == parameters[1]


def test_a_hash_of_weaker_days_is_outdated():
    assert passwords.is_outdated(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x"))
    assert not passwords.is_outdated(passwords.keep("x"))
