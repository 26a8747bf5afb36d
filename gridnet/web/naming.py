"""States, roles, steps, stages and positions by the names people use."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from gridnet.base.network import Network
from gridnet.clocks.ladder import Mark
from gridnet.clocks.values import PauseReason, Stage
from gridnet.incidents.lifecycle import LegState, Role, State, Step
from gridnet.people.duty import Reason
from gridnet.people.roles import Role as PositionRole
from gridnet.whistle.values import Stage as WhistleStage

STATES: Mapping[str, LazyString] = {
    LegState.ASSIGNED: _("to be accepted"),
    LegState.ACCEPTED: _("accepted"),
    LegState.DEPARTED: _("on the way"),
    LegState.ON_SCENE: _("on the scene"),
    LegState.HANDLING: _("being handled"),
    LegState.SUSPENDED: _("suspended"),
    LegState.HANDLED: _("handled"),
    LegState.CLOSED: _("closed"),
    LegState.RELEASED: _("given back"),
    State.VERIFIED: _("verified"),
    State.REJECTED: _("rejected"),
    State.DUPLICATE: _("a duplicate"),
    State.CONVERTED: _("converted"),
}
ROLES: Mapping[Role, LazyString] = {
    Role.LEAD: _("leading"),
    Role.ASSIST: _("assisting"),
    Role.INFORM: _("to be informed"),
}
NETWORKS: Mapping[Network, LazyString] = {
    Network.COMMUNITY: _("Community"),
    Network.POLICE: _("Police"),
}
STEPS: Mapping[Step, LazyString] = {
    Step.ACCEPT: _("Accept"),
    Step.DECLINE: _("Decline"),
    Step.CONTACT: _("Rang the reporter"),
    Step.DEPART: _("On my way"),
    Step.ARRIVE: _("Arrived"),
    Step.HANDLE: _("Handled"),
    Step.SUSPEND: _("Suspend"),
    Step.RESUME: _("Resume"),
    Step.HAND_OVER: _("Hand over"),
    Step.ESCALATE: _("Pass to the grid leader"),
    Step.VERIFY: _("Verify"),
    Step.REWORK: _("Send back"),
    Step.CLOSE: _("Close the case"),
    Step.FOLLOW_UP: _("Rung back"),
    Step.REOPEN: _("Reopen"),
    Step.REJECT: _("Reject"),
    Step.DUPLICATE: _("Mark as duplicate"),
    Step.CONVERT: _("Convert"),
}
STAGES: Mapping[str, LazyString] = {
    Stage.ACCEPT: _("accepting"),
    Stage.ARRIVE: _("arriving"),
    Stage.HANDLE: _("handling"),
    Stage.VERIFY: _("verifying"),
    Stage.FOLLOW_UP: _("ringing back"),
    WhistleStage.ACKNOWLEDGE: _("acknowledging"),
    WhistleStage.ATTEND: _("reporting on the spot"),
}
MARKS: Mapping[Mark, LazyString] = {
    Mark.REMIND: _("Reminder"),
    Mark.YELLOW: _("Yellow card"),
    Mark.RED: _("Red card"),
    Mark.CONFERENCE: _("Case conference"),
}
PAUSE_REASONS: Mapping[PauseReason, LazyString] = {
    PauseReason.WAITING_FOR_RESIDENT: _("waiting for the resident"),
    PauseReason.COURT_OR_APPRAISAL: _("court or appraisal"),
    PauseReason.FORCE_MAJEURE: _("force majeure"),
    PauseReason.APPROVED_DELAY: _("approved delay"),
}
POSITIONS: Mapping[PositionRole, LazyString] = {
    PositionRole.GRID_WORKER: _("Grid worker"),
    PositionRole.GRID_HELPER: _("Grid helper"),
    PositionRole.GRID_LEADER: _("Grid leader"),
    PositionRole.OFFICER: _("Community officer"),
    PositionRole.AUXILIARY: _("Auxiliary police"),
    PositionRole.STATION_DUTY: _("Station duty"),
    PositionRole.VILLAGE_DESK: _("Village desk"),
    PositionRole.TOWNSHIP_DESK: _("Township desk"),
    PositionRole.COUNTY_DESK: _("County desk"),
    PositionRole.DEPARTMENT_DESK: _("Department desk"),
    PositionRole.DISPATCHER: _("Dispatcher"),
    PositionRole.SUPERVISOR: _("Supervisor"),
    PositionRole.SYSTEM_ADMIN: _("System administrator"),
    PositionRole.SECURITY_ADMIN: _("Security administrator"),
    PositionRole.AUDITOR: _("Auditor"),
    PositionRole.GATEWAY: _("Gateway"),
}


DUTY_REASONS: Mapping[Reason, LazyString] = {
    Reason.ALWAYS: _("always on duty"),
    Reason.ON_SHIFT: _("on shift"),
    Reason.NO_SHIFT: _("no shift"),
    Reason.ON_LEAVE: _("on leave"),
}


def state_name(state: LegState | State) -> str:
    """The state of a leg or an incident, in the viewer's language."""
    return str(STATES[state])


def role_name(role: Role) -> str:
    """The role of a leg, in the viewer's language."""
    return str(ROLES[role])


def network_name(network: Network) -> str:
    """A network, in the viewer's language."""
    return str(NETWORKS[network])


def step_name(step: Step, network: Network | None = None, role: Role | None = None) -> str:
    """A step as its button says it: to whom a case is passed, and what accepting means, depends on the leg."""
    if step is Step.ESCALATE and network is Network.POLICE:
        return str(_("Hand to station duty"))
    if step is Step.ACCEPT and role is Role.INFORM:
        return str(_("Noted"))
    return str(STEPS[step])


def stage_name(stage: str) -> str:
    """A stage of a clock, in the viewer's language; one of another module by its own name."""
    return str(STAGES.get(stage, stage))


def mark_name(mark: Mark) -> str:
    """A card by its colour, in the viewer's language."""
    return str(MARKS[mark])


def position_name(role: PositionRole) -> str:
    """What a position is, in the viewer's language."""
    return str(POSITIONS[role])


def duty_reason(reason: str) -> str:
    """Why somebody is on duty or is not, in the viewer's language."""
    return str(DUTY_REASONS[Reason(reason)])
