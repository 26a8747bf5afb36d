from datetime import timedelta
from itertools import product

import numpy as np
import pytest

from gridnet.base.network import Network
from gridnet.incidents import lifecycle
from gridnet.incidents.categories import Priority
from gridnet.incidents.lifecycle import LegState, Part, Role, State, Step
from gridnet.sample import courses, happenings, stories
from gridnet.sample.courses import PLACE, Course, Start
from gridnet.sample.happenings import Land, Oddity
from gridnet.sample.staff import Holder
from gridnet.sample.stories import LegNow, Story
from tests.gridnet.sample.conftest import UNTIL

ROLES = [
    {Network.COMMUNITY: Role.LEAD},
    {Network.COMMUNITY: Role.LEAD, Network.POLICE: Role.INFORM},
    {Network.COMMUNITY: Role.LEAD, Network.POLICE: Role.ASSIST},
    {Network.POLICE: Role.LEAD, Network.COMMUNITY: Role.ASSIST},
]
RELEASING = {Step.DECLINE, Step.HAND_OVER, Step.ESCALATE}


def start(roles, priority, course, *, queued=(), is_placed=True):
    return Start(at=UNTIL, priority=priority, legs=roles, queued=frozenset(queued), is_placed=is_placed)


def live(course, begun, seed):
    """A life lived by the tables, somebody else taking over whatever is released."""
    state = LegState.HANDLED if course is Course.ON_THE_SPOT else LegState.ASSIGNED
    legs = {
        network: LegNow(id=1, network=network, role=role, state=state if role is Role.LEAD else LegState.ASSIGNED)
        for network, role in begun.legs.items()
    }
    story = Story(id=1, happening=None, desk_code="410599001", state=State(state), areas={}, legs=legs)
    for act in courses.plan(course, begun, np.random.default_rng(seed)):
        if act.step == PLACE:
            continue
        if act.step in lifecycle.LEG_STEPS:
            leg = story.legs[act.network]
            stories.step_on_leg(story, leg, act, Holder(1, 1), act.by)
            if act.step in RELEASING:
                story.legs[act.network] = LegNow(id=2, network=leg.network, role=leg.role, state=LegState.ASSIGNED)
        else:
            stories.step_on_whole(story, act, Holder(1, 1), 7)
    return story


@pytest.mark.parametrize("course", list(Course))
@pytest.mark.parametrize("roles", ROLES)
def test_every_course_is_one_that_the_tables_allow(course, roles):
    for priority, seed in product(Priority, range(20)):
        story = live(course, start(roles, priority, course), seed)
        ended = story.state in lifecycle.ENDED
        assert ended is (course is not Course.FORGOTTEN)


@pytest.mark.parametrize("roles", ROLES)
def test_what_waits_in_a_queue_or_has_no_place_is_seen_to_first(roles):
    for queued in ((), tuple(roles)):
        for is_placed in (True, False):
            begun = start(roles, Priority.P3, Course.PLAIN, queued=queued, is_placed=is_placed)
            acts = courses.plan(Course.PLAIN, begun, np.random.default_rng(1))
            firsts = {None if act.step == PLACE else act.network: act for act in reversed(acts)}
            if not is_placed:
                assert firsts[None].step == PLACE
            elif queued:
                assert (firsts[begun.lead].step, firsts[begun.lead].by) == (Step.HAND_OVER, Part.DESK)
            assert live(Course.PLAIN, begun, 1).state is State.CLOSED


def test_steps_are_told_in_order_and_never_before_they_are_done():
    for course, seed in product(Course, range(20)):
        acts = courses.plan(course, start(ROLES[2], Priority.P2, course), np.random.default_rng(seed))
        assert [act.told_at for act in acts] == sorted(act.told_at for act in acts)
        assert all(UNTIL < act.done_at <= act.told_at for act in acts)


def test_what_is_not_urgent_waits_for_the_day():
    for seed in range(50):
        night = UNTIL.replace(hour=23)
        begun = Start(at=night, priority=Priority.P3, legs=ROLES[0])
        for act in courses.plan(Course.PLAIN, begun, np.random.default_rng(seed)):
            assert courses.OPENS <= act.done_at.hour < courses.SHUTS


def test_what_is_urgent_does_not_wait():
    waits = []
    for seed in range(50):
        night = UNTIL.replace(hour=2)
        begun = Start(at=night, priority=Priority.P1, legs=ROLES[3])
        accepted = courses.plan(Course.PLAIN, begun, np.random.default_rng(seed))[0]
        waits.append(accepted.done_at - night)
    assert sorted(waits)[25] < timedelta(minutes=10)


def test_some_lives_are_slow():
    ends = []
    for seed in range(200):
        begun = start(ROLES[0], Priority.P2, Course.PLAIN)
        acts = courses.plan(Course.PLAIN, begun, np.random.default_rng(seed))
        ends.append(next(act.told_at for act in acts if act.step is Step.CLOSE) - UNTIL)
    ends.sort()
    assert ends[190] > 2 * ends[100]


def test_reasons_are_given_where_the_tables_want_them():
    for (_, step), passage in (lifecycle.LEG | lifecycle.WHOLE).items():
        if passage.reason:
            assert all(courses.REASONS[step])
    assert set(courses.REASONS[Step.SUSPEND]) == lifecycle.SUSPEND_REASONS


def test_every_course_is_taken_by_some_and_most_are_plain(small):
    land, random, taken = Land(small), np.random.default_rng(3), []
    for number in range(28):
        day = UNTIL.date() + timedelta(days=number)
        taken += [courses.choose(each, random) for each in happenings.of_day(land, day, 100, 5, 0)]
    assert set(taken) == set(Course)
    assert taken.count(Course.PLAIN) > 0.6 * len(taken)


def test_what_was_handled_on_the_spot_is_only_closed(small):
    land = Land(small)
    day = happenings.of_day(land, UNTIL.date(), 300, 5, 0)
    spot = next(each for each in day if each.oddity is Oddity.ON_THE_SPOT)
    assert courses.choose(spot, np.random.default_rng(1)) is Course.ON_THE_SPOT
    acts = courses.plan(Course.ON_THE_SPOT, start(ROLES[0], Priority.P3, Course.ON_THE_SPOT), np.random.default_rng(1))
    assert [act.step for act in acts] == [Step.CLOSE]
