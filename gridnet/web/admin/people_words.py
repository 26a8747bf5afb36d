"""Roles and how areas are kept, by the names people use."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from gridnet.people.duty import Keeps, Rule
from gridnet.people.roles import Role

ROLES: Mapping[str, LazyString] = {
    Role.GRID_WORKER: _("grid worker"),
    Role.GRID_HELPER: _("grid helper"),
    Role.GRID_LEADER: _("grid leader"),
    Role.OFFICER: _("community officer"),
    Role.AUXILIARY: _("auxiliary police"),
    Role.STATION_DUTY: _("station duty officer"),
    Role.VILLAGE_DESK: _("village desk"),
    Role.TOWNSHIP_DESK: _("township desk"),
    Role.COUNTY_DESK: _("county desk"),
    Role.DEPARTMENT_DESK: _("department desk"),
    Role.DISPATCHER: _("dispatcher"),
    Role.SUPERVISOR: _("supervisor"),
    Role.SYSTEM_ADMIN: _("system administrator"),
    Role.SECURITY_ADMIN: _("security administrator"),
    Role.AUDITOR: _("auditor"),
    Role.GATEWAY: _("gateway of another system"),
}
KEEPS: Mapping[str, LazyString] = {Keeps.PRIMARY: _("keeps it"), Keeps.DEPUTY: _("deputy")}
RULES: Mapping[str, LazyString] = {Rule.ROSTERED: _("by the roster"), Rule.ALWAYS: _("always")}
LEAVES: Mapping[str, LazyString] = {
    "annual": _("annual leave"),
    "sick": _("sick leave"),
    "training": _("training"),
    "secondment": _("secondment"),
    "other": _("other leave"),
}
