"""The clocks of incidents through their lives, in the service as it is wired."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from gridnet.assignment import timing
from gridnet.base import db
from gridnet.base.errors import Conflict
from gridnet.base.moment import LOCAL
from gridnet.clocks import clock_queries, epochs, ground, policy_book, policy_cache
from gridnet.clocks.models import Clock
from gridnet.clocks.values import INCIDENT, About, ClockState, Decision, Holder, Known, Subject
from gridnet.incidents import intake, placing
from gridnet.incidents.lifecycle import Part
from gridnet.incidents.models import Incident
from gridnet.incidents.placing import Place
from gridnet.incidents.values import Given
from gridnet.territory.models import Division
from tests.factories import clocks, incidents, territory
from tests.factories.people import AT
from tests.gridnet.incidents.test_steps import DESK, take

COMMUNITY, POLICE = "community", "police"


def later(minutes):
    return AT + timedelta(minutes=minutes)


@pytest.fixture
def dispute(county):
    """A dispute in G1, P3: the worker leads, the officer assists."""
    return incidents.incident(category=incidents.DISPUTE, text="两家争地边")


@pytest.fixture
def urgent(county):
    """A fight in G1, P1: the officer leads, the worker assists."""
    return incidents.incident(category=incidents.FIGHT, text="有人打架")


def stages(of):
    return {(network, stage): clock for (network, stage, turn), clock in clocks.of(of).items() if turn == 1}


def states(of):
    return {key: clock.state for key, clock in clocks.of(of).items()}


def test_every_leg_has_the_clocks_of_its_role(dispute):
    assert set(stages(dispute)) == {
        (COMMUNITY, "accept"),
        (COMMUNITY, "arrive"),
        (COMMUNITY, "handle"),
        (POLICE, "accept"),
        (POLICE, "arrive"),
    }


def test_whoever_is_informed_answers_for_having_read(county):
    lamp = incidents.incident()
    assert {key for key in stages(lamp) if key[0] == POLICE} == {(POLICE, "accept")}


def test_a_call_to_the_reporter_is_the_first_response_to_a_dispute_but_not_to_a_fight(county, dispute, urgent):
    """The limit is one for the first response and for being there; nobody in danger is helped by a call."""
    for of, network, by in ((dispute, COMMUNITY, county.worker_G1), (urgent, POLICE, county.officer_B1)):
        take(of, "accept", by, minutes=1)
        take(of, "contact", by, minutes=3, network=network)
    called, waiting = stages(dispute), stages(urgent)
    assert (called[COMMUNITY, "arrive"].state, called[COMMUNITY, "arrive"].stopped_at) == ("stopped", later(3))
    assert called[POLICE, "arrive"].state == called[COMMUNITY, "handle"].state == "running"
    assert waiting[POLICE, "arrive"].state == "running"
    take(urgent, "arrive", county.officer_B1, minutes=8, network=POLICE)
    assert stages(urgent)[POLICE, "arrive"].stopped_at == later(8)


def test_the_limits_are_those_of_the_priority(dispute, urgent):
    ordinary, quick = stages(dispute), stages(urgent)
    assert {(c.terms.limit.amount, str(c.terms.limit.unit)) for (_, s), c in quick.items() if s == "accept"} == {
        (5, "minute")
    }
    assert quick[POLICE, "accept"].marks.due_at == later(5)
    limit = ordinary[COMMUNITY, "handle"].terms.limit
    assert (limit.amount, str(limit.unit)) == (30, "day")  # a dispute, not seven working days
    # Tuesday noon, within the lunch break: four hours run from the afternoon to Wednesday morning.
    assert ordinary[COMMUNITY, "accept"].marks.due_at.astimezone(LOCAL).isoformat() == "2026-03-11T09:30:00+08:00"


def test_a_clock_says_who_answers_and_under_which_division(dispute, county):
    accept = stages(dispute)[COMMUNITY, "accept"]
    assert accept.holder == Holder(incidents.VILLAGE, county.worker_G1.person_id, county.worker_G1.id)


@pytest.mark.parametrize(("urban_class", "minutes"), [("111", 15), ("220", 30), (None, 30)])
def test_town_and_country_differ(session, county, urban_class, minutes):
    village = session.get(Division, incidents.VILLAGE) or Division(
        code=incidents.VILLAGE, name="示例村", level="village", parent_code=None, valid_from=AT.date()
    )
    village.urban_class = urban_class
    session.add(village)
    session.flush()
    ground.forget()
    fight = stages(incidents.incident(category=incidents.FIGHT))
    assert fight[POLICE, "arrive"].marks.due_at == later(minutes)
    assert fight[POLICE, "arrive"].about.urban is (None if urban_class is None else urban_class == "111")


def test_intake_gains_exactly_one_statement(session, county):
    """The policies, the calendar and the divisions are in memory after the first."""
    incidents.raised()
    seen = []

    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    event.listen(db.session.connection(), "before_cursor_execute", note)
    incidents.raised(category=incidents.DISPUTE)
    event.remove(db.session.connection(), "before_cursor_execute", note)
    assert len([each for each in seen if "clock" in each]) == 1


def test_a_file_of_incidents_starts_its_clocks_at_once(session, county):
    incidents.raised()
    given = [(f"many-{n:05}", b"x", incidents.report()) for n in range(40)]
    seen = []

    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    event.listen(db.session.connection(), "before_cursor_execute", note)
    taken = intake.take_in_many(county.county, given, tolerance_m=50, at=AT)
    event.remove(db.session.connection(), "before_cursor_execute", note)
    assert len([each for each in seen if "INSERT INTO clock" in each]) == 1
    found = session.scalars(select(Clock.id).where(Clock.subject_id.in_([each.id for each in taken])))
    assert len(found.all()) == 40 * 4


@pytest.mark.parametrize(("hours", "clocks"), [(0, 4), (24, 4), (25, 0), (24 * 365, 0)])
def test_what_a_file_brings_from_the_past_starts_no_clock(session, county, hours, clocks):
    """Otherwise the watch would card last year's cases on the day they are taken in."""
    at = AT + timedelta(hours=hours)
    (taken,) = intake.take_in_many(county.county, [("old-00001", b"x", incidents.report())], tolerance_m=50, at=at)
    found = session.scalars(select(Clock.started_at).where(Clock.subject_id == taken.id)).all()
    assert found == [at] * clocks


