"""Forms as shapes."""

import pytest

from gridnet.base.errors import Invalid
from gridnet.incidents.schemas import StepIn
from gridnet.web import forms


def test_what_was_left_empty_is_absent():
    read = forms.take(StepIn, {"step": "accept", "network": "", "reason": " ", "csrf": "x"})
    assert (read.step, read.network, read.reason) == ("accept", None, "")


@pytest.mark.parametrize(
    ("given", "field"),
    [({"step": "fly"}, "step"), ({}, "step"), ({"step": "accept", "reason": "x" * 501}, "reason")],
)
def test_what_is_wrong_is_named_by_its_field(given, field):
    with pytest.raises(Invalid) as refused:
        forms.take(StepIn, given)
    assert [each["field"] for each in refused.value.errors] == [field]


def test_text_that_no_database_keeps_is_refused():
    with pytest.raises(Invalid, match="NUL"):
        forms.take(StepIn, {"step": "accept", "reason": "a\0b"})
