"""The statements that write incidents."""

import json

from sqlalchemy import inspect

from gridnet.base import secrets
from gridnet.base.county import County
from gridnet.incidents import writing
from gridnet.incidents.models import Incident
from tests.factories import incidents
from tests.factories.people import AT

HERE = County("410599")


def test_a_receipt_is_given_once_and_draws_an_id(session):
    given = [("ref-a", b"1", HERE), ("ref-b", b"2", HERE)]
    first = writing.receive(HERE, given, at=AT)
    assert set(first) == {"ref-a", "ref-b"}
    assert first["ref-a"] != first["ref-b"]
    assert writing.receive(HERE, [*given, ("ref-c", b"3", HERE)], at=AT).keys() == {"ref-c"}


def test_a_receipt_taken_back_can_be_given_again(session):
    writing.receive(HERE, [("ref-a", b"1", HERE), ("ref-b", b"1", HERE)], at=AT)
    writing.take_back(HERE, ["ref-a"])
    assert writing.receive(HERE, [("ref-a", b"2", HERE), ("ref-b", b"2", HERE)], at=AT).keys() == {"ref-a"}


def test_nothing_is_taken_back_where_nothing_is_named(session):
    writing.receive(HERE, [("ref-a", b"1", HERE)], at=AT)
    writing.take_back(HERE, [])
    assert writing.receive(HERE, [("ref-a", b"1", HERE)], at=AT) == {}


def test_the_incident_in_memory_is_the_incident_in_the_table(county, session):
    """The answer to a report is made without reading it again: every column must agree."""
    sealed = secrets.seal(json.dumps({"phone": "13800000000"}), "incident.contact.410599")
    report = incidents.report(at_=(3.2, 3.2), address="示例路", people_count=3, contact_sealed=sealed, captured_at=AT)
    taken = incidents.raised(at_=(3.2, 3.2), address="示例路", people_count=3, contact_sealed=sealed, captured_at=AT)
    memory = writing.as_incident(taken.raised, report)
    table = session.get(Incident, (taken.county, taken.id))
    apart = {"place", "contact_sealed"}  # read back in another form, and never shown
    for column in inspect(Incident).column_attrs:
        if column.key not in apart:
            assert getattr(memory, column.key) == getattr(table, column.key), column.key
    assert table.contact_sealed == sealed


def test_text_of_every_kind_comes_back_as_it_was_written(county, session):
    words = "a\"b\\c'd\n\t 𠮷😀 \u2028 ; DROP TABLE incident -- %s %(x)s :x {}"
    assert incidents.incident(text=words, address=words).address == words
