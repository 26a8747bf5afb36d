"""Columns that the database must not read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.base import secrets
from gridnet.base.secrets import Unreadable

OLD, NEW = b"o" * 32, b"n" * 32
WHERE = "person.phone:410599"


@pytest.fixture(autouse=True)
def _ring():
    secrets.configure((OLD,))


@given(st.text(), st.text())
def test_what_was_sealed_opens_where_it_was_sealed(text, context):
    assert secrets.open_(secrets.seal(text, context), context) == text


def test_the_same_text_never_looks_the_same():
    assert secrets.seal("13800000000", WHERE) != secrets.seal("13800000000", WHERE)


def test_a_field_moved_elsewhere_does_not_open():
    sealed = secrets.seal("13800000000", WHERE)
    with pytest.raises(Unreadable):
        secrets.open_(sealed, "person.phone:410598")


@given(st.integers(0, 38), st.integers(1, 255))
def test_a_changed_byte_is_noticed(at, change):
    sealed = bytearray(secrets.seal("13800000000", WHERE))
    sealed[at] ^= change
    with pytest.raises(Unreadable):
        secrets.open_(bytes(sealed), WHERE)


@pytest.mark.parametrize("kept", [0, 1, 7, 12, 20])
def test_a_cut_off_field_is_unreadable(kept):
    with pytest.raises(Unreadable):
        secrets.open_(secrets.seal("13800000000", WHERE)[:kept], WHERE)


def test_a_rotated_ring_seals_with_the_new_key_and_still_opens_the_old():
    before = secrets.seal("13800000000", WHERE)
    secrets.configure((NEW, OLD))
    after = secrets.seal("13800000000", WHERE)
    assert secrets.open_(before, WHERE) == "13800000000"
    secrets.configure((NEW,))
    assert secrets.open_(after, WHERE) == "13800000000"
    with pytest.raises(Unreadable):
        secrets.open_(before, WHERE)
