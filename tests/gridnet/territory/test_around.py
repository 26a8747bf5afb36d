"""The areas around a place."""

import pytest
import shapely

from gridnet.territory.around import around
from tests.factories import incidents, territory
from tests.factories.people import AT


@pytest.fixture
def county(session):
    return incidents.ground().county


def codes(county, at_, reach_m):
    return [each.code for each in around(county, territory.at(*at_), AT, reach_m=reach_m)]


@pytest.mark.parametrize(
    ("at_", "reach_m", "expected"),
    [
        ((1, 1), 100, ["G1", "B1"]),  # in the middle of a grid
        ((2, 1), 100, ["G1", "G2", "B1"]),  # on an edge: both sides
        ((3.2, 3.2), 100, ["G4", "P1", "B2"]),  # an area within an area
        ((9, 9), 100, []),  # outside of everything
    ],
)
def test_what_the_window_touches_is_shown(county, at_, reach_m, expected):
    assert codes(county, at_, reach_m) == expected


def test_outlines_are_cut_beyond_the_window(county):
    (grid, _beat) = around(county, territory.at(1, 1), AT, reach_m=100)
    west, south, east, north = shapely.geometry.shape(grid.shape).bounds
    assert (east - west, north - south) < (0.006, 0.006)


def test_what_held_at_another_moment_is_not_shown(county):
    assert around(county, territory.at(1, 1), incidents.SINCE.replace(year=2020), reach_m=100) == []
