"""A permalink gives the same figures, whatever is heard of afterwards: later acts are as if they had not happened."""

from dataclasses import asdict

import pytest

from gridnet.base import db
from gridnet.clocks.models import Epoch, Extension
from gridnet.reports import answering
from gridnet.reports.question import Basis
from gridnet.reports.schemas import AnswerOut
from tests.factories import reports
from tests.factories.reports import HOUR, MINUTE, NINE, NOW, ask

pytestmark = pytest.mark.usefixtures("session")

CODES = ("accept", "arrive", "handle", "close", "response", "on_time_handle", "on_time_close", "reopened", "closing")
#: Five cases were handled within ten minutes; what is asked about is the sixth.
THEN = NINE + 2 * HOUR


@pytest.fixture
def case():
    """A case that was accepted at five minutes past, with a clock of an hour; beside five that are over."""
    for _ in range(5):
        reports.handled(10)
    made = reports.incident()
    leg = reports.leg(made, accepted=5)
    clock = reports.clock(made, due=60)
    reports.entry(made, "report", to_state="assigned")
    reports.entry(made, "assign", leg=leg, to_state="assigned")
    reports.entry(made, "accept", leg=leg, minutes=5, to_state="accepted")
    return made, leg, clock


def figures(**given):
    answers = {
        code: AnswerOut.made(
            answering.answer(ask(code, as_of=THEN, is_past=True, **given), now=NOW, tolerance_m=50)
        ).model_dump()
        for code in CODES
    }
    return {code: (answer["total"], answer["groups"]) for code, answer in answers.items()}


def arrive(made, leg, clock):
    leg.arrived_at = leg.handled_at = NINE + 30 * MINUTE
    reports.entry(made, "arrive", leg=leg, minutes=30, recorded=180, to_state="on_scene")
    reports.entry(made, "handle", leg=leg, minutes=30, recorded=180)
    clock.state, clock.stop_cause, clock.elapsed_s = "stopped", "handled", 1800
    clock.stopped_at, clock.stop_recorded_at = NINE + 30 * MINUTE, NINE + 180 * MINUTE


def close(made, leg, clock):
    made.state, made.closed_at, made.ended_at = "closed", NINE + 3 * HOUR, NINE + 3 * HOUR
    leg.state, leg.ended_at = "closed", NINE + 3 * HOUR
    reports.entry(made, "close", minutes=180, to_state="closed", from_state="accepted")


def reject(made, leg, clock):
    made.state, made.ended_at = "rejected", NINE + 3 * HOUR
    reports.entry(made, "reject", minutes=180, to_state="rejected", from_state="accepted")


def hand_over(made, leg, clock):
    other = reports.leg(made, "police", role="assist", assigned=180, accepted=190)
    reports.entry(made, "assign", leg=other, minutes=180, to_state="assigned")
    reports.entry(made, "accept", leg=other, minutes=190, to_state="accepted")


def extend(made, leg, clock):
    db.session.add(
        Extension(
            county=made.county,
            clock_id=clock.id,
            asked_at=NINE,
            amount=5,
            unit="working_day",
            reason="示例",
            asked_by_person=1,
            asked_by_position=1,
            due_before=clock.due_at,
            state="granted",
            decided_at=NINE + 3 * HOUR,
            decided_by_person=2,
        )
    )
    clock.due_at += 100 * HOUR


def tighten(made, leg, clock):
    db.session.add(
        Epoch(
            county=made.county,
            clock_id=clock.id,
            epoch=2,
            at=NINE + 3 * HOUR,
            cause="policy",
            from_policy=1,
            to_policy=2,
            before={"due_at": clock.due_at.isoformat()},
            after={},
        )
    )
    clock.due_at -= 55 * MINUTE


def hear_of_another(made, leg, clock):
    late = reports.incident(recorded_at=NINE + 3 * HOUR)
    reports.leg(late, accepted=1, handled=2)


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("act", [arrive, close, reject, hand_over, extend, tighten, hear_of_another])
def test_what_was_heard_of_later_changes_nothing(case, act, basis):
    before = figures(basis=basis)
    act(*case)
    db.session.flush()
    db.session.expire_all()
    assert figures(basis=basis) == before


@pytest.mark.parametrize("act", [arrive, close, reject, hand_over, hear_of_another])
def test_while_the_figures_of_today_tell_of_it(case, act):
    def today():
        return [asdict(answering.answer(ask(code), now=NOW, tolerance_m=50).table)["total"] for code in CODES]

    before = today()
    act(*case)
    db.session.flush()
    assert today() != before


def test_a_case_reopened_and_closed_again_later_is_as_it_was_then(case):
    made, _, _ = case
    made.state, made.closed_at, made.ended_at = "closed", NINE + HOUR, NINE + HOUR
    reports.entry(made, "close", minutes=60, to_state="closed", from_state="accepted")
    before = figures(basis=Basis.CLOSED), figures()
    reports.entry(made, "reopen", minutes=180, to_state="assigned", from_state="closed")
    reports.entry(made, "close", minutes=60 * 24 * 40, to_state="closed", from_state="accepted")
    made.closed_at = made.ended_at = NINE + 40 * 24 * HOUR
    db.session.flush()
    assert (figures(basis=Basis.CLOSED), figures()) == before


def test_of_the_present_both_ways_of_asking_say_the_same(case):
    arrive(*case)
    close(*case)
    db.session.flush()
    for code in CODES:
        plain, past = (
            answering.answer(ask(code, is_past=is_past), now=NOW, tolerance_m=50).table for is_past in (False, True)
        )
        assert past == plain
