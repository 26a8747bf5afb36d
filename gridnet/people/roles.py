"""Who may do what: roles × permission × relation to the case, as one table. Pure; whatever is not on it is denied.

The table also says how much is seen: a `Mask` for each kind of matter, so that the community side learns place, time
and state of a police matter and never its story, and a complaint about staff is kept from those it may be about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NamedTuple

from gridnet.base.errors import NotAllowed
from gridnet.base.network import Network


class Role(StrEnum):
    """What a position is."""

    GRID_WORKER = "grid_worker"
    GRID_HELPER = "grid_helper"
    GRID_LEADER = "grid_leader"
    OFFICER = "officer"
    AUXILIARY = "auxiliary"
    STATION_DUTY = "station_duty"
    VILLAGE_DESK = "village_desk"
    TOWNSHIP_DESK = "township_desk"
    COUNTY_DESK = "county_desk"
    DEPARTMENT_DESK = "department_desk"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"
    GATEWAY = "gateway"


class Permission(StrEnum):
    """What can be permitted. `self` is what everybody signed in may do with their own account.

    `account` is the part of it that is left to whoever must change their password first.
    """

    SELF = "self"
    ACCOUNT = "account"
    INCIDENT_REPORT = "incident.report"
    INCIDENT_READ = "incident.read"
    INCIDENT_STEP = "incident.step"
    INCIDENT_PLACE = "incident.place"
    INCIDENT_ASSIGN = "incident.assign"
    INCIDENT_REASSIGN = "incident.reassign"
    INCIDENT_CLASSIFY = "incident.classify"
    ASSIGNMENT_READ = "assignment.read"
    ATTACHMENT_ADD = "attachment.add"
    ATTACHMENT_READ = "attachment.read"
    CATEGORY_READ = "category.read"
    AREA_READ = "area.read"
    BOUNDARY_READ = "boundary.read"
    BOUNDARY_IMPORT = "boundary.import"
    BOUNDARY_PUBLISH = "boundary.publish"
    DUTY_READ = "duty.read"
    DUTY_WRITE = "duty.write"
    DUTY_DECIDE = "duty.decide"
    PEOPLE_READ = "people.read"
    PEOPLE_REVEAL = "people.reveal"
    PEOPLE_WRITE = "people.write"
    TOKEN_MANAGE = "token.manage"  # noqa: S105 - the name of a permission
    SESSION_REVOKE = "session.revoke"
    AUDIT_READ = "audit.read"
    NOTICE_MANAGE = "notice.manage"
    CLOCK_DECIDE = "clock.decide"
    POLICY_READ = "policy.read"
    POLICY_WRITE = "policy.write"
    REPORT_READ = "report.read"
    WHISTLE_READ = "whistle.read"
    WHISTLE_OPEN = "whistle.open"
    WHISTLE_ANSWER = "whistle.answer"
    DEPARTMENT_READ = "department.read"
    DEPARTMENT_WRITE = "department.write"


class Relation(StrEnum):
    """What a position is to a case or a thing."""

    COUNTY = "county"  # it lies in the county of the position (or in its wider scope)
    SCOPE = "scope"  # it lies in the division whose code is the position's scope, and the position keeps no area
    AREA = "area"  # it lies in the area the position keeps
    OWN = "own"  # it was given to this person or this desk, or reported by them


class Matter(StrEnum):
    """What a case is about, as far as it decides who may read it."""

    ORDINARY = "ordinary"
    POLICE = "police"
    COMPLAINT = "complaint"


class Mask(IntEnum):
    """How much of a case is hidden; the lower, the more is seen."""

    OPEN = 0  # the whole case; numbers are still revealed one at a time
    PARTIES = 1  # the story, with names and contacts masked
    STATUS = 2  # place, time, kind and state, no story


class Seen(NamedTuple):
    """How much is seen of each kind of matter; None is nothing at all, not even that it exists."""

    ordinary: Mask | None
    police: Mask | None
    complaint: Mask | None

    def of(self, matter: Matter) -> Mask | None:
        """How much is seen of this one."""
        mask: Mask | None = getattr(self, matter.value)
        return mask


@dataclass(frozen=True, slots=True)
class Grant:
    """That a role may, where it stands in `relation` to the case, and how much it then sees."""

    relation: Relation
    seen: Seen


_O, _P, _S = Mask.OPEN, Mask.PARTIES, Mask.STATUS
_COUNTY, _SCOPE, _AREA, _OWN = Relation.COUNTY, Relation.SCOPE, Relation.AREA, Relation.OWN

_PLAIN = Seen(_O, _O, _O)
#: Things that have no story to hide.
_IN_COUNTY = (Grant(_COUNTY, _PLAIN),)
_IN_SCOPE = (Grant(_SCOPE, _PLAIN),)
_OF_ONESELF = (Grant(_OWN, _PLAIN),)

#: What staff of either network may do wherever they are: report, find areas and whoever is on duty there.
_STAFF: Mapping[Permission, tuple[Grant, ...]] = {
    Permission.INCIDENT_REPORT: _IN_COUNTY,
    Permission.CATEGORY_READ: _IN_COUNTY,
    Permission.AREA_READ: _IN_COUNTY,
    Permission.DUTY_READ: _IN_COUNTY,
    Permission.POLICY_READ: _IN_COUNTY,
    Permission.PEOPLE_REVEAL: _IN_COUNTY,
}


def _cases(reads: tuple[Grant, ...], acts: tuple[Grant, ...]) -> dict[Permission, tuple[Grant, ...]]:
    """The permissions about cases: what is read with the case, and what is done to it."""
    return {
        Permission.INCIDENT_READ: reads,
        Permission.ASSIGNMENT_READ: reads,
        Permission.ATTACHMENT_READ: reads,
        Permission.INCIDENT_STEP: acts,
        Permission.ATTACHMENT_ADD: acts,
    }


def _leads(*grants: Grant) -> dict[Permission, tuple[Grant, ...]]:
    acts = (Permission.INCIDENT_PLACE, Permission.INCIDENT_ASSIGN, Permission.INCIDENT_REASSIGN)
    return dict.fromkeys(acts, grants)


#: A complaint about staff goes to the desk it was given to, and to nobody below.
_COMMUNITY = Grant(_AREA, Seen(_O, _S, None))
_COMMUNITY_OWN = Grant(_OWN, Seen(_O, _S, None))
#: Whoever leads the grids of a village leads all of them; who leads one grid stands in no relation to the rest.
_LEADER = Grant(_SCOPE, Seen(_O, _S, None))
_POLICE = Grant(_AREA, Seen(_P, _O, None))
_POLICE_OWN = Grant(_OWN, Seen(_P, _O, None))
_AUXILIARY_OWN = Grant(_OWN, Seen(_P, _P, None))
_STATION = Grant(_SCOPE, Seen(_P, _O, None))
_VILLAGE = Grant(_SCOPE, Seen(_P, None, None))
_DESK = Grant(_SCOPE, Seen(_O, _S, _S))
_DESK_OWN = Grant(_OWN, Seen(_O, _S, _O))
_ABOVE = Grant(_SCOPE, Seen(_P, None, _S))

_PROGRAMS = {Permission.TOKEN_MANAGE: _OF_ONESELF}
_ROSTERS = {Permission.DUTY_WRITE: _IN_SCOPE, Permission.PEOPLE_READ: _IN_SCOPE}
#: Leaves and swaps that were asked for; about whom is told by the role (`DECIDES_ABOUT`).
_DECIDES_DUTY = {Permission.DUTY_DECIDE: _IN_SCOPE}
_OUTPOST = dict.fromkeys(
    (Permission.CATEGORY_READ, Permission.AREA_READ, Permission.DUTY_READ, Permission.POLICY_READ), _IN_SCOPE
)
#: Deciding about pauses and about more time; at which level is told by the role (`clocks.extensions`).
_DECIDES = {Permission.CLOCK_DECIDE: _IN_SCOPE}
#: Figures of one's own level and below; whoever keeps an area sees that area's. Lists of cases are another permission.
_REPORTS = {Permission.REPORT_READ: _IN_SCOPE}
_REPORTS_OF_AREA = {Permission.REPORT_READ: (Grant(_AREA, _PLAIN),)}


def _whistles(mask: Mask) -> dict[Permission, tuple[Grant, ...]]:
    """Calling departments to a case: to an ordinary one only, not to the police's and not to a complaint."""
    calls = (Grant(_SCOPE, Seen(mask, None, None)),)
    return {
        Permission.WHISTLE_OPEN: calls,
        Permission.WHISTLE_READ: calls,
        Permission.DEPARTMENT_READ: _IN_COUNTY,
    }


