"""Steps of departments and townships: states, clocks, who is told; late ones and their cards; the end of the case."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from gridnet.base import db, events
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotAllowed, Stale
from gridnet.clocks import sweeping
from gridnet.incidents.events import IncidentMoved
from gridnet.incidents.lifecycle import State as CaseState
from gridnet.incidents.lifecycle import Step as CaseStep
from gridnet.notices.models import Notice
from gridnet.people.roles import Role
from gridnet.whistle import steps
from gridnet.whistle.lifecycle import Step
from gridnet.whistle.models import WhistleEntry
from gridnet.whistle.values import Attendance, Outcome, Rating, Urgency
from tests.factories import cards, incidents, people, whistles
from tests.factories.people import AT
from tests.factories.whistles import HOUR, step, whistle
from tests.gridnet.whistle.reading import clocks

MINUTE = timedelta(minutes=1)
GOOD = Rating(Attendance.ON_TIME, Outcome.SOLVED)


@pytest.fixture
def summons(scene):
    (made,) = whistle(scene.case, scene.county.township, scene.cg)
    return made


def told(kind):
    """Who was told of it, and whose desk."""
    return {(each.person_id, each.desk_code) for each in db.session.scalars(select(Notice).where(Notice.kind == kind))}


def test_called_acknowledged_there_done_rated(scene, summons):
    other = whistles.desk(scene.cg)
    step(summons, Step.ACKNOWLEDGE, other, at=AT + 5 * MINUTE)
    assert clocks(summons)["acknowledge"].stopped_at == AT + 5 * MINUTE
    assert clocks(summons)["attend"].holder_person_id == other.person_id  # whoever said so answers for coming
    step(summons, Step.ARRIVE, other, at=AT + 40 * MINUTE)
    assert clocks(summons)["attend"].state == "stopped"
    step(summons, Step.FINISH, other, at=AT + 2 * HOUR, reason="摊位已清走")
    step(summons, Step.RATE, scene.county.township, at=AT + 3 * HOUR, rating=GOOD)
    assert (summons.state, summons.attendance, summons.outcome) == ("rated", "on_time", "solved")
    assert summons.acknowledged_at < summons.arrived_at < summons.done_at < summons.ended_at
    kept = db.session.scalars(select(WhistleEntry).order_by(WhistleEntry.id)).all()
    assert [each.step for each in kept] == ["whistle_open", "acknowledge", "arrive", "finish", "rate"]
    assert [each.step for each in incidents.entries_of(scene.case)][-5:] == [
        "whistle_open", "whistle_acknowledge", "whistle_arrive", "whistle_finish", "whistle_rate",
    ]  # fmt: skip


def test_what_was_done_earlier_keeps_its_time(scene, summons):
    step(summons, Step.ARRIVE, scene.desk, occurred_at=AT + 50 * MINUTE, at=AT + 90 * MINUTE)
    assert summons.arrived_at == AT + 50 * MINUTE  # a dead zone makes nobody late
    assert clocks(summons)["attend"].stopped_at == AT + 50 * MINUTE
    entry = incidents.entries_of(scene.case)[-1]
    assert (entry.occurred_at, entry.recorded_at, entry.is_late) == (AT + 50 * MINUTE, AT + 90 * MINUTE, True)


@pytest.mark.parametrize("occurred_at", [AT - MINUTE, AT + 2 * MINUTE])
def test_a_time_that_cannot_be_is_refused(scene, summons, occurred_at):
    with pytest.raises(Invalid):
        step(summons, Step.ARRIVE, scene.desk, occurred_at=occurred_at, at=AT + MINUTE)


def test_the_township_hears_when_one_declines_and_may_insist_once(scene, summons):
    step(summons, Step.DECLINE, scene.desk, at=AT + MINUTE, reason="不属本局职责")
    assert told("whistle_declined") == {
        (None, incidents.TOWNSHIP),
        (scene.county.township.person_id, incidents.TOWNSHIP),
    }
    assert {each.state for each in clocks(summons).values()} == {"stopped"}
    step(summons, Step.INSIST, scene.county.township, at=AT + 2 * MINUTE, reason="县里已明确分工")
    again = clocks(summons)
    assert (again["acknowledge"].turn, again["acknowledge"].state) == (2, "running")
    assert again["acknowledge"].due_at == AT + 32 * MINUTE
    assert (scene.desk.person_id, "DEPT-CG") in told("whistle_insisted")
    with pytest.raises(Conflict):
        step(summons, Step.DECLINE, scene.desk, at=AT + 3 * MINUTE, reason="仍不属本局职责")


def test_the_township_and_whoever_else_opened_it_hear_of_an_arrival(scene):
    (made,) = whistle(scene.case, scene.county.dispatcher, scene.cg)
    step(made, Step.ARRIVE, scene.desk, at=AT + MINUTE)
    people_told = {person for person, _desk in told("whistle_arrived")}
    assert people_told == {None, scene.county.township.person_id, scene.county.dispatcher.person_id}


def test_whoever_never_came_was_absent(scene, summons):
    with pytest.raises(Conflict, match="lies ahead"):
        step(summons, Step.MISS, scene.county.township, at=AT + MINUTE)
    step(summons, Step.MISS, scene.county.township, at=AT + 2 * HOUR)
    assert (summons.state, summons.attendance, summons.outcome) == ("rated", "absent", "not_solved")
    assert {each.state for each in clocks(summons).values()} == {"stopped"}


def test_each_step_is_for_its_part_and_for_the_version_looked_at(scene, summons):
    wish = steps.Wish(step=Step.ACKNOWLEDGE, occurred_at=AT, at=AT)
    with pytest.raises(NotAllowed):
        steps.take(County(summons.county), summons.id, wish, {})
    with pytest.raises(Stale):
        step(summons, Step.ACKNOWLEDGE, scene.desk, expected_version=7)
    step(summons, Step.ARRIVE, scene.desk)
    step(summons, Step.FINISH, scene.desk, reason="已处置完毕")
    with pytest.raises(Invalid):
        step(summons, Step.RATE, scene.county.township)


def test_all_who_have_not_arrived_are_called_off_together(scene):
    one, two = whistle(scene.case, scene.county.township, scene.cg, scene.zj)
    step(one, Step.ARRIVE, scene.desk)
    by = whistles.by(scene.county.township)
    assert steps.withdraw_all(County(one.county), one.whistle_id, by, "已自行解决", at=AT) == 1
    assert (one.state, two.state) == ("on_spot", "withdrawn")
    with pytest.raises(Conflict):
        steps.withdraw_all(County(one.county), one.whistle_id, by, "已自行解决", at=AT)


def test_called_off_a_department_can_be_called_again(scene, summons):
    step(summons, Step.WITHDRAW, scene.county.township, reason="改日再去")
    assert (scene.desk.person_id, "DEPT-CG") in told("whistle_withdrawn")
    (again,) = whistle(scene.case, scene.county.township, scene.cg)
    assert again.state == "called"


def test_with_the_case_it_ends_for_whoever_has_not_arrived(scene):
    one, two = whistle(scene.case, scene.county.township, scene.cg, scene.zj)
    step(one, Step.ARRIVE, scene.desk)
    moved = {"step": CaseStep.CLOSE, "state": CaseState.CLOSED, "occurred_at": AT, "at": AT + MINUTE}
    events.emit(IncidentMoved(county=County(one.county), incident_id=scene.case.id, **moved))
    assert (one.state, two.state) == ("on_spot", "withdrawn")  # whoever is there finishes, and is rated
    assert {each.state for each in clocks(two).values()} == {"stopped"}


def test_a_late_department_makes_a_card_that_climbs_from_its_desk(scene, summons):
    supervisor = people.position(people.person(), Role.SUPERVISOR, scope=people.COUNTY)
    sweeping.sweep(County(summons.county), at=AT + 31 * MINUTE)
    (card,) = [each for each in cards.cards_of(clocks(summons)["acknowledge"]) if each.mark == "yellow"]
    assert (card.holder_person_id, card.priority) == (scene.desk.person_id, "P1")
    assert {each.person_id for each in cards.heard(card).values()} == {scene.desk.person_id, supervisor.person_id}
    (notice, *_) = db.session.scalars(select(Notice).where(Notice.kind == "card_yellow")).all()
    assert (notice.params["network"], notice.params["stage"]) == ("department", "acknowledge")
    entry = incidents.entries_of(scene.case)[-1]
    assert (entry.step, entry.detail["department_zh"]) == ("card", scene.cg.name_zh)


def test_a_colleague_at_the_desk_hears_when_its_holder_is_away(scene, summons):
    other = whistles.desk(scene.cg)
    people.leave(scene.desk)
    sweeping.sweep(County(summons.county), at=AT + 25 * MINUTE)
    (card,) = cards.cards_of(clocks(summons)["acknowledge"])
    assert {each.person_id for each in cards.heard(card).values()} == {other.person_id}


def test_an_ordinary_one_waits_for_office_hours(scene):
    (made,) = whistle(scene.case, scene.county.township, scene.cg, urgency=Urgency.NORMAL, meet_in=72 * HOUR)
    assert clocks(made)["attend"].started_at == AT + 72 * HOUR - 30 * MINUTE  # it begins shortly before they meet
    step(made, Step.ARRIVE, scene.desk, at=AT + HOUR)
    assert clocks(made)["attend"].elapsed_s == 0  # there long before it was asked for
