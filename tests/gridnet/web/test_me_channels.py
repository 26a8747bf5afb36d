"""Channels, added and proven on a page."""

import re

import pytest

from gridnet.base import secrets
from gridnet.notices import channels
from gridnet.notices.models import Channel
from tests.factories import people

SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
ROBOT = {"service": "wecombot", "address": "0a1b2c3d-0000-0000-0000-000000000000", "language": "zh"}


@pytest.fixture
def client(service):
    held = people.position()
    found = service.test_client()
    found.set_cookie("gridnet_session", people.cookie(people.person_of(held)))
    return found


def test_a_robot_is_added_and_proven_by_its_code(client, session):
    assert client.post("/me/channels", data=ROBOT, headers=SAME_SITE).status_code == 303
    page = client.get("/me", headers=SAME_SITE).text
    assert "not proven yet" in page
    proof = re.search(r'action="(/me/channels/\d+/proof)"', page)[1]
    kept = session.query(Channel).one()
    code = secrets.open_(kept.code_sealed, channels._context(kept.county, "code_sealed"))
    wrong = "000000" if code != "000000" else "111111"
    assert client.post(proof, data={"code": wrong}, headers=SAME_SITE).status_code == 422
    assert client.post(proof, data={"code": code}, headers=SAME_SITE).status_code == 303
    assert "not proven yet" not in client.get("/me", headers=SAME_SITE).text


def test_an_address_that_cannot_be_used_comes_back_with_what_was_typed(client):
    answer = client.post("/me/channels", data={**ROBOT, "address": "no robot!"}, headers=SAME_SITE)
    assert answer.status_code == 422
    assert 'value="no robot!"' in answer.text
    assert "This address cannot be used here" in answer.text


def test_a_channel_is_removed(client):
    client.post("/me/channels", data=ROBOT, headers=SAME_SITE)
    where = re.search(r'action="(/me/channels/\d+/removal)"', client.get("/me", headers=SAME_SITE).text)[1]
    client.post(where, headers=SAME_SITE)
    assert "/removal" not in client.get("/me", headers=SAME_SITE).text
