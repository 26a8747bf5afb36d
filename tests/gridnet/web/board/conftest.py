"""Pages of the board through the application, by people of a staffed county, at people.AT."""

import pytest
from sqlalchemy import inspect

from gridnet import wiring
from gridnet.base import db, events
from gridnet.incidents import numbers
from gridnet.incidents.models import Incident
from gridnet.people.models import Position
from tests import clients
from tests.factories import incidents


@pytest.fixture(autouse=True)
def _wired(service, monkeypatch):
    monkeypatch.setattr(events, "_reactions", wiring.REACTIONS)


@pytest.fixture
def county(session):
    """A county with somebody in every seat."""
    return incidents.staffed()


@pytest.fixture
def desk(service, county):
    """`desk("dispatcher")` opens pages as whoever sits there."""
    held = {name: (position.county, position.id) for name, position in county.positions.items()}

    def seated(seat="dispatcher"):
        return clients.Caller(service, db.session.get_one(Position, held[seat]))

    return seated


@pytest.fixture
def again():
    """The row as it is now: each request has a session of its own."""
    return lambda row: db.session.get_one(Incident, inspect(row).identity, populate_existing=True)


@pytest.fixture
def number_of():
    """The number of a row."""
    return lambda row: numbers.write(*inspect(row).identity)
