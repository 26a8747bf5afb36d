"""The doors of one's own account."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from gridnet.base.audit import AuditEntry
from gridnet.people import access
from gridnet.people.models import SignInCounter, WebSession
from gridnet.people.roles import Permission, Role
from tests.factories import people
from tests.factories.people import AT, COUNTY, PASSWORD

OURS = {"Origin": "http://localhost"}
TYPED = {"login": "user", "password": PASSWORD}


@pytest.fixture
def person(session):
    person = people.person(login="user", password=PASSWORD)
    people.position(person, area=people.area())
    return person


@pytest.fixture
def signed_in(browser, person):
    assert browser.post("/api/v1/sessions", json=TYPED).status_code == 201
    return browser


class TestSignIn:
    @pytest.mark.usefixtures("person")
    def test_the_session_comes_as_a_cookie_no_script_can_read(self, browser):
        answer = browser.post("/api/v1/sessions", json=TYPED)
        cookie = answer.headers["Set-Cookie"]
        assert (answer.status_code, answer.json["county"]) == (201, COUNTY)
        assert cookie.startswith(f"gridnet_session={COUNTY}.")
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "Expires" not in cookie  # gone with the browser

    @pytest.mark.usefixtures("person")
    def test_behind_tls_the_cookie_goes_no_other_way(self, browser):
        answer = browser.post("/api/v1/sessions", json=TYPED, base_url="https://localhost")
        assert "; Secure" in answer.headers["Set-Cookie"]

    def test_the_cookie_opens_the_doors(self, signed_in, person):
        me = signed_in.get("/api/v1/me").json
        assert (me["person_id"], [each["role"] for each in me["positions"]]) == (person.id, ["grid_worker"])
        assert {"permission": "area.read", "relations": ["county"]} in me["grants"]

    @pytest.mark.usefixtures("person")
    @pytest.mark.parametrize("typed", [{"password": "wrong"}, {"login": "nobody"}, {"county": "410598"}])
    def test_whatever_is_wrong_the_answer_is_the_same(self, browser, typed):
        answer = browser.post("/api/v1/sessions", json=TYPED | typed)
        body = {name: value for name, value in answer.json.items() if name != "request_id"}
        assert (answer.status_code, body["title"], "Set-Cookie" in answer.headers) == (401, "Unauthenticated", False)
        assert body["detail"] == "the county, the login, the password or the code is not right"

    @pytest.mark.usefixtures("person")
    def test_a_failure_is_kept_though_it_is_refused(self, browser, session):
        browser.post("/api/v1/sessions", json=TYPED | {"password": "wrong"})
        assert session.scalars(select(AuditEntry.outcome)).all() == ["refused"]
        assert session.scalars(select(SignInCounter.failures)).all() == [1, 1]  # the account and the source

    @pytest.mark.usefixtures("person")
    def test_five_failures_lock_for_a_quarter_of_an_hour(self, browser, clock):
        for _ in range(5):
            browser.post("/api/v1/sessions", json=TYPED | {"password": "wrong"})
        assert browser.post("/api/v1/sessions", json=TYPED).status_code == 429
        clock.tick(timedelta(minutes=15))
        assert browser.post("/api/v1/sessions", json=TYPED).status_code == 201

    @pytest.mark.usefixtures("person")
    def test_nobody_is_signed_in_by_another_site(self, browser):
        answer = browser.post("/api/v1/sessions", json=TYPED, headers={"Origin": "https://elsewhere.example"})
        assert answer.status_code == 403

    def test_a_session_is_never_taken_over(self, signed_in, session):
        before = signed_in.get_cookie(access.COOKIE).value
        signed_in.post("/api/v1/sessions", json=TYPED)
        assert signed_in.get_cookie(access.COOKIE).value != before
        revoked = session.scalars(select(WebSession.revoked_at).order_by(WebSession.id)).all()
        assert revoked == [AT, None]

    def test_a_misspelt_field_is_told(self, browser):
        assert browser.post("/api/v1/sessions", json=TYPED | {"pasword": "x"}).status_code == 422

    def test_where_no_county_is_named_or_assumed_it_is_asked_for(self, browser, app, settings):
        app.extensions["gridnet"] = type(settings)()
        assert browser.post("/api/v1/sessions", json=TYPED).status_code == 422


class TestSession:
    def test_without_one_nothing_opens(self, browser):
        answer = browser.get("/api/v1/me")
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="gridnet"')

    @pytest.mark.parametrize("value", ["Basic dXNlcjpwdw==", "Bearer nonsense", "Bearer", "gn_410599_1_x"])
    def test_a_credential_that_cannot_be_read_opens_nothing(self, signed_in, value):
        """Not even when a good cookie comes along: what was meant must be right."""
        assert signed_in.get("/api/v1/me", headers={"Authorization": value}).status_code == 401

    def test_signing_out_ends_it_for_the_browser_and_for_us(self, signed_in):
        cookie = signed_in.get_cookie(access.COOKIE).value
        assert signed_in.delete("/api/v1/sessions/current", headers=OURS).status_code == 204
        assert signed_in.get_cookie(access.COOKIE) is None
        signed_in.set_cookie(access.COOKIE, cookie)
        assert signed_in.get("/api/v1/me").status_code == 401

    @pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}])
    def test_another_site_changes_nothing_in_ones_name(self, signed_in, headers):
        assert signed_in.delete("/api/v1/sessions/current", headers=headers).status_code == 403
        assert signed_in.get("/api/v1/me", headers=headers).status_code == 200

    def test_it_idles_out(self, signed_in, clock):
        clock.tick(timedelta(minutes=29))
        assert signed_in.get("/api/v1/me").status_code == 200
        clock.tick(timedelta(minutes=29))
        assert signed_in.get("/api/v1/me").status_code == 200
        clock.tick(timedelta(minutes=30))
        assert signed_in.get("/api/v1/me").status_code == 401

    def test_signing_out_a_program_leaves_its_token(self, as_, person):
        program = as_(person)
        assert program.delete("/api/v1/sessions/current").status_code == 204
        assert program.get("/api/v1/me").status_code == 200

    def test_a_page_open_to_all_may_ask_who_is_there(self, app, signed_in, person):
        cookie = signed_in.get_cookie(access.COOKIE).value
        with app.test_request_context(headers={"Cookie": f"{access.COOKIE}={cookie}"}):
            assert access.find_actor().person_id == person.id
            assert access.find_actor(Permission.PEOPLE_WRITE) is None
        with app.test_request_context():
            assert access.find_actor() is None

    def test_everything_of_ones_own_ends_at_once(self, signed_in, as_, person):
        program = as_(person)
        assert signed_in.delete("/api/v1/sessions", headers=OURS).json == {"sessions": 1, "tokens": 1}
        assert (signed_in.get("/api/v1/me").status_code, program.get("/api/v1/me").status_code) == (401, 401)


CHANGE = {"old": PASSWORD, "new": "Barley-field 43"}


class TestPassword:
    def test_it_is_changed_and_every_session_ends(self, signed_in):
        assert signed_in.post("/api/v1/me/password", json=CHANGE, headers=OURS).status_code == 204
        assert signed_in.get("/api/v1/me").status_code == 401
        assert signed_in.post("/api/v1/sessions", json=TYPED | {"password": "Barley-field 43"}).status_code == 201

    def test_a_wrong_old_one_is_refused_and_counted(self, signed_in, session):
        body = CHANGE | {"old": "wrong"}
        assert signed_in.post("/api/v1/me/password", json=body, headers=OURS).status_code == 401
        assert session.scalars(select(SignInCounter.failures)).all() == [1, 1]

    def test_a_weak_new_one_is_refused(self, signed_in):
        body = CHANGE | {"new": "password123"}
        assert signed_in.post("/api/v1/me/password", json=body, headers=OURS).status_code == 422

    def test_a_program_does_not_change_it(self, as_, person):
        assert as_(person).post("/api/v1/me/password", json=CHANGE).status_code == 403


class TestSecondFactor:
    @pytest.fixture
    def admin(self, session):
        person = people.person(login="user", password=PASSWORD)
        people.position(person, Role.SYSTEM_ADMIN)
        return person

    @pytest.mark.usefixtures("admin")
    def test_an_administrator_enrols_and_is_one_from_then_on(self, browser, clock):
        browser.post("/api/v1/sessions", json=TYPED)
        refused = browser.get("/api/v1/people", query_string={"county": COUNTY})
        assert (refused.status_code, "second factor" in refused.json["detail"]) == (403, True)
        address = browser.post("/api/v1/me/totp", headers=OURS).json["address"]
        codes = pyotp.parse_uri(address)
        proof = browser.post("/api/v1/me/totp/proof", json={"code": codes.at(AT)}, headers=OURS)
        assert proof.status_code == 204
        assert browser.get("/api/v1/people", query_string={"county": COUNTY}).status_code == 200
        clock.tick(timedelta(minutes=1))
        wanted = browser.post("/api/v1/sessions", json=TYPED)
        assert (wanted.status_code, wanted.json["code_wanted"]) == (401, True)
        code = codes.at(AT + timedelta(minutes=1))
        assert browser.post("/api/v1/sessions", json=TYPED | {"code": code}).json["is_strong"] is True

    def test_a_wrong_first_code_is_refused_and_counted(self, signed_in, session):
        signed_in.post("/api/v1/me/totp", headers=OURS)
        answer = signed_in.post("/api/v1/me/totp/proof", json={"code": "000000"}, headers=OURS)
        assert answer.status_code == 401
        assert session.scalars(select(SignInCounter.failures)).all() == [1, 1]

    def test_a_program_enrols_nothing(self, as_, person):
        assert as_(person).post("/api/v1/me/totp").status_code == 403


BRIDGE = {"name": "bridge to 12345", "expires_at": "2026-06-01T00:00:00Z", "permissions": ["incident.report"]}


class TestTokens:
    @pytest.fixture
    def gateway(self, session):
        person = people.person()
        people.position(person, Role.GATEWAY)
        return person

    def test_one_is_made_shown_once_listed_and_revoked(self, as_, app, gateway):
        client = as_(gateway, permissions=None)
        made = client.post("/api/v1/tokens", json=BRIDGE)
        assert made.status_code == 201
        listed = client.get("/api/v1/tokens").json["items"]
        assert [("token" in each, each["name"]) for each in listed] == [(False, "test"), (False, "bridge to 12345")]
        program = app.test_client()
        program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {made.json['token']}"
        assert program.get("/api/v1/me").json["grants"] == [{"permission": "incident.report", "relations": ["scope"]}]
        assert client.delete(f"/api/v1/tokens/{made.json['id']}").status_code == 204
        assert program.get("/api/v1/me").status_code == 401

    def test_a_limited_one_makes_no_wider_one(self, as_, gateway):
        client = as_(gateway, permissions=["token.manage"])
        assert client.post("/api/v1/tokens", json=BRIDGE).status_code == 403

    def test_somebody_elses_is_not_revoked(self, as_, gateway):
        other = people.person()
        people.position(other, Role.GATEWAY)
        theirs = as_(other).post("/api/v1/tokens", json=BRIDGE).json["id"]
        assert as_(gateway).delete(f"/api/v1/tokens/{theirs}").status_code == 404

    def test_not_everybody_makes_any(self, as_, person):
        assert as_(person).post("/api/v1/tokens", json=BRIDGE).status_code == 403

    @pytest.mark.parametrize("given", [{"expires_at": "2036-06-01T00:00:00Z"}, {"permissions": ["everything"]}])
    def test_one_that_cannot_be_is_refused(self, as_, gateway, given):
        assert as_(gateway).post("/api/v1/tokens", json=BRIDGE | given).status_code == 422


class TestAge:
    @pytest.fixture
    def aged(self, browser, person):
        person.password_at, person.signed_in_at = AT - timedelta(days=100), AT - timedelta(days=1)
        assert browser.post("/api/v1/sessions", json=TYPED).json["must_change_password"]
        return browser

    def test_whoever_must_change_the_password_can_do_that_and_leave(self, aged):
        assert aged.get("/api/v1/me").json["must_change_password"]
        for door in ("/api/v1/tokens", f"/api/v1/people?county={COUNTY}", f"/api/v1/duty/holes?county={COUNTY}"):
            answer = aged.get(door)
            assert (answer.status_code, answer.json["title"]) == (403, "PasswordRunOut"), door
        assert aged.post("/api/v1/me/totp", headers=OURS).json["password_wanted"]
        assert aged.delete("/api/v1/sessions/current", headers=OURS).status_code == 204

    def test_once_it_is_changed_everything_is_open_again(self, aged):
        changed = aged.post("/api/v1/me/password", json={"old": PASSWORD, "new": "Barley-field 43"}, headers=OURS)
        assert changed.status_code == 204
        again = aged.post("/api/v1/sessions", json=TYPED | {"password": "Barley-field 43"})
        assert (again.status_code, again.json["must_change_password"]) == (201, False)
        assert aged.post("/api/v1/me/totp", headers=OURS).status_code == 201

    def test_nobody_is_interrupted_by_a_password_that_runs_out_meanwhile(self, browser, person, clock):
        person.password_at = AT - timedelta(days=90) + timedelta(minutes=5)
        browser.post("/api/v1/sessions", json=TYPED)
        clock.tick(timedelta(minutes=10))
        assert not browser.get("/api/v1/me").json["must_change_password"]

    def test_a_token_goes_on(self, as_, person):
        person.password_at = AT - timedelta(days=100)
        assert not as_(person).get("/api/v1/me").json["must_change_password"]

    def test_a_closed_account_is_told_how_it_is_opened_again(self, browser, person):
        person.password_at = AT - timedelta(days=100)
        answer = browser.post("/api/v1/sessions", json=TYPED)
        assert (answer.status_code, "security administrator" in answer.json["detail"]) == (403, True)


def test_the_older_page_is_told_of_the_newer_sign_in(app, signed_in, clock):
    clock.tick(timedelta(minutes=2))
    elsewhere = app.test_client()
    assert elsewhere.post("/api/v1/sessions", json=TYPED).status_code == 201
    answer = signed_in.get("/api/v1/me")
    assert (answer.status_code, answer.json["title"]) == (401, "Replaced")
    assert "2026-03-10 12:02" in answer.json["detail"]
    assert answer.json["replaced_at"] == "2026-03-10T12:02:00+08:00"
    assert elsewhere.get("/api/v1/me").status_code == 200