def test_history_that_is_taken_up_again_is_timed_from_then_on(session, county):
    at = AT + timedelta(days=30)
    (taken,) = intake.take_in_many(county.county, [("old-00002", b"x", incidents.report())], tolerance_m=50, at=at)
    row = session.get(Incident, (taken.county, taken.id))
    leg = incidents.legs_of(row)[COMMUNITY]
    minutes = 30 * 24 * 60 + 5
    take(row, "hand_over", county.worker_G1, minutes=minutes, to_position=county.deputy_G1.id, reason="休假")
    assert incidents.legs_of(row)[COMMUNITY].follows == leg.id
    (((_, stage), clock),) = stages(row).items()
    assert (stage, clock.started_at, clock.holder.person_id) == ("accept", later(minutes), county.deputy_G1.person_id)


def test_a_late_synced_report_is_accepted_from_when_we_heard_of_it(county):
    """Captured at 09:00, synced at 15:00: the accept clock starts at the sync, and both times are kept."""
    captured = AT - timedelta(hours=6)
    late = incidents.incident(captured_at=captured, occurred_at=captured)
    assert stages(late)[COMMUNITY, "accept"].started_at == AT
    assert (late.captured_at, late.recorded_at) == (captured, AT)


def test_steps_stop_their_clocks(dispute, county):
    take(dispute, "accept", county.worker_G1, minutes=5)
    take(dispute, "arrive", county.worker_G1, minutes=20)
    found = stages(dispute)
    assert found[COMMUNITY, "accept"].stopped_at == later(5)
    assert (found[COMMUNITY, "arrive"].stopped_at, found[COMMUNITY, "arrive"].stop_cause) == (later(20), "arrived")
    assert found[COMMUNITY, "handle"].is_open


