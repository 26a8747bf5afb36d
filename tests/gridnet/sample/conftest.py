"""A small sample county, loaded once a run into a database of its own."""

from datetime import datetime

import pytest
from sqlalchemy import text

from gridnet.base import db, schema, secrets
from gridnet.base.moment import LOCAL
from gridnet.sample import crew, ground, loading, roster
from gridnet.sample.plan import Plan
from gridnet.sample.size import SMALL

UNTIL = datetime(2026, 7, 15, 14, 30, tzinfo=LOCAL)  # a Wednesday
PLAN = Plan(until=UNTIL, tolerance_m=50.0, size=SMALL, seed=5)


@pytest.fixture(scope="session")
def small():
    """The ground of the small county."""
    return ground.build(SMALL, PLAN.seed)


@pytest.fixture(scope="session")
def people(small):
    """Its staff."""
    return crew.build(small, SMALL)


@pytest.fixture(scope="session")
def turns(people):
    """Its roster for a fortnight."""
    return roster.turns(people, UNTIL.date(), 14, PLAN.seed)


@pytest.fixture(scope="session")
def _sample_engine(owner_url):
    owner = db.connect(owner_url).execution_options(isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("CREATE DATABASE sample"))
    owner.dispose()
    url = owner_url.set(database="sample")
    schema.upgrade(url)
    engine = db.connect(url, role="gridnet_service")
    secrets.configure((b"k" * 32,))
    db.session.remove()
    db.session.configure(bind=engine, join_transaction_mode="conditional_savepoint")
    with db.transaction():
        loading.load(PLAN)
    db.session.remove()
    yield engine
    engine.dispose()


@pytest.fixture
def loaded(_sample_engine):
    """The session on the loaded county; whatever happens in it is undone."""
    with _sample_engine.connect() as connection, connection.begin() as outer:
        db.session.remove()
        db.session.configure(bind=connection, join_transaction_mode="create_savepoint")
        yield db.session
        db.session.remove()
        outer.rollback()
