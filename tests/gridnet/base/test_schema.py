"""Bringing a database to what this version needs."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from gridnet.base import db, schema

ADVISORY = 7_413_550_921
WAITING = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


@pytest.mark.parametrize("password", ["plain", "100%", "%(here)s", "a@b/c"])
def test_the_address_reaches_the_migrations_as_it_is(password):
    url = make_url("postgresql+psycopg://u@h/db").set(password=password)
    assert make_url(schema.config(url).get_main_option("sqlalchemy.url")) == url


def test_running_it_again_changes_nothing(owner_url, engine):
    schema.upgrade(owner_url)
    with engine.connect() as connection:
        (revision,) = connection.scalars(text("SELECT version_num FROM alembic_version"))
    assert revision == (schema.SCRIPTS / "HEAD").read_text().strip()


def test_migrations_that_run_at_once_wait_for_each_other(owner_url):
    holder = db.connect(owner_url)
    with ThreadPoolExecutor(1) as pool, holder.connect() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY})
        second = pool.submit(schema.upgrade, owner_url)
        while not connection.scalar(WAITING):
            assert not second.done()
        connection.rollback()
        second.result()
    holder.dispose()


def test_a_server_that_does_not_answer_is_asked_once():
    with ThreadPoolExecutor(1) as pool, socket.create_server(("127.0.0.1", 0)) as listening:
        url = make_url("postgresql+psycopg://u@127.0.0.1/db?sslmode=disable")
        asking = pool.submit(schema.upgrade, url.set(port=listening.getsockname()[1]))
        listening.accept()[0].close()
        with pytest.raises(OperationalError):
            asking.result(timeout=30)
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.accept()