def test_the_clocks_of_one_leg_leave_the_others_alone(dispute, county):
    """Zammad #5177: a shorter clock overruled another one."""
    take(dispute, "accept", county.worker_G1, minutes=5)
    found = stages(dispute)
    assert found[POLICE, "accept"].is_open
    assert found[COMMUNITY, "arrive"].marks == stages(dispute)[COMMUNITY, "arrive"].marks


def test_departing_is_no_arriving(dispute, county):
    take(dispute, "accept", county.worker_G1, minutes=5)
    take(dispute, "depart", county.worker_G1, minutes=6)
    assert stages(dispute)[COMMUNITY, "arrive"].is_open


def test_handled_is_verified_by_the_desk(dispute, county):
    handled(dispute, county)
    found = stages(dispute)
    assert found[COMMUNITY, "handle"].state is ClockState.STOPPED
    verify = found[COMMUNITY, "verify"]
    assert (verify.is_open, verify.holder) == (True, Holder(incidents.VILLAGE))
    take(dispute, "verify", county.township, parts=DESK, minutes=60)
    assert not stages(dispute)[COMMUNITY, "verify"].is_open


def handled(of, county, minutes=30):
    take(of, "accept", county.worker_G1, minutes=minutes - 20)
    take(of, "arrive", county.worker_G1, minutes=minutes - 10)
    take(of, "handle", county.worker_G1, minutes=minutes)


def closed(of, county):
    handled(of, county)
    take(of, "close", county.township, parts=DESK, minutes=60)


def test_closing_stops_everything_but_asks_to_be_followed_up(dispute, county):
    closed(dispute, county)
    assert {key[1] for key, clock in clocks.of(dispute).items() if clock.is_open} == {"follow_up"}
    take(dispute, "follow_up", county.township, parts=DESK, minutes=600)
    assert all(not clock.is_open for clock in clocks.of(dispute).values())
    row = db.session.get_one(type(dispute), (dispute.county, dispute.id), populate_existing=True)
    assert (row.state, row.closed_at, row.ended_at) == ("closed", later(60), later(60))


@pytest.mark.parametrize("step", ["reject", "convert"])
def test_what_ends_otherwise_escalates_no_more(dispute, county, step):
    take(dispute, step, county.township, parts=DESK, minutes=9)
    assert {clock.stop_cause for clock in clocks.of(dispute).values()} == {step}
    assert all(clock.next_check_at is None for clock in clocks.of(dispute).values())


def test_a_merged_case_does_not_escalate(dispute, county):
    """Zammad #904."""
    other = incidents.incident()
    take(dispute, "duplicate", county.township, parts=DESK, minutes=9, duplicate_of=other.id)
    assert all(not clock.is_open for clock in clocks.of(dispute).values())
    assert all(clock.is_open for clock in clocks.of(other).values())


def test_rework_goes_on_where_it_was_handled(dispute, county):
    """GLPI PR #9267: the time it lay with the desk is not the handler's."""
    handled(dispute, county)
    take(dispute, "rework", county.township, parts=DESK, minutes=90)
    handle = stages(dispute)[COMMUNITY, "handle"]
    assert (handle.state, handle.turn, handle.started_at) == (ClockState.RUNNING, 1, AT)
    assert [(each.from_at, each.to_at) for each in handle.stretches] == [(later(30), later(90))]
    assert not stages(dispute)[COMMUNITY, "verify"].is_open
    take(dispute, "handle", county.worker_G1, minutes=120)
    assert clocks.of(dispute)[COMMUNITY, "verify", 2].is_open


def test_a_reopened_case_begins_again_and_keeps_what_was(dispute, county):
    """Zammad #3410, #4516: reopening moved or lost the deadlines of the first time."""
    closed(dispute, county)
    before = stages(dispute)[COMMUNITY, "handle"]
    take(dispute, "reopen", county.township, parts=DESK, minutes=3000)
    found = clocks.of(dispute)
    assert found[COMMUNITY, "handle", 1] == before
    again = found[COMMUNITY, "handle", 2]
    assert (again.state, again.started_at, again.cause) == (ClockState.RUNNING, later(3000), "reopened")
    assert found[POLICE, "accept", 2].is_open
    assert found[COMMUNITY, "follow_up", 1].stop_cause == "reopened"
    assert again.holder.person_id == county.worker_G1.person_id


