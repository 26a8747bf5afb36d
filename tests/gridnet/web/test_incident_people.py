"""How the people of an incident are reached, and stepping aside, on pages."""

import re

import pytest
from sqlalchemy import select

from gridnet.base.audit import AuditEntry
from gridnet.incidents import contacts, numbers
from gridnet.incidents.schemas import ContactIn
from gridnet.people import staff
from tests.factories import incidents, people

ENGLISH = {"Accept-Language": "en"}
PART = {**ENGLISH, "HX-Request": "true"}


@pytest.fixture
def county(service):
    return incidents.staffed()


@pytest.fixture
def made(county):
    sealed = contacts.seal(county.county, ContactIn(name="示例居民", phone="0371-00000000"))
    return incidents.incident(category=incidents.DISPUTE, contact_sealed=sealed)


@pytest.fixture
def here(made):
    return f"/incidents/{numbers.write(made.county, made.id)}"


@pytest.fixture
def worker(calls, county):
    return calls(county.worker_G1)


def audited(session, action):
    return session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all()


def test_the_partner_is_rung_with_the_case_as_the_reason(worker, county, here, session):
    partner = people.person_of(county.officer_B1)
    partner.phone_sealed = staff.seal_phone(county.county, "0371-11111111")
    answer = worker.call("POST", f"{here}/people/{partner.id}/phone", headers=PART)
    assert 'href="tel:0371-11111111"' in answer.text
    (entry,) = audited(session, "person.reveal")
    assert here.rpartition("/")[2] in entry.detail["reason"]


def test_nobody_who_has_no_part_in_the_case_is_rung_by_it(worker, county, here):
    stranger = people.person_of(county.officer_B2)
    assert worker.call("POST", f"{here}/people/{stranger.id}/phone", headers=PART).status_code == 404


def test_whoever_reported_it_is_shown_for_a_reason_that_is_kept(worker, here, session):
    page = worker.get(here, headers=ENGLISH).text
    assert "0371-00000000" not in page
    assert "Say why" in worker.call("POST", f"{here}/contact", data={"reason": " "}, headers=PART).text
    answer = worker.call("POST", f"{here}/contact", data={"reason": "核实情况"}, headers=PART)
    assert 'href="tel:0371-00000000"' in answer.text
    assert len(audited(session, "incident.contact.reveal")) == 1


def test_whoever_steps_aside_is_led_away_from_the_case(worker, here):
    answer = worker.call("POST", f"{here}/recusal", data={"reason": "当事人是我的亲属"}, headers=PART)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/")
    assert worker.get(here, headers=ENGLISH).status_code == 404


def test_stepping_aside_without_a_reason_changes_nothing(worker, here):
    answer = worker.call("POST", f"{here}/recusal", data={"reason": "x"}, headers=PART)
    assert answer.status_code == 422
    assert 'aria-labelledby="recusal-title" data-open-now' in answer.text


def test_whoever_leads_hands_over_to_somebody_of_the_chain(calls, county, here, made):
    desk = calls(county.township)
    offered = desk.get(f"{here}/candidates/community", headers=PART).text
    assert people.person_of(county.worker_G1).name in offered
    assert "has it now" in offered
    to = re.findall(r'name="to_position" value="(\d+)" >', offered)
    assert to, "somebody else may have it"
    form = {"step": "hand_over", "network": "community", "reason": "人手不足，请他人承办", "to_position": to[0]}
    assert desk.call("POST", f"{here}/steps", data=form, headers=PART).status_code == 200
    assert incidents.legs_of(made)["community"].position_id == int(to[0])


def test_a_worker_is_offered_nobody(worker, here):
    assert worker.get(f"{here}/candidates/community", headers=PART).status_code == 403
    assert "/candidates/" not in worker.get(here, headers=ENGLISH).text
