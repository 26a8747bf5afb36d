"""The session and the transaction."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import DataError, ProgrammingError

from gridnet.base import db, errors, http
from gridnet.base.audit import AuditSealed
from gridnet.base.db import Routes
from gridnet.base.settings import Settings
from gridnet.incidents.models import CategoryOverride

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
WAITING = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


@pytest.fixture
def county(committing):
    """A county of this test's own, whose rows are committed and deleted afterwards."""
    yield "999001"
    db.session.remove()
    with committing.begin() as connection:
        connection.execute(text("SET LOCAL ROLE gridnet"))
        connection.execute(text("DELETE FROM category_override WHERE county = '999001'"))


@pytest.fixture
def committing(engine):
    """The session bound to the engine itself, so that what is committed stays."""
    db.session.remove()
    db.session.configure(bind=engine, join_transaction_mode="conditional_savepoint")
    yield engine
    db.session.remove()


def override(county, code="0101", version=1):
    return CategoryOverride(county=county, code=code, is_retired=False, version=version)


def versions(engine, county):
    with engine.connect() as connection:
        query = select(CategoryOverride.code, CategoryOverride.version).where(CategoryOverride.county == county)
        return {code: version for code, version in connection.execute(query)}  # noqa: C416 - rows are tuples in all but name


def test_a_transaction_keeps_all_it_did(committing, county):
    with db.transaction():
        db.session.add_all([override(county), override(county, "0102")])
    assert versions(committing, county) == {"0101": 1, "0102": 1}


def test_or_nothing_of_it(committing, county):
    with pytest.raises(errors.NotFound), db.transaction():  # noqa: PT012 - the block is the transaction
        db.session.add(override(county))
        db.lock(CategoryOverride, county, "9999")
    assert versions(committing, county) == {}


def test_a_locked_row_is_the_row_as_it_is_now(committing, county):
    with db.transaction():
        db.session.add(override(county))
    before = db.session.get(CategoryOverride, (county, "0101"))
    with committing.begin() as other:
        other.execute(text("UPDATE category_override SET version = 2 WHERE county = :county"), {"county": county})
    assert before.version == 1
    assert db.lock(CategoryOverride, county, "0101").version == 2


def test_a_row_that_is_not_there_cannot_be_locked(session):
    with pytest.raises(errors.NotFound, match="there is no category override 9999 in 410599"):
        db.lock(CategoryOverride, "410599", "9999")


def test_whoever_comes_second_waits_for_the_first_to_end(committing, county):
    """Neither act is lost: the second adds to what the first has left."""
    with db.transaction():
        db.session.add(override(county))

    def add_one():
        with db.transaction():
            db.lock(CategoryOverride, county, "0101").version += 1
        db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(add_one) for _ in range(20)]:
            done.result()
    assert versions(committing, county) == {"0101": 21}


def test_a_held_name_is_held_until_the_transaction_ends(committing):
    def second():
        with db.transaction():
            db.hold("attachments", "7")
        db.session.remove()

    with ThreadPoolExecutor(1) as pool, committing.connect() as watcher:
        with db.transaction():
            db.hold("attachments", "7")
            waiting = pool.submit(second)
            while not watcher.scalar(WAITING):
                assert not waiting.done()
                watcher.rollback()
        waiting.result()


def test_other_names_are_not(session):
    db.hold("attachments", "7")
    with db.session.get_bind().engine.begin() as other:
        other.execute(text("SET LOCAL lock_timeout = '1ms'"))
        other.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('attachments 8', 0))"))


@pytest.fixture
def client(committing, county):
    app = Flask(__name__)
    routes = Routes("overrides", __name__)

    @routes.post("/halves/<code>")
    def half(code):
        db.session.add(override(county, code))
        db.session.flush()
        raise errors.Conflict("halfway")

    @routes.post("/late/<code>")
    def late(code):
        db.session.add(override(county, code, None))  # refused only when it is flushed, by the commit
        return {"made": code}

    @routes.post("/whole/<code>")
    def whole(code):
        db.session.add(override(county, code))
        return {"made": code}

    app.register_blueprint(routes)
    http.install(app)
    return app.test_client()