def test_a_hand_over_keeps_the_clock_and_gives_time_to_accept_once(dispute, county):
    """GLPI #1911: the second group had no time left; Zammad #5624: the former group's clock stayed."""
    take(dispute, "accept", county.worker_G1, minutes=5)
    take(dispute, "hand_over", county.worker_G1, minutes=30, to_position=county.deputy_G1.id)
    found = clocks.of(dispute)
    handle = found[COMMUNITY, "handle", 1]
    assert (handle.started_at, handle.holder.person_id) == (AT, county.deputy_G1.person_id)
    assert found[COMMUNITY, "accept", 1].holder.person_id == county.worker_G1.person_id
    assert (found[COMMUNITY, "accept", 2].started_at, found[COMMUNITY, "accept", 2].is_open) == (later(30), True)
    take(dispute, "hand_over", county.deputy_G1, minutes=40)
    found = clocks.of(dispute)
    assert (COMMUNITY, "accept", 3) not in found
    assert found[COMMUNITY, "accept", 2].holder.person_id != county.deputy_G1.person_id
    assert {c.holder.person_id for k, c in found.items() if c.is_open and k[0] == COMMUNITY} == {
        found[COMMUNITY, "accept", 2].holder.person_id
    }


def test_a_leg_declined_starts_to_be_accepted_again(dispute, county):
    take(dispute, "decline", county.worker_G1, minutes=5)
    found = clocks.of(dispute)
    assert (found[COMMUNITY, "accept", 1].stop_cause, found[COMMUNITY, "accept", 1].stopped_at) == (
        "handed_over",
        later(5),
    )
    assert found[COMMUNITY, "accept", 2].started_at == later(5)


def suspend(of, by, minutes=40, parts=frozenset()):
    take(of, "suspend", by, minutes=minutes, parts=parts, network=COMMUNITY)


def test_a_desk_pauses_a_clock(dispute, county):
    """osTicket #3034, frappe/helpdesk #1554, #1675: no pause by status at all."""
    take(dispute, "accept", county.worker_G1, minutes=5)
    suspend(dispute, county.township, parts=DESK)
    found = stages(dispute)
    assert {found[COMMUNITY, stage].state for stage in ("arrive", "handle")} == {ClockState.PAUSED}
    assert found[POLICE, "arrive"].state is ClockState.RUNNING
    take(dispute, "resume", county.township, parts=DESK, minutes=500, network=COMMUNITY)
    stretch = stages(dispute)[COMMUNITY, "handle"].stretches[0]
    assert (stretch.from_at, stretch.to_at, stretch.decision) == (later(40), later(500), Decision.GRANTED)
    assert (stretch.decided_by.person_id, stretch.asked_by) == (county.township.person_id, None)


def test_whoever_has_the_case_only_asks_for_a_pause(dispute, county):
    take(dispute, "accept", county.worker_G1, minutes=5)
    suspend(dispute, county.worker_G1)
    handle = stages(dispute)[COMMUNITY, "handle"]
    assert (handle.state, handle.stretches[0].decision) == (ClockState.RUNNING, Decision.PENDING)
    assert handle.next_check_at is not None


def test_a_suspended_case_handed_over_runs_again(dispute, county):
    take(dispute, "accept", county.worker_G1, minutes=5)
    suspend(dispute, county.township, parts=DESK)
    take(dispute, "hand_over", county.township, parts=DESK, minutes=60, network=COMMUNITY)
    assert stages(dispute)[COMMUNITY, "handle"].state is ClockState.RUNNING


def test_what_was_handled_on_the_spot_only_waits_to_be_verified(county):
    worker = county.worker_G1
    given = {"self_handled": "已清理", "reported_by": worker.person_id, "reported_as": worker.id}
    done = stages(incidents.incident(**given))
    assert {key for key in done if key[0] == COMMUNITY} == {(COMMUNITY, "verify")}
    assert (POLICE, "accept") in done


