"""Time limits on the administrator's pages: proposed by one, confirmed by another."""

import pytest
from sqlalchemy import select

from gridnet.base import db
from gridnet.clocks.models import PolicyProposal, PolicyVersion
from gridnet.people.roles import Role
from tests.factories import incidents, people

LIMIT = {
    "code": "lamp-own",
    "county": incidents.COUNTY,
    "stage": "handle",
    "priority": "P3",
    "limit": {"amount": 2, "unit": "working_day"},
}


@pytest.fixture
def admins(session, calls):
    """Two of the county, and one who reaches everywhere."""
    incidents.staffed()
    scopes = (incidents.COUNTY, incidents.COUNTY, "")
    return [calls(people.position(people.person(), Role.SYSTEM_ADMIN, scope=scope)) for scope in scopes]


def sent(caller, path, **form):
    return caller.post(f"/admin/time-limits{path}", data=form)


def versions(code):
    query = select(PolicyVersion).where(PolicyVersion.code == code).order_by(PolicyVersion.version)
    return db.session.scalars(query).all()


def waiting():
    return db.session.scalars(select(PolicyProposal).where(PolicyProposal.state == "waiting")).one()


def test_a_limit_is_withdrawn_by_two_persons(admins):
    first, second, _ = admins
    row = first.post("/api/v1/policies", LIMIT).json
    assert sent(second, f"/proposals/{row['id']}/confirmation", version=row["version"]).status_code == 303
    (made,) = versions("lamp-own")
    assert sent(first, "/withdrawal", id=made.id).status_code == 303
    assert not versions("lamp-own")[-1].is_withdrawn
    row = waiting()
    assert sent(second, f"/proposals/{row.id}/confirmation", version=row.version).status_code == 303
    assert versions("lamp-own")[-1].is_withdrawn


@pytest.mark.parametrize("door", ["confirmation", "refusal"])
def test_everybodys_limits_are_not_decided_by_a_county(admins, door):
    _, second, everywhere = admins
    row = everywhere.post("/api/v1/policies", LIMIT | {"county": None}).json
    answer = sent(second, f"/proposals/{row['id']}/{door}", version=row["version"], reason="期限不合适")
    assert answer.status_code == 403
    assert (waiting().id, versions("lamp-own")) == (row["id"], [])


def test_a_county_is_told_who_confirms_everybodys_limits(admins):
    _, second, everywhere = admins
    row = everywhere.post("/api/v1/policies", LIMIT | {"county": None}).json
    path, english = f"/admin/time-limits/proposals/{row['id']}", {"Accept-Language": "en"}
    page = second.get(path, headers=english).text
    assert "confirmation" not in page
    assert "Here that is:" in page
    assert "Not for this county" not in everywhere.get(path, headers=english).text
