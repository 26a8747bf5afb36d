"""One throw-away cluster a run, one rolled-back transaction a test."""

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url

from gridnet.base import db, log, schema, secrets
from tests import cluster

log.configure()

# No test depends on how fast the machine is.
settings.register_profile("gridnet", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gridnet")


@pytest.fixture(scope="session")
def owner_url():
    with cluster.throwaway() as url:
        schema.upgrade(make_url(url))
        yield make_url(url)


@pytest.fixture(scope="session")
def engine(owner_url):
    engine = db.connect(owner_url, role="gridnet_service")
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def _keys():
    secrets.configure((b"k" * 32,))


@pytest.fixture
def session(engine):
    """The session of the test, as the service's role; whatever happens in it is undone."""
    with engine.connect() as connection, connection.begin() as outer:
        db.session.remove()
        db.session.configure(bind=connection, join_transaction_mode="create_savepoint")
        yield db.session
        db.session.remove()
        outer.rollback()


def pytest_collection_modifyitems(items):
    for item in items:
        if {"session", "engine", "owner_url"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.db)
