"""What was typed, read into a report."""

import pytest

from gridnet.base.errors import Invalid
from gridnet.web.report.form import Form

WHOLE = {
    "client_ref": "form-0001",
    "category": "0402",
    "where": "place",
    "lng": "113.6",
    "lat": "34.7",
    "text": "路灯不亮",
}


@pytest.fixture(autouse=True)
def _words(whole):
    with whole.test_request_context(headers={"Accept-Language": "en"}):
        yield


def test_a_whole_form_is_a_report():
    body = Form(WHOLE | {"accuracy_m": "12"}).read()
    assert (body.category, body.place.accuracy_m, body.address) == ("0402", 12, None)


@pytest.mark.parametrize(
    ("typed", "at_fault"),
    [
        ({"category": ""}, "category"),
        ({"text": "  "}, "text"),
        ({"lng": ""}, "where"),
        ({"where": "grid"}, "grid_code"),
        ({"where": "address"}, "address"),
        ({"handled": "1"}, "handled_how"),
        ({"contact_phone": "no digits"}, "contact_phone"),
        ({"lng": "east"}, "where"),
        ({"client_ref": "!"}, "client_ref"),
    ],
)
def test_what_is_missing_or_cannot_be_is_told_beside_its_field(typed, at_fault):
    form = Form(WHOLE | typed)
    assert form.read() is None
    assert list(form.faults) == [at_fault]


@pytest.mark.parametrize(
    ("where", "kept"),
    [("grid", {"grid_code": "G1"}), ("address", {"address": "示例路 1 号"})],
)
def test_only_the_way_that_was_chosen_says_where(where, kept):
    body = Form(WHOLE | {"where": where, "grid_code": "G1", "address": "示例路 1 号"}).read()
    assert body.place is None
    assert kept.items() <= body.model_dump().items()


def test_a_refusal_stands_beside_the_field_it_names():
    form = Form(WHOLE)
    form.refuse(Invalid("x", errors=[{"field": "handled_on_the_spot", "message": "for the community side"}]))
    assert form.faults == {"handled_how": "for the community side"}


def test_a_refusal_without_a_field_is_about_the_whole():
    form = Form(WHOLE)
    form.refuse(Invalid("the clock is wrong"))
    assert form.faults == {"": "the clock is wrong"}
