"""Whether the process lives and can serve."""

import pytest
from flask import Flask

from gridnet.base import db, health, http, schema
from gridnet.base.settings import Settings


@pytest.fixture
def client():
    app = Flask(__name__)
    app.register_blueprint(health.routes)
    http.install(app)
    http.check_doors(app)
    return app.test_client()


def test_it_is_ready_when_the_database_answers_with_the_schema_it_needs(client, owner_url):
    engine = db.configure(Settings(database_url=owner_url.render_as_string()))
    head = (schema.SCRIPTS / "HEAD").read_text().strip()
    assert client.get("/readyz").text == f"ready {head}\n"
    engine.dispose()


def test_without_a_database_it_lives_and_is_not_ready(client, tmp_path):
    engine = db.configure(Settings(database_url=f"postgresql://gridnet@/gridnet?host={tmp_path}"))
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    engine.dispose()
