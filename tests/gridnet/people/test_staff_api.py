"""The doors of staff."""

import pytest
from sqlalchemy import select

from gridnet.base.audit import AuditEntry
from gridnet.people.models import Position
from gridnet.people.roles import Role
from tests.factories import people
from tests.factories.people import COUNTY, PASSWORD, TOWNSHIP, VILLAGE

NEW = {"county": COUNTY, "staff_no": "W9", "name": "示例网格员 09", "login": "user9", "phone": "13800001234"}
DESK = {"role": "township_desk", "network": "community", "scope": TOWNSHIP, "valid_from": "2026-03-01T00:00:00+08:00"}


@pytest.fixture
def admin(as_):
    person = people.person()
    people.position(person, Role.SYSTEM_ADMIN)
    client = as_(person)
    client.person = person
    return client


@pytest.fixture
def guard(as_):
    person = people.person()
    people.position(person, Role.SECURITY_ADMIN)
    return as_(person)


@pytest.fixture
def desk(as_):
    person = people.person()
    people.position(person, Role.TOWNSHIP_DESK, scope=TOWNSHIP)
    return as_(person)


@pytest.fixture
def person(session):
    return people.person(phone="13800001234", password=PASSWORD)


def url(person, *more):
    return "/".join(["/api/v1/people", person.county, str(person.id), *map(str, more)])


def test_a_person_is_taken_on_and_shown_with_the_number_masked(admin):
    made = admin.post("/api/v1/people", json=NEW)
    assert (made.status_code, made.json["phone"], made.json["positions"]) == (201, "138****1234", [])
    assert admin.get(f"/api/v1/people/{COUNTY}/{made.json['id']}").json == made.json


def test_a_staff_number_is_taken_once(admin):
    admin.post("/api/v1/people", json=NEW)
    assert admin.post("/api/v1/people", json=NEW).status_code == 409


def test_another_county_is_out_of_reach(admin):
    assert admin.post("/api/v1/people", json=NEW | {"county": "410598"}).status_code == 404
    assert admin.get("/api/v1/people?county=410598").status_code == 404


def test_a_list_is_read_page_by_page(admin):
    for number in range(3):
        people.person(staff_no=f"A{number}")
    first = admin.get(f"/api/v1/people?county={COUNTY}&limit=2").json
    second = admin.get(f"/api/v1/people?county={COUNTY}&limit=2&after={first['next']}").json
    assert [each["staff_no"] for each in first["items"] + second["items"]] == ["A0", "A1", "A2", admin.person.staff_no]
    assert second["next"] is None


def test_a_list_of_nobody_is_empty(admin):
    assert admin.get(f"/api/v1/people?county={COUNTY}&search=nobody").json == {"items": [], "next": None}


def test_a_desk_sees_those_of_its_township(desk, person):
    assert desk.get(url(person)).status_code == 404
    people.position(person, scope=VILLAGE)
    assert desk.get(url(person)).json["positions"][0]["scope"] == VILLAGE


def test_a_number_is_revealed_for_a_reason_that_is_kept(desk, person, session):
    assert desk.post(url(person, "phone"), json={}).status_code == 422
    answer = desk.post(url(person, "phone"), json={"reason": "联系到场"})
    assert answer.json == {"phone": "13800001234"}
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.reveal"))
    assert (entry.subject_id, entry.detail["reason"]) == (str(person.id), "联系到场")


def test_nobody_reveals_what_is_not_known(desk):
    assert desk.post(url(people.person(), "phone"), json={"reason": "联系到场"}).status_code == 404


class TestPositions:
    def test_one_is_given_and_ends(self, admin, person):
        made = admin.post(url(person, "positions"), json=DESK)
        assert made.status_code == 201
        assert admin.post(url(person, "positions", made.json["id"], "end"), json={}).status_code == 204
        assert admin.get(url(person)).json["positions"] == []

    @pytest.mark.parametrize(
        ("given", "status"),
        [
            ({"role": "system_admin", "network": None, "scope": COUNTY}, 403),  # for the security administrator
            ({"scope": "4105"}, 403),  # reaches further than one's own
            ({"network": "police"}, 422),
            ({"scope": "41059"}, 422),
            ({"area_id": 1}, 422),
        ],
    )
    def test_one_that_may_or_can_not_be_is_refused(self, admin, person, session, given, status):
        assert admin.post(url(person, "positions"), json=DESK | given).status_code == status
        assert session.query(Position).filter_by(person_id=person.id).count() == 0

    def test_nobody_gives_one_to_themselves(self, admin):
        assert admin.post(url(admin.person, "positions"), json=DESK).status_code == 403

    def test_administrators_are_appointed_by_the_security_administrator(self, guard, person):
        auditor = {"role": "auditor", "scope": COUNTY, "valid_from": DESK["valid_from"]}
        assert guard.post(url(person, "positions"), json=auditor).status_code == 201
        assert guard.post(url(person, "positions"), json=auditor | {"role": "system_admin"}).status_code == 403

    def test_an_administrator_is_not_let_go_by_another_kind(self, admin, person):
        people.position(person, Role.AUDITOR)
        assert admin.post(url(person, "disable")).status_code == 403

    def test_whoever_is_let_go_is_nobody_from_then_on(self, admin, as_, person):
        people.position(person, scope=VILLAGE)
        theirs = as_(person)
        assert admin.post(url(person, "disable")).status_code == 204
        assert theirs.get("/api/v1/me").status_code == 401
        assert admin.get(url(person)).json["is_disabled"] is True

    def test_a_position_of_somebody_else_does_not_end(self, admin, person):
        other = people.position()
        assert admin.post(url(person, "positions", other.id, "end"), json={}).status_code == 404


class TestCredentials:
    def test_a_password_is_given_by_the_security_administrator(self, guard, person, app, clock):
        assert guard.post(url(person, "password"), json={"password": "Barley-field 43"}).status_code == 204
        typed = {"county": COUNTY, "login": person.login, "password": "Barley-field 43"}
        assert app.test_client().post("/api/v1/sessions", json=typed).status_code == 201

    def test_everything_of_a_person_ends(self, guard, as_, person):
        theirs = as_(person)
        assert guard.post(url(person, "revocation")).json == {"sessions": 0, "tokens": 1}
        assert theirs.get("/api/v1/me").status_code == 401

    def test_a_lost_second_factor_is_taken_away(self, guard, person):
        assert guard.delete(url(person, "totp")).status_code == 204

    @pytest.mark.parametrize(
        ("method", "what", "body"),
        [("post", "password", {"password": "Barley-field 43"}), ("post", "revocation", None), ("delete", "totp", None)],
    )
    @pytest.mark.parametrize("client", ["admin", "desk"])
    def test_others_do_not(self, request, client, person, method, what, body):  # noqa: PLR0917 - a table of doors
        knock = getattr(request.getfixturevalue(client), method)
        assert knock(url(person, what), json=body).status_code == 403


def test_whoever_acts_from_another_county_is_named_in_full(as_, person, session):
    province = people.person("410000")
    held = people.position(province, Role.SECURITY_ADMIN, scope="41")
    as_(province).post(url(person, "revocation"))
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "credentials.revoke"))
    assert (entry.county, entry.person_id) == (COUNTY, None)
    assert entry.detail["acting"] == f"410000:{province.id}:{held.id}"