GRANTS: Mapping[Role, Mapping[Permission, tuple[Grant, ...]]] = {
    Role.GRID_WORKER: {**_STAFF, **_cases((_COMMUNITY, _COMMUNITY_OWN), (_COMMUNITY_OWN,)), **_REPORTS_OF_AREA},
    Role.GRID_HELPER: {**_STAFF, **_cases((_COMMUNITY_OWN,), (_COMMUNITY_OWN,))},
    Role.GRID_LEADER: {
        **_STAFF,
        **_cases((_COMMUNITY, _LEADER, _COMMUNITY_OWN), (_COMMUNITY, _COMMUNITY_OWN)),
        **_leads(Grant(_AREA, Seen(_O, None, None)), Grant(_SCOPE, Seen(_O, None, None))),
        **_REPORTS_OF_AREA,
        Permission.DUTY_DECIDE: (Grant(_AREA, _PLAIN), Grant(_SCOPE, _PLAIN)),
    },
    Role.OFFICER: {**_STAFF, **_cases((_POLICE, _POLICE_OWN), (_POLICE_OWN,)), **_REPORTS_OF_AREA},
    Role.AUXILIARY: {**_STAFF, **_cases((_AUXILIARY_OWN,), (_AUXILIARY_OWN,))},
    Role.STATION_DUTY: {
        **_STAFF,
        **_cases((_STATION, _POLICE_OWN), (_STATION, _POLICE_OWN)),
        **_leads(_STATION),
        Permission.INCIDENT_CLASSIFY: (_STATION,),
        **_ROSTERS,
        **_DECIDES_DUTY,
        **_DECIDES,
        **_REPORTS,
    },
    Role.VILLAGE_DESK: {
        **_STAFF,
        **_cases((_VILLAGE, _COMMUNITY_OWN), (_COMMUNITY_OWN,)),
        **_ROSTERS,
        **_DECIDES_DUTY,
        **_REPORTS,
    },
    Role.TOWNSHIP_DESK: {
        **_STAFF,
        **_cases((_DESK, _DESK_OWN), (_DESK, _DESK_OWN)),
        Permission.INCIDENT_CLASSIFY: (_DESK, _DESK_OWN),
        **_leads(_DESK),
        **_ROSTERS,
        **_DECIDES_DUTY,
        **_DECIDES,
        **_REPORTS,
        **_whistles(_O),
    },
    Role.COUNTY_DESK: {
        **_STAFF,
        **_cases((_DESK, _DESK_OWN), (_DESK, _DESK_OWN)),
        Permission.INCIDENT_CLASSIFY: (_DESK, _DESK_OWN),
        **_DECIDES,
        **_PROGRAMS,
        **_REPORTS,
        Permission.WHISTLE_READ: (Grant(_SCOPE, Seen(_O, None, None)),),
    },
    Role.DISPATCHER: {
        **_STAFF,
        **_cases((_DESK, _DESK_OWN), (_DESK, _DESK_OWN)),
        Permission.INCIDENT_CLASSIFY: (_DESK, _DESK_OWN),
        **_leads(_DESK),
        **_ROSTERS,
        **_DECIDES_DUTY,
        **_DECIDES,
        **_PROGRAMS,
        **_REPORTS,
        **_whistles(_O),
    },
    # What a department was called to, by the summons alone: never the case itself.
    Role.DEPARTMENT_DESK: {
        Permission.WHISTLE_READ: (Grant(_OWN, Seen(_S, None, None)),),
        Permission.WHISTLE_ANSWER: (Grant(_OWN, Seen(_S, None, None)),),
    },
    Role.SUPERVISOR: {
        **_OUTPOST,
        **_cases((_ABOVE,), ()),
        Permission.INCIDENT_CLASSIFY: (_ABOVE,),
        **_DECIDES,
        **_REPORTS,
        **_whistles(_P),
        Permission.PEOPLE_READ: _IN_SCOPE,
    },
    Role.SYSTEM_ADMIN: {
        **_OUTPOST,
        **_ROSTERS,
        **_PROGRAMS,
        Permission.BOUNDARY_READ: _IN_SCOPE,
        Permission.BOUNDARY_IMPORT: _IN_SCOPE,
        Permission.BOUNDARY_PUBLISH: _IN_SCOPE,
        Permission.NOTICE_MANAGE: _IN_SCOPE,
        Permission.PEOPLE_WRITE: _IN_SCOPE,
        Permission.POLICY_WRITE: _IN_SCOPE,
        Permission.DEPARTMENT_READ: _IN_SCOPE,
        Permission.DEPARTMENT_WRITE: _IN_SCOPE,
    },
    Role.SECURITY_ADMIN: {
        Permission.PEOPLE_READ: _IN_SCOPE,
        Permission.PEOPLE_WRITE: _IN_SCOPE,
        Permission.TOKEN_MANAGE: _IN_SCOPE,
        Permission.SESSION_REVOKE: _IN_SCOPE,
    },
    Role.AUDITOR: {Permission.AUDIT_READ: _IN_SCOPE, Permission.BOUNDARY_READ: _IN_SCOPE, **_OUTPOST, **_REPORTS},
    Role.GATEWAY: {
        Permission.INCIDENT_REPORT: _IN_SCOPE,
        Permission.ATTACHMENT_ADD: _OF_ONESELF,
        Permission.CATEGORY_READ: _IN_SCOPE,
        Permission.AREA_READ: _IN_SCOPE,
        Permission.INCIDENT_READ: (Grant(_OWN, Seen(_S, _S, _S)),),
        **_PROGRAMS,
    },
}

