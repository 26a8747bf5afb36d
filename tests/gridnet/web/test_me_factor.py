"""The second factor, set up on a page."""

import re

import pyotp
import pytest

from gridnet.base import moment
from tests.factories import people

SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}


@pytest.fixture
def client(service):
    held = people.position(people.person(login="worker"))
    found = service.test_client()
    found.set_cookie("gridnet_session", people.cookie(people.person_of(held)))
    return found


def test_a_second_factor_is_drawn_and_proven_by_its_first_code(client):
    assert client.post("/me/factor", headers=SAME_SITE).status_code == 303
    page = client.get("/me/factor", headers=SAME_SITE).text
    assert "<svg" in page.partition("qr-box")[2]
    secret = re.search(r'class="number secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    code = pyotp.TOTP(secret).at(moment.now())
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    refused = client.post("/me/factor/proof", data={"code": wrong}, headers=SAME_SITE)
    assert refused.status_code == 403
    assert "This is not the code" in refused.text
    assert client.post("/me/factor/proof", data={"code": code}, headers=SAME_SITE).location == "/me#factor"
    assert "in use already" in client.get("/me/factor", headers=SAME_SITE).text
