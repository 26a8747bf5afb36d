"""One county's due clocks: cards, who hears, and the notices, in one transaction."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from gridnet import wiring
from gridnet.base import db
from gridnet.base.network import Network
from gridnet.clocks import calendar_cache, ladder_cache, subjects, sweeping
from gridnet.clocks.card_models import Sweep, Tally
from gridnet.clocks.models import Clock
from gridnet.clocks.subjects import SubjectKind, Told
from gridnet.incidents import numbers
from gridnet.incidents.models import Named
from gridnet.people.roles import Role
from gridnet.territory.models import Area
from tests.factories import cards, incidents, people
from tests.factories.cards import COUNTY, HOUR, NIGHT, NOON, OPENS


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    monkeypatch.setattr(subjects, "_kinds", {})
    ladder_cache.forget()


@pytest.fixture
def crew(session):
    """Somebody in every seat, and a supervisor of the county."""
    made = incidents.staffed()
    made.positions["supervisor"] = people.position(role=Role.SUPERVISOR, scope=COUNTY)
    return made


def sweep(at=NOON, **given):
    return sweeping.sweep(COUNTY, at=at, **given)


def now(clock):
    return db.session.get(Clock, (clock.county, clock.id), populate_existing=True)


def told(card):
    return {tell: each.position_id for tell, each in cards.heard(card).items()}


def test_a_clock_gets_its_card_and_moves_to_the_next_level(crew):
    clock = cards.clock(crew.worker_G1)
    assert sweep() == sweeping.Swept(1, 1)
    (card,) = cards.cards_of(clock)
    assert (card.level, card.mark, card.due_at, card.detected_at) == (2, "yellow", NOON, NOON)
    assert (card.skipped, card.needs_reason, card.is_late) == ([1], True, False)
    assert (now(clock).next_level, now(clock).next_check_at) == (3, clock.red_at)


def test_what_is_not_due_is_left_alone(crew):
    clock = cards.clock(crew.worker_G1, yellow_at=NOON + 2 * HOUR + timedelta(microseconds=1))
    assert sweep() == sweeping.Swept()
    assert (cards.cards_of(clock), now(clock).next_level) == ([], 1)


def test_a_second_look_makes_no_second_card(crew):
    clock = cards.clock(crew.worker_G1)
    sweep()
    assert sweep() == sweeping.Swept()
    assert len(cards.cards_of(clock)) == 1


def test_a_level_that_has_its_card_gets_no_other_even_if_it_is_asked_for_again(crew):
    """A clock moved back by whoever recomputes it: the key of the card holds."""
    clock = cards.clock(crew.worker_G1)
    sweep()
    row = now(clock)
    row.next_level, row.next_check_at = 1, NOON - HOUR
    db.session.flush()
    assert sweep() == sweeping.Swept(1, 0)
    assert (len(cards.cards_of(clock)), len(cards.notices())) == (1, 2)


def test_another_epoch_has_its_own_cards(crew):
    clock = cards.clock(crew.worker_G1)
    sweep()
    row = now(clock)
    row.epoch, row.next_level, row.next_check_at = 2, 1, NOON - HOUR
    db.session.flush()
    assert sweep() == sweeping.Swept(1, 1)
    assert [each.epoch for each in cards.cards_of(clock)] == [1, 2]


def test_after_six_hours_away_there_is_one_late_card_and_not_many(crew):
    """Acceptance case 5 of the ladder: everything passed is named in the one card."""
    clock = cards.clock(crew.worker_G1, yellow_at=NOON - 14 * HOUR)
    sweep()
    (card,) = cards.cards_of(clock)
    assert (card.mark, card.skipped, card.is_late, card.due_at) == ("red", [1, 2], True, NOON - 4 * HOUR)
    assert told(card).keys() == {"assignee", "head", "supervisor"}


def test_the_ladder_is_climbed_to_its_end(crew):
    clock = cards.clock(crew.worker_G1)
    for hours in (-2, 0, 10, 20, 500):
        sweep(NOON + hours * HOUR)
    assert [each.mark for each in cards.cards_of(clock)] == ["remind", "yellow", "red", "conference"]
    assert now(clock).next_check_at is None


def test_yellow_is_heard_by_the_assignee_and_the_grid_leader(crew):
    clock = cards.clock(crew.worker_G1)
    sweep()
    (card,) = cards.cards_of(clock)
    assert told(card) == {"assignee": crew.worker_G1.id, "head": crew.leader.id}
    assert card.raised_to is None


def test_red_is_raised_to_the_township(crew):
    clock = cards.clock(crew.worker_G1, next_level=3, yellow_at=NOON - 10 * HOUR)
    sweep()
    (card,) = cards.cards_of(clock)
    assert told(card) == {"assignee": crew.worker_G1.id, "supervisor": crew.township.id}
    assert card.raised_to == people.TOWNSHIP


def test_police_clocks_climb_by_way_of_the_station(crew):
    clock = cards.clock(crew.officer_B1, network=Network.POLICE, yellow_at=NOON - 20 * HOUR)
    sweep()
    (card,) = cards.cards_of(clock)
    assert told(card) == {
        "assignee": crew.officer_B1.id,
        "head": crew.station.id,
        "supervisor": crew.supervisor.id,
        "leader": crew.dispatcher.id,
    }
    assert card.raised_to == COUNTY


def test_a_case_in_a_queue_is_told_to_whoever_sits_at_the_desk(crew):
    clock = cards.clock(None)
    sweep()
    (card,) = cards.cards_of(clock)
    assert told(card) == {"assignee": crew.township.id, "head": crew.supervisor.id}


def test_where_nobody_holds_any_seat_it_is_told_to_the_desk(session, fresh):
    clock = cards.clock(None, county=fresh)
    sweeping.sweep(fresh, at=NOON)
    (card,) = cards.cards_of(clock)
    assert [each.desk_code for each in cards.heard(card).values()] == [f"{fresh}001"]
    assert [(each.person_id, each.desk_code) for each in cards.notices(fresh)] == [(None, f"{fresh}001")]


def test_notices_say_what_is_due_and_no_more(crew):
    clock = cards.clock(crew.worker_G1, next_level=2)
    sweep()
    first, second = cards.notices()
    assert (first.kind, first.person_id) == ("card_yellow", crew.worker_G1.person_id)
    assert second.person_id == crew.leader.person_id
    assert first.params == {
        "number": f"incident {clock.subject_id}",
        "priority": "P3",
        "network": "community",
        "stage": "handle",
        "due_at": clock.due_at.isoformat(),
    }
    assert (first.subject_kind, first.subject_id) == ("incident", clock.subject_id)


@pytest.fixture
def asleep(session):
    """A grid worker, the leader and the desk, all on a roster and none of them on duty at night."""
    ground = incidents.ground()
    seats = {
        "worker": (Role.GRID_WORKER, {"area": db.session.get(Area, (COUNTY, ground.areas["G1"]))}),
        "leader": (Role.GRID_LEADER, {"scope": people.VILLAGE}),
        "township": (Role.TOWNSHIP_DESK, {"scope": people.TOWNSHIP}),
    }
    for name, (role, given) in seats.items():
        ground.positions[name] = people.position(role=role, duty_rule="rostered", **given)
    return ground


def test_at_night_it_waits_for_opening_and_says_why(asleep):
    clock = cards.clock(asleep.worker, yellow_at=NIGHT)
    sweep(NIGHT)
    (card,) = cards.cards_of(clock)
    assert told(card) == {"assignee": asleep.worker.id, "head": asleep.leader.id}
    assert {(each.not_before, each.hold_reason) for each in cards.heard(card).values()} == {(OPENS, "nobody_on_duty")}
    assert {(each.not_before, each.route_at) for each in cards.notices()} == {(OPENS, OPENS)}


def test_at_night_whoever_is_on_duty_is_told_at_once(asleep):
    people.shift(asleep.township, starts_at=NIGHT - HOUR)
    clock = cards.clock(asleep.worker, yellow_at=NIGHT)
    sweep(NIGHT)
    (card,) = cards.cards_of(clock)
    assert told(card)["assignee"] == asleep.township.id
    assert cards.heard(card)["assignee"].not_before is None


def test_danger_to_life_waits_for_no_opening(asleep):
    cards.clock(asleep.worker, yellow_at=NIGHT, priority="P1")
    sweep(NIGHT)
    assert {(each.not_before, each.urgent) for each in cards.notices()} == {(None, True)}


def test_after_an_outage_each_person_gets_one_digest(crew):
    for hours in (1, 2, 3):
        cards.clock(crew.worker_G1, yellow_at=NOON - hours * HOUR)
    cards.clock(crew.worker_G2, yellow_at=NOON + HOUR, next_check_at=NOON, remind_at=NOON)
    sweep(outage_at=NOON)
    digests = [each.digest for each in cards.notices() if each.person_id == crew.worker_G1.person_id]
    assert digests == [f"outage {NOON.isoformat()}"] * 3
    assert [each.digest for each in cards.notices() if each.person_id == crew.worker_G2.person_id] == [None]


def test_whoever_the_matter_names_is_not_told(crew):
    about = Told({"number": "1"}, frozenset({crew.leader.person_id}))
    subjects.connect({"incident": SubjectKind(lambda keys: dict.fromkeys(keys, about), None, None)})
    clock = cards.clock(crew.worker_G1)
    sweep()
    (card,) = cards.cards_of(clock)
    assert told(card)["head"] == crew.village.id


@pytest.mark.parametrize(
    ("seat", "network"), [("worker_G1", "community"), ("leader", "community"), ("station", "police")]
)
def test_whoever_an_incident_names_is_never_told_of_its_cards(crew, seat, network):
    """Whatever they are to the case: its holder, the head above, the station's duty officer."""
    subjects.connect(wiring.SUBJECTS)
    case, named = incidents.incident(), crew.positions[seat].person_id
    db.session.add(Named(county=COUNTY, incident_id=case.id, person_id=named, how="report"))
    db.session.flush()
    holder = crew.worker_G1 if network == "community" else crew.officer_B1
    clock = cards.clock(holder, network=network, subject_id=case.id, stage="verify")
    for hours in (-2, 0, 10, 20):
        sweep(NOON + hours * HOUR)
    mine = [card for card in cards.cards_of(clock) for each in cards.heard(card).values() if each.person_id == named]
    rung = [each for each in cards.notices() if each.person_id == named and each.kind != "leg_assigned"]
    assert (len(cards.cards_of(clock)), mine, rung) == (4, [], [])


