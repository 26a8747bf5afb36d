"""Who may do what."""

from itertools import product

import pytest

from gridnet.base.errors import NotAllowed
from gridnet.people import roles
from gridnet.people.roles import Mask, Matter, Permission, Relation, Role

O, P, S, N = Mask.OPEN, Mask.PARTIES, Mask.STATUS, None  # noqa: E741 - the letters of the matrix

#: How much of an ordinary case, a police matter and a complaint about staff is read, by relation (domain matrix).
READS = [
    (Role.GRID_WORKER, Relation.AREA, (O, S, N)),  # a police matter: its state only
    (Role.GRID_WORKER, Relation.OWN, (O, S, N)),  # assisting at it as well
    (Role.GRID_WORKER, Relation.SCOPE, (N, N, N)),  # the next grid is not theirs
    (Role.GRID_HELPER, Relation.AREA, (N, N, N)),  # helpers read what they reported
    (Role.GRID_HELPER, Relation.OWN, (O, S, N)),
    (Role.GRID_LEADER, Relation.AREA, (O, S, N)),
    (Role.GRID_LEADER, Relation.SCOPE, (O, S, N)),  # the grids of the village they lead
    (Role.GRID_LEADER, Relation.COUNTY, (N, N, N)),
    (Role.OFFICER, Relation.AREA, (P, O, N)),  # parties masked where the police assist
    (Role.OFFICER, Relation.SCOPE, (N, N, N)),
    (Role.AUXILIARY, Relation.AREA, (N, N, N)),  # only what they are called to
    (Role.AUXILIARY, Relation.OWN, (P, P, N)),
    (Role.STATION_DUTY, Relation.SCOPE, (P, O, N)),
    (Role.VILLAGE_DESK, Relation.SCOPE, (P, N, N)),  # village cadres: masked, no police matters
    (Role.TOWNSHIP_DESK, Relation.SCOPE, (O, S, S)),  # complaints: that there is one
    (Role.TOWNSHIP_DESK, Relation.OWN, (O, S, O)),  # unless it was given to them to handle
    (Role.COUNTY_DESK, Relation.SCOPE, (O, S, S)),
    (Role.DISPATCHER, Relation.SCOPE, (O, S, S)),
    (Role.SUPERVISOR, Relation.SCOPE, (P, N, S)),  # aggregates first
    (Role.SYSTEM_ADMIN, Relation.SCOPE, (N, N, N)),  # no case content
    (Role.SECURITY_ADMIN, Relation.SCOPE, (N, N, N)),
    (Role.AUDITOR, Relation.SCOPE, (N, N, N)),  # the log only
    (Role.GATEWAY, Relation.OWN, (S, S, S)),  # what became of what it sent
    (Role.GATEWAY, Relation.SCOPE, (N, N, N)),
]

#: Who may do a thing at all, in whatever relation; whoever is not named may not.
DOES = [
    (
        Permission.INCIDENT_REPORT,
        (
            "grid_worker grid_helper grid_leader officer auxiliary station_duty village_desk township_desk county_desk"
            " dispatcher gateway"
        ),
    ),
    (
        Permission.INCIDENT_STEP,
        (
            "grid_worker grid_helper grid_leader officer auxiliary station_duty village_desk township_desk county_desk"
            " dispatcher"
        ),
    ),
    (Permission.INCIDENT_REASSIGN, "grid_leader station_duty township_desk dispatcher"),
    (Permission.INCIDENT_ASSIGN, "grid_leader station_duty township_desk dispatcher"),
    (Permission.INCIDENT_CLASSIFY, "station_duty township_desk county_desk dispatcher supervisor"),
    (Permission.INCIDENT_PLACE, "grid_leader station_duty township_desk dispatcher"),
    (Permission.BOUNDARY_IMPORT, "system_admin"),
    (Permission.BOUNDARY_PUBLISH, "system_admin"),
    (Permission.BOUNDARY_READ, "system_admin auditor"),
    (Permission.DUTY_WRITE, "station_duty village_desk township_desk dispatcher system_admin"),
    (
        Permission.PEOPLE_READ,
        "station_duty village_desk township_desk dispatcher supervisor system_admin security_admin",
    ),
    (Permission.PEOPLE_WRITE, "system_admin security_admin"),
    (Permission.TOKEN_MANAGE, "county_desk dispatcher system_admin security_admin gateway"),
    (Permission.SESSION_REVOKE, "security_admin"),
    (Permission.AUDIT_READ, "auditor"),
    (Permission.NOTICE_MANAGE, "system_admin"),
    (Permission.CLOCK_DECIDE, "station_duty township_desk county_desk dispatcher supervisor"),
    (Permission.POLICY_WRITE, "system_admin"),
    (
        Permission.REPORT_READ,
        (
            "grid_worker grid_leader officer station_duty village_desk township_desk county_desk dispatcher supervisor"
            " auditor"
        ),
    ),
    (Permission.SELF, ""),  # everybody signed in, by no role
]


