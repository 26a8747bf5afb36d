"""Refusals and the statuses they are answered with."""

import pytest

from gridnet.base import errors


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.Unauthenticated, 401),
        (errors.NotAllowed, 403),
        (errors.NotFound, 404),
        (errors.Conflict, 409),
        (errors.Stale, 412),
        (errors.TooLarge, 413),
        (errors.Unsupported, 415),
        (errors.Invalid, 422),
        (errors.TooMany, 429),
    ],
)
def test_each_refusal_has_its_status(kind, status):
    assert kind("sentence").status == status


def test_a_refusal_carries_its_sentence_its_fields_and_what_else_helps():
    refusal = errors.Conflict("used before", errors=[{"field": "client_ref"}], number="410599-00000001-0")
    assert str(refusal) == "used before"
    assert refusal.errors == [{"field": "client_ref"}]
    assert refusal.extra == {"number": "410599-00000001-0"}


def test_a_stale_version_is_a_conflict_to_whoever_does_not_tell_them_apart():
    assert issubclass(errors.Stale, errors.Conflict)
