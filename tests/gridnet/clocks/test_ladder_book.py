"""Changing the ladder while clocks run by it; what is refused is tested at the doors of the cards."""

from datetime import timedelta

import pytest

from gridnet.clocks import ladder_book, ladder_cache, sweeping
from gridnet.clocks.ladder import Level, Mark, Tell
from gridnet.clocks.models import Clock
from tests.factories import cards
from tests.factories.cards import COUNTY, HOUR, NOON

SKIP = Level(level=2, mark=Mark.YELLOW, tells=frozenset(), is_skipped=True)
OWN = Level(level=2, mark=Mark.YELLOW, tells=frozenset({Tell.HEAD}))


@pytest.fixture(autouse=True)
def _fresh_ladder():
    ladder_cache.forget()
    yield
    ladder_cache.forget()


def check_at(session, clock):
    return session.get(Clock, (clock.county, clock.id), populate_existing=True).next_check_at


def reminded(session):
    """A clock that was reminded of before its yellow mark, while yellow is skipped."""
    row = ladder_book.put(COUNTY, SKIP, by=1, at=NOON)
    clock = cards.clock()
    sweeping.sweep(COUNTY, at=clock.remind_at)
    assert check_at(session, clock) == clock.red_at
    return row, clock


def test_a_level_no_longer_skipped_is_looked_at_by_its_mark(session):
    row, clock = reminded(session)
    ladder_book.withdraw(COUNTY, row.id, at=NOON)
    assert check_at(session, clock) == clock.yellow_at


def test_a_level_of_its_own_is_looked_at_by_its_mark(session):
    _, clock = reminded(session)
    ladder_book.put(COUNTY, OWN, by=1, at=NOON)
    assert check_at(session, clock) == clock.yellow_at


@pytest.mark.parametrize(
    "own",
    [
        pytest.param({"priority": "P1"}, id="another priority"),
        pytest.param({"stage": "verify"}, id="another stage"),
        pytest.param({"is_skipped": True}, id="nothing is added"),
    ],
)
def test_clocks_it_does_not_hold_for_are_left_alone(session, own):
    _, clock = reminded(session)
    ladder_book.put(COUNTY, Level(level=2, mark=Mark.YELLOW, tells=OWN.tells, **own), by=1, at=NOON)
    assert check_at(session, clock) == clock.red_at


def test_a_level_that_lies_behind_is_not_looked_at_again(session):
    clock = cards.clock()
    sweeping.sweep(COUNTY, at=clock.red_at)
    ladder_book.put(COUNTY, OWN, by=1, at=clock.red_at + timedelta(minutes=1))
    assert check_at(session, clock) == clock.conference_at


def test_what_is_looked_at_sooner_anyway_is_left_so(session):
    clock = cards.clock()
    soon = clock.remind_at - HOUR
    clock.next_check_at = soon
    session.flush()
    ladder_book.put(COUNTY, OWN, by=1, at=NOON)
    assert check_at(session, clock) == soon
