"""Counting again after a calendar year was published, and verifying what is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from gridnet.clocks import calendar_import, clock_queries, epochs, recounting, running
from gridnet.clocks.counting import By
from gridnet.clocks.values import INCIDENT, About, Holder, Subject, ToStart
from tests.factories.clocks import COUNTY
from tests.gridnet.clocks.test_calendar_import import notice
from tests.gridnet.clocks.test_deadlines import at

LATE = at("2026-12-23T10:00")  # a Wednesday: seven working days reach into the year that nobody has published
EARLY = at("2026-03-02T10:00")


def start(number, started_at=LATE, stage="handle", priority="P3"):
    wish = ToStart(
        subject=Subject(INCIDENT, number),
        network=None,
        role="lead",
        stage=stage,
        about=About("0402", priority),
        holder=Holder("410599001001", 1, 11),
    )
    (made,) = running.start_many(COUNTY, [wish], started_at)
    return made


def recompute(**given):
    every = list(recounting.recompute(COUNTY, **given))
    return sum(each.looked_at for each in every), [moved for each in every for moved in each.moved]


def verify():
    every = list(recounting.verify(COUNTY))
    return sum(each.looked_at for each in every), [clock.id for each in every for clock in each.differing]


def test_what_rests_on_an_unpublished_year_says_so(session):
    assert start(1).marks.provisional
    assert not start(2, EARLY).marks.provisional
    assert not start(3, stage="accept", priority="P1").marks.provisional


def test_the_rows_of_a_year_move_what_rested_on_it_and_the_list_tells(session):
    late, _ = start(1), start(2, EARLY)
    calendar_import.publish("CN", notice(), at=LATE)
    count, moved = recompute(batch=1)
    assert count == 2
    (only,) = moved
    assert (only.clock_id, only.subject_id, only.stage) == (late.id, 1, "handle")
    assert (only.was_provisional, only.is_provisional) == (True, False)
    after = running.get(COUNTY, late.id)
    assert after.marks.due_at == only.due_after != late.marks.due_at
    assert after.next_check_at == after.marks.remind_at
    assert recompute() == (2, [])
    assert verify() == (2, [])


def test_a_stopped_clock_keeps_what_it_was_measured_by(session):
    made = start(1)
    before = running.stop(COUNTY, made.id, done_at=LATE, at=LATE, cause="handled")
    calendar_import.publish("CN", notice(), at=LATE)
    assert recompute() == (0, [])
    assert running.get(COUNTY, made.id) == before
    assert verify() == (1, [])


def test_counting_again_does_not_ring_twice(session):
    """What the watch has done stays done: the level that is next stays next."""
    made = start(1)
    session.execute(
        text("UPDATE clock SET next_level = 3, next_check_at = red_at WHERE county = :county AND id = :id"),
        {"county": COUNTY, "id": made.id},
    )
    calendar_import.publish("CN", notice(), at=LATE)
    recompute()
    after = running.get(COUNTY, made.id)
    assert (after.next_level, after.next_check_at) == (3, after.marks.red_at)


def test_what_does_not_move_keeps_when_it_is_looked_at(session):
    made = start(2, EARLY)
    pushed = EARLY + timedelta(minutes=7)
    session.execute(text("UPDATE clock SET next_check_at = :at WHERE id = :id"), {"at": pushed, "id": made.id})
    calendar_import.publish("CN", notice(), at=LATE)
    recompute()
    after = running.get(COUNTY, made.id)
    assert (after.next_check_at, after.calendar_version) == (pushed, running.calendar_of(after).version)


@pytest.mark.parametrize(
    "damage", ["due_at = due_at + interval '1 second'", "red_at = red_at + interval '1 day'", "provisional = true"]
)
def test_what_differs_from_the_arithmetic_is_found(session, damage):
    made = start(2, EARLY)
    session.execute(text(f"UPDATE clock SET {damage} WHERE id = :id"), {"id": made.id})
    assert verify() == (1, [made.id])
    recompute()
    assert verify() == (1, [])


def test_paused_clocks_are_counted_too(session):
    made = start(2, EARLY)
    running.pause(COUNTY, made.id, reason="force_majeure", by=By(2, 12), at=EARLY + timedelta(hours=1))
    assert verify() == (1, [])
    assert recompute() == (1, [])
    assert running.get(COUNTY, made.id).next_check_at is None


def test_a_policy_changed_for_running_clocks_moves_them_all(session):
    made = start(2, EARLY)
    assert epochs.apply_policies(COUNTY, at=EARLY) == []
    assert clock_queries.list_open(0, 10, COUNTY)[0].id == made.id


@pytest.mark.parametrize(
    ("state", "found"),
    [
        pytest.param("next_check_at = NULL", 1, id="nobody would ever look"),
        pytest.param("next_check_at = yellow_at", 1, id="looked at after the mark of its level"),
        pytest.param("next_check_at = started_at", 0, id="looked at too early, which finds nothing"),
        pytest.param("next_level = 5, next_check_at = NULL", 0, id="no level is left"),
        pytest.param("state = 'paused', next_check_at = NULL", 0, id="a pause is not looked at"),
    ],
)
def test_a_clock_that_the_watch_would_miss_is_found_and_put_before_it(session, state, found):
    made = start(2, EARLY)
    session.execute(text(f"UPDATE clock SET {state} WHERE id = :id"), {"id": made.id})
    assert verify() == (1, [made.id] * found)
    recompute()
    assert verify() == (1, [])


@pytest.mark.parametrize(
    ("cleared", "found"),
    [
        pytest.param("NULL", 0, id="it is looked at when its time aside has passed"),
        pytest.param("until_at", 1, id="handled since: the later moment has no reason any more"),
    ],
)
def test_a_clock_set_aside_is_looked_at_later(session, cleared, found):
    made = start(2, EARLY)
    asked = {"county": COUNTY, "id": made.id, "until": made.marks.conference_at}
    session.execute(text("UPDATE clock SET next_check_at = :until WHERE id = :id"), asked)
    session.execute(
        text(f"""INSERT INTO clock_fault (county, clock_id, first_at, last_at, tries, error, until_at, cleared_at)
                 SELECT :county, :id, until_at, until_at, 1, 'ValueError: x', until_at, {cleared}
                 FROM (SELECT CAST(:until AS timestamptz) AS until_at) AS given"""),
        asked,
    )
    assert verify() == (1, [made.id] * found)
