"""What follows from what: event to reactions, in the same transaction, in this order."""

from gridnet.assignment import actions as assignment
from gridnet.assignment import telling
from gridnet.assignment.events import Assigned
from gridnet.base.events import Reactions
from gridnet.incidents.events import IncidentPlaced, IncidentRaised, LegReleased

REACTIONS: Reactions = {
    IncidentRaised: (assignment.assign_both,),
    IncidentPlaced: (assignment.assign_anew,),
    LegReleased: (assignment.assign_again,),
    Assigned: (telling.tell_assignees,),  # after the clocks, so that the notice can name the time
}
