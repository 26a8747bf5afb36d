"""What may become of a request about duty, and who decides."""

from itertools import product
from types import SimpleNamespace

import pytest

from gridnet.base.errors import Conflict, NotAllowed
from gridnet.people import request_rules
from gridnet.people.request_rules import MOVES, OPEN, Move, State
from gridnet.people.roles import DECIDES_ABOUT, NETWORK, PRIVILEGED, Permission, Role, grants
from tests.factories.people import COUNTY, TOWNSHIP, VILLAGE


def seat(role, scope, area_id=None):
    return SimpleNamespace(role=role, network=NETWORK.get(role), scope=scope, area_id=area_id)


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_what_is_not_on_the_table_is_refused(state, move):
    if (state, move) in MOVES:
        assert request_rules.next_state(state, move) is MOVES[state, move]
    else:
        with pytest.raises(Conflict):
            request_rules.next_state(state, move)


def test_only_what_is_open_moves():
    assert {state for state, _ in MOVES} == OPEN


def test_whoever_decides_has_the_permission_and_nobody_else():
    assert {role for role in Role if grants(role, Permission.DUTY_DECIDE)} == set(DECIDES_ABOUT)
    assert not set().union(*DECIDES_ABOUT.values()) & PRIVILEGED, "administrators are on nobody's roster"


@pytest.mark.parametrize(
    ("decider", "about", "may"),
    [
        (seat(Role.GRID_LEADER, VILLAGE), seat(Role.GRID_WORKER, VILLAGE, 1), True),  # all grids of the village
        (seat(Role.GRID_LEADER, VILLAGE, 1), seat(Role.GRID_WORKER, VILLAGE, 1), True),  # the grid they lead
        (seat(Role.GRID_LEADER, VILLAGE, 2), seat(Role.GRID_WORKER, VILLAGE, 1), False),  # another grid
        (seat(Role.GRID_LEADER, VILLAGE), seat(Role.GRID_LEADER, VILLAGE), False),  # not their own kind
        (seat(Role.GRID_LEADER, VILLAGE), seat(Role.VILLAGE_DESK, VILLAGE), False),  # who stands above them
        (seat(Role.VILLAGE_DESK, VILLAGE), seat(Role.GRID_LEADER, VILLAGE), True),
        (seat(Role.VILLAGE_DESK, VILLAGE), seat(Role.GRID_WORKER, "410599002001", 1), False),  # another village
        (seat(Role.TOWNSHIP_DESK, TOWNSHIP), seat(Role.VILLAGE_DESK, VILLAGE), True),
        (seat(Role.TOWNSHIP_DESK, TOWNSHIP), seat(Role.OFFICER, TOWNSHIP, 3), False),  # the other network
        (seat(Role.STATION_DUTY, TOWNSHIP), seat(Role.OFFICER, TOWNSHIP, 3), True),
        (seat(Role.STATION_DUTY, TOWNSHIP), seat(Role.STATION_DUTY, TOWNSHIP), False),
        (seat(Role.DISPATCHER, COUNTY), seat(Role.STATION_DUTY, TOWNSHIP), True),
        (seat(Role.DISPATCHER, COUNTY), seat(Role.DISPATCHER, COUNTY), True),  # a colleague
        (seat(Role.DISPATCHER, COUNTY), seat(Role.SYSTEM_ADMIN, COUNTY), False),
        (seat(Role.GRID_WORKER, VILLAGE, 1), seat(Role.GRID_WORKER, VILLAGE, 1), False),
    ],
)
def test_who_decides_about_whom(decider, about, may):
    assert request_rules.may_decide(decider, about) is may


def test_nobody_decides_about_what_is_theirs():
    request_rules.check_third(3, 1, None)
    for concerned in [(3, None), (1, 3)]:
        with pytest.raises(NotAllowed):
            request_rules.check_third(3, *concerned)