@pytest.mark.parametrize(("path", "status", "kept"), [("whole", 200, 1), ("halves", 409, 0), ("late", 500, 0)])
def test_a_view_is_one_transaction(client, committing, path, status, kept):
    assert client.post(f"/{path}/0101").status_code == status
    assert len(versions(committing, "999001")) == kept


def test_a_view_that_failed_leaves_nothing_to_the_next(client, committing, county):
    client.post("/halves/0101")
    client.post("/whole/0102")
    assert versions(committing, county) == {"0102": 1}


def test_the_service_acts_as_its_role_without_jit_and_in_utc(engine):
    with engine.connect() as connection:
        asked = text("SELECT current_user, current_setting('jit'), current_setting('TimeZone')")
        assert tuple(connection.execute(asked).one()) == ("gridnet_service", "off", "UTC")


def test_the_service_cannot_rewrite_what_is_only_added_to(session):
    row = {"county": "410599", "entry_id": 1, "seal_id": 1}
    session.execute(insert(AuditSealed), [row])
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text("UPDATE audit_sealed SET seal_id = 2"))


def test_a_process_is_bound_to_the_database_its_settings_name(owner_url):
    settings = Settings(database_url=owner_url.render_as_string(), service_role="", pool_size=1)
    engine = db.configure(settings)
    try:
        assert db.session.scalar(text("SELECT current_user")) == "gridnet"
    finally:
        db.session.remove()
        engine.dispose()


ONE = text("SELECT CAST(:a AS int) AS a, CAST(:b AS text) AS b")
NONE = text("UPDATE category SET version = version WHERE code = :code")
WRONG = text("SELECT CAST(:a AS int) / 0 AS a")


def test_a_statement_run_by_the_driver_gives_named_rows(session):
    rows = db.run(ONE, {"a": 1, "b": "50 %"})
    assert [(row.a, row.b) for row in rows] == [(1, "50 %")]
    assert (rows.first().a, rows.scalars()) == (1, [1])


def test_a_statement_without_rows_gives_none(session):
    assert db.run(NONE, {"code": "0000"}).first() is None


def test_the_driver_sees_what_the_session_has_not_written_yet(session):
    session.add(override("999002", version=7))
    asked = text("SELECT version FROM category_override WHERE county = :county")
    assert db.run(asked, {"county": "999002"}).scalars() == [7]


def test_a_statement_run_by_the_driver_is_heard_by_whoever_counts(session):
    heard = []
    event.listen(session.connection(), "before_cursor_execute", lambda *given: heard.append(given[2]))
    db.run(ONE, {"a": 1, "b": ""})
    assert len(heard) == 1


def test_what_goes_wrong_is_what_sqlalchemy_would_raise_without_what_people_wrote(session):
    with pytest.raises(DataError) as raised:
        db.run(WRONG, {"a": 424242})
    assert "424242" not in str(raised.value)


def test_many_rows_are_copied_in_the_transaction(session):
    kept = [("copied", number, "{1,2}") for number in range(3)]
    session.execute(text("CREATE TEMPORARY TABLE copied (name text, number int, list int[]) ON COMMIT DROP"))
    db.copy("copied", ("name", "number", "list"), kept)
    assert session.execute(text("SELECT * FROM copied")).all() == [("copied", number, [1, 2]) for number in range(3)]


def test_what_cannot_be_copied_is_what_sqlalchemy_would_raise(session):
    session.execute(text("CREATE TEMPORARY TABLE copied (number int) ON COMMIT DROP"))
    with pytest.raises(DataError), session.begin_nested():
        db.copy("copied", ("number",), [("one",)])