@pytest.mark.parametrize(("role", "relation", "seen"), READS)
def test_a_case_is_seen_as_the_matrix_says(role, relation, seen):
    found = tuple(roles.may(role, Permission.INCIDENT_READ, [relation], matter) for matter in Matter)
    assert found == seen


@pytest.mark.parametrize(("permission", "able"), DOES)
def test_a_thing_is_done_by_these_roles_and_no_other(permission, able):
    assert {role for role in Role if roles.may(role, permission, Relation) is not None} == set(able.split())


NOT_GRANTED = [
    (role, permission, relation)
    for role, permission, relation in product(Role, Permission, Relation)
    if relation not in {grant.relation for grant in roles.GRANTS[role].get(permission, ())}
]


@pytest.mark.parametrize("matter", Matter)
def test_whatever_is_not_on_the_table_is_denied(matter):
    allowed = [each for each in NOT_GRANTED if roles.may(each[0], each[1], [each[2]], matter) is not None]
    assert not allowed


@pytest.mark.parametrize(("role", "permission"), list(product(Role, Permission)))
def test_without_a_relation_nothing_is_allowed(role, permission):
    assert roles.may(role, permission, []) is None


def test_the_nearest_relation_decides_how_much_is_seen():
    seen = roles.may(Role.TOWNSHIP_DESK, Permission.INCIDENT_READ, [Relation.SCOPE, Relation.OWN], Matter.COMPLAINT)
    assert seen is Mask.OPEN


@pytest.mark.parametrize("role", [role for role in Role if roles.NETWORK.get(role) == "community"])
def test_the_community_side_never_reads_the_story_of_a_police_matter(role):
    seen = roles.may(role, Permission.INCIDENT_READ, Relation, Matter.POLICE)
    assert seen is None or seen is Mask.STATUS


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.GRID_HELPER, Role.GRID_LEADER, Role.OFFICER, Role.AUXILIARY])
def test_those_whom_a_complaint_may_be_about_never_see_one(role):
    assert roles.may(role, Permission.INCIDENT_READ, Relation, Matter.COMPLAINT) is None


@pytest.mark.parametrize("role", Role)
def test_only_auxiliaries_are_not_sworn(role):
    assert roles.is_sworn(role) == (role is not Role.AUXILIARY)


@pytest.mark.parametrize(("by", "role"), list(product(Role, Role)))
def test_administrators_appoint_staff_and_the_security_administrator_appoints_administrators(by, role):
    able = (by is Role.SYSTEM_ADMIN and role not in roles.PRIVILEGED) or (
        by is Role.SECURITY_ADMIN and role in roles.PRIVILEGED
    )
    if able:
        roles.check_appoints([by], role)
    else:
        with pytest.raises(NotAllowed):
            roles.check_appoints([by], role)


@pytest.mark.parametrize(("held", "role"), list(product(roles.PRIVILEGED, roles.PRIVILEGED)))
def test_the_three_administrators_are_three_persons(held, role):
    if held == role:
        roles.check_exclusive([held, Role.OFFICER], role)
    else:
        with pytest.raises(NotAllowed):
            roles.check_exclusive([held, Role.OFFICER], role)
