"""The county in every key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.base import county
from gridnet.base.errors import Invalid


@given(st.from_regex(r"[0-9]{6}", fullmatch=True).filter(str.isascii))
def test_six_digits_are_a_county(code):
    assert county.read(code) == code


@pytest.mark.parametrize(
    "text", ["", "41059", "4105990", "41059a", " 410599", "410599\n", "４１０５９９", 410599, None]
)
def test_anything_else_is_not(text):
    with pytest.raises(Invalid, match="six-digit division code"):
        county.read(text)


@pytest.mark.parametrize("code", ["410599", "410599001", "410599001002"])
def test_a_division_lies_in_the_county_its_code_begins_with(code):
    assert county.of(code) == "410599"
