"""Stages, units and whom a limit is for, by the names people use."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from gridnet.base.network import Network
from gridnet.clocks.arithmetic import Limit, Unit
from gridnet.clocks.ladder import Mark, Tell
from gridnet.clocks.policies import Matters, Terms
from gridnet.clocks.values import CalendarKind, Stage
from gridnet.incidents.lifecycle import Role
from gridnet.web.naming import role_name
from gridnet.whistle.values import Stage as WhistleStage

STAGES: Mapping[str, LazyString] = {
    Stage.ACCEPT: _("accept"),
    Stage.ARRIVE: _("arrive"),
    Stage.HANDLE: _("handle"),
    Stage.VERIFY: _("verify"),
    Stage.FOLLOW_UP: _("follow up"),
    WhistleStage.ACKNOWLEDGE: _("acknowledge a whistle"),
    WhistleStage.ATTEND: _("report on the spot"),
}
UNITS: Mapping[str, LazyString] = {
    Unit.MINUTE: _("minutes"),
    Unit.WORKING_HOUR: _("working hours"),
    Unit.WORKING_DAY: _("working days"),
    Unit.DAY: _("days"),
    Unit.MONTH: _("months"),
}
CALENDARS: Mapping[str, LazyString] = {
    CalendarKind.WORKING: _("working time"),
    CalendarKind.ALWAYS: _("round the clock"),
}
NETWORKS: Mapping[str, LazyString] = {
    Network.COMMUNITY: _("community network"),
    Network.POLICE: _("police network"),
}
MARKS: Mapping[str, LazyString] = {
    Mark.REMIND: _("reminder"),
    Mark.YELLOW: _("yellow card"),
    Mark.RED: _("red card"),
    Mark.CONFERENCE: _("case conference"),
}
TELLS: Mapping[str, LazyString] = {
    Tell.ASSIGNEE: _("whoever has the case"),
    Tell.HEAD: _("their grid leader, or the station"),
    Tell.SUPERVISOR: _("the supervisor"),
    Tell.LEADER: _("the leader in charge"),
}


def limit(given: Limit) -> str:
    """A limit in words."""
    return f"{given.amount} {UNITS[given.unit]}"


def whom(matters: Matters) -> str:
    """Which matters a policy is for, in words."""
    town = None if matters.urban is None else gettext("in town") if matters.urban else gettext("in the country")
    parts = [
        gettext("category %(code)s", code=matters.category) if matters.category else None,
        gettext("group %(code)s", code=matters.category_group) if matters.category_group else None,
        matters.priority,
        str(NETWORKS[matters.network]) if matters.network else None,
        role_name(Role(matters.role)) if matters.role else None,
        town,
    ]
    return " · ".join(each for each in parts if each) or gettext("all matters")


def marks(terms: Terms) -> str:
    """At which shares of a limit something is due."""
    given = {"remind": terms.remind_percent, "yellow": terms.yellow_percent, "red": terms.red_percent}
    return str(gettext("reminder %(remind)s %%, yellow %(yellow)s %%, red %(red)s %%", **given))