def test_the_desk_is_told_but_not_whoever_of_it_the_case_names(session, fresh):
    """Where nobody of the chain may hear, the desk has the notice; of those who sit at it, not the one it names."""
    desk = people.position(people.person(fresh), Role.TOWNSHIP_DESK, scope=f"{fresh}001", county=fresh)
    about = Told({"number": "1"}, frozenset({desk.person_id}))
    subjects.connect({"incident": SubjectKind(lambda keys: dict.fromkeys(keys, about), None, None)})
    cards.clock(None, county=fresh)
    sweeping.sweep(fresh, at=NOON)
    assert [(each.person_id, each.desk_code) for each in cards.notices(fresh)] == [(None, f"{fresh}001")]


def test_a_card_is_an_entry_of_the_timeline_in_the_same_transaction(crew):
    subjects.connect(wiring.SUBJECTS)
    case = incidents.incident()
    clock = cards.clock(crew.worker_G1, subject_id=case.id, stage="verify")
    sweep()
    (entry,) = [each for each in incidents.entries_of(case) if each.step == "card"]
    assert (entry.network, entry.from_state, entry.to_state) == ("community", "assigned", "assigned")
    assert entry.detail == {"mark": "yellow", "level": 2, "stage": "verify", "clock": clock.id}
    assert (entry.occurred_at, entry.person_id) == (NOON, None)


