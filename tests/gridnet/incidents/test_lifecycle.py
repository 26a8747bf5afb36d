"""The tables of life, and everything that is not on them."""

import itertools

import pytest

from gridnet.base.errors import Conflict, Invalid, NotAllowed
from gridnet.incidents import lifecycle
from gridnet.incidents.lifecycle import LegState, Part, Role, State, Step

REASON = "waiting_for_resident"  # one that also suspends


@pytest.mark.parametrize(("state", "step"), lifecycle.LEG)
def test_a_leg_follows_its_table(state, step):
    passage = lifecycle.LEG[state, step]
    for part in passage.by:
        assert lifecycle.follow_leg(Role.LEAD, state, step, part, REASON) == passage.to


@pytest.mark.parametrize(
    ("state", "step"), sorted(set(itertools.product(LegState, Step)) - set(lifecycle.LEG), key=str)
)
def test_a_leg_refuses_whatever_is_not_on_its_table(state, step):
    for part in Part:
        with pytest.raises(Conflict):
            lifecycle.follow_leg(Role.LEAD, state, step, part, REASON)


@pytest.mark.parametrize(("state", "step"), lifecycle.WHOLE)
def test_an_incident_follows_its_table(state, step):
    passage = lifecycle.WHOLE[state, step]
    for part in passage.by:
        assert lifecycle.follow_whole(state, step, part, REASON) == passage.to


@pytest.mark.parametrize(("state", "step"), sorted(set(itertools.product(State, Step)) - set(lifecycle.WHOLE), key=str))
def test_an_incident_refuses_whatever_is_not_on_its_table(state, step):
    with pytest.raises(Conflict):
        lifecycle.follow_whole(state, step, Part.DESK, REASON)


@pytest.mark.parametrize("table", [lifecycle.LEG, lifecycle.WHOLE])
def test_a_step_is_refused_to_everybody_who_is_not_named(table):
    follow = lifecycle.follow_whole
    if table is lifecycle.LEG:
        follow = lambda *rest: lifecycle.follow_leg(Role.LEAD, *rest)  # noqa: E731
    for (state, step), passage in table.items():
        for part in {*Part, None} - passage.by:
            with pytest.raises(NotAllowed):
                follow(state, step, part, REASON)


def test_what_wants_a_reason_is_refused_without_one():
    with pytest.raises(Invalid, match="wants a reason"):
        lifecycle.follow_leg(Role.LEAD, LegState.ASSIGNED, Step.DECLINE, Part.ASSIGNEE, "  ")


def test_a_case_is_suspended_for_the_four_lawful_reasons_only():
    with pytest.raises(Invalid, match="suspended for one of"):
        lifecycle.follow_leg(Role.LEAD, LegState.ON_SCENE, Step.SUSPEND, Part.ASSIGNEE, "very busy")


@pytest.mark.parametrize("step", sorted(lifecycle.LEG_STEPS - lifecycle.INFORM_STEPS))
def test_an_inform_leg_is_only_read(step):
    for state in LegState:
        with pytest.raises(Conflict):
            lifecycle.follow_leg(Role.INFORM, state, step, Part.ASSIGNEE, REASON)


@pytest.mark.parametrize(
    ("lead", "incident"),
    [
        (LegState.ASSIGNED, State.ASSIGNED),
        (LegState.DEPARTED, State.DEPARTED),
        (LegState.HANDLED, State.HANDLED),
        (LegState.RELEASED, State.ASSIGNED),  # somebody else will have it at once
    ],
)
def test_the_incident_stands_where_its_lead_stands(lead, incident):
    assert lifecycle.incident_state(lead) is incident


@pytest.mark.parametrize(
    ("step", "role", "state", "after"),
    [
        (Step.VERIFY, Role.LEAD, LegState.HANDLED, LegState.HANDLED),  # looked at, not yet let go
        (Step.REWORK, Role.LEAD, LegState.HANDLED, LegState.HANDLING),  # the lead goes again
        (Step.REWORK, Role.ASSIST, LegState.HANDLED, LegState.HANDLED),  # whoever helped has helped
        (Step.CLOSE, Role.LEAD, LegState.HANDLED, LegState.CLOSED),
        (Step.CLOSE, Role.INFORM, LegState.ASSIGNED, LegState.CLOSED),
        (Step.REOPEN, Role.LEAD, LegState.CLOSED, LegState.ASSIGNED),
        (Step.REOPEN, Role.INFORM, LegState.CLOSED, LegState.ASSIGNED),  # they are to hear of it
        (Step.REJECT, Role.LEAD, LegState.ASSIGNED, LegState.CLOSED),
    ],
)
def test_a_decision_about_the_whole_moves_the_legs(step, role, state, after):
    assert lifecycle.leg_after(step, role, state) is after


def test_the_buttons_are_the_steps_that_would_be_taken():
    for role, state, part in itertools.product(Role, LegState, Part):
        shown = set(lifecycle.open_steps(role, state, frozenset({part})))
        for step in Step:
            try:
                lifecycle.follow_leg(role, state, step, part, REASON)
            except (Conflict, NotAllowed):
                assert step not in shown
            else:
                assert step in shown


def test_every_state_of_a_leg_but_the_last_ones_leads_somewhere_or_waits_for_the_desk():
    reached = {state for state, _ in lifecycle.LEG}
    assert set(LegState) - reached == {LegState.HANDLED, LegState.CLOSED, LegState.RELEASED}
