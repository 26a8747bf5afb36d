import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests import cluster as throwaways

pytestmark = pytest.mark.db


@pytest.fixture(scope="module")
def instance():
    with throwaways.held(Path(tempfile.mkdtemp(prefix=throwaways.PREFIX))) as home:
        yield home
        throwaways.discard(home)


@pytest.fixture
def gridnet(instance):
    """`gridnet db` as a person runs it, in an instance of the test's own."""

    def run(*words, **variables):
        kept = {name: text for name, text in os.environ.items() if "DATABASE_URL" not in name}
        environ = kept | {"GRIDNET_INSTANCE_DIR": str(instance)} | variables
        words = [sys.executable, "-m", "gridnet", "db", *words]
        return subprocess.run(words, check=False, capture_output=True, text=True, env=environ)

    return run


def test_the_cluster_is_started_told_of_migrated_and_stopped(gridnet, instance):
    assert gridnet("start").stdout == f"PostgreSQL serves {instance}/postgres.\n"
    assert gridnet("start").stdout == f"PostgreSQL already served {instance}/postgres.\n"
    assert "runs as process" in gridnet("status").stdout
    assert gridnet("migrate").stdout == "The schema is up to date.\n"
    engine = create_engine(gridnet("url").stdout.strip())
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1
    engine.dispose()
    assert gridnet("stop").stdout == "PostgreSQL is stopped.\n"
    assert gridnet("stop").stdout == "PostgreSQL was not running.\n"
    assert gridnet("status").returncode == 3


@pytest.mark.parametrize("word", ["url", "migrate"])
def test_without_a_database_the_way_to_one_is_named(gridnet, word):
    told = gridnet(word)
    assert told.returncode == 1
    assert told.stderr == "Error: no database: start the private cluster (gridnet db start) or set DATABASE_URL\n"


def test_a_database_that_is_named_is_used_and_its_password_kept(gridnet):
    told = gridnet("url", DATABASE_URL="postgresql://me:secret@host/db")
    assert told.stdout == "postgresql+psycopg://me:***@host/db\n"


def test_status_says_when_another_database_is_used(gridnet):
    told = gridnet("status", DATABASE_URL="postgresql://me:secret@host/db")
    assert "It is not used: postgresql+psycopg://me:***@host/db is." in told.stdout


def test_a_database_that_does_not_answer_is_told_in_a_sentence(gridnet):
    told = gridnet("migrate", DATABASE_URL="postgresql://me@127.0.0.1:1/db")
    assert told.returncode == 1
    assert told.stderr.startswith("Error: ")
    assert "Connection refused" in told.stderr
    assert "Traceback" not in told.stderr
