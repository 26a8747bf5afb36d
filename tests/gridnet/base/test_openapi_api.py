"""The document and its page, as they are served."""

import json
from dataclasses import replace

import pytest
from flask import Flask

from gridnet.base import http, openapi_api
from gridnet.base.settings import Settings


@pytest.fixture
def client(tmp_path):
    (tmp_path / "swagger-ui-dist").mkdir()
    (tmp_path / "swagger-ui-dist" / "swagger-ui.css").write_text("body {}")
    (tmp_path / "secret").write_text("secret")
    app = Flask(__name__)
    app.extensions["gridnet"] = replace(Settings(), page_libraries=tmp_path)
    app.register_blueprint(openapi_api.routes)
    http.install(app)
    return app.test_client()


def test_the_document_is_served(client):
    answer = client.get("/api/v1/openapi.json")
    assert json.loads(answer.data)["openapi"] == "3.1.0"


def test_the_page_loads_nothing_from_elsewhere(client):
    answer = client.get("/api/v1/docs")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert b"http" not in answer.data


@pytest.mark.parametrize(
    ("name", "status"),
    [("start.js", 200), ("swagger-ui.css", 200), ("missing.js", 404), ("../secret", 404), ("%2e%2e%2fsecret", 404)],
)
def test_only_the_library_is_served(client, name, status):
    with client.get(f"/api/v1/docs/{name}") as answer:
        assert answer.status_code == status
