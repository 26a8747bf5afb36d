"""The application as a whole."""

import pytest

from gridnet import app as application
from gridnet.base import http
from gridnet.base.settings import Settings


@pytest.fixture
def app(tmp_path):
    return application.assemble(Settings(database_url="postgresql://unused", instance_dir=tmp_path, body_limit_kb=1))


def test_every_door_of_the_api_has_its_lock(app):
    http.check_doors(app)


def test_a_door_without_a_lock_keeps_the_application_from_starting(app):
    app.add_url_rule("/api/v1/back-door", view_func=lambda: "open")
    with pytest.raises(RuntimeError, match="/api/v1/back-door"):
        http.check_doors(app)


def test_a_json_body_over_the_limit_is_refused(app, session):
    answer = app.test_client().post("/api/v1/sessions", data=b" " * 2000, content_type="application/json")
    assert answer.status_code == 413


def test_an_unknown_address_is_told_as_a_problem(app):
    answer = app.test_client().get("/api/v1/nothing")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