#: Roles that count only where the sign-in was proven by a second factor.
PRIVILEGED = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
#: What everybody signed in may do, whatever positions they hold.
EVERYBODYS = frozenset({Permission.SELF, Permission.ACCOUNT})
#: Running the system, guarding it and watching both are three persons (MLPS level 3, administrator split).
EXCLUSIVE = PRIVILEGED
#: Who may appoint to which roles; nobody appoints themselves.
APPOINTS: Mapping[Role, frozenset[Role]] = {
    Role.SYSTEM_ADMIN: frozenset(Role) - PRIVILEGED,
    Role.SECURITY_ADMIN: PRIVILEGED,
}
_COMMUNITY_KEEPERS = frozenset({Role.GRID_WORKER, Role.GRID_HELPER})
#: Who decides about whose leave and swaps, in their own division; nobody about their own.
DECIDES_ABOUT: Mapping[Role, frozenset[Role]] = {
    Role.GRID_LEADER: _COMMUNITY_KEEPERS,
    Role.STATION_DUTY: frozenset({Role.OFFICER, Role.AUXILIARY}),
    Role.VILLAGE_DESK: _COMMUNITY_KEEPERS | {Role.GRID_LEADER},
    Role.TOWNSHIP_DESK: _COMMUNITY_KEEPERS | {Role.GRID_LEADER, Role.VILLAGE_DESK},
    Role.DISPATCHER: frozenset(Role) - PRIVILEGED - {Role.GATEWAY},
}
#: The network a role belongs to; a role that is not here belongs to none.
NETWORK: Mapping[Role, Network] = {
    Role.GRID_WORKER: Network.COMMUNITY,
    Role.GRID_HELPER: Network.COMMUNITY,
    Role.GRID_LEADER: Network.COMMUNITY,
    Role.VILLAGE_DESK: Network.COMMUNITY,
    Role.TOWNSHIP_DESK: Network.COMMUNITY,
    Role.OFFICER: Network.POLICE,
    Role.AUXILIARY: Network.POLICE,
    Role.STATION_DUTY: Network.POLICE,
}
#: Whoever serves at a post that is named by a code: a police station, a department.
POSTED = frozenset({Role.STATION_DUTY, Role.DEPARTMENT_DESK})
#: How the codes of departments begin, and of nothing else.
DEPARTMENT = "DEPT-"
#: Who may keep an area as its primary; a deputy may also be an auxiliary, who assists and never stands alone.
PRIMARIES = frozenset({Role.GRID_WORKER, Role.OFFICER})
KEEPERS = PRIMARIES | {Role.AUXILIARY, Role.GRID_HELPER}


