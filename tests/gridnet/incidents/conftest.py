"""What follows from what, as in the running service."""

import pytest

from gridnet import wiring
from gridnet.base import events
from tests.factories import incidents


@pytest.fixture(autouse=True)
def _wired(monkeypatch):
    monkeypatch.setattr(events, "_reactions", wiring.REACTIONS)


@pytest.fixture
def county(session):
    """A county with somebody in every seat."""
    return incidents.staffed()
