"""The watch watched."""

from datetime import timedelta

import pytest

from gridnet.base import db
from gridnet.clocks import alarm, watch
from gridnet.clocks.card_models import Fault, Sweep
from gridnet.people.roles import Role
from tests.factories import cards, people
from tests.factories.cards import COUNTY, HOUR, NOON

MISSING = timedelta(minutes=5)


@pytest.fixture
def admin(session):
    return people.position(role=Role.SYSTEM_ADMIN)


def swept(at):
    watch.begin(at, MISSING)
    watch.finish(at)


def test_where_no_sweep_ever_finished_there_is_nothing_to_tell(admin):
    assert alarm.sound(NOON, MISSING) == alarm.Heartbeat(None, is_silent=True)
    assert cards.notices() == []


def test_a_sweep_lately_is_no_alarm(admin):
    swept(NOON - MISSING)
    assert not alarm.sound(NOON, MISSING).is_silent
    assert cards.notices() == []


def test_every_administrator_hears_of_a_silence_once_however_many_look(admin):
    other = people.position(role=Role.SYSTEM_ADMIN)
    people.position(role=Role.TOWNSHIP_DESK, scope=people.TOWNSHIP)
    swept(NOON - HOUR)
    for minutes in range(3):
        alarm.sound(NOON + timedelta(minutes=minutes), MISSING)
    found = cards.notices()
    assert {each.person_id for each in found} == {admin.person_id, other.person_id}
    assert len(found) == 2
    assert {(each.kind, each.urgent, each.params["minutes"]) for each in found} == {("sweep_missing", True, 60)}


def test_the_next_silence_is_another_alarm(admin):
    swept(NOON - 9 * HOUR)
    alarm.sound(NOON - 8 * HOUR, MISSING)
    swept(NOON - HOUR)
    alarm.sound(NOON, MISSING)
    assert len(cards.notices()) == 2


def test_clocks_set_aside_are_told_of_again_only_when_there_is_another(admin):
    people.position(people.person("420901"), Role.SYSTEM_ADMIN, scope="420901")
    watch.set_aside(COUNTY, cards.clock().id, ValueError("odd"), at=NOON)
    alarm.tell_faults(at=NOON)
    alarm.tell_faults(at=NOON + HOUR)
    assert [(each.kind, each.params, each.person_id) for each in cards.notices()] == [
        ("clock_fault", {"count": 1}, admin.person_id)
    ]
    watch.set_aside(COUNTY, cards.clock().id, ValueError("odd too"), at=NOON)
    alarm.tell_faults(at=NOON)
    assert [each.params["count"] for each in cards.notices()] == [1, 2]
    assert cards.notices("420901") == []


def test_single_sweeps_are_forgotten_after_a_month(admin):
    for days in (1, 40):
        db.session.add(Sweep(county=COUNTY, at=NOON - timedelta(days=days), took_s=1, due=1, cards=1, lag_max_s=0))
    db.session.flush()
    alarm.tick(NOON)
    assert db.session.query(Sweep).count() == 1


def test_what_was_said_of_a_fault_is_cut_short(session):
    clock = cards.clock()
    watch.set_aside(COUNTY, clock.id, ValueError("x" * 9000), at=NOON)
    assert len(db.session.query(Fault).one().error) == watch.ERROR_LENGTH
