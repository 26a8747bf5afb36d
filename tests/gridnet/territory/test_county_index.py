"""Which county a place lies in, from memory, and never from a memory that has grown stale for good."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from gridnet.base import db
from gridnet.territory import county_index
from gridnet.territory.models import DivisionOutline
from tests.factories import territory as factories
from tests.factories.territory import SINCE, at, box

NEXT = SINCE + timedelta(days=30)


@pytest.mark.parametrize(
    ("column", "row", "expected"),
    [
        (0.5, 0.5, "990101"),  # inside
        (1.0, 0.5, "990101"),  # on the edge of both: the smaller one
        (3.5, 0.5, "990102"),
        (9.0, 0.5, None),  # outside every county
        (-0.0001, 0.5, None),
    ],
)
def test_a_place_lies_in_one_county_or_none(session, column, row, expected):
    factories.county_outline(box(0, 0, 1, 1))
    factories.county_outline(box(1, 0, 4, 1), "990102")
    assert county_index.county_at(at(column, row), SINCE) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (SINCE - timedelta(days=1), None),  # before any outline
        (SINCE, "990101"),
        (NEXT - timedelta(seconds=1), "990101"),
        (NEXT, "990102"),  # the ground has passed to another county
    ],
)
def test_each_moment_has_its_own_counties(session, moment, expected):
    factories.county_outline(box(0, 0, 1, 1), valid_to=NEXT)
    factories.county_outline(box(0, 0, 1, 1), "990102", valid_from=NEXT)
    assert county_index.county_at(at(0.5, 0.5), moment) == expected


def test_a_city_without_counties_may_have_an_outline(session):
    factories.county_outline(box(0, 0, 1, 1), "990300")
    assert county_index.county_at(at(0.5, 0.5), SINCE) == "990300"


def change(session):
    """An outline that another process ends, and one that it adds."""
    ended = update(DivisionOutline).values(valid_to=NEXT)
    session.execute(ended)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (1.0, "990101"),  # asked again at once: from memory
        (county_index.CHECK_EVERY_S + 1, None),  # looked at again: the outline has ended
    ],
)
def test_a_change_by_another_process_is_seen_within_seconds(session, monkeypatch, seconds, expected):
    factories.county_outline(box(0, 0, 1, 1))
    now = [1000.0]
    monkeypatch.setattr(county_index, "monotonic", lambda: now[0])
    assert county_index.county_at(at(0.5, 0.5), NEXT) == "990101"
    change(session)
    now[0] += seconds
    assert county_index.county_at(at(0.5, 0.5), NEXT) == expected


def test_whoever_changes_the_outlines_may_have_them_read_at_once(session):
    factories.county_outline(box(0, 0, 1, 1))
    assert county_index.county_at(at(0.5, 0.5), NEXT) == "990101"
    change(session)
    county_index.forget()
    assert county_index.county_at(at(0.5, 0.5), NEXT) is None


def test_another_database_is_another_memory(session, engine):
    factories.county_outline(box(0, 0, 1, 1))
    assert county_index.county_at(at(0.5, 0.5), SINCE) == "990101"
    db.session.remove()
    db.session.configure(bind=engine)
    assert county_index.county_at(at(0.5, 0.5), SINCE) is None


def test_whoever_comes_while_the_outlines_are_read_waits_for_them(session, monkeypatch):
    factories.county_outline(box(0, 0, 1, 1))
    answers, read = [], county_index._read

    def slow():
        second.start()
        second.join(0.2)  # it would answer from an empty memory by now
        return read()

    monkeypatch.setattr(county_index, "_read", slow)
    index = county_index.CountyIndex()
    second = threading.Thread(target=lambda: answers.append(index.find(at(0.5, 0.5), SINCE)))
    answers.append(index.find(at(0.5, 0.5), SINCE))
    second.join()
    assert answers == ["990101", "990101"]


def test_a_look_that_fails_is_no_look(session, monkeypatch):
    factories.county_outline(box(0, 0, 1, 1))
    index = county_index.CountyIndex()
    with monkeypatch.context() as broken:
        broken.setattr(county_index, "_stamp", _gone)
        with pytest.raises(ConnectionError):
            index.find(at(0.5, 0.5), SINCE)
    assert index.find(at(0.5, 0.5), SINCE) == "990101"


def _gone():
    raise ConnectionError("the database is gone")
