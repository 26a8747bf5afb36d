"""The table of what starts and stops which clock."""

from itertools import product

import pytest

from gridnet.clocks import table
from gridnet.clocks.table import ROLES, TABLE, Effect, Happened
from gridnet.clocks.values import PauseReason, Stage
from gridnet.incidents.lifecycle import SUSPEND_REASONS, Role

ACCEPT, ARRIVE, HANDLE, VERIFY, FOLLOW_UP = Stage


def test_everything_that_happens_is_on_it():
    assert set(TABLE) == set(Happened)
    assert set(ROLES) == set(Stage)
    assert {role for roles in ROLES.values() for role in roles} == set(Role)


def test_the_lawful_reasons_are_those_of_the_life_cycle():
    assert set(PauseReason) == SUSPEND_REASONS


@pytest.mark.parametrize(
    ("happened", "role", "stages"),
    [
        (Happened.ASSIGNED, "lead", (ACCEPT, ARRIVE, HANDLE)),
        (Happened.ASSIGNED, "assist", (ACCEPT, ARRIVE)),
        (Happened.ASSIGNED, "inform", (ACCEPT,)),  # whoever only reads along answers for having read
        (Happened.HANDLED, "lead", (VERIFY,)),
        (Happened.HANDLED, "assist", ()),
        (Happened.CLOSED, "lead", (FOLLOW_UP,)),
        (Happened.REOPENED, "lead", (ACCEPT, ARRIVE, HANDLE)),
        (Happened.REOPENED, "inform", (ACCEPT,)),
        (Happened.ENDED, "lead", ()),
    ],
)
def test_what_starts(happened, role, stages):
    assert table.starts(happened, role) == stages


#: What stops the clocks of a stage; nothing else does. `None` is whatever ends the matter.
STOPS = {
    ACCEPT: {Happened.ACCEPTED, Happened.ARRIVED, Happened.HANDLED},
    ARRIVE: {Happened.CONTACTED, Happened.ARRIVED, Happened.HANDLED},
    HANDLE: {Happened.HANDLED},
    VERIFY: {Happened.VERIFIED, Happened.REWORKED},
    FOLLOW_UP: {Happened.FOLLOWED_UP, Happened.REOPENED},
}
ENDS = {Happened.CLOSED, Happened.ENDED}


@pytest.mark.parametrize(("stage", "happened"), list(product(Stage, Happened)))
def test_which_event_stops_the_clock(stage, happened):
    """Zammad #3140, #1322, GLPI #1001: nobody could say; being assigned, passed on or talked about stops nothing."""
    lines = [line for line in TABLE[happened] if line.effect is Effect.STOP]
    stopped = any(not line.stages or stage in line.stages for line in lines)
    assert stopped == (happened in STOPS[stage] | ENDS)


def test_a_call_stops_only_the_first_response_and_only_where_nobody_is_in_danger():
    (line,) = TABLE[Happened.CONTACTED]
    assert (line.effect, line.stages, line.priorities) == (Effect.STOP, (ARRIVE,), {"P3", "P4"})


@pytest.mark.parametrize("happened", [each for each in Happened if each is not Happened.SUSPENDED])
def test_only_a_suspension_pauses(happened):
    assert all(line.effect is not Effect.PAUSE for line in TABLE[happened])
