"""One's own page."""

import pytest

from gridnet.people.duty import Keeps
from tests.factories import people

SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}


@pytest.fixture
def held(service):
    return people.position(people.person(login="worker"), area=people.area(code="G0001"), keeps=Keeps.DEPUTY)


@pytest.fixture
def client(service, held):
    found = service.test_client()
    found.set_cookie("gridnet_session", people.cookie(people.person_of(held)))
    return found


def test_positions_are_told_by_name(client):
    page = client.get("/me", headers=SAME_SITE).text
    assert "Grid worker" in page
    assert "示例G0001" in page
    assert "deputy" in page


def test_signing_out_everywhere_ends_this_session_too(client):
    answer = client.post("/me/sessions/end", headers=SAME_SITE)
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert client.get("/me", headers=SAME_SITE).status_code == 302


def test_a_program_cannot_sign_its_person_out(calls, held):
    assert calls(held).call("POST", "/me/sessions/end").status_code == 403
