"""Statements prepared once a connection and run by libpq itself."""

from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from gridnet.base import db, prepared

pytestmark = pytest.mark.db

ADD = text("SELECT CAST(:one AS bigint) + coalesce(CAST(:two AS bigint), 0) AS total, :one AS again")
NAMES = text("SELECT name FROM pg_prepared_statements WHERE name LIKE 'gridnet%'")
FAIL = text("SELECT 1 / CAST(:by AS int)")
TYPES = text("""
    SELECT CAST(:at AS timestamptz) AS at, CAST(:many AS bigint[]) AS many, CAST(:words AS text[]) AS words,
           CAST(:bytes AS bytea) AS bytes, CAST(:nothing AS text) AS nothing, CAST(:map AS jsonb) AS map
""")


def prepared_names():
    connection = db.session.connection()
    return {row.name for row in connection.execute(NAMES)}


def test_a_name_used_twice_is_one_value(session):
    (row,) = db.run(ADD, {"one": 2, "two": 3})
    assert (row.total, row.again) == (5, 2)


def test_values_come_back_as_psycopg_would_give_them(session):
    given = {
        "at": datetime(2026, 3, 2, 9, tzinfo=UTC),
        "many": [1, 2**40],
        "words": ["网格", 'a "quoted", one'],
        "bytes": b"\x00\xff",
        "nothing": None,
        "map": '{"名": [1, null]}',
    }
    row = db.run(TYPES, given).first()
    assert row._asdict() == given | {"map": {"名": [1, None]}}


def test_what_is_asked_again_is_not_prepared_again(session):
    db.run(ADD, {"one": 1, "two": 1})
    before = prepared_names()
    for number in range(20):
        assert db.run(ADD, {"one": number, "two": 1}).first().total == number + 1
    assert prepared_names() == before


def test_nothing_where_a_number_stood_is_another_kind_of_question_and_answered_too(session):
    db.run(ADD, {"one": 1, "two": 1})
    assert db.run(ADD, {"one": 1, "two": None}).first().total == 1


def test_what_was_prepared_outlives_a_rollback(engine):
    with engine.connect() as connection:
        driver, known = connection.connection.driver_connection, connection.info.setdefault("prepared", {})
        prepared.execute(driver, known, ADD, {"one": 1, "two": 1})
        for number in range(10):  # the driver itself would have prepared this by now, and forgotten all with a rollback
            connection.execute(text("SELECT CAST(:number AS int)"), {"number": number})
            connection.rollback()
        assert prepared.execute(driver, known, ADD, {"one": 1, "two": 1})[0].total == 2


def test_the_first_statement_begins_the_transaction(engine):
    with engine.connect() as connection:
        driver, known = connection.connection.driver_connection, connection.info.setdefault("prepared", {})
        prepared.execute(driver, known, ADD, {"one": 1, "two": 1})
        assert driver.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS


def test_an_error_is_what_sqlalchemy_would_raise_and_keeps_the_values_to_itself(session):
    with pytest.raises(DBAPIError, match="division by zero") as refused:
        db.run(FAIL, {"by": 0})
    assert isinstance(refused.value.orig, psycopg.errors.DivisionByZero)
    assert "'by': 0" not in str(refused.value)
    assert not refused.value.connection_invalidated


def test_a_broken_promise_is_told_by_its_class(engine):
    insert = text("INSERT INTO intake_receipt (county, client_ref) VALUES (:county, NULL)")
    db.session.remove()
    db.session.configure(bind=engine)
    with pytest.raises(IntegrityError):
        db.run(insert, {"county": "410599"})
    db.session.remove()


def test_a_connection_that_broke_is_not_used_again(engine, owner_url):
    db.session.remove()
    db.session.configure(bind=engine)
    pid = db.run(text("SELECT pg_backend_pid() AS pid"), {}).first().pid
    owner = db.connect(owner_url)
    with owner.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(CAST(:pid AS int))"), {"pid": pid})
    owner.dispose()
    with pytest.raises(DBAPIError) as lost:
        db.run(ADD, {"one": 1, "two": 1})
    assert lost.value.connection_invalidated
    db.session.rollback()
    assert db.run(ADD, {"one": 1, "two": 1}).first().total == 2
    db.session.remove()
