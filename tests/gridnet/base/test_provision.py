from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from gridnet.base import db, provision


@pytest.fixture
def socket_dir(owner_url):
    return Path(owner_url.query["host"])


@pytest.fixture
def owner(socket_dir):
    with psycopg.connect(host=str(socket_dir), port=5432, user="gridnet", dbname="gridnet", autocommit=True) as found:
        yield found


def test_completing_again_changes_nothing(socket_dir, owner):
    before = owner.execute("SELECT array_agg(oid::text || rolname ORDER BY oid) FROM pg_roles").fetchone()
    provision.complete(socket_dir)
    assert owner.execute("SELECT array_agg(oid::text || rolname ORDER BY oid) FROM pg_roles").fetchone() == before


def test_the_owner_is_no_superuser(owner):
    assert owner.execute("SELECT rolsuper FROM pg_roles WHERE rolname = 'gridnet'").fetchone() == (False,)


def test_the_owner_may_act_as_the_service(owner_url):
    engine = db.connect(owner_url, role="gridnet_service")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT current_user")).scalar() == "gridnet_service"
    engine.dispose()


def test_nobody_signs_in_as_the_service(socket_dir):
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=str(socket_dir), port=5432, user="gridnet_service", dbname="gridnet")


def test_a_database_that_the_owner_makes_has_the_extensions(socket_dir, owner):
    owner.execute("CREATE DATABASE another")
    with psycopg.connect(host=str(socket_dir), port=5432, user="gridnet", dbname="another") as another:
        assert another.execute("SELECT ST_AsText(ST_MakePoint(1, 2))").fetchone() == ("POINT(1 2)",)
    owner.execute("DROP DATABASE another")
