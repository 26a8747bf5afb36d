"""The doors of cards, and of the ladder behind them."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from gridnet.base import db
from gridnet.base.audit import AuditEntry
from gridnet.clocks import ladder_cache, sweeping, watch
from gridnet.clocks.models import Clock
from gridnet.incidents import numbers
from gridnet.incidents.models import Named
from gridnet.people.roles import Role
from tests.factories import cards, incidents, people
from tests.factories.cards import COUNTY, HOUR, NOON

REASON = {"reason": "家属不在家，已约下午上门"}


@pytest.fixture
def crew(service):
    ladder_cache.forget()
    made = incidents.staffed()
    made.positions["supervisor"] = people.position(role=Role.SUPERVISOR, scope=COUNTY)
    made.positions["admin"] = people.position(role=Role.SYSTEM_ADMIN, scope=COUNTY)
    return made


@pytest.fixture
def calls(calls, crew):
    """`calls.township` is whoever sits there, calling; made before anything is refused, which forgets the session."""
    return SimpleNamespace(**{name: calls(position) for name, position in crew.positions.items()})


@pytest.fixture
def case(crew):
    """A broken lamp in G1, its clocks stopped but one that this file winds up itself."""
    made = incidents.incident()
    for clock in db.session.scalars(select(Clock).where(Clock.subject_id == made.id)):
        clock.next_check_at = None
    return made


@pytest.fixture
def card(crew, case):
    """`card(level)`: the card of that level on a clock of worker_G1's, made by the watch."""

    def make(level=2, **given):
        given = {"next_level": level, "yellow_at": NOON - (level - 2) * 10 * HOUR, "stage": "verify"} | given
        clock = cards.clock(crew.worker_G1, subject_id=case.id, **given)
        sweeping.sweep(COUNTY, at=NOON)
        found = cards.cards_of(clock)[-1]
        db.session.expunge(found)  # as it was made, whatever the doors do afterwards
        return found

    return make


def page(caller, **query):
    answer = caller.get("/api/v1/cards", query_string={"county": COUNTY, **query})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [each["id"] for each in answer.json["items"]]


def answered(caller, card, json=None, door="answer"):
    return caller.post(f"/api/v1/cards/{COUNTY}/{card.id}/{door}", json=json or REASON)


def test_whoever_has_the_case_sees_the_card_with_whoever_heard_of_it(calls, crew, card):
    made = card()
    found = calls.worker_G1.get(f"/api/v1/cards/{COUNTY}/{made.id}").json
    assert (found["mark"], found["due_at"], found["needs_reason"]) == ("yellow", "2026-03-10T04:00:00Z", True)
    assert {each["tell"]: each["position_id"] for each in found["heard"]} == {
        "assignee": crew.worker_G1.id,
        "head": crew.leader.id,
    }


def test_lists_show_each_their_own(calls, crew, card):
    yellow, red = card(2), card(3, stage="follow_up")
    assert page(calls.worker_G1) == [red.id, yellow.id]
    assert page(calls.worker_G2) == []
    assert page(calls.township, which="board") == [red.id, yellow.id]
    assert page(calls.township, which="raised") == [red.id]
    assert page(calls.dispatcher, which="raised") == []


def test_a_reminder_is_on_nobodys_board(calls, crew, card):
    reminder = card(1, yellow_at=NOON + HOUR)
    assert reminder.mark == "remind"
    assert page(calls.worker_G1) == [reminder.id]
    assert page(calls.township, which="board") == []


def test_pages_follow_each_other(calls, crew, card):
    made = [card(2, stage=f"stage{number}").id for number in range(3)]
    caller = calls.worker_G1
    first = caller.get("/api/v1/cards", query_string={"county": COUNTY, "limit": 2}).json
    rest = caller.get("/api/v1/cards", query_string={"county": COUNTY, "limit": 2, "after": first["next"]}).json
    assert [each["id"] for each in (*first["items"], *rest["items"])] == made[::-1]


