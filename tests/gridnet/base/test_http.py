"""What every door shares."""

import json

import pytest
from flask import Blueprint, Flask
from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from gridnet.base import errors, http


class Body(BaseModel, extra="forbid"):
    name: str = Field(max_length=5)
    count: int = 1


class Query(BaseModel, extra="forbid"):
    limit: int = Field(10, le=100)


class Thing(BaseModel):
    name: str
    version: int = 3


BROKEN = {
    "conflict": lambda: errors.Conflict("used before", number="410599-1"),
    "invalid": lambda: errors.Invalid("two faults", errors=[{"field": "a", "message": "b"}]),
    "unauthenticated": lambda: errors.Unauthenticated("sign in"),
    "large": lambda: errors.TooLarge("too much"),
    "pool": PoolTimeoutError,
    "bug": lambda: ZeroDivisionError("the secret is 13800000000"),
}


@pytest.fixture
def app(monkeypatch):
    monkeypatch.setattr(http, "_guard", None)
    app = Flask(__name__)
    routes = Blueprint("things", __name__)

    @routes.post("/things")
    @http.door(takes=Body, gives=Thing, status=201, summary="Make a thing")
    def make(body):
        http.expected_version()
        return Thing(name=body.name)

    @routes.get("/things")
    @http.door(query=Query, gives=Thing, summary="Read a thing")
    def read(query):
        return Thing(name=str(query.limit))

    @routes.delete("/things")
    @http.door(summary="Forget", status=204)
    def forget():
        return None

    @routes.post("/maybe")
    @http.door(takes=Body, gives=Thing, status=201, summary="Make, or find it made")
    def maybe(body):
        return Thing(name=body.name), 200

    @routes.get("/locked")
    @http.permit("thing.read")
    def locked():
        return {"in": True}

    @routes.get("/refuse/<kind>")
    def refuse(kind):
        error = BROKEN[kind]()
        raise error

    app.register_blueprint(routes)
    http.install(app)
    return app


@pytest.fixture
def client(app):
    return app.test_client()


def test_a_body_is_read_and_answered(client):
    answer = client.post("/things", json={"name": "lamp"})
    assert (answer.status_code, answer.json) == (201, {"name": "lamp", "version": 3})
    assert answer.headers["ETag"] == '"3"'


def test_a_view_may_say_another_status(client):
    assert client.post("/maybe", json={"name": "lamp"}).status_code == 200


def test_nothing_is_answered_with_nothing(client):
    answer = client.delete("/things")
    assert (answer.status_code, answer.data) == (204, b"")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "longer than five"}, "name"),
        ({"name": "lamp", "count": "many"}, "count"),
        ({"name": "lamp", "colour": "red"}, "colour"),  # a misspelt field is noticed
        ([], "body"),
        ("lamp", "body"),
    ],
)
def test_a_body_at_fault_is_refused_by_the_name_of_its_field(client, body, field):
    answer = client.post("/things", json=body)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == field
    assert answer.json["detail"].startswith(f"{field}: ")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b'{"name": "a"', b'{"name": NaN}', b'{"name": "\\ud800"}', b"[" * 10_000]
)
def test_what_is_no_json_is_refused(client, body):
    answer = client.post("/things", data=body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.mimetype == http.PROBLEM


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (rb'{"name": "a\u0000b"}', 422),
        (rb'{"a\u0000b": 1, "name": "a"}', 422),
        (rb'{"name": "\\u00"}', 201),  # a backslash and four letters
        (rb'{"name": "\\\u0000"}', 422),
        (b'{"name": "a\\\\u0000"}', 422),  # only too long
    ],
)
def test_the_character_that_no_text_can_hold_is_refused(client, raw, status):
    answer = client.post("/things", data=raw, content_type="application/json")
    assert answer.status_code == status, answer.json


def test_the_character_is_refused_in_an_address_too(client):
    assert client.get("/things?limit=1%00").status_code == 422
    assert client.get("/refuse/a%00b").status_code == 404


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_kind_is_refused(client, media):
    answer = client.post("/things", data=b'{"name": "lamp"}', content_type=media)
    assert answer.status_code == 415
    assert "application/json" in answer.json["detail"]


@pytest.mark.parametrize("query", ["limit=1&limit=2", "limit=many", "limit=101", "other=1"])
def test_a_query_at_fault_is_refused(client, query):
    assert client.get(f"/things?{query}").status_code == 422


