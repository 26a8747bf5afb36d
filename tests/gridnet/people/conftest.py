"""The doors of people alone, as an application of their own, and browsers to knock at them."""

import argon2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from freezegun import freeze_time

from gridnet.base import db, http
from gridnet.base.settings import Settings
from gridnet.people import access, passwords
from gridnet.people.api import routes
from tests.factories import people
from tests.factories.people import AT


class Client(FlaskClient):
    """A client that first keeps and lets go what the test has made: a refused request undoes its own work alone."""

    def open(self, *args, **kwargs):
        with db.transaction():
            pass
        db.session.remove()
        return super().open(*args, **kwargs)


@pytest.fixture
def settings():
    return Settings(home_county=people.COUNTY)


@pytest.fixture
def app(settings):
    app = Flask("people")
    app.test_client_class = Client
    app.extensions["gridnet"] = settings
    http.install(app)
    http.set_guard(access.guard)
    app.register_blueprint(routes)
    return app


@pytest.fixture
def clock():
    """Time stands still at AT until a test moves it."""
    with freeze_time(AT) as frozen:
        yield frozen


@pytest.fixture
def browser(app, session, clock):
    return app.test_client()


@pytest.fixture
def as_(app, session, clock):
    """A client that sends a fresh token of this person."""

    def signed_in(person, **given):
        client = app.test_client()
        token = people.token(person, **({"is_strong": True} | given))
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    return signed_in


@pytest.fixture(autouse=True)
def _quick_hashes(request, monkeypatch):
    """Cheap hashes wherever hashing is not what is tested; still dearer than those of the factories."""
    if request.module.__name__.endswith("test_passwords"):
        return
    monkeypatch.setattr(passwords, "_hasher", argon2.PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    passwords._nobody.cache_clear()
