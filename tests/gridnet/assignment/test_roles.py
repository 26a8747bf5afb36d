"""Which legs a category has."""

import csv
from pathlib import Path

import pytest

from gridnet.assignment import roles
from gridnet.base.network import Network
from gridnet.incidents.categories import Category, PoliceRole, Priority, Sensitivity
from gridnet.incidents.lifecycle import Role

C, P = Network.COMMUNITY, Network.POLICE


def category(police_role, *, conflict_route=False):
    return Category("0101", "", "", police_role, Sensitivity.NORMAL, Priority.P3, conflict_route, 1)


@pytest.mark.parametrize(
    ("police_role", "legs"),
    [
        (PoliceRole.LEAD, ((P, Role.LEAD), (C, Role.ASSIST))),  # the grid worker looks after safety and state
        (PoliceRole.JOINT, ((P, Role.LEAD), (C, Role.ASSIST))),  # one open lead an incident, even when joint
        (PoliceRole.ASSIST, ((C, Role.LEAD), (P, Role.ASSIST))),
        (PoliceRole.INFORM, ((C, Role.LEAD), (P, Role.INFORM))),  # the officer hears of it, on a clock of his own
        (PoliceRole.NONE, ((C, Role.LEAD),)),
    ],
)
def test_legs_follow_the_part_of_the_police(police_role, legs):
    assert roles.plan(category(police_role)) == legs


@pytest.mark.parametrize("police_role", PoliceRole)
def test_a_complaint_on_the_conflict_route_goes_to_the_desk_alone(police_role):
    assert roles.plan(category(police_role, conflict_route=True)) == ((C, Role.LEAD),)


@pytest.mark.parametrize("police_role", PoliceRole)
def test_there_is_exactly_one_lead(police_role):
    assert [role for _, role in roles.plan(category(police_role))].count(Role.LEAD) == 1


def test_every_seeded_category_can_be_planned():
    seed = Path(__file__).parents[3] / "migrations" / "data" / "categories.csv"
    with seed.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 52
    for row in rows:
        Sensitivity(row["sensitivity"])
        Priority(row["priority"])
        made = category(PoliceRole(row["police_role"]), conflict_route=row["conflict_route"] == "true")
        assert roles.plan(made)
