"""Whom a leg could be given to: the chain with who is on duty, what each has open, and who may not have it."""

import pytest

from gridnet.assignment import candidates
from gridnet.assignment.choice import Skip
from gridnet.base.errors import NotFound
from gridnet.base.network import Network
from gridnet.incidents import numbers
from gridnet.incidents.models import Named
from gridnet.people.roles import Role
from tests.factories import incidents, people
from tests.factories.people import AT


def options(county, row, network=Network.COMMUNITY):
    return candidates.list_options(county.county, row.id, network, at=AT)


def told(found):
    return [(each.candidate.position_id, each.skip, each.open, each.may_have_it) for each in found]


def test_the_chain_is_told_in_the_order_it_is_searched(county, session):
    row = incidents.incident()
    county.leave("leader")
    assert told(options(county, row)) == [
        (county.worker_G1.id, None, 1, False),
        (county.deputy_G1.id, None, 0, True),
        (county.leader.id, Skip.OFF_DUTY, 0, True),
        (county.village.id, None, 0, True),
        (county.township.id, None, 0, True),
    ]


def test_whoever_has_it_now_is_marked(county, session):
    found = options(county, incidents.incident(), Network.POLICE)
    assert [each.candidate.position_id for each in found if each.has_it] == [county.officer_B1.id]


@pytest.mark.parametrize(("who", "skip"), [("deputy_G1", Skip.NAMED), ("leader", None)])
def test_whom_the_case_names_cannot_have_it(county, session, who, skip):
    row = incidents.incident()
    person = county.deputy_G1.person_id
    session.add(Named(county=row.county, incident_id=row.id, person_id=person, how="text"))
    session.flush()
    found = next(each for each in options(county, row) if each.candidate.position_id == getattr(county, who).id)
    assert (found.skip, found.may_have_it) == (skip, skip is None)


def test_auxiliary_police_cannot_have_it_alone(county, session):
    found = options(county, incidents.incident(), Network.POLICE)
    assert [each.skip for each in found if each.candidate.role is Role.AUXILIARY] == [Skip.NOT_SWORN]


def test_a_network_without_a_leg_has_no_candidates(county, session):
    row = incidents.incident(category=incidents.SUGGESTION)
    with pytest.raises(NotFound, match="no live leg in the police network"):
        options(county, row, Network.POLICE)


@pytest.mark.parametrize(("role", "status"), [(Role.DISPATCHER, 200), (Role.SUPERVISOR, 403), (Role.GRID_WORKER, 403)])
def test_it_is_for_those_who_may_give_it(county, calls, role, status):
    row = incidents.incident()
    path = f"/api/v1/incidents/{numbers.write(row.county, row.id)}/candidates?network=community"
    network = Network.COMMUNITY if role is Role.SUPERVISOR else None
    held = people.position(people.person(), role, **({"network": network} if network else {}))
    answer = calls(held).get(path)
    assert answer.status_code == status
    if status == 200:
        assert [each["has_it"] for each in answer.json["items"]] == [True, False, False, False, False]
