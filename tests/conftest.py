"""One throw-away cluster a run, one rolled-back transaction a test."""

import base64
from contextlib import contextmanager
from functools import partial
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import event, make_url, text

from gridnet import app as application
from gridnet import wiring
from gridnet.base import db, events, files, http, log, moment, schema, secrets
from gridnet.base.county import County
from gridnet.base.settings import Settings
from gridnet.clocks import subjects
from gridnet.people import access
from tests import clients, cluster
from tests.factories import people

pytest_plugins = ("tests.browser",)

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


@pytest.fixture
def statements(session):
    """`with statements() as seen` lists what is asked of the database meanwhile."""

    @contextmanager
    def listen():
        session.flush()
        seen, connection = [], session.connection()

        def note(_connection, _cursor, statement, *_):
            seen.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(connection, "before_cursor_execute", note)

    return listen


@pytest.fixture(scope="session")
def apart_url(owner_url):
    """A database of its own for tests that commit, so that the others find theirs as the migrations left it."""
    owner = db.connect(owner_url).execution_options(isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("CREATE DATABASE apart"))
    owner.dispose()
    schema.upgrade(owner_url.set(database="apart"))
    return owner_url.set(database="apart")


@pytest.fixture
def committing(apart_url):
    """The session bound to a database of its own, as the service's role; what is committed stays."""
    engine = db.connect(apart_url, role="gridnet_service", pool_size=20)
    db.session.remove()
    db.session.configure(bind=engine, join_transaction_mode="conditional_savepoint")
    yield engine
    db.session.remove()
    engine.dispose()


#: What an application sets for the whole process when it starts.
PROCESS = {events: "_reactions", subjects: "_kinds", http: "_guard", files: "_root"}


@pytest.fixture(scope="session")
def assembled(tmp_path_factory):
    """The application, its words and its templates compiled once; what that set in the process is put back."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in PROCESS.items():
            patch.setattr(module, name, getattr(module, name))
        patch.setenv("GRIDNET_FIELD_KEYS", base64.b64encode(b"k" * 32).decode())
        folder = tmp_path_factory.mktemp("assembled")
        return application.assemble(Settings(database_url="postgresql://unused", instance_dir=folder))


@pytest.fixture
def whole(assembled, tmp_path, monkeypatch):
    """The whole application, at work in this process; its files are the test's own."""
    monkeypatch.setattr(events, "_reactions", wiring.REACTIONS)
    monkeypatch.setattr(subjects, "_kinds", wiring.SUBJECTS)
    monkeypatch.setattr(http, "_guard", access.guard)
    monkeypatch.setattr(files, "_root", tmp_path / "files")
    return assembled


@pytest.fixture
def service(session, whole, monkeypatch):
    """The whole application on the test's transaction; what a test has made is there for it, time stands at AT."""
    monkeypatch.setattr(moment, "now", lambda: people.AT)
    return whole


@pytest.fixture
def calls(service):
    """`calls(position)` is somebody with a token, as whom the doors are knocked at."""
    return partial(clients.Caller, service)


_counties = count(420_101)


@pytest.fixture
def fresh():
    """A county that no other test has."""
    return County(str(next(_counties)))


def pytest_collection_modifyitems(items):
    for item in items:
        if {"session", "engine", "owner_url", "site"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.db)
