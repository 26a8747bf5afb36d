"""Likely duplicates, asked for before anything is reported."""

from datetime import timedelta

import pytest

from gridnet.incidents.alike import list_alike
from tests.factories import incidents, territory
from tests.factories.people import AT

HERE = territory.at(0.5, 0.5)
NOBODY = 0


@pytest.fixture
def county(session):
    return incidents.staffed().county


def asked(county, **given):
    wanted = {"category": incidents.LAMP, "place": HERE, "at": AT + timedelta(minutes=1)} | given
    return list_alike(county, wanted["category"], wanted["place"], viewer=NOBODY, at=wanted["at"])


def test_what_was_reported_here_a_moment_ago_is_suggested(county):
    taken = incidents.raised(county=county)
    assert [(each.id, each.away_m) for each in asked(county)] == [(taken.id, 0)]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"category": incidents.FIGHT}, "another kind"),
        ({"place": territory.at(0.59, 0.5)}, "eighty metres off"),
        ({"at": AT + timedelta(hours=2, minutes=1)}, "too long ago"),
    ],
)
def test_what_is_another_matter_is_not(county, given, why):
    incidents.raised(county=county)
    assert asked(county, **given) == [], why
