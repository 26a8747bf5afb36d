"""What follows from what: event to reactions, in one transaction, in this order; clocks' subjects; what mails carry."""

from collections.abc import Mapping

from gridnet.assignment import actions as assignment
from gridnet.assignment import telling, timing
from gridnet.assignment.events import Assigned
from gridnet.base.events import Reactions
from gridnet.clocks.subjects import SubjectKind
from gridnet.clocks.values import INCIDENT
from gridnet.incidents import clocked
from gridnet.incidents.events import (
    IncidentMoved,
    IncidentPlaced,
    IncidentRaised,
    IncidentReclassified,
    LegMoved,
    LegReleased,
)
from gridnet.notices import duty_telling
from gridnet.notices.attachments import Loader
from gridnet.people.events import DutyRequestMoved
from gridnet.reports.mailing import making as reports
from gridnet.whistle import clocked as whistle_clocked
from gridnet.whistle import steps as whistle
from gridnet.whistle.values import SUMMONS

REACTIONS: Reactions = {
    IncidentRaised: (assignment.assign_both,),
    IncidentPlaced: (assignment.assign_anew, timing.review),
    IncidentReclassified: (timing.end_recast, assignment.assign_recast, timing.review, whistle.end_recast),
    LegReleased: (assignment.assign_again,),
    LegMoved: (timing.follow_step,),
    IncidentMoved: (timing.follow_step, whistle.end_with_case),
    DutyRequestMoved: (duty_telling.tell,),
    Assigned: (timing.start, telling.tell_assignees),  # after the clocks, so that the notice can name the time
}

ATTACHMENTS: Mapping[str, Loader] = {reports.SUBJECT: reports.file_of}

SUBJECTS: Mapping[str, SubjectKind] = {INCIDENT: clocked.SUBJECT, SUMMONS: whistle_clocked.SUBJECT}
