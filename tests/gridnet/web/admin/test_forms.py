"""What was typed into a form, and what is wrong with it."""

from datetime import datetime

import pytest
from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy import select

from gridnet.base import db
from gridnet.base.errors import Conflict, Invalid
from gridnet.people.models import Person
from gridnet.web.admin import forms
from gridnet.web.admin.forms import Form
from tests.factories import people


class Wish(BaseModel):
    """A form with one of each."""

    name: str = Field(max_length=5)
    amount: int = Field(1, ge=1, le=9)
    at: AwareDatetime | None = None


@pytest.fixture
def language():
    return "zh"


@pytest.fixture(autouse=True)
def request_(service, language):
    with service.test_request_context(
        method="POST", data={"name": "  x ", "note": ""}, headers={"Accept-Language": language}
    ):
        yield


def faults(**given):
    with pytest.raises(Invalid) as refused:
        forms.read(Wish, given)
    return {each["field"]: each["message"] for each in refused.value.errors}


def test_blanks_around_what_was_typed_are_taken_off():
    assert forms.typed() == {"name": "x", "note": ""}


def test_what_was_left_empty_is_as_if_it_had_not_been_asked():
    assert forms.read(Wish, {"name": "x", "amount": "", "at": None, "other": "passed over"}) == Wish(name="x")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name", {}),
        ("name", {"name": "longer than five"}),
        ("amount", {"name": "x", "amount": "many"}),
        ("amount", {"name": "x", "amount": "0"}),
        ("amount", {"name": "x", "amount": "10"}),
        ("at", {"name": "x", "at": "tomorrow"}),
        ("at", {"name": "x", "at": datetime(2026, 3, 1).isoformat()}),  # noqa: DTZ001 - in no time zone
    ],
)
def test_every_fault_stands_at_its_field_in_the_viewers_language(field, given, language):
    found = faults(**given)
    assert set(found) == {field}
    assert found[field].isascii() == (language == "en")


@pytest.mark.parametrize(("typed", "number"), [("7", 7), ("", None), ("x", None), ("-1", None), ("9" * 30, None)])
def test_a_number_is_chosen_or_asked_for(typed, number):
    form = Form(typed={"id": typed})
    if number is not None:
        assert forms.number(form, "id") == number
        return
    with pytest.raises(Invalid):
        forms.number(form, "id")


def test_what_a_refusal_had_begun_is_undone_and_told_in_chinese():
    form = Form()

    def do():
        people.person(name="不应留下")
        raise Conflict("it is off the roster already")

    assert not forms.act(form, do)
    assert (form.status, form.fault) == (409, "已不在值班表上")
    assert db.session.scalars(select(Person.id).where(Person.name == "不应留下")).all() == []


def test_what_goes_through_leaves_the_form_alone():
    form = Form()
    assert forms.act(form, lambda: people.person(name="留下"))
    assert (form.status, form.fault, form.faults) == (200, "", {})


def test_a_form_shows_what_was_typed_else_what_stands():
    form = Form(typed={"name": "typed"})
    assert [form.get("name", "stands"), form.get("other", "stands"), form.get("none", None)] == ["typed", "stands", ""]
