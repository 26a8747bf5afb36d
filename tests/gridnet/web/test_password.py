"""The page on which a password is changed."""

from datetime import timedelta

import pytest

from gridnet.base import moment
from tests.factories import people

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
TYPED = {"county": people.COUNTY, "login": "worker", "password": people.PASSWORD}
NEW = "Barley-field 43"


@pytest.fixture
def worker(session):
    found = people.person(password=people.PASSWORD, login="worker")
    people.position(found)
    found.password_at, found.signed_in_at = people.AT - timedelta(days=100), people.AT - timedelta(days=1)
    session.commit()
    return found


@pytest.fixture
def client(service, worker):
    client = service.test_client()
    assert client.post("/sign-in", data=TYPED | {"next": "/api/v1/docs"}, headers=SAME_SITE).location == "/password"
    return client


def change(client, old=people.PASSWORD, new=NEW, again=None):
    typed = {"old": old, "new": new, "again": new if again is None else again}
    return client.post("/password", data=typed, headers=SAME_SITE)


def test_whoever_has_an_old_password_is_led_here_and_nowhere_else(client):
    assert client.get("/components").location == "/password"
    assert "密码已到期" in client.get("/password").text
    part = client.get("/components", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (401, "/password")


def test_once_it_is_changed_one_goes_on_without_signing_in_again(client):
    assert change(client).location == "/"
    assert client.get("/components").status_code == 200
    assert "密码已到期" not in client.get("/password").text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"again": "Barley-field 44"}, "两次输入不一致"),
        ({"old": "Wheat-field 43"}, "当前密码不正确"),
        ({"new": "short"}, "密码过短"),
        ({"new": "onlyletters"}, "过于简单"),
        ({"new": "Password12345"}, "常见密码"),
        ({"new": "My-worker-12345"}, "登录名或工号"),
        ({"new": people.PASSWORD}, "近期用过"),
    ],
)
def test_what_is_at_fault_is_told_and_nothing_is_changed(client, worker, typed, told):
    kept = worker.password_hash
    answer = change(client, **typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert worker.password_hash == kept
    assert client.get("/components").location == "/password"


def test_one_may_leave_instead(client):
    assert client.post("/sign-out", headers=SAME_SITE).location == "/sign-in"
    assert client.get("/password").location == "/sign-in?next=/password"


def test_the_older_device_is_told_of_the_newer_sign_in(service, client, monkeypatch):
    change(client)
    later = people.AT + timedelta(minutes=2)
    monkeypatch.setattr(moment, "now", lambda: later)
    service.test_client().post("/sign-in", data=TYPED | {"password": NEW}, headers=SAME_SITE)
    assert client.get("/components").location == "/sign-in?next=/components"
    assert "您的账号已在别处登录（12:02）" in client.get("/sign-in").text
