"""Every state, role, step, stage, card and position has its word."""

import pytest

from gridnet.base.network import Network
from gridnet.clocks.ladder import Mark
from gridnet.clocks.values import PauseReason, Stage
from gridnet.incidents.lifecycle import SUSPEND_REASONS, LegState, Role, State, Step
from gridnet.people.roles import Role as PositionRole
from gridnet.web import naming
from gridnet.whistle import values as whistle


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (naming.STATES, {*LegState, *State}),
        (naming.ROLES, set(Role)),
        (naming.NETWORKS, set(Network)),
        (naming.STEPS, set(Step)),
        (naming.STAGES, {*Stage, *whistle.Stage}),
        (naming.MARKS, set(Mark)),
        (naming.PAUSE_REASONS, set(PauseReason)),
        (naming.POSITIONS, set(PositionRole)),
    ],
)
def test_each_has_its_word(words, named):
    assert set(words) == named


def test_the_reasons_for_a_pause_are_those_that_suspend_a_case():
    assert set(naming.PAUSE_REASONS) == SUSPEND_REASONS


def test_a_stage_of_another_module_goes_by_its_own_name():
    assert naming.stage_name("mediate") == "mediate"
