"""Areas as positions name them."""

import pytest

from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.people import areas
from gridnet.people.areas import Ground
from tests.factories import people
from tests.factories.people import AT, COUNTY, VILLAGE


@pytest.mark.parametrize(
    ("parent", "scope"),
    [
        (VILLAGE, VILLAGE),
        (VILLAGE[:9], VILLAGE[:9]),
        ("410598001", COUNTY),  # another county's township
        ("S1", COUNTY),  # a station is no division
        (None, COUNTY),
    ],
)
def test_a_keeper_belongs_to_the_division_of_the_area_or_to_the_county(parent, scope):
    assert Ground(1, parent).scope(COUNTY) == scope


@pytest.mark.usefixtures("session")
class TestFind:
    def test_by_network_and_code_or_by_code_alone(self):
        grid = people.area(code="G1")
        beat = people.area(Network.POLICE, code="B1")
        assert areas.find(COUNTY, Network.COMMUNITY, "G1", AT) == Ground(grid.id, VILLAGE)
        assert areas.find(COUNTY, None, "B1", AT).id == beat.id
        assert areas.find(COUNTY, Network.POLICE, "G1", AT) is None
        assert areas.find(County("410598"), None, "G1", AT) is None

    def test_not_what_is_no_longer_in_force(self):
        people.area(code="OLD", valid_to=AT)
        assert areas.find(COUNTY, None, "OLD", AT) is None

    def test_codes_by_id(self):
        grid = people.area(code="G1")
        assert areas.codes(COUNTY, [grid.id, grid.id, 999]) == {grid.id: "G1"}
        assert areas.codes(COUNTY, []) == {}
