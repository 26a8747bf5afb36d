"""The watch as processes: many at once, killed at any statement, away for hours, without a database, out of time.

Whatever happens, every clock that was due has its card, once, and whoever was to hear has heard, once.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from gridnet.base import cluster, db, schema
from gridnet.base.county import County
from gridnet.people.models import Person
from gridnet.people.roles import Role
from tests import cluster as throwaway
from tests.architecture.sources import ROOT
from tests.factories import cards, people
from tests.factories.cards import HOUR, NOON

_counties = count(430_101)
PATIENCE_S = 90
WATCHER = (sys.executable, "-m", "tests.journeys.watcher")


@pytest.fixture
def county(committing):
    """A county with a grid leader to tell and a desk that has the cases."""
    return _staffed()


def _staffed():
    county = County(str(next(_counties)))
    with db.transaction():
        person = people.person(county)
        people.position(person, Role.TOWNSHIP_DESK, scope=f"{county}001", county=county)
        people.position(people.person(county), Role.SUPERVISOR, scope=county, county=county)
    return county


def due(number, county, yellow_at=NOON):
    with db.transaction():
        cards.many(number, county=county, yellow_at=yellow_at)


_FOUND = text("""
    SELECT (SELECT count(*) FROM clock WHERE county = :county) AS clocks,
           (SELECT count(*) FROM card WHERE county = :county) AS cards,
           (SELECT count(DISTINCT (clock_id, epoch, level)) FROM card WHERE county = :county) AS distinct_cards,
           (SELECT count(DISTINCT clock_id) FROM card WHERE county = :county) AS carded,
           (SELECT count(*) FROM card_escalation WHERE county = :county) AS heard,
           (SELECT count(*) FROM notice WHERE county = :county AND kind <> 'sweep_missing') AS notices,
           (SELECT count(*) FROM clock WHERE county = :county AND next_level < 3) AS behind,
           (SELECT coalesce(sum(cards), 0) FROM sweep_log WHERE county = :county) AS logged
