"""Secrets handed out, and the check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.base import tokens

DIGITS = st.text("0123456789", min_size=1, max_size=30)


def test_no_two_secrets_are_alike():
    assert len({tokens.fresh() for _ in range(1000)}) == 1000


def test_a_secret_is_recognised_from_what_is_kept_and_cannot_be_read_from_it():
    secret = tokens.fresh()
    kept = tokens.digest(secret)
    assert tokens.matches(secret, kept)
    assert not tokens.matches(secret + "x", kept)
    assert secret.encode() not in kept


@given(DIGITS)
def test_a_number_with_its_check_digit_is_whole(digits):
    assert tokens.is_checked(digits + tokens.check_digit(digits))


@given(DIGITS, st.data())
def test_exactly_one_digit_checks(digits, data):
    right = tokens.check_digit(digits)
    wrong = data.draw(st.sampled_from([each for each in "0123456789" if each != right]))
    assert not tokens.is_checked(digits + wrong)


@pytest.mark.parametrize(("digits", "check"), [("572", "4"), ("0", "0"), ("", "0")])
def test_the_digit_is_the_one_that_damm_published(digits, check):
    assert tokens.check_digit(digits) == check