def test_cards_of_many_counties_take_as_many_statements_as_those_of_one(session, statements):
    """But for the claim, which is of one county each."""
    counties = [f"42081{number}" for number in range(6)]
    for county in counties:
        for _ in range(2):
            cards.clock(None, county=county)
    for county in ("420818", "420819"):
        cards.clock(None, county=county)
    sweeping.sweep("420818", at=NOON)  # what seldom changes is in memory from the first one on
    calendar_cache.get("420819"), [calendar_cache.get(county) for county in counties]
    with statements() as one:
        sweeping.sweep("420819", at=NOON)
    with statements() as many:
        assert sweeping.sweep(*counties, at=NOON) == sweeping.Swept(12, 12)
    claims = [each for each in many if "SKIP LOCKED" in each]
    assert (len(claims), len(many) - len(claims)) == (6, len(one) - 1)


@pytest.mark.parametrize(
    ("due", "together"),
    [
        ([], []),
        ([1, 2], [2]),
        ([600, 400, 1], [2, 1]),
        ([5000, 3, 4], [1, 2]),
        ([999, 2, 998, 1], [1, 2, 1]),
    ],
)
def test_counties_with_little_due_are_seen_to_together(due, together):
    counties = [(f"4208{number:02}", each) for number, each in enumerate(due)]
    found = list(sweeping.in_batches(counties))
    assert [len(each) for each in found] == together
    assert [county for each in found for county in each] == [county for county, _ in counties]


