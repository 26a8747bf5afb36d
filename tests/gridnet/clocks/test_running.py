"""Starting clocks and moving one by hand, as rows."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from gridnet.base.errors import Conflict, NotFound
from gridnet.base.network import Network
from gridnet.clocks import clock_queries, running
from gridnet.clocks.counting import Verdict
from gridnet.clocks.values import INCIDENT, About, ClockState, Decision, Holder, Subject, ToStart
from tests.factories.clocks import COUNTY, DESK, WORKER
from tests.gridnet.clocks.test_recounting import EARLY, start

pytestmark = pytest.mark.usefixtures("persons")

SOON = EARLY + timedelta(minutes=30)


def wish(stage="accept", network=Network.COMMUNITY, number=1, **given):
    about = About("0402", given.pop("priority", "P3"))
    return ToStart(Subject(INCIDENT, number), network, "lead", stage, about, Holder("410599001001", 1, 11), **given)


def test_clocks_are_started_in_the_order_asked_for(session):
    asked = [wish("handle"), wish("accept", Network.POLICE), wish("accept")]
    started = running.start_many(COUNTY, asked, EARLY)
    assert [(each.stage, each.network) for each in started] == [(each.stage, each.network) for each in asked]
    for each in started:
        row = running.get(COUNTY, each.id)
        assert (row.stage, row.marks, row.started_at, row.next_check_at) == (
            each.stage,
            each.marks,
            EARLY,
            each.marks.remind_at,
        )


def test_what_has_no_limit_has_no_clock(session):
    assert running.start_many(COUNTY, [wish("verify", priority="P4"), wish("vote")], EARLY) == []
    assert running.start_many(COUNTY, [], EARLY) == []


def test_a_clock_exists_once(session):
    running.start_many(COUNTY, [wish()], EARLY)
    with pytest.raises(IntegrityError, match="uq_clock_once"):
        running.start_many(COUNTY, [wish()], EARLY)


def test_a_clock_without_a_network_exists_once_too(session):
    start(1, EARLY)
    with pytest.raises(IntegrityError, match="uq_clock_once"):
        start(1, EARLY)


def test_a_clock_is_read_as_it_was_written(session):
    made = start(1, EARLY)
    running.pause(COUNTY, made.id, reason="force_majeure", by=WORKER, at=SOON)
    clock = running.get(COUNTY, made.id)
    (asked,) = clock.stretches
    running.decide_pause(COUNTY, made.id, asked.id, Verdict(is_granted=True, by=DESK, at=SOON))
    running.resume(COUNTY, made.id, done_at=SOON, at=SOON + timedelta(hours=2))
    written = running.stop(COUNTY, made.id, done_at=SOON, at=SOON + timedelta(hours=3), cause="handled")
    read = running.get(COUNTY, made.id)
    assert read == written
    assert clock_queries.list_of(COUNTY, Subject(INCIDENT, 1)) == [read]


def test_a_pause_and_its_decision_are_kept(session):
    made = start(1, EARLY)
    (asked,) = running.pause(COUNTY, made.id, reason="force_majeure", by=WORKER, at=SOON).stretches
    assert running.get(COUNTY, made.id).state is ClockState.RUNNING
    granted = running.decide_pause(COUNTY, made.id, asked.id, Verdict(is_granted=True, by=DESK, at=SOON))
    assert granted.state is ClockState.PAUSED
    (kept,) = running.get(COUNTY, made.id).stretches
    assert (kept.decision, kept.asked_by, kept.decided_by) == (Decision.GRANTED, WORKER, DESK)
    with pytest.raises(NotFound, match="no pause"):
        running.decide_pause(COUNTY, made.id, asked.id + 1, Verdict(is_granted=True, by=DESK, at=SOON))


def test_bad_acts_are_refused_and_leave_the_clock_alone(session):
    made = start(1, EARLY)
    running.stop(COUNTY, made.id, done_at=EARLY, at=EARLY, cause="handled")
    before = running.get(COUNTY, made.id)
    with pytest.raises(Conflict, match="cannot be paused"):
        running.pause(COUNTY, made.id, reason="force_majeure", by=DESK, at=SOON)
    with pytest.raises(Conflict, match="has stopped"):
        running.resume(COUNTY, made.id, done_at=SOON, at=SOON)
    with pytest.raises(NotFound):
        running.get(COUNTY, made.id + 1)
    assert running.get(COUNTY, made.id) == before


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE clock SET red_percent = yellow_percent", "percents_rise"),
        ("UPDATE clock SET amount = 0", "amount_is_positive"),
        ("UPDATE clock SET state = 'stopped', next_check_at = NULL", "stopped_has_time"),
        ("UPDATE clock SET state = 'paused'", "only_running_is_checked"),
        ("UPDATE clock_interval SET reason = 'lunch'", "reason_is_lawful"),
        ("UPDATE clock_interval SET to_at = from_at - interval '1 s'", "ends_after_start"),
        ("UPDATE clock_interval SET asked_by_person = decided_by_person", "takes_two_persons"),
        ("UPDATE clock_interval SET decided_by_person = NULL", "pause_has_approver"),
    ],
)
def test_the_database_refuses_what_the_rules_would(session, statement, name):
    made = start(1, EARLY)
    running.pause(COUNTY, made.id, reason="force_majeure", by=DESK, at=SOON)
    running.resume(COUNTY, made.id, done_at=SOON, at=SOON + timedelta(hours=1))
    with pytest.raises(IntegrityError, match=name):
        session.execute(text(f"{statement} WHERE county = '{COUNTY}'"))


def test_pauses_of_a_clock_do_not_overlap(session):
    made = start(1, EARLY)
    running.pause(COUNTY, made.id, reason="force_majeure", by=DESK, at=SOON)
    twice = """
        INSERT INTO clock_interval (county, clock_id, kind, from_at, reason, recorded_at, decision, decided_at,
            decided_by_person)
        SELECT county, clock_id, kind, from_at + interval '1 hour', reason, recorded_at, decision, decided_at, 9
        FROM clock_interval
    """
    with pytest.raises(IntegrityError, match="one_at_a_time"):
        session.execute(text(twice))
