"""What follows from what."""

from dataclasses import dataclass

import pytest

from gridnet.base import events
from gridnet.base.county import County
from gridnet.base.events import Event


@dataclass(frozen=True, kw_only=True)
class Rang(Event):
    times: int = 1


class Mute(Event):
    pass


HERE = County("410599")


@pytest.fixture
def connect(monkeypatch):
    monkeypatch.setattr(events, "_reactions", {})
    return events.connect


def test_reactions_run_in_the_order_of_the_table(connect):
    heard = []
    connect({Rang: (lambda event: heard.append(("first", event.times)), lambda event: heard.append(("second", 0)))})
    events.emit(Rang(county=HERE, times=3))
    assert heard == [("first", 3), ("second", 0)]


def test_an_event_without_reactions_is_told_to_nobody(connect):
    heard = []
    connect({Rang: (heard.append,)})
    events.emit(Mute(county=HERE))
    assert heard == []


def test_an_error_stops_the_rest_and_reaches_whoever_told(connect):
    heard = []

    def fail(event):
        raise RuntimeError("broken")

    connect({Rang: (fail, heard.append)})
    with pytest.raises(RuntimeError, match="broken"):
        events.emit(Rang(county=HERE))
    assert heard == []
