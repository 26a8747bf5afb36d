"""Migrations: numbered, in one line, each with a way back, and equal to the models."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from geoalchemy2 import alembic_helpers
from sqlalchemy import CheckConstraint, inspect, make_url, text

from gridnet.base import db, schema
from tests.architecture.sources import ROOT, name

SCRIPTS = sorted((ROOT / "migrations" / "versions").glob("*.py"))
OURS = "FROM pg_class WHERE relowner = 'gridnet'::regrole AND relkind IN ('r', 'S', 'v') AND relname !~ 'alembic'"


@pytest.fixture
def empty(owner_url):
    """The address of an empty database."""
    owner = db.connect(owner_url).execution_options(isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS migrating"))
        connection.execute(text("CREATE DATABASE migrating"))
    yield owner_url.set(database="migrating")
    with owner.connect() as connection:
        connection.execute(text("DROP DATABASE migrating"))
    owner.dispose()


@pytest.fixture
def look(empty):
    engine = db.connect(empty)
    yield engine
    engine.dispose()


@pytest.fixture
def owner(owner_url):
    engine = db.connect(owner_url)
    yield engine
    engine.dispose()


def test_the_head_file_names_the_last_script():
    script = ScriptDirectory.from_config(schema.config(make_url("postgresql://")))
    assert script.get_heads() == [(ROOT / "migrations" / "HEAD").read_text().strip()], "two branches collide in git"


def test_scripts_are_numbered_in_one_line():
    numbers = [path.name[:4] for path in SCRIPTS]
    assert numbers == [f"{number:04d}" for number in range(1, len(SCRIPTS) + 1)]
    assert all(re.fullmatch(r"[0-9]{4}_[a-z_]+\.py", path.name) for path in SCRIPTS)


def test_a_script_never_imports_our_models():
    ours = re.compile(r"^(from|import) gridnet", re.MULTILINE)
    assert [name(path) for path in SCRIPTS if ours.search(path.read_text())] == [], "it means the tables as they were"


def test_they_go_up_and_down_and_up_again(empty, look):
    schema.upgrade(empty)
    before = described(look)
    schema.downgrade(empty, "base")
    with look.connect() as connection:
        assert connection.scalar(text(f"SELECT count(*) {OURS}")) == 0, "what a script made, its way back takes away"
    schema.upgrade(empty)
    assert described(look) == before


def described(engine):
    """Every table with its columns, constraints, indexes and what the service may do to it."""
    found = inspect(engine)
    with engine.connect() as connection:
        rights = {tuple(row) for row in connection.execute(text(f"SELECT relname, relacl::text {OURS}"))}
    tables = {
        table: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(table)],
            sorted(each["name"] for each in found.get_check_constraints(table)),
            sorted(each["name"] for each in found.get_indexes(table)),
        )
        for table in found.get_table_names()
    }
    return tables, rights


def test_the_models_are_what_the_migrations_make(owner):
    options = {"include_object": alembic_helpers.include_object, "compare_type": True, "compare_server_default": True}
    with owner.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, db.Base.metadata) == []


def test_check_constraints_are_the_models_own(owner):
    """Autogenerate does not look at them."""
    found = inspect(owner)
    for table in db.Base.metadata.sorted_tables:
        modelled = {str(each.name) for each in table.constraints if isinstance(each, CheckConstraint)}
        assert {each["name"] for each in found.get_check_constraints(table.name)} == modelled, table.name