def grants(role: Role, permission: Permission) -> tuple[Grant, ...]:
    """What the table says of a role and a permission; nothing where it says nothing."""
    return GRANTS[role].get(permission, ())


def may(
    role: Role, permission: Permission, relations: Iterable[Relation], matter: Matter = Matter.ORDINARY
) -> Mask | None:
    """How much somebody in `role` sees of a case they stand in `relations` to, using `permission`; None: not at all."""
    held = frozenset(relations)
    masks = (grant.seen.of(matter) for grant in grants(role, permission) if grant.relation in held)
    return min((mask for mask in masks if mask is not None), default=None)


def is_sworn(role: Role) -> bool:
    """Whether the role may enforce alone: auxiliary police may not (Henan Regulations on auxiliary police, Art. 17)."""
    return role is not Role.AUXILIARY


def check_appoints(appointing: Iterable[Role], role: Role) -> None:
    """Refuse an appointment that none of the roles `appointing` may make; raises `NotAllowed`."""
    if not any(role in APPOINTS.get(each, ()) for each in appointing):
        raise NotAllowed(f"to appoint a {role} is for another administrator")


def check_exclusive(held: Iterable[Role], role: Role) -> None:
    """Refuse to unite two administrator roles in one person; raises `NotAllowed`."""
    others = (set(held) & EXCLUSIVE) - {role}
    if role in EXCLUSIVE and others:
        raise NotAllowed(f"whoever is {min(others)} cannot be {role} as well: those are separate persons")
