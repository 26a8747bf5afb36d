"""How grids and beats line up: shares by code, split grids, bare ground."""

import pytest

from gridnet.base.errors import NotFound
from gridnet.base.network import Network
from gridnet.territory import alignment
from gridnet.territory.values import Kind
from tests.factories import territory as factories
from tests.factories.territory import COUNTY, SINCE, plot


@pytest.fixture
def report(session):
    park = plot("P", 0.1, 0.1, 0.3, 0.3, kind=Kind.DEDICATED)
    factories.publish([plot("G1"), plot("G2", 1), plot("G3", 2), park])
    factories.publish([plot("B1", 0, 0, 1.25, 1), plot("B2", 1.25, 0, 2, 1)], Network.POLICE)
    return alignment.as_json(alignment.report(COUNTY, SINCE))


def shares(report, side, code):
    return [(each["code"], each["share"]) for each in report[side][code]]


@pytest.mark.parametrize(
    ("side", "code", "expected"),
    [
        ("grids", "G1", [("B1", 1.0)]),  # wholly inside one beat
        ("grids", "G2", [("B2", 0.75), ("B1", 0.25)]),  # split, the larger share first
        ("grids", "G3", []),  # in no beat
        ("grids", "P", [("B1", 1.0)]),  # a park has its beat too
        ("beats", "B1", [("G1", 0.8), ("G2", 0.2)]),  # the park does not count a second time
    ],
)
def test_each_area_is_told_what_shares_it(report, side, code, expected):
    assert shares(report, side, code) == expected


def test_the_totals_name_what_is_split_and_what_is_bare(report):
    assert report["split"] == ["G2"]
    assert report["uncovered_grids"] == {"G3": 1.0}
    assert report["uncovered_beats"] == {}
    assert report["counts"]["grids"] == 4


@pytest.mark.parametrize("network", Network)
def test_a_layer_that_is_missing_is_named(session, network):
    factories.publish([plot("A")], network)
    missing = {Network.COMMUNITY: "beats", Network.POLICE: "grids"}[network]
    with pytest.raises(NotFound, match=f"no {missing} of 990101 were in force at 2026-01-01"):
        alignment.report(COUNTY, SINCE)
