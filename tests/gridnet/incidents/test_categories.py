"""What each kind of matter means for the two networks."""

import csv
from pathlib import Path

import pytest

import migrations
from gridnet.incidents.categories import Category, PoliceRole, Priority, Sensitivity
from gridnet.people.roles import Matter

SEED = Path(migrations.__file__).parent / "data" / "categories.csv"


def category(police_role="inform", *, conflict_route=False, code="0402"):
    return Category(
        code, "路灯", "Lamp", PoliceRole(police_role), Sensitivity.NORMAL, Priority.P3, conflict_route, version=1
    )


@pytest.mark.parametrize(
    ("police_role", "conflict_route", "matter"),
    [
        ("lead", False, Matter.POLICE),
        ("joint", False, Matter.POLICE),  # led by the police, with the community at their side
        ("assist", False, Matter.ORDINARY),
        ("inform", False, Matter.ORDINARY),
        ("none", False, Matter.ORDINARY),
        ("none", True, Matter.COMPLAINT),
        ("lead", True, Matter.COMPLAINT),  # whom it may be about weighs more
    ],
)
def test_what_a_case_is_about_follows_from_its_category(police_role, conflict_route, matter):
    assert category(police_role, conflict_route=conflict_route).matter is matter


def test_a_code_begins_with_its_group():
    assert category(code="0402").group == "04"


def seed():
    with SEED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_category_a_county_begins_with_is_whole_and_known_once():
    rows = seed()
    codes = [row["code"] for row in rows]
    assert len(set(codes)) == len(codes) == 52
    for row in rows:
        assert row["name_zh"], row
        assert row["name_en"], row
        PoliceRole(row["police_role"]), Sensitivity(row["sensitivity"]), Priority(row["priority"])


def test_complaints_about_staff_are_never_with_those_they_are_about():
    assert {row["code"] for row in seed() if row["conflict_route"] == "true"} == {"0118", "0603"}


def test_danger_is_led_by_the_police_or_together_with_them():
    urgent = [row for row in seed() if row["priority"] == "P1"]
    assert {row["police_role"] for row in urgent} == {"lead", "joint"}