def test_a_change_of_priority_makes_an_epoch_and_keeps_what_ran(dispute, county):
    """GLPI #6902, #15605: the pause was lost when the priority changed."""
    take(dispute, "accept", county.worker_G1, minutes=5)
    suspend(dispute, county.township, parts=DESK)
    take(dispute, "resume", county.township, parts=DESK, minutes=100, network=COMMUNITY)
    known = Known(About(incidents.DISPUTE, "P1"), incidents.VILLAGE)
    changed = epochs.review(dispute.county, Subject(INCIDENT, dispute.id), known, at=later(120), cause="priority")
    assert {each.clock.stage for each in changed} == {"accept", "arrive", "handle"}
    handle = stages(dispute)[COMMUNITY, "handle"]
    assert (handle.epoch, handle.started_at, handle.about.priority) == (2, AT, "P1")
    assert handle.marks.due_at == later(1440 + 60)
    (row,) = epochs.list_of(dispute.county, [handle.id])[handle.id]
    assert (row.epoch, row.cause, row.before["unit"], row.after["unit"]) == (2, "priority", "day", "minute")
    accept = stages(dispute)[COMMUNITY, "accept"]
    assert (accept.epoch, accept.is_open) == (1, False)


def test_reviewing_what_has_not_changed_changes_nothing(dispute):
    known = Known(About(incidents.DISPUTE, "P3", None), incidents.VILLAGE)
    assert epochs.review(dispute.county, Subject(INCIDENT, dispute.id), known, at=later(9)) == []


def test_a_new_place_is_a_new_division(county):
    lost = incidents.incident(at_=None, address="示例路 1 号")
    assert stages(lost)[COMMUNITY, "accept"].holder.division_code == county.county
    spot = territory.at(0.5, 0.5)
    where = Place(spot, Given(spot.lng, spot.lat, "wgs84"), 50, county.township.person_id, county.township.id)
    placing.place(lost.county, lost.id, where, expected_version=None, at=later(9))
    found = clocks.of(lost)
    assert {clock.holder.division_code for clock in found.values() if clock.is_open} == {incidents.VILLAGE}
    assert found[COMMUNITY, "handle", 1].holder.person_id == county.worker_G1.person_id


def test_steps_written_together_are_followed_together(dispute, county):
    seen = []

    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    event.listen(db.session.connection(), "before_cursor_execute", note)
    with timing.together():
        take(dispute, "accept", county.worker_G1, minutes=5)
        take(dispute, "arrive", county.worker_G1, minutes=20)
        take(dispute, "handle", county.worker_G1, minutes=30)
    event.remove(db.session.connection(), "before_cursor_execute", note)
    assert len([each for each in seen if "UPDATE clock" in each]) == 1
    assert len([each for each in seen if "INSERT INTO clock " in each]) == 1
    assert not stages(dispute)[COMMUNITY, "handle"].is_open


def test_editing_a_limit_does_not_rewrite_history(session, dispute, county):
    """uReport counted by the category as it is today: a changed limit changed what was late years ago."""
    before = stages(dispute)
    policy_book.withdraw("p3-handle-dispute", None, valid_from=later(1), by=None, at=later(1))
    policy_cache.forget()
    assert stages(dispute) == before
    found = stages(incidents.incident(category=incidents.DISPUTE, recorded_at=later(2)))
    assert found[COMMUNITY, "handle"].terms.limit.amount == 7


def test_a_closed_case_that_was_late_stays_late(urgent, county):
    """Signalen: closed reports left the filter for what was late."""
    take(urgent, "accept", county.officer_B1, minutes=50)
    accept = stages(urgent)[POLICE, "accept"]
    assert accept.stopped_at > accept.marks.red_at
    assert accept.elapsed_s == 3000


def test_a_lock_is_taken_for_the_whole_subject(session, dispute):
    found = clock_queries.of_subjects(dispute.county, [Subject(INCIDENT, dispute.id)])
    assert len(found[Subject(INCIDENT, dispute.id)]) == 5


def test_what_the_life_cycle_refuses_touches_no_clock(dispute, county):
    before = states(dispute)
    with pytest.raises(Conflict):
        take(dispute, "resume", county.worker_G1, parts=frozenset({Part.DESK}), minutes=5)
    assert states(dispute) == before
