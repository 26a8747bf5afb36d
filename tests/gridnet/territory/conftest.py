"""The doors of territory alone, with the guard of the house before them, and clients to knock."""

import pytest
from flask import Flask
from freezegun import freeze_time

from gridnet.base import http
from gridnet.base.settings import Settings
from gridnet.people import access
from gridnet.people.roles import Role
from gridnet.territory.api import routes
from tests.factories import people


@pytest.fixture
def app():
    app = Flask("territory")
    app.extensions["gridnet"] = Settings(home_county=people.COUNTY, boundary_limit_mb=1)
    http.install(app)
    http.set_guard(access.guard)
    app.register_blueprint(routes)
    return app


@pytest.fixture
def as_(app, session):
    """A client that sends a fresh token of somebody in this role, at people.AT."""
    with freeze_time(people.AT):

        def signed_in(role, *, county=people.COUNTY, **given):
            person = people.person(county)
            people.position(person, role, **given)
            client = app.test_client()
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {people.token(person, is_strong=True)}"
            session.commit()  # to the test's savepoint: a refused request undoes what came after
            client.person = person
            return client

        yield signed_in


@pytest.fixture
def admin(as_):
    return as_(Role.SYSTEM_ADMIN)


@pytest.fixture
def second(as_):
    """Another administrator: whoever made a draft does not publish it."""
    return as_(Role.SYSTEM_ADMIN)


@pytest.fixture
def worker(as_):
    return as_(Role.GRID_WORKER)
