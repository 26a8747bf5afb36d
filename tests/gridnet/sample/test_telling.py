"""The same history told twice: at once by the tables in memory, and step by step through the service."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from gridnet import wiring
from gridnet.base import events
from gridnet.incidents.lifecycle import Step
from gridnet.sample import crew, founding, ground, roster, telling
from gridnet.sample.ground import COUNTY
from gridnet.sample.staff import Staff
from tests.gridnet.sample.conftest import PLAN

#: By the order of arrival, for ids are drawn from sequences that nothing takes back.
TABLES = {
    "incidents": """
        SELECT i.state, i.version, i.category, i.located_by, i.grid_area_id, i.beat_area_id, i.desk_code, i.ended_at,
               i.closed_at, i.reported_by, other.client_ref AS duplicate_of
        FROM incident AS i JOIN intake_receipt AS r ON r.incident_id = i.id
        LEFT JOIN intake_receipt AS other ON other.incident_id = i.duplicate_of
        ORDER BY r.client_ref
    """,
    "legs": """
        SELECT r.client_ref, l.network, l.role, l.state, l.version, l.area_id, l.position_id, l.person_id, l.desk_code,
               l.why, l.assigned_at, l.accepted_at, l.departed_at, l.arrived_at, l.handled_at, l.ended_at
        FROM assignment AS l JOIN intake_receipt AS r ON r.incident_id = l.incident_id
        ORDER BY r.client_ref, l.id
    """,
    "entries": """
        SELECT r.client_ref, e.step, e.network, e.from_state, e.to_state, e.reason, e.note, e.person_id, e.position_id,
               e.occurred_at, e.recorded_at, e.is_late, e.leg_id IS NULL AS whole, e.detail - 'duplicate_of' AS detail
        FROM incident_entry AS e JOIN intake_receipt AS r ON r.incident_id = e.incident_id
        ORDER BY r.client_ref, e.id
    """,
    "clocks": """
        SELECT r.client_ref, c.network, c.role, c.stage, c.turn, c.epoch, c.state, c.cause, c.amount, c.unit, c.urban,
               c.holder_person_id, c.division_code, c.started_at, c.due_at, c.red_at, c.next_level, c.next_check_at,
               c.stopped_at, c.stop_cause, c.stop_recorded_at, c.elapsed_s
        FROM clock AS c JOIN intake_receipt AS r ON r.incident_id = c.subject_id
        ORDER BY r.client_ref, c.network, c.stage, c.turn
    """,
    "pauses": """
        SELECT r.client_ref, c.stage, s.kind, s.from_at, s.to_at, s.reason, s.decision, s.decided_by_person
        FROM clock_interval AS s JOIN clock AS c ON c.id = s.clock_id
        JOIN intake_receipt AS r ON r.incident_id = c.subject_id
        ORDER BY r.client_ref, c.network, c.stage, c.turn, s.from_at
    """,
}


@pytest.fixture
def founded(session):
    """The county with its staff, before anything has happened."""
    made = ground.build(PLAN.size, PLAN.seed)
    founding.survey(made, since=PLAN.founded_at, at=PLAN.until)
    people = crew.build(made, PLAN.size)
    books = founding.employ(people, {}, since=PLAN.founded_at)
    turns = roster.turns(people, PLAN.founded_at.date(), 20, PLAN.seed)
    founding.draw_up(turns, (), books, since=PLAN.founded_at)
    return made, Staff(people, turns, made.beats, books)


#: Two days and a half, so that lives reach over midnight.
SHORT = replace(PLAN, size=replace(PLAN.size, days=2, per_day=25))


def told(session, founded, **how):
    """What the tables hold after the history is told; it is taken back."""
    with session.begin_nested() as savepoint:
        telling.tell(*founded, SHORT, **how)
        found = {name: [tuple(row) for row in session.execute(text(query))] for name, query in TABLES.items()}
        session.expunge_all()
        savepoint.rollback()
    return found


def test_steps_moved_in_memory_are_those_the_service_would_have_taken(session, founded):
    at_once, singly = told(session, founded), told(session, founded, one_by_one=frozenset(Step))
    assert len(at_once["incidents"]) > 40
    for name in TABLES:
        assert at_once[name] == singly[name], name


def test_a_history_is_told_day_by_day_and_ends_at_its_moment(session, founded):
    done = []
    telling.tell(*founded, SHORT, each_day=done.append)
    assert done == [1, 2, 3]
    last = session.scalar(
        text("SELECT max(recorded_at) FROM incident_entry WHERE county = :county"), {"county": COUNTY}
    )
    assert last <= PLAN.until


def test_an_earlier_moment_of_the_day_tells_the_same_days(small):
    early = replace(PLAN, until=PLAN.until - timedelta(hours=6))
    assert list(telling.days(small, early)) == list(telling.days(small, PLAN))
    assert len(list(telling.days(small, PLAN))) == PLAN.size.days + 1


def test_the_services_own_reactions_are_back_afterwards():
    with telling.listening():
        assert events._reactions is not wiring.REACTIONS
    assert events._reactions is wiring.REACTIONS
