"""Numbers to be read out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.base.errors import NotFound
from gridnet.incidents import numbers

IDS = st.integers(1, 2**63 - 1)
COUNTIES = st.integers(100000, 999999).map(str)


@given(COUNTIES, IDS)
def test_a_number_leads_back_to_its_incident(county, id_):
    assert numbers.read(numbers.write(county, id_)) == (county, id_)


@given(COUNTIES, IDS, st.data())
def test_every_single_wrong_digit_is_caught(county, id_, data):
    digits = numbers.write(county, id_).replace("-", "")
    at = data.draw(st.integers(0, len(digits) - 1))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[at]]))
    with pytest.raises(NotFound):
        numbers.read(digits[:at] + wrong + digits[at + 1 :])


@given(COUNTIES, IDS, st.data())
def test_every_swap_of_neighbours_is_caught(county, id_, data):
    digits = numbers.write(county, id_).replace("-", "")
    at = data.draw(st.integers(0, len(digits) - 2))
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    if swapped != digits:
        with pytest.raises(NotFound):
            numbers.read(swapped)


@pytest.mark.parametrize(
    "spoken",
    [
        "410599-00012345-{check}",
        "41059900012345{check}",
        "410599 0001 2345 {check}",
        "410599－00012345－{check}",  # full-width dashes of a Chinese keyboard
    ],
)
def test_spacing_does_not_matter(spoken):
    check = numbers.write("410599", 12345)[-1]
    assert numbers.read(spoken.format(check=check)) == ("410599", 12345)


@pytest.mark.parametrize("text", ["", "410599", "410599-0001234x-1", "４１０５９９-00012345-8", "1" * 40])
def test_what_is_no_number_is_told_so(text):
    with pytest.raises(NotFound, match="not an incident number"):
        numbers.read(text)
