"""Refusals in words."""

import pytest
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.exceptions import NotFound as NoPage

from gridnet.base.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from gridnet.people.sign_in import Refused
from gridnet.web import refusal_words


@pytest.fixture(autouse=True)
def _english(service):
    with service.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.mark.parametrize("error", [Conflict("x"), Stale("x")])
def test_what_came_second_is_told_so(error):
    assert "moved on" in refusal_words.tell(error)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Conflict("this year is published already"), "this year is published already"),  # no case has moved on there
        (NotAllowed("none of your positions permits it"), "That is not for you to do here."),
        (NotFound("there is no incident 7"), "There is no such thing, or none that you may see."),
        (NoPage(), "There is no such thing, or none that you may see."),
        (MethodNotAllowed(), MethodNotAllowed.description),
    ],
)
def test_a_page_of_any_kind_says_what_it_refuses_for(error, told):
    assert refusal_words.tell_anywhere(error) == told


def test_what_is_wrong_with_a_form_is_told_by_its_field():
    assert "four characters" in refusal_words.tell(Invalid("x", errors=[{"field": "reason", "message": "short"}]))
    assert refusal_words.tell(Invalid("of its own", errors=[{"field": "other"}])) == "of its own"


def test_a_code_that_was_refused_says_why():
    assert {refusal_words.tell_guarded(each) for each in (Refused.WRONG, Refused.LOCKED)} >= {
        "This is not the code that the authenticator shows now."
    }
