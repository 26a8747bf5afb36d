"""Steps, taken one after the other and at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from gridnet.base import db
from gridnet.base.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, Stale
from gridnet.base.network import Network
from gridnet.incidents import legs, steps
from gridnet.incidents.lifecycle import Part, Step
from gridnet.incidents.models import Incident
from gridnet.incidents.steps import Standing, Wish
from tests.factories import incidents
from tests.factories.people import AT

DESK = frozenset({Part.DESK, Part.SUPERVISOR})
WORDS = {Step.HANDLE: "已更换灯泡", Step.SUSPEND: "waiting_for_resident"}


def take(of, step, by, *, parts=frozenset(), desks=frozenset(), minutes=5, **given):
    """`by`, a position, takes a step on `of` some minutes after it was reported."""
    at = AT + timedelta(minutes=minutes)
    defaults = {
        "step": Step(step),
        "network": None,
        "reason": WORDS.get(step, "理由"),
        "note": None,
        "occurred_at": at,
        "at": at,
        "is_late": False,
        "person_id": by.person_id,
        "position_id": by.id,
    }
    return steps.take(of.county, of.id, Wish(**(defaults | given)), Standing(parts), desks)


@pytest.fixture
def lamp(county):
    """A broken lamp in G1: the worker leads, the officer is informed."""
    return incidents.incident()


def life(of):
    return [(each.step, each.from_state, each.to_state) for each in incidents.entries_of(of)][3:]


def test_from_accepting_to_closing(county, lamp):
    for minutes, step in enumerate(("accept", "depart", "arrive", "handle"), start=1):
        take(lamp, step, county.worker_G1, minutes=minutes)
    take(lamp, "verify", county.township, parts=DESK)
    take(lamp, "close", county.township, parts=DESK, minutes=9)
    assert (lamp.state, lamp.version, lamp.closed_at, lamp.ended_at) == (
        "closed", 7, AT + timedelta(minutes=9), AT + timedelta(minutes=9),
    )  # fmt: skip
    assert incidents.legs_of(lamp) == {}
    assert life(lamp) == [
        ("accept", "assigned", "accepted"),
        ("depart", "accepted", "departed"),
        ("arrive", "departed", "on_scene"),
        ("handle", "on_scene", "handled"),
        ("verify", "handled", "verified"),
        ("close", "verified", "closed"),
    ]


def test_each_moment_is_stamped_on_the_leg_and_the_first_time_stays(county, lamp):
    for minutes, step in ((1, "accept"), (2, "arrive"), (3, "handle")):
        take(lamp, step, county.worker_G1, minutes=minutes)
    take(lamp, "rework", county.township, parts=DESK, minutes=4)
    take(lamp, "handle", county.worker_G1, minutes=50)
    leg = incidents.legs_of(lamp)["community"]
    assert [leg.accepted_at, leg.arrived_at, leg.handled_at] == [AT + timedelta(minutes=m) for m in (1, 2, 3)]
    assert leg.departed_at is None


def test_a_call_to_the_reporter_moves_nothing_and_the_first_one_is_stamped(county, lamp):
    for minutes, step in ((1, "accept"), (2, "contact"), (3, "depart"), (4, "contact")):
        take(lamp, step, county.worker_G1, minutes=minutes)
    leg = incidents.legs_of(lamp)["community"]
    assert (leg.state, lamp.state, leg.contacted_at) == ("departed", "departed", AT + timedelta(minutes=2))
    assert life(lamp)[-1] == ("contact", "departed", "departed")


def test_whoever_has_not_accepted_has_not_rung_up_anybody(county, lamp):
    with pytest.raises(Conflict):
        take(lamp, "contact", county.worker_G1)


def test_the_second_network_goes_its_own_way(county, lamp):
    take(lamp, "accept", county.officer_B1)
    assert (lamp.state, incidents.legs_of(lamp)["police"].state) == ("assigned", "accepted")
    assert incidents.legs_of(lamp)["community"].state == "assigned"


def test_a_step_is_taken_on_ones_own_leg_unless_another_is_named(county, lamp):
    take(lamp, "escalate", county.dispatcher, parts=DESK, network=Network.COMMUNITY)
    assert incidents.legs_of(lamp)["community"].position_id == county.leader.id
    with pytest.raises(NotAllowed, match="for the assignee"):
        take(lamp, "accept", county.worker_G1, network=Network.POLICE)


def test_a_suspended_case_resumes(county, lamp):
    take(lamp, "accept", county.worker_G1)
    take(lamp, "suspend", county.worker_G1)
    assert lamp.state == "suspended"
    take(lamp, "resume", county.township, parts=DESK, network=Network.COMMUNITY)
    assert (lamp.state, incidents.legs_of(lamp)["community"].state) == ("handling", "handling")


def test_whoever_has_no_part_in_it_takes_no_step(county, lamp):
    with pytest.raises(NotAllowed):
        take(lamp, "accept", county.worker_G2, network=Network.COMMUNITY)
    assert lamp.version == 1


def test_a_desk_takes_the_steps_of_a_leg_that_waits_in_its_queue(county):
    county.leave(*county.positions)
    row = incidents.incident()
    leg = incidents.legs_of(row)["community"]
    assert (leg.position_id, leg.desk_code) == (None, incidents.TOWNSHIP)
    take(row, "accept", county.township, desks=frozenset({incidents.TOWNSHIP}))
    assert row.state == "accepted"


@pytest.mark.parametrize(
    ("step", "state"), [("reject", "rejected"), ("convert", "converted"), ("duplicate", "duplicate")]
)
def test_a_case_that_is_none_ends(county, lamp, step, state):
    other = incidents.raised()
    take(lamp, step, county.township, parts=DESK, duplicate_of=other.id if step == "duplicate" else None)
    assert (lamp.state, lamp.ended_at, lamp.closed_at) == (state, AT + timedelta(minutes=5), None)
    assert incidents.legs_of(lamp) == {}


def test_a_closed_case_is_opened_again_with_both_legs(county, lamp):
    for step in ("accept", "handle"):
        take(lamp, step, county.worker_G1)
    take(lamp, "close", county.township, parts=DESK)
    take(lamp, "reopen", county.township, parts=frozenset({Part.REPORTER}))
    live = incidents.legs_of(lamp)
    assert (lamp.state, lamp.ended_at) == ("assigned", None)
    assert {leg.state for leg in live.values()} == {"assigned"}
    assert live["community"].position_id == county.worker_G1.id
    assert lamp.closed_at is not None  # that it was closed once stays known


def test_after_a_handover_the_last_one_has_it_again(county, lamp):
    take(lamp, "hand_over", county.worker_G1, to_position=county.worker_G2.id)
    take(lamp, "accept", county.worker_G2)
    take(lamp, "handle", county.worker_G2)
    take(lamp, "close", county.township, parts=DESK)
    take(lamp, "reopen", county.township, parts=DESK)
    assert incidents.legs_of(lamp)["community"].position_id == county.worker_G2.id


def test_a_case_opened_again_is_no_duplicate_any_more(county, lamp):
    take(lamp, "duplicate", county.township, parts=DESK, duplicate_of=incidents.raised().id)
    take(lamp, "reopen", county.township, parts=DESK)
    assert lamp.duplicate_of is None


def test_a_duplicate_names_the_other_one(county, lamp, session):
    with pytest.raises(Invalid, match="name the other incident"):
        take(lamp, "duplicate", county.township, parts=DESK)
    with pytest.raises(Invalid, match="name the other incident"):
        take(lamp, "duplicate", county.township, parts=DESK, duplicate_of=lamp.id)
    with pytest.raises(NotFound):
        take(lamp, "duplicate", county.township, parts=DESK, duplicate_of=lamp.id + 1000)


def test_two_cases_are_never_duplicates_of_each_other(county, lamp):
    other = incidents.incident()
    take(lamp, "duplicate", county.township, parts=DESK, duplicate_of=other.id)
    with pytest.raises(Conflict, match="is itself a duplicate of"):
        take(other, "duplicate", county.township, parts=DESK, duplicate_of=lamp.id)


def test_nobody_learns_of_a_case_that_names_them_by_calling_another_its_duplicate(county, lamp):
    other = incidents.raised(named={county.township.person_id: "staff_no"})
    with pytest.raises(NotFound):
        take(lamp, "duplicate", county.township, parts=DESK, duplicate_of=other.id)


def test_a_step_sent_twice_is_taken_once(county, lamp):
    once = {"client_ref": "step-0001", "body_hash": b"a"}
    take(lamp, "accept", county.worker_G1, **once)
    assert take(lamp, "accept", county.worker_G1, **once).version == 2
    assert len(life(lamp)) == 1


def test_another_step_under_the_same_reference_is_refused(county, lamp):
    take(lamp, "accept", county.worker_G1, client_ref="step-0001", body_hash=b"a")
    with pytest.raises(Conflict, match="used for another step"):
        take(lamp, "depart", county.worker_G1, client_ref="step-0001", body_hash=b"b")


def test_the_same_step_on_another_incident_is_another_step(county, lamp):
    other = incidents.incident()
    once = {"client_ref": "step-0001", "body_hash": b"a"}
    take(lamp, "accept", county.worker_G1, **once)
    with pytest.raises(Conflict, match="used for another step"):
        take(other, "accept", county.worker_G1, **once)


def test_whoever_read_an_older_version_reads_again(county, lamp):
    take(lamp, "accept", county.worker_G1, expected_version=1)
    with pytest.raises(Stale, match="at version 2, not 1"):
        take(lamp, "depart", county.worker_G1, expected_version=1)


def test_a_step_told_late_keeps_both_times(county, lamp):
    done, told = AT + timedelta(minutes=10), AT + timedelta(hours=3)
    take(lamp, "accept", county.worker_G1, occurred_at=done, at=told, is_late=True)
    entry = incidents.entries_of(lamp)[-1]
    assert (entry.occurred_at, entry.recorded_at, entry.is_late) == (done, told, True)
    assert incidents.legs_of(lamp)["community"].accepted_at == done


def at_once(of, *acts):
    """Each act (a step and keywords) on a connection of its own, all beginning at one moment."""
    start = Barrier(len(acts))

    def act(given):
        try:
            with db.transaction():
                start.wait()
                return take(of, **given).state
        except Refusal as refusal:
            return refusal
        finally:
            db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


@pytest.fixture
def committed(committing, fresh):
    """A lamp in a county of its own, committed."""
    with db.transaction():
        county = incidents.staffed(fresh)
        row = incidents.incident(county=fresh)
    db.session.expunge_all()
    return county, row


def outcomes(answers):
    return sorted(type(each).__name__ if isinstance(each, Refusal) else "taken" for each in answers)


def now(row):
    db.session.rollback()
    db.session.expunge_all()
    return db.session.get(Incident, (row.county, row.id))


def test_of_two_who_accept_at_once_one_does(committed):
    county, row = committed
    accept = {"step": "accept", "by": county.worker_G1}
    answers = at_once(row, accept, accept)
    assert outcomes(answers) == ["Conflict", "taken"]
    assert now(row).version == 2
    assert len(life(row)) == 1


def test_of_an_acceptance_and_an_escalation_at_once_both_or_one_count_and_none_is_lost(committed):
    county, row = committed
    answers = at_once(
        row,
        {"step": "accept", "by": county.worker_G1},
        {"step": "escalate", "by": county.township, "parts": DESK, "network": Network.COMMUNITY},
    )
    taken = sum(not isinstance(each, Refusal) for each in answers)
    assert all(isinstance(each, Conflict | NotAllowed | str) for each in answers)
    assert (now(row).version, len(life(row)) - taken) in {(1 + taken, 0), (1 + taken, 1)}  # and one new assignment
    live = legs.list_live(row.county, row.id)
    assert [leg.network for leg in live] == ["community", "police"]
    assert live[0].position_id == county.leader.id


def test_ten_decide_at_once_and_one_decision_holds(committed):
    county, row = committed
    reject = {"step": "reject", "by": county.township, "parts": DESK}
    convert = {"step": "convert", "by": county.dispatcher, "parts": DESK}
    answers = at_once(row, *[reject, convert] * 5)
    assert sum(isinstance(each, str) for each in answers) == 1
    assert sum(isinstance(each, Conflict) for each in answers) == 9
    assert now(row).version == 2


def test_two_legs_move_at_once_and_both_moves_stay(committed):
    county, row = committed
    answers = at_once(row, {"step": "accept", "by": county.worker_G1}, {"step": "accept", "by": county.officer_B1})
    assert all(isinstance(each, str) for each in answers)
    assert (now(row).version, len(life(row))) == (3, 2)


def test_of_two_with_one_version_in_hand_one_is_stale(committed):
    county, row = committed
    answers = at_once(
        row,
        {"step": "accept", "by": county.worker_G1, "expected_version": 1},
        {"step": "accept", "by": county.officer_B1, "expected_version": 1},
    )
    assert outcomes(answers) == ["Stale", "taken"]


def test_the_same_step_sent_ten_times_at_once_is_taken_once(committed):
    county, row = committed
    once = {"step": "accept", "by": county.worker_G1, "client_ref": "step-0001", "body_hash": b"a"}
    assert at_once(row, *[once] * 10) == ["accepted"] * 10
    assert (now(row).version, len(life(row))) == (2, 1)
