"""What follows from what."""

from gridnet import wiring
from gridnet.base.events import Event
from gridnet.incidents import events as incidents
from tests.architecture.sources import CODE, imported


def test_every_reaction_is_to_an_event():
    assert all(issubclass(event, Event) for event in wiring.REACTIONS)


def test_nobody_is_responsible_unless_the_assignment_hears_of_it():
    for event in (incidents.IncidentRaised, incidents.IncidentPlaced, incidents.LegReleased):
        modules = {reaction.__module__ for reaction in wiring.REACTIONS[event]}
        assert "gridnet.assignment.actions" in modules


def test_reactions_are_connected_at_the_edges_only():
    connecting = {path.stem for path in CODE if "gridnet.wiring" in {each[:14] for each in imported(path)}}
    assert connecting <= {"app", "worker", "context", "load", "telling", "__init__"}
