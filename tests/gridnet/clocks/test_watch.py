"""The watch: every county with something due, one transaction each; what cannot be handled is set aside."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from gridnet.base import db, moment
from gridnet.clocks import ladder_cache, subjects, sweeping, watch
from gridnet.clocks.card_models import Card, Fault, SweepStamp
from gridnet.clocks.models import Clock
from gridnet.clocks.subjects import SubjectKind, Told
from tests.factories import cards
from tests.factories.cards import HOUR, NOON

COUNTIES = ("420801", "420802", "420803")
MINUTE = timedelta(minutes=1)


class Poisoned(Exception):
    """What the test's subject raises."""


@pytest.fixture(autouse=True)
def _alone(session, monkeypatch):
    monkeypatch.setattr(subjects, "_kinds", {})
    ladder_cache.forget()


@pytest.fixture
def poison(monkeypatch):
    """`poison(clock, …)`: whoever asks what these are about gets an error."""

    def spoil(*clocks):
        bad = {clock.subject_id for clock in clocks}

        def tell(keys):
            ids = {key.id for key in keys}
            if bad & ids:
                raise Poisoned(f"nobody can tell of {sorted(bad & ids)}")
            return dict.fromkeys(keys, Told({"number": "1"}))

        subjects.connect({"incident": SubjectKind(tell, None, None)})
        return bad

    return spoil


def now(clock):
    return db.session.get(Clock, (clock.county, clock.id), populate_existing=True)


def made():
    return sorted(db.session.scalars(select(Card.clock_id)))


def faults():
    return list(db.session.scalars(select(Fault).order_by(Fault.id).execution_options(populate_existing=True)))


def test_every_county_is_seen_to():
    clocks = [cards.clock(county=county) for county in COUNTIES for _ in range(2)]
    assert watch.sweep(NOON) == sweeping.Swept(6, 6)
    assert made() == sorted(clock.id for clock in clocks)
    assert watch.sweep(NOON) == sweeping.Swept()


def test_a_batch_is_one_transaction_and_the_tick_goes_on_until_nothing_is_due(monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 2)
    monkeypatch.setattr(moment, "now", lambda: NOON)
    clocks = [cards.clock(county=COUNTIES[0]) for _ in range(5)]
    watch.tick(NOON)
    assert made() == sorted(clock.id for clock in clocks)


def test_a_poisoned_clock_is_set_aside_and_the_rest_go_on(poison):
    clocks = [cards.clock(county=COUNTIES[0]) for _ in range(7)]
    elsewhere = cards.clock(county=COUNTIES[1])
    poison(clocks[3])
    watch.sweep(NOON)
    assert made() == sorted(clock.id for clock in (*clocks[:3], *clocks[4:], elsewhere))
    (fault,) = faults()
    assert (fault.clock_id, fault.tries, fault.until_at) == (clocks[3].id, 1, NOON + MINUTE)
    assert "Poisoned: nobody can tell" in fault.error
    assert now(clocks[3]).next_check_at == NOON + MINUTE


def test_a_poisoned_clock_stops_none_of_the_counties_it_is_seen_to_with(poison):
    clocks = [cards.clock(county=county) for county in COUNTIES for _ in range(3)]
    poison(clocks[4])
    assert watch.sweep(NOON) == sweeping.Swept(9, 8)
    assert made() == sorted(clock.id for clock in clocks if clock is not clocks[4])
    assert [(each.county, each.clock_id) for each in faults()] == [(COUNTIES[1], clocks[4].id)]


def test_it_is_tried_again_ever_more_seldom_and_shown_until_it_was_handled(poison):
    clock = cards.clock(county=COUNTIES[0])
    bad = poison(clock)
    for minutes, tries, again in ((0, 1, 1), (1, 2, 2), (3, 3, 4), (400, 4, 8)):
        watch.sweep(NOON + minutes * MINUTE)
        (fault,) = faults()
        assert (fault.tries, fault.until_at) == (tries, NOON + (minutes + again) * MINUTE)
    bad.clear()
    watch.sweep(NOON + 600 * MINUTE)
    (fault,) = faults()
    assert fault.cleared_at == NOON + 600 * MINUTE
    assert made() == [clock.id]


def test_it_is_never_set_aside_for_longer_than_an_hour(poison):
    clock = cards.clock(county=COUNTIES[0])
    poison(clock)
    at = NOON
    for _ in range(12):
        watch.sweep(at)
        at = now(clock).next_check_at
    assert faults()[0].until_at - faults()[0].last_at == watch.LONGEST


def test_a_database_that_cannot_be_had_is_no_clocks_fault(monkeypatch):
    cards.clock(county=COUNTIES[0])

    def lost(*_, **__):
        raise OperationalError("SELECT", {}, Exception("gone"), connection_invalidated=True)

    monkeypatch.setattr(sweeping, "sweep", lost)
    with pytest.raises(OperationalError):
        watch.sweep(NOON)
    assert faults() == []


def test_a_clock_of_the_machine_that_steps_back_loses_no_card_and_doubles_none():
    clock = cards.clock(county=COUNTIES[0])
    for hours in (0, -6, -3, 0, 10, 4, 10, 20):
        watch.sweep(NOON + hours * HOUR)
    assert [card.level for card in cards.cards_of(clock)] == [2, 3, 4]


def stamp():
    return db.session.get(SweepStamp, 1, populate_existing=True)


MISSING = timedelta(minutes=5)


def test_a_sweep_says_when_it_began_and_when_it_finished():
    watch.begin(NOON, MISSING)
    watch.finish(NOON + MINUTE)
    assert (stamp().started_at, stamp().finished_at, stamp().sweeps) == (NOON, NOON + MINUTE, 1)


def test_whoever_comes_back_from_an_outage_says_so_and_the_others_with_it():
    watch.begin(NOON, MISSING)
    watch.finish(NOON)
    back = NOON + 6 * HOUR
    assert watch.begin(back, MISSING) == back
    assert watch.begin(back + MINUTE, MISSING) == back, "a second worker comes back from the same outage"
    watch.finish(back + MINUTE)
    assert watch.begin(back + 2 * MINUTE, MISSING) == back


def test_without_an_outage_there_is_none():
    watch.begin(NOON, MISSING)
    watch.finish(NOON)
    assert watch.begin(NOON + MINUTE, MISSING) is None


def test_after_six_hours_of_downtime_people_get_one_digest_each(monkeypatch):
    """Not a storm: 20 late cards, one message's worth a person."""
    monkeypatch.setattr(moment, "now", lambda: NOON)
    watch.begin(NOON - 6 * HOUR, MISSING)
    watch.finish(NOON - 6 * HOUR)
    for number in range(20):
        cards.clock(county=COUNTIES[0], yellow_at=NOON - number * 10 * MINUTE)
    watch.tick(NOON)
    keys = {each.digest for each in cards.notices(COUNTIES[0])}
    assert (len(made()), keys) == (20, {f"outage {NOON.isoformat()}"} | ({None} & keys))
    assert sum(each.digest is None for each in cards.notices(COUNTIES[0])) <= 1  # the one due at this very moment
