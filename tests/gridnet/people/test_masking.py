"""What is shown to those who need not know."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.people import masking


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800001234", "138****1234"),
        ("0371-60000000", "037******0000"),
        ("1234567", "*******"),  # nothing would be hidden
        ("", ""),
        (None, None),
    ],
)
def test_the_middle_of_a_number_is_hidden(number, shown):
    assert masking.phone(number) == shown


@given(st.text("0123456789", min_size=1, max_size=20))
def test_a_mask_keeps_the_length_and_never_shows_all(number):
    shown = masking.phone(number)
    assert len(shown) == len(number)
    assert shown != number


@pytest.mark.parametrize(("full", "shown"), [("示例甲", "示**"), ("示", "示*"), ("", "*")])
def test_a_name_shows_its_first_character(full, shown):
    assert masking.name(full) == shown
