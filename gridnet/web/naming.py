"""States and roles by the names people use."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from gridnet.incidents.lifecycle import LegState, Role

STATES: Mapping[LegState, LazyString] = {
    LegState.ASSIGNED: _("to be accepted"),
    LegState.ACCEPTED: _("accepted"),
    LegState.DEPARTED: _("on the way"),
    LegState.ON_SCENE: _("on the scene"),
    LegState.HANDLING: _("being handled"),
    LegState.SUSPENDED: _("suspended"),
    LegState.HANDLED: _("handled"),
    LegState.CLOSED: _("closed"),
    LegState.RELEASED: _("given back"),
}
ROLES: Mapping[Role, LazyString] = {
    Role.LEAD: _("leading"),
    Role.ASSIST: _("assisting"),
    Role.INFORM: _("to be informed"),
}


def state_name(state: LegState) -> str:
    """The state of a leg, in the viewer's language."""
    return str(STATES[state])


def role_name(role: Role) -> str:
    """The role of a leg, in the viewer's language."""
    return str(ROLES[role])
