"""At which level somebody decides."""

import pytest

from gridnet.clocks import levels
from gridnet.people.roles import Role


@pytest.mark.parametrize(
    ("role", "scope", "level"),
    [
        (Role.GRID_WORKER, "410599001001", None),
        (Role.VILLAGE_DESK, "410599001001", None),
        (Role.TOWNSHIP_DESK, "410599001", 2),
        (Role.STATION_DUTY, "410599", 2),
        (Role.DISPATCHER, "410599", 3),
        (Role.SUPERVISOR, "410599001", 2),
        (Role.SUPERVISOR, "410599", 3),
        (Role.SUPERVISOR, "4105", 4),
        (Role.SUPERVISOR, "41", 5),
    ],
)
def test_who_decides_at_which_level(role, scope, level):
    assert levels.level_of(role, scope) == level
