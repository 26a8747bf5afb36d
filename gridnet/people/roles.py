"""Roles, what each may do, and how near to a case they must be for it: one table, deny by default. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What somebody is employed as; one person may be several."""

    GRID_WORKER = "grid_worker"
    GRID_HELPER = "grid_helper"
    GRID_LEADER = "grid_leader"
    OFFICER = "officer"
    AUXILIARY = "auxiliary"
    STATION_DUTY = "station_duty"
    VILLAGE_DESK = "village_desk"
    TOWNSHIP_DESK = "township_desk"
    CENTRE_DESK = "centre_desk"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDITOR = "auditor"
    POLICE_SYSTEM = "police_system"
    PROGRAM = "program"


class Relation(IntEnum):
    """How near one must be: to one's own cases and reports, one's own areas, or anything in one's divisions."""

    OWN = 1
    AREA = 2
    SCOPE = 3


class Sight(StrEnum):
    """How much of a case's story one reads: all of it, a masked story, or its state alone."""

    WHOLE = "whole"
    MASKED = "masked"
    STATUS = "status"


#: Sworn officers hold the police leg; auxiliary police assist (Henan Regulations on Auxiliary Police, Art. 15-17).
SWORN = frozenset({Role.OFFICER, Role.STATION_DUTY})
#: Roles that sign in with a second factor (GB/T 22239-2019, 8.1.4.1 d).
SECOND_FACTOR = frozenset({Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})
POLICE_SIDE = frozenset({Role.OFFICER, Role.AUXILIARY, Role.STATION_DUTY, Role.POLICE_SYSTEM})
DESKS = frozenset({Role.VILLAGE_DESK, Role.TOWNSHIP_DESK, Role.CENTRE_DESK, Role.DISPATCHER, Role.STATION_DUTY})

_O, _A, _S = Relation.OWN, Relation.AREA, Relation.SCOPE

#: What every role may do for itself.
_EVERYBODY: Mapping[str, Relation] = {"self.read": _O, "session.end": _O, "category.read": _S}
_FIELD: Mapping[str, Relation] = {
    "incident.report": _S,
    "incident.read": _A,
    "incident.step": _O,
    "attachment.add": _O,
    "attachment.read": _O,
    "assignment.read": _A,
    "area.read": _S,
    "duty.read": _S,
}
_LEADER = {**_FIELD, "incident.step": _A, "attachment.read": _A, "attachment.add": _A}
_DESK: Mapping[str, Relation] = {
    **_FIELD,
    "incident.read": _S,
    "incident.step": _S,
    "incident.place": _S,
    "incident.assign": _S,
    "attachment.add": _S,
    "attachment.read": _S,
    "assignment.read": _S,
    "duty.write": _S,
    "people.read": _S,
}

GRANTS: Mapping[Role, Mapping[str, Relation]] = {
    Role.GRID_WORKER: _FIELD,
    Role.GRID_HELPER: {"incident.report": _S, "incident.read": _O, "attachment.add": _O, "area.read": _S},
    Role.GRID_LEADER: _LEADER,
    Role.OFFICER: _FIELD,
    Role.AUXILIARY: _FIELD,
    Role.STATION_DUTY: {**_DESK, "people.read": _S},
    Role.VILLAGE_DESK: {key: value for key, value in _DESK.items() if key not in {"duty.write", "people.read"}},
    Role.TOWNSHIP_DESK: _DESK,
    Role.CENTRE_DESK: {key: value for key, value in _DESK.items() if key != "duty.write"},
    Role.DISPATCHER: _DESK,
    Role.SUPERVISOR: {**_DESK, "incident.supervise": _S},
    Role.ADMINISTRATOR: {
        "area.read": _S,
        "boundary.read": _S,
        "boundary.import": _S,
        "boundary.publish": _S,
        "people.read": _S,
        "people.write": _S,
        "duty.read": _S,
        "duty.write": _S,
        "token.manage": _S,
    },
    Role.SECURITY_ADMINISTRATOR: {"token.manage": _S, "people.read": _S, "session.revoke": _S},
    Role.AUDITOR: {"audit.read": _S, "area.read": _S, "boundary.read": _S, "duty.read": _S},
    Role.POLICE_SYSTEM: {"incident.report": _S, "incident.read": _O, "attachment.add": _O, "area.read": _S},
    Role.PROGRAM: {"incident.report": _S, "incident.read": _O, "attachment.add": _O, "area.read": _S},
}

PERMISSIONS = frozenset(permission for grants in (*GRANTS.values(), _EVERYBODY) for permission in grants)


def relation(role: Role, permission: str) -> Relation | None:
    """How near `role` must be for `permission`; None is never."""
    return _EVERYBODY.get(permission) or GRANTS[role].get(permission)


@dataclass(frozen=True, slots=True)
class Case:
    """What the sight of a story depends on."""

    is_police_matter: bool
    is_restricted: bool
    is_private: bool
    is_complaint: bool


def sight(role: Role, case: Case, *, holds_leg: bool, reported_it: bool) -> Sight:
    """How much of a case's story `role` reads.

    A police matter shows the community side place, time and state only; what concerns persons is whole
    for those who hold a leg of it and masked for the rest; supervisors read aggregates first (masked).
    """
    if reported_it:
        return Sight.WHOLE
    if case.is_police_matter and role not in POLICE_SIDE:
        return Sight.STATUS
    if holds_leg:
        return Sight.WHOLE
    if case.is_restricted or case.is_complaint:
        return Sight.STATUS if role not in DESKS else Sight.MASKED
    if case.is_private or role is Role.SUPERVISOR:
        return Sight.WHOLE if role in DESKS else Sight.MASKED
    return Sight.WHOLE