def test_whoever_the_case_names_finds_no_card_of_it(calls, crew, card, case):
    made = card(3)  # which the township was told of
    db.session.add(Named(county=COUNTY, incident_id=case.id, person_id=crew.township.person_id, how="report"))
    db.session.flush()
    assert page(calls.township) == page(calls.township, which="board") == []
    assert calls.township.get(f"/api/v1/cards/{COUNTY}/{made.id}").status_code == 404


def test_whoever_was_told_of_a_card_sees_it_and_only_it(calls, crew, card):
    made, _other = card(2), card(1, stage="follow_up", yellow_at=NOON + HOUR)
    assert page(calls.leader) == [made.id]


@pytest.mark.parametrize("seat", ["worker_G1", "leader", "township", "supervisor"])
def test_whoever_is_told_of_a_card_sees_its_case_too(calls, crew, card, case, seat):
    """Each level of the ladder; the table of roles says how much of it they see."""
    card(4, yellow_at=NOON - 20 * HOUR, next_level=1)  # all four levels at once
    assert page(getattr(calls, seat)) != []
    number = numbers.write(COUNTY, case.id)
    assert getattr(calls, seat).get(f"/api/v1/incidents/{number}").status_code == 200


def test_a_card_is_answered_once_with_a_reason(calls, crew, card):
    made = card()
    found = answered(calls.worker_G1, made).json
    assert (found["acted_by"], found["acted_as"], found["act_reason"]) == (
        crew.worker_G1.person_id,
        crew.worker_G1.id,
        REASON["reason"],
    )
    assert answered(calls.leader, made).status_code == 409
    assert page(calls.worker_G1, open=True) == []
    assert page(calls.worker_G1, open=False) == [made.id]


def test_an_answer_and_a_cancellation_are_entries_of_the_timeline(calls, crew, card, case):
    made = card()
    answered(calls.worker_G1, made)
    answered(calls.township, made, door="cancellation")
    kept = [each for each in incidents.entries_of(case) if each.step.startswith("card")]
    assert [(each.step, each.position_id, each.reason) for each in kept] == [
        ("card", None, None),
        ("card_answer", crew.worker_G1.id, REASON["reason"]),
        ("card_cancel", crew.township.id, REASON["reason"]),
    ]
    assert {each.detail["mark"] for each in kept} == {"yellow"}


def test_whoever_heard_of_it_may_answer_and_nobody_else(calls, crew, card):
    made = card()
    assert answered(calls.village, made).status_code == 403
    assert answered(calls.leader, made).status_code == 200


@pytest.mark.parametrize("json", [{}, {"reason": ""}, {"reason": "   "}, {"reason": "好"}, {"reason": 5}, {"why": "x"}])
def test_a_reason_is_a_sentence(calls, crew, card, json):
    made = card()
    assert answered(calls.worker_G1, made, json or {"reason": None}).status_code == 422


def test_a_card_is_cancelled_by_a_named_position_with_a_reason(calls, crew, card):
    made = card()
    found = answered(calls.township, made, door="cancellation").json
    assert (found["cancelled_by"], found["cancelled_as"], found["cancel_reason"]) == (
        crew.township.person_id,
        crew.township.id,
        REASON["reason"],
    )
    assert "card.cancel" in db.session.scalars(select(AuditEntry.action)).all()
    told = [each for each in cards.notices() if each.kind == "card_cancelled"]
    assert [each.person_id for each in told] == [crew.worker_G1.person_id]


def test_a_cancelled_card_stays_and_the_clock_climbs_on(calls, crew, card):
    made = card()
    answered(calls.township, made, door="cancellation")
    assert answered(calls.township, made, door="cancellation").status_code == 409
    assert answered(calls.worker_G1, made).status_code == 409
    watch.sweep(NOON + 10 * HOUR)
    clock = db.session.get(Clock, (COUNTY, made.clock_id))
    assert [(each.mark, each.cancelled_at is not None) for each in cards.cards_of(clock)] == [
        ("yellow", True),
        ("red", False),
    ]


