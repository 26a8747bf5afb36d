"""Which step a thumb is offered first."""

import pytest

from gridnet.incidents.lifecycle import LEG, LegState, Part, Role, State, Step, open_steps, open_whole_steps
from gridnet.web import step_choice

ASSIGNEE, DESK = frozenset({Part.ASSIGNEE}), frozenset({Part.DESK})


@pytest.mark.parametrize(
    ("role", "state", "later"),
    [
        (Role.LEAD, LegState.ASSIGNED, [Step.DEPART, Step.CONTACT, Step.ARRIVE, Step.HANDLE]),
        (Role.INFORM, LegState.ASSIGNED, []),  # one tap is all
        (Role.LEAD, LegState.ACCEPTED, []),  # they are open already
    ],
)
def test_a_page_without_a_network_knows_what_follows_accepting(role, state, later):
    assert [offer.step for offer in step_choice.after_accepting(role, state)] == later


@pytest.mark.parametrize(
    ("role", "state", "next_"),
    [
        (Role.LEAD, LegState.ASSIGNED, Step.ACCEPT),
        (Role.INFORM, LegState.ASSIGNED, Step.ACCEPT),  # noted with one tap
        (Role.LEAD, LegState.ACCEPTED, Step.DEPART),
        (Role.LEAD, LegState.DEPARTED, Step.ARRIVE),
        (Role.ASSIST, LegState.ON_SCENE, Step.HANDLE),
        (Role.LEAD, LegState.HANDLING, Step.HANDLE),  # after rework one need not go there again
        (Role.LEAD, LegState.SUSPENDED, Step.RESUME),
        (Role.INFORM, LegState.ACCEPTED, None),  # what is only to be read has been read
        (Role.LEAD, LegState.HANDLED, None),
    ],
)
def test_the_assignee_is_offered_what_comes_next_in_a_day(role, state, next_):
    found = step_choice.offers(state, open_steps(role, state, ASSIGNEE))
    assert next((offer.step for offer in found if offer.is_main), None) == next_
    assert not found or found[0].is_main == (next_ is not None)


def test_whoever_only_sits_above_a_leg_is_not_pushed_to_pass_it_on():
    found = step_choice.offers(LegState.ASSIGNED, open_steps(Role.LEAD, LegState.ASSIGNED, DESK))
    assert [offer.step for offer in found if offer.is_main] == []


@pytest.mark.parametrize(
    ("state", "next_"), [(State.HANDLED, Step.VERIFY), (State.VERIFIED, Step.CLOSE), (State.CLOSED, Step.FOLLOW_UP)]
)
def test_a_desk_is_offered_what_brings_the_whole_forward(state, next_):
    assert step_choice.offers(state, open_whole_steps(state, DESK))[0].step is next_


def test_what_a_step_asks_for_is_what_the_life_cycle_says():
    for (state, step), passage in LEG.items():
        (offer,) = step_choice.offers(state, [step])
        assert offer.wants_reason is passage.reason
        assert offer.takes_one_tap is not passage.reason


def test_only_a_pause_asks_for_one_of_a_few_reasons():
    assert [step for step in Step if step_choice.offers(LegState.ACCEPTED, [step])[0].wants_code] == [Step.SUSPEND]
