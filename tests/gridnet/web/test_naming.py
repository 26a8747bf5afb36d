"""Every state and role has its word."""

from gridnet.incidents.lifecycle import LegState, Role
from gridnet.web import naming


def test_every_state_of_a_leg_has_its_word():
    assert set(naming.STATES) == set(LegState)


def test_every_role_has_its_word():
    assert set(naming.ROLES) == set(Role)