def test_an_incident_is_named_by_its_number_and_kind(crew):
    subjects.connect(wiring.SUBJECTS)
    case = incidents.incident()
    cards.clock(crew.worker_G1, subject_id=case.id, stage="verify")
    sweep()
    shown = next(each.params for each in cards.notices() if each.kind == "card_yellow")
    assert (shown["number"], shown["category_zh"]) == (numbers.write(COUNTY, case.id), "道路照明设施")


def test_how_late_it_was_seen_is_counted(crew):
    cards.clock(crew.worker_G1, yellow_at=NOON - timedelta(seconds=3))
    cards.clock(crew.worker_G2, yellow_at=NOON - timedelta(minutes=10))
    sweep()
    (swept,) = db.session.scalars(select(Sweep))
    assert (swept.due, swept.cards, swept.lag_max_s) == (2, 2, 600)
    sweep(NOON + 10 * HOUR)
    tally = db.session.get(Tally, COUNTY, populate_existing=True)
    assert (sum(tally.buckets), tally.lag_sum_s) == (4, 3 + 600 + 3 + 600)


def test_counties_with_something_due_come_in_the_order_of_the_oldest(session):
    for county, hours in (("420701", 5), ("420702", 9), ("420703", 1), ("420702", 2)):
        cards.clock(None, county=county, yellow_at=NOON - hours * HOUR)
    cards.clock(None, county="420704", yellow_at=NOON + 9 * HOUR)
    assert sweeping.list_counties(NOON) == [("420702", 2), ("420701", 1), ("420703", 1)]


def test_what_runs_but_is_not_due_is_not_read(session):
    """The index answers by its own order and by the county; bench/sweep.py shows what it costs."""
    for method in ("seqscan", "bitmapscan", "sort"):  # what a planner without statistics might prefer
        session.execute(text(f"SET LOCAL enable_{method} = off"))
    for statement in (sweeping._CLAIM, sweeping._DUE_IDS):
        asked = {"county": COUNTY, "at": NOON, "batch": 10}
        plan = "\n".join(session.scalars(text(f"EXPLAIN {statement.text}"), asked))
        assert re.search(r"using ix_clock_due on clock .*\n +Index Cond: .*next_check_at <= .* AND .*county", plan)
