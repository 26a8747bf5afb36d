"""Signing in and out, and how pages speak and look, through the application."""

import re

import pytest

from tests.factories import people

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
FORM = {"county": people.COUNTY, "password": people.PASSWORD}


@pytest.fixture
def client(session, whole):
    return whole.test_client()


@pytest.fixture
def worker(session):
    found = people.person(password=people.PASSWORD, login="worker")
    people.position(found)
    return found


def sign_in(client, **typed):
    return client.post("/sign-in", data=FORM | {"login": "worker"} | typed, headers=SAME_SITE)


def test_whoever_has_not_signed_in_is_shown_where(client):
    answer = client.get("/")
    assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_signing_in_leads_to_where_one_begins(client, worker):
    assert sign_in(client).location == "/"
    assert client.get("/").status_code == 303


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(client, worker):
    cookie = sign_in(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_wrong_password_is_told_without_saying_which_part_was_wrong(client, worker):
    answers = [sign_in(client, password="Not-this 1"), sign_in(client, login="nobody")]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert len({re.search(r'role="alert">.*?<p>(.*?)</p>', answer.text, re.DOTALL)[1] for answer in answers}) == 1


def test_what_was_typed_is_still_there_after_a_mistake(client, worker):
    page = sign_in(client, county="41059", login="worker")
    assert page.status_code == 422
    assert 'value="worker"' in page.text


def test_a_form_of_another_site_is_refused(client, worker):
    answer = client.post("/sign-in", data=FORM | {"login": "worker"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/api/v1/docs", "/api/v1/docs"),
        ("https://elsewhere.example/", "/"),  # never off to another site
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("", "/"),
    ],
)
def test_one_is_led_on_to_our_own_pages_only(client, worker, wanted, led_to):
    assert sign_in(client, next=wanted).location == led_to


def test_signing_out_ends_the_session_on_the_server(client, worker):
    cookie = sign_in(client).headers["Set-Cookie"].split(";")[0].split("=", 1)
    client.post("/sign-out", headers=SAME_SITE)
    client.set_cookie(cookie[0], cookie[1])
    assert client.get("/").location == "/sign-in"


@pytest.mark.parametrize(("language", "title"), [("zh", "登录"), ("en", "Sign in")])
def test_pages_speak_the_language_chosen(client, language, title):
    client.post(f"/language/{language}", data={"next": "/sign-in"})
    assert f"<h1>{title}</h1>" in client.get("/sign-in").text


def test_pages_take_nothing_from_elsewhere(client):
    policy = client.get("/sign-in").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy


def test_pages_look_as_the_browser_has_chosen(client):
    client.post("/look", data={"theme": "dark", "type": "large", "next": "/sign-in"})
    assert 'data-theme="dark" data-type="large"' in client.get("/sign-in").text


def test_a_look_that_is_none_is_as_the_device_has_it(client):
    client.post("/look", data={"theme": '"><script>', "type": "huge"})
    assert 'data-theme="auto" data-type="normal"' in client.get("/sign-in").text


def test_a_part_asked_for_without_a_session_leads_to_the_sign_in(client):
    answer = client.get("/components", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/components"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in?next=/components")