""")


def check(county, number, *, hear=2):
    """All of them once: cards, who heard, notices, the move to the next level, and the figures."""
    with db.transaction():
        found = db.session.execute(_FOUND, {"county": county}).one()
    assert found.cards == found.distinct_cards == found.carded == found.clocks == number
    assert (found.heard, found.notices) == (number * hear, number * hear)
    assert (found.behind, found.logged) == (0, number)


def watcher(url, at=NOON):
    words = [*WATCHER, _told(url), "--at", at.isoformat()]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def watch(apart_url):
    """`watch(at, kill_at)` is how a process ended that watched: 0, or the signal that killed it, negative."""
    words = [*WATCHER, _told(apart_url), "--nurse"]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nurse:

        def watched(at=NOON, kill_at=0):
            print(at.isoformat(), kill_at, file=nurse.stdin, flush=True)
            return int(nurse.stdout.readline())

        yield watched


def ended(process):
    """How it ended, and what it said."""
    said, log = process.communicate(timeout=PATIENCE_S)
    assert process.returncode in {0, -signal.SIGKILL}, log
    return process.returncode, said


def _told(url):
    return url.render_as_string(hide_password=False)


def worker(url, folder):
    """A `gridnet worker`, as it is deployed."""
    ours = {"DATABASE_URL": _told(url), "GRIDNET_INSTANCE_DIR": str(folder)}
    others = {name: value for name, value in os.environ.items() if not name.startswith("GRIDNET_")}
    words = [sys.executable, "-m", "gridnet", "worker"]
    return subprocess.Popen(words, cwd=ROOT, env=others | ours, stderr=subprocess.DEVNULL)


@contextmanager
def workers(url, number, folder):
    """So many workers, a list that may be added to; stopped afterwards as they would be by the system."""
    started = [worker(url, folder) for _ in range(number)]
    try:
        yield started
    finally:
        for each in started:
            each.terminate()
        codes = {each.wait(PATIENCE_S) for each in started}
    assert codes <= {0, -signal.SIGKILL, -signal.SIGTERM}  # TERM where it came before the worker was listening


def wait_for(found):
    until = time.monotonic() + PATIENCE_S
    while not found():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.2)


def carded(county):
    def ask():
        with db.transaction():
            return db.session.scalar(text("SELECT count(*) FROM card WHERE county = :county"), {"county": county})

    return ask


def test_many_workers_at_once_make_each_card_once(apart_url, county):
    due(3000, county)
    watching = [watcher(apart_url) for _ in range(5)]
    assert {ended(each) for each in watching} == {(0, "nothing is due\n")}
    check(county, 3000)


def test_killed_at_each_of_its_statements_nothing_is_lost_and_nothing_doubled(watch, county):
    """A process dies before its first statement, the next before its second, …: the last one has nothing left to do."""
    codes, total = [], 0
    for number in count(1):
        due(3, county, NOON - number * timedelta(seconds=1))
        total += 3
        codes.append(watch(kill_at=number))
        if codes[-1] == 0:
            break
    assert codes == [-signal.SIGKILL] * (len(codes) - 1) + [0]
    assert len(codes) > 12, "it was killed within its transactions, not before them"
    check(county, total)


def test_after_six_hours_of_downtime_each_clock_has_one_late_card(watch, county):
    due(500, county, NOON - 3 * HOUR)
    assert watch(NOON - 6 * HOUR) == 0  # the last sweep before the lights went out
    assert carded(county)() == 0
    assert watch() == 0
    check(county, 500)
    with db.transaction():
        asked = text("SELECT bool_and(is_late), min(jsonb_array_length(skipped)) FROM card WHERE county = :county")
        assert tuple(db.session.execute(asked, {"county": county}).one()) == (True, 1)
        digests = text("SELECT DISTINCT digest FROM notice WHERE county = :county")
        assert db.session.scalars(digests, {"county": county}).all() == [f"outage {NOON.isoformat()}"]


def test_a_machine_whose_clock_steps_back_between_two_that_are_right(watch, county):
    due(400, county, NOON)
    for at in (NOON - 6 * HOUR, NOON, NOON - 6 * HOUR, NOON + timedelta(seconds=1), NOON):
        assert watch(at) == 0
    check(county, 400)
    with db.transaction():
        early = text("SELECT count(*) FROM card WHERE county = :county AND detected_at < due_at")
        assert db.session.scalar(early, {"county": county}) == 0


def test_two_machines_whose_clocks_differ_by_hours(apart_url, county):
    due(2000, county, NOON)
    watching = [watcher(apart_url, at) for at in (NOON, NOON - 3 * HOUR, NOON + timedelta(minutes=3), NOON)]
    assert {ended(each)[0] for each in watching} == {0}
    check(county, 2000)


def test_workers_killed_at_any_moment(apart_url, county, tmp_path):
    """The processes as they are deployed, killed one after the other while cards come due under them."""
    with workers(apart_url, 2, tmp_path) as started:
        for round_ in range(4):
            due(800, county, datetime.now(UTC) - timedelta(minutes=round_))
            wait_for(lambda round_=round_: carded(county)() > 800 * round_)
            started[round_].send_signal(signal.SIGKILL)
            started.append(worker(apart_url, tmp_path))
            wait_for(lambda round_=round_: carded(county)() == 800 * (round_ + 1))
    check(county, 3200)


def test_whoever_refers_to_a_locked_row_need_not_wait(committing):
    """Else the watch, which holds clocks and adds entries, and a step, which holds its case, could wait in a ring."""
    with db.transaction():
        person = people.person(County(str(next(_counties))))
    db.lock(Person, person.county, person.id)
    with committing.connect() as other, other.begin():
        other.execute(text("SET LOCAL lock_timeout = '2s'"))
        added = text(
            "INSERT INTO notice_channel (county, person_id, service, address_sealed, shown, language,"
            " urgent_only, tries, created_at) VALUES (:county, :id, 'mail', '', '', 'zh', false, 0, now())"
        )
        assert other.execute(added, {"county": person.county, "id": person.id}).rowcount == 1
    db.session.rollback()


@pytest.fixture
def lonely():
    """A cluster of its own, to be restarted: its folder and its address."""
    with throwaway.throwaway() as url:
        found = make_url(url)
        schema.upgrade(found)
        engine = db.connect(found, role="gridnet_service")
        db.session.remove()
        db.session.configure(bind=engine, join_transaction_mode="conditional_savepoint")
        yield found
        db.session.remove()
        engine.dispose()


def test_the_database_restarts_under_the_workers(lonely, tmp_path):
    county = _staffed()
    folder = _folder(lonely)
    with workers(lonely, 2, tmp_path):
        for round_ in range(3):
            due(1500, county, datetime.now(UTC) - timedelta(minutes=round_))
            time.sleep(0.5 * round_)  # somewhere within the sweep, or before it
            db.session.remove()
            db.session.get_bind().dispose()
            cluster.stop(folder)
            cluster.start(folder, durable=False)
            wait_for(lambda round_=round_: carded(county)() == 1500 * (round_ + 1))
    check(county, 4500)


def _folder(url):
    return Path(url.query["host"]).parent
