"""Legs as rows."""

from datetime import timedelta

import pytest

from gridnet.base.errors import NotFound
from gridnet.base.network import Network
from gridnet.incidents import legs
from tests.factories import incidents
from tests.factories.people import AT


def test_the_lead_comes_first(county):
    row = incidents.incident(category=incidents.FIGHT)
    assert [leg.role for leg in legs.list_live(county.county, row.id)] == ["lead", "assist"]
    assert legs.lead_of(legs.list_live(county.county, row.id)).network == "police"


def test_a_released_leg_lives_no_more_and_is_remembered(county):
    row = incidents.incident()
    before = legs.list_live(county.county, row.id)
    legs.release(before[:1], at=AT + timedelta(minutes=1))
    (left,) = legs.list_live(county.county, row.id)
    assert left.network == "police"
    assert legs.lead_of([left]) is None
    assert (before[0].state, before[0].ended_at, before[0].version) == ("released", AT + timedelta(minutes=1), 2)
    assert legs.persons_before(county.county, row.id, Network.COMMUNITY) == {county.worker_G1.person_id}
    assert legs.persons_before(county.county, row.id, Network.POLICE) == set()
    assert [leg.id for leg in legs.list_all(county.county, row.id)] == [leg.id for leg in before]


def test_a_leg_of_another_county_is_not_found(county):
    row = incidents.incident()
    (leg, *_) = legs.list_live(county.county, row.id)
    assert legs.get(county.county, leg.id) is leg
    with pytest.raises(NotFound):
        legs.get("410598", leg.id)
