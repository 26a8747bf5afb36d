import csv
from pathlib import Path

import pytest

from gridnet.incidents.schemas import Channel
from gridnet.sample import happenings
from gridnet.sample.matters import DAY_OFF, MATTERS, ORDINARY, POLICE, WEEK, WORKDAY

SEED = Path(__file__).parents[3] / "migrations" / "data" / "categories.csv"


@pytest.fixture(scope="module")
def categories():
    with SEED.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def test_every_category_happens(categories):
    assert MATTERS.keys() == categories.keys()
    assert all(each.weight > 0 and each.words for each in MATTERS.values())


def test_what_is_handled_on_the_spot_is_no_police_matter(categories):
    assert {categories[code]["police_role"] for code in happenings.SMALL_MATTERS} <= {"inform", "assist"}


def test_complaints_are_the_categories_of_the_conflict_route(categories):
    assert {code for code, row in categories.items() if row["conflict_route"] == "true"} == happenings.COMPLAINTS


def test_shares_are_whole_and_channels_are_known():
    for shares in (ORDINARY, POLICE):
        assert sum(share for _, share in shares) == pytest.approx(1)
        assert {channel for channel, _ in shares} <= set(Channel)
    assert (len(WORKDAY), len(DAY_OFF), sum(WEEK)) == (24, 24, pytest.approx(7))


def test_drowning_is_a_danger_of_summer_and_heating_a_matter_of_winter():
    assert MATTERS["0305"].at(7, 15) > 2 * MATTERS["0305"].at(1, 15)
    assert MATTERS["0403"].at(1, 15) > MATTERS["0403"].at(7, 15)


def test_by_night_there_are_fights_and_no_errands():
    assert MATTERS["0202"].at(7, 23) > MATTERS["0202"].at(7, 10)
    assert MATTERS["0504"].at(7, 23) < 0.1 * MATTERS["0504"].at(7, 10)