def test_nobody_cancels_a_card_of_their_own_or_without_the_right(calls, crew, card):
    made = card(holder_person_id=crew.township.person_id, holder_position_id=crew.township.id)
    assert answered(calls.township, made, door="cancellation").status_code == 403
    assert answered(calls.worker_G1, made, door="cancellation").status_code == 403


def test_what_was_raised_above_is_not_cancelled_below(calls, crew, card):
    made = card(4)
    assert made.raised_to == COUNTY
    assert answered(calls.township, made, door="cancellation").status_code == 403
    assert answered(calls.dispatcher, made, door="cancellation").status_code == 200


def test_a_card_that_is_not_there_is_not_found(calls, crew):
    assert calls.township.get(f"/api/v1/cards/{COUNTY}/99999999").status_code == 404
    assert calls.township.post(f"/api/v1/cards/{COUNTY}/99999999/answer", json=REASON).status_code == 404


def test_clocks_set_aside_are_shown_to_administrators(calls, crew, card):
    clock = cards.clock(crew.worker_G2)
    watch.set_aside(COUNTY, clock.id, ValueError("odd"), at=NOON)
    caller = calls.admin
    found = caller.get("/api/v1/clock-faults", query_string={"county": COUNTY}).json["items"]
    assert [(each["clock_id"], each["tries"], each["error"]) for each in found] == [(clock.id, 1, "ValueError: odd")]
    assert calls.worker_G1.get("/api/v1/clock-faults", query_string={"county": COUNTY}).status_code == 403


def ladder(caller):
    return caller.get("/api/v1/ladder", query_string={"county": COUNTY}).json["items"]


SKIP = {"county": COUNTY, "level": 2, "mark": "yellow", "is_skipped": True, "stage": "verify"}


def test_a_county_skips_a_level_and_takes_it_up_again(calls, crew, card):
    admin = calls.admin
    row = admin.post("/api/v1/ladder", json=SKIP)
    assert row.status_code == 201
    clock = cards.clock(crew.worker_G1, stage="verify", next_level=2)
    sweeping.sweep(COUNTY, at=NOON)
    assert cards.cards_of(clock) == []
    assert admin.post(f"/api/v1/ladder/{COUNTY}/{row.json['id']}/withdrawal").status_code == 200
    assert admin.post(f"/api/v1/ladder/{COUNTY}/{row.json['id']}/withdrawal").status_code == 409
    later = cards.clock(crew.worker_G1, stage="verify", next_level=2)
    sweeping.sweep(COUNTY, at=NOON + timedelta(seconds=1))
    assert [each.mark for each in cards.cards_of(later)] == ["yellow"]


@pytest.mark.parametrize(
    "changed",
    [
        {"is_skipped": False},  # nobody hears of it
        {"level": 1, "mark": "red"},  # below the red of the others
        {"level": 5, "mark": "remind"},
        {"level": 5, "mark": "conference"},  # two levels on one mark
        {"level": 0},
        {"mark": "purple"},
        {"tells": ["everybody"]},
        {"stage": "x'; DROP"},
    ],
)
def test_a_ladder_that_does_not_rise_is_refused(calls, crew, changed):
    assert calls.admin.post("/api/v1/ladder", json=SKIP | changed).status_code == 422


def test_everybodys_rows_are_not_a_countys_to_withdraw(calls, crew):
    everybodys = next(each["id"] for each in ladder(calls.admin) if each["county"] is None)
    assert calls.admin.post(f"/api/v1/ladder/{COUNTY}/{everybodys}/withdrawal").status_code == 404


def test_the_ladder_is_for_administrators_to_change(calls, crew):
    assert calls.township.post("/api/v1/ladder", json=SKIP).status_code == 403
    assert len(ladder(calls.township)) == 8
