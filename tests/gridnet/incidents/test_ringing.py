"""Boards are rung for what was committed, whoever committed first, and for nothing twice."""

import time

import pytest
from sqlalchemy import text

from gridnet.base import db
from gridnet.incidents import ringing
from gridnet.incidents.ringing import Bell
from gridnet.notices.live import BOARD_BELL
from tests.factories import incidents
from tests.factories.people import AT


@pytest.fixture
def bell(county, session):
    bell = Bell()
    incidents.incident()
    assert bell.tick(AT) == 0, "what was there before the worker began is on the boards already"
    return bell


def test_what_happened_since_is_rung_for_once(bell):
    incidents.incident()
    assert bell.tick(AT) == 1
    assert bell.tick(AT) == 0


def test_all_that_happened_in_a_county_is_one_ring(bell, session):
    for _ in range(3):
        incidents.incident()
    boards, cases = _payloads_of(bell, session)
    assert boards == "410599 410599001"
    assert cases.split()[0] == "410599"
    assert len(cases.split()) == 4, "the county and three cases"


def _payloads_of(bell, session):
    """What would be rung; a NOTIFY itself leaves with the commit, which a test does not make."""
    seen, run = [], db.run

    def listen(statement, given):
        seen.extend(given.get("payloads", ()))
        return run(statement, given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "run", listen)
        bell.tick(AT)
    return seen


def test_whoever_commits_late_is_heard_as_long_as_ids_settle(bell, session):
    """The lower id becomes visible after the higher one."""
    row = incidents.incident()
    session.flush()
    low, high = _ids(session)[-2:]
    entry = bell._sources[0]
    entry._seen, entry._floor = {high: time.monotonic()}, low - 1
    assert bell.tick(AT) == 1
    assert row.county == "410599"


def _ids(session):
    return session.scalars(text("SELECT id FROM incident_entry ORDER BY id")).all()


def test_ids_that_have_settled_are_not_looked_at_again(bell, session, monkeypatch):
    monkeypatch.setattr(ringing, "SETTLES_S", 0)
    incidents.incident()
    bell.tick(AT)
    assert bell._sources[0]._floor == _ids(session)[-1]
    assert bell._sources[0]._seen == {}


def test_where_there_is_more_than_one_look_takes_the_next_one_goes_on(bell, session, monkeypatch):
    monkeypatch.setattr(ringing, "MOST", 1)
    incidents.incident()
    ringed = [bell.tick(AT) for _ in range(12)]
    assert ringed[0] == 1
    assert ringed[-1] == 0
    assert bell._sources[0]._floor == _ids(session)[-1]


def test_townships_too_many_to_name_are_the_county():
    places = [("410599", f"410599{number:03}") for number in range(999)] + [("410598", "410598001")]
    assert list(ringing._payloads(places)) == ["410598 410598001", "410599"]


def test_cases_too_many_for_one_ring_are_rung_for_in_several():
    payloads = list(ringing._numbered({("410599", 10**18 + number) for number in range(999)} | {("410598", 7)}))
    assert payloads[0] == "410598 7"
    assert sum(len(each.split()) - 1 for each in payloads) == 1000
    assert max(map(len, payloads)) <= ringing.PAYLOAD


def test_a_ring_leaves_with_the_commit(committing, fresh):
    with committing.connect() as listener:
        driver = listener.connection.driver_connection
        driver.autocommit = True
        driver.execute(f"LISTEN {BOARD_BELL}")
        bell = Bell()
        bell.tick(AT)
        with db.transaction():
            incidents.ground(fresh)
            incidents.raised(county=fresh)
        assert bell.tick(AT) >= 1
        heard = [note.payload for note in driver.notifies(timeout=5, stop_after=1)]
        driver.execute("UNLISTEN *")
        driver.autocommit = False
    assert any(payload.startswith(fresh) for payload in heard)
