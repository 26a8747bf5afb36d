"""Many acts at once are what they are one by one, whatever comes after whatever."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridnet.base.network import Network
from gridnet.clocks import clock_queries, counting, following, running
from gridnet.clocks.following import Act
from gridnet.clocks.table import Happened
from gridnet.clocks.values import INCIDENT, About, Holder, Known, Subject
from tests.factories.clocks import COUNTY, DESK, OTHER, WORKER
from tests.gridnet.clocks.test_recounting import EARLY

KNOWN = Known(About("0402", "P3"), "410599001001", Network.COMMUNITY)
HOLDERS = [Holder("410599001001", by.person_id, by.position_id) for by in (WORKER, OTHER)]
WHOLE = {
    Happened.VERIFIED,
    Happened.REWORKED,
    Happened.CLOSED,
    Happened.FOLLOWED_UP,
    Happened.ENDED,
}


def act(number, happened, minute, late=0, *, by=DESK, holder=HOLDERS[0]):
    at = EARLY + timedelta(minutes=minute)
    return Act(
        subject=Subject(INCIDENT, number),
        happened=happened,
        network=None if happened in WHOLE else Network.COMMUNITY,
        role=None if happened in WHOLE else "lead",
        reason="force_majeure",
        by=by,
        holder=holder,
        known=KNOWN if happened in {Happened.ASSIGNED, Happened.HANDED_OVER, Happened.REOPENED} else None,
        done_at=at - timedelta(minutes=late),
        at=at,
    )


def lives(number):
    """A leg that is assigned, and then anything at all in any order, some of it told late."""
    step = st.tuples(
        st.sampled_from([each for each in Happened if each is not Happened.ASSIGNED]),
        st.integers(0, 600),
        st.integers(0, 300),
        st.sampled_from([DESK, WORKER]),
        st.sampled_from(HOLDERS),
    )

    def tell(steps):
        told, minute = [act(number, Happened.ASSIGNED, 0)], 0
        for happened, after, late, by, holder in steps:
            minute += after
            told.append(act(number, happened, minute, late, by=by, holder=holder))
        return told

    return st.lists(step, max_size=9).map(tell)


def shown(number):
    found = clock_queries.list_of(COUNTY, Subject(INCIDENT, number))
    for clock in found:
        clock.id, clock.subject = 0, Subject(INCIDENT, 0)
        for stretch in clock.stretches:
            stretch.id = 0
    return sorted(found, key=lambda clock: (clock.stage, clock.turn))


def known(_subject):
    return KNOWN


_numbers = count(1000)


def about(number, acts):
    """The same acts, of a matter of its own."""
    return [replace(each, subject=Subject(INCIDENT, number)) for each in acts]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=lives(1), second=lives(2))
def test_a_day_of_acts_is_what_they_are_one_by_one(session, first, second):
    """And whatever happens, what is kept is what the arithmetic says, and the database takes it."""
    numbers = [next(_numbers) for _ in range(4)]
    day = sorted([*about(numbers[0], first), *about(numbers[1], second)], key=lambda each: each.at)
    following.follow(COUNTY, day, known)
    for each in [*about(numbers[2], first), *about(numbers[3], second)]:
        following.follow(COUNTY, [each], known)
    for number in numbers:
        kept = clock_queries.list_of(COUNTY, Subject(INCIDENT, number))
        assert [clock for clock in kept if not counting.same(clock, running.calendar_then(clock))] == []
    together, alone = ([shown(number) for number in some] for some in (numbers[:2], numbers[2:]))
    assert together == alone


def test_nothing_is_done_where_there_is_no_clock(session):
    started = following.follow(COUNTY, [act(1, Happened.ACCEPTED, 5), act(1, Happened.VERIFIED, 6)], known)
    assert (started, shown(1)) == ([], [])


def test_what_a_clock_is_started_with_is_asked_for_only_where_no_clock_tells(session):
    asked = []

    def recall(subject):
        asked.append(subject)
        return KNOWN

    following.follow(COUNTY, [act(1, Happened.ASSIGNED, 0)], recall)
    following.follow(COUNTY, [act(1, Happened.HANDLED, 9)], recall)
    assert asked == []
    following.follow(COUNTY, [act(2, Happened.CLOSED, 9)], recall)
    assert asked == [Subject(INCIDENT, 2)]


@pytest.mark.parametrize("happened", [Happened.CLOSED, Happened.ENDED])
def test_what_ends_leaves_nothing_to_be_looked_at_but_the_follow_up(session, happened):
    following.follow(COUNTY, [act(1, Happened.ASSIGNED, 0), act(1, Happened.SUSPENDED, 5), act(1, happened, 9)], known)
    assert {clock.stage for clock in shown(1) if clock.is_open} <= {"follow_up"}
