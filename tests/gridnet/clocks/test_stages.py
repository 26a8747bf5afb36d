"""How the stages of matters run now."""

from datetime import timedelta

import pytest

from gridnet.base.network import Network
from gridnet.clocks import counting, running, stages
from gridnet.clocks.values import INCIDENT, About, Holder, Subject, ToStart
from tests.factories.clocks import COUNTY, DESK, WORKER
from tests.gridnet.clocks.test_recounting import EARLY


def start(*wanted, number=1, priority="P1", person=1):
    """P1 accepts within five minutes round the clock."""
    holder = Holder("410599001001", person, person * 11) if person else Holder("410599001001")
    wishes = [
        ToStart(Subject(INCIDENT, number), Network.COMMUNITY, "lead", stage, About("0402", priority), holder)
        for stage in wanted
    ]
    return running.start_many(COUNTY, wishes, EARLY)


def later(minutes):
    return EARLY + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "mark", "share"),
    [
        (0, None, 0.0),
        (2, None, 0.4),
        (4, "remind", 0.8),
        (5, "yellow", 1.0),
        (8, "yellow", 1.6),
        (10, "red", 2.0),
        (15, "conference", 3.0),
        (-1, None, 0.0),  # a device's clock that is behind
    ],
)
def test_the_colour_and_the_share_follow_the_limit(session, minutes, mark, share):
    (shown,) = stages.show(start("accept"), later(minutes))
    assert (shown.mark, shown.share) == (mark, share)


def test_the_colour_of_what_stands_still_is_that_of_the_moment_it_was_halted(session):
    (clock,) = start("accept")
    running.pause(COUNTY, clock.id, reason="force_majeure", by=DESK, at=later(4))
    (paused,) = stages.list_of(COUNTY, INCIDENT, [1])[1]
    (shown,) = stages.show([paused], later(600))
    assert (shown.state, shown.mark, shown.share) == ("paused", "remind", 0.8)


def test_a_share_counts_working_time_only(session):
    """Four working hours from Tuesday noon: nothing has run at midnight but the afternoon."""
    (clock,) = start("accept", priority="P3")
    calendar = running.calendar_of(clock)
    at = clock.started_at + timedelta(hours=10)
    ran = counting.elapsed(clock, calendar, at).net
    (shown,) = stages.show([clock], at)
    assert shown.share == round(ran / timedelta(hours=4), 3)


def test_the_stages_of_a_page_are_read_at_once_and_by_subject(session, statements):
    start("accept", "arrive"), start("accept", number=2)
    with statements() as seen:
        found = stages.list_of(COUNTY, INCIDENT, [1, 2, 3])
    assert ({key: len(value) for key, value in found.items()}, len(seen)) == ({1: 2, 2: 1}, 1)
    assert stages.list_of(COUNTY, INCIDENT, []) == {}


def test_a_stage_that_has_ended_is_not_told(session):
    accept, arrive = start("accept", "arrive")
    running.stop(COUNTY, accept.id, done_at=later(1), at=later(1), cause="accepted")
    assert [each.id for each in stages.list_of(COUNTY, INCIDENT, [1])[1]] == [arrive.id]


def test_the_first_due_is_the_holders_own_and_runs(session):
    handle, accept = start("handle", "accept")
    (verify,) = start("verify", person=None)
    every = [handle, accept, verify]
    assert stages.first_due(every, WORKER.person_id) == accept
    assert stages.first_due(every, None) == verify
    assert stages.first_due(every, 99) is None