def test_what_has_not_changed_is_not_sent_again(client):
    tag = client.get("/things").headers["ETag"]
    again = client.get("/things", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("tag", "version"),
    [
        (None, None),
        ("*", None),  # any version, as RFC 9110 has it
        ('"3"', 3),
        ('"0"', 0),
        ('"3", "4"', "stale"),
        ('"x"', "stale"),
        ('"²"', "stale"),
        ('W/"3"', "stale"),  # a weak tag matches nothing
        (f'"{"9" * 5000}"', "stale"),
    ],
)
def test_the_version_expected_is_the_one_tag(app, tag, version):
    with app.test_request_context(headers={"If-Match": tag} if tag else {}):
        if version == "stale":
            with pytest.raises(errors.Stale):
                http.expected_version()
        else:
            assert http.expected_version() == version


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/refuse/conflict", 409, "Conflict"),
        ("/refuse/invalid", 422, "Invalid"),
        ("/refuse/unauthenticated", 401, "Unauthenticated"),
        ("/refuse/large", 413, "TooLarge"),
        ("/refuse/pool", 503, "Unavailable"),
        ("/refuse/bug", 500, "Fault"),
        ("/nowhere", 404, "Not Found"),
    ],
)
def test_every_refusal_is_one_kind_of_document(client, path, status, title):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (status, http.PROBLEM)
    assert (answer.json["status"], answer.json["title"]) == (status, title)
    assert answer.json["detail"]
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]


def test_a_refusal_tells_what_else_helps(client):
    assert client.get("/refuse/conflict").json["number"] == "410599-1"
    assert client.get("/refuse/invalid").json["errors"] == [{"field": "a", "message": "b"}]
    assert client.get("/refuse/unauthenticated").headers["WWW-Authenticate"].startswith("Bearer")
    assert client.get("/refuse/pool").headers["Retry-After"] == "2"
    assert client.put("/things").headers["Allow"]


def test_a_fault_of_ours_tells_nothing_of_what_is_inside(client):
    assert b"secret" not in client.get("/refuse/bug").data


@pytest.mark.parametrize(("id_", "status"), [(7, 200), (10**18 - 1, 200), (10**18, 404), (2**63, 404)])
def test_an_address_with_a_number_that_no_id_can_be_leads_nowhere(id_, status):
    app = Flask(__name__)
    http.install(app)
    app.add_url_rule("/things/<int:thing_id>", view_func=lambda thing_id: {"id": thing_id}, endpoint="thing")
    app.add_url_rule("/things/<int:thing_id>", view_func=lambda thing_id: {}, endpoint="forget", methods=["DELETE"])
    assert app.test_client().get(f"/things/{id_}").status_code == status
    assert app.test_client().delete(f"/things/{id_}").status_code == status


def test_a_database_that_is_gone_is_not_our_fault(app, client, engine):
    @app.get("/gone")
    def gone():
        with engine.connect() as connection:
            pid = connection.scalar(text("SELECT pg_backend_pid()"))
            with engine.connect() as other:
                other.execute(text("SET ROLE gridnet"))
                other.execute(text("SELECT pg_terminate_backend(CAST(:pid AS int))"), {"pid": pid})
            connection.scalar(text("SELECT 1"))

    answer = client.get("/gone")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ("SELECT 1 / 0", 500),
        (f"SELECT CAST({2**63} AS bigint)", 422),
        ("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'deadlock_detected'; END $$", 503),
        ("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'lock_not_available'; END $$", 503),
        ("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$", 503),
    ],
)
def test_what_passes_is_to_be_sent_again_and_the_rest_is_our_fault(app, client, engine, statement, status):
    @app.get("/wrong")
    def wrong():
        with engine.connect() as connection:
            connection.execute(text(statement))

    assert client.get("/wrong").status_code == status


@pytest.mark.parametrize(("sent", "kept"), [("a-request.id_7", True), ("short", False), ("a b c d e f g", False)])
def test_a_request_keeps_a_sound_id_and_is_given_one_otherwise(client, sent, kept):
    answered = client.get("/things", headers={"X-Request-ID": sent}).headers["X-Request-ID"]
    assert (answered == sent) == kept
    assert http.REQUEST_ID.fullmatch(answered)


def test_nothing_is_guessed_or_cached(client):
    headers = client.get("/things").headers
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")


def test_without_a_guard_nobody_passes(client):
    assert client.get("/locked").status_code == 500


def test_the_guard_is_asked_for_the_permission_of_the_door(client):
    asked = []
    http.set_guard(asked.append)
    assert client.get("/locked").json == {"in": True}
    assert asked == ["thing.read"]


def test_whoever_the_guard_refuses_does_not_pass(client):
    def guard(permission):
        raise errors.NotAllowed("not you")

    http.set_guard(guard)
    assert client.get("/locked").status_code == 403


def test_an_application_with_a_door_that_has_no_lock_does_not_start(app):
    app.add_url_rule("/api/v1/open", view_func=dict, endpoint="forgotten")
    with pytest.raises(RuntimeError, match="doors without a lock: /api/v1/open"):
        http.check_doors(app)


def test_a_door_that_is_open_to_all_says_so(app):
    def view():
        return {}

    app.add_url_rule("/api/v1/open", view_func=http.open_to_all(view), endpoint="meant")
    http.check_doors(app)


def test_the_log_line_of_a_request_has_no_query_and_no_body(client, monkeypatch):
    lines = []
    monkeypatch.setattr(http.log, "info", lambda event, **about: lines.append(about), raising=False)
    client.post("/things?limit=13800000000", json={"name": "张三"})
    assert json.dumps(lines, ensure_ascii=False).count("张三") == 0
    assert lines[0]["path"] == "/things"
    assert "13800000000" not in json.dumps(lines)
