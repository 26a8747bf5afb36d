"""One area for a point, always the same one."""

import random

import pytest

from gridnet.base.network import Network
from gridnet.territory import lookup
from gridnet.territory.lookup import Placed


def placed(code, kind="general", area_m2=100.0, *, edge_m=5.0, how="inside", network=Network.COMMUNITY):
    return Placed(network, 1, 1, code, code, kind, None, area_m2, edge_m, how)


ROWS = [
    ([placed("A")], "A"),  # the only one
    ([placed("A", area_m2=200.0), placed("B", area_m2=100.0)], "B"),  # the smaller area
    ([placed("B"), placed("A")], "A"),  # equal areas: the lower code
    ([placed("A", area_m2=1.0), placed("B", "dedicated", 9.0)], "B"),  # dedicated before general, however large
    ([placed("B", "dedicated", 9.0), placed("A", "dedicated", 10.0)], "B"),  # among dedicated, the smaller
    ([placed("A", how="nearest", edge_m=0.1), placed("B", area_m2=900.0)], "B"),  # inside before near
    ([placed("A", how="nearest", edge_m=9.0), placed("B", how="nearest", edge_m=8.0)], "B"),  # the nearer one
    ([placed("A", "dedicated", how="nearest", edge_m=9.0), placed("B", how="nearest", edge_m=8.0)], "B"),  # nearer wins
    ([placed("B", how="nearest"), placed("A", "dedicated", 900.0, how="nearest")], "A"),  # as near: dedicated
    ([placed("A", edge_m=None, how="named"), placed("B", how="nearest")], "A"),  # named by its code
    ([placed("A", network=Network.POLICE)], None),  # another network's
    ([], None),  # nothing there
]


@pytest.mark.parametrize(("covering", "code"), ROWS)
def test_one_area_has_the_point(covering, code):
    found = lookup.pick(covering, Network.COMMUNITY)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("covering", "code"), ROWS)
def test_the_order_in_which_candidates_come_does_not_matter(covering, code):
    shuffled = random.Random(7).sample(covering, len(covering))
    found = lookup.pick(shuffled, Network.COMMUNITY)
    assert (found.code if found else None) == code


def test_each_network_answers_for_itself_and_all_candidates_are_kept():
    grid, other, beat = placed("G"), placed("H"), placed("B", network=Network.POLICE)
    located = lookup.locate([beat, other, grid])
    assert (located.grid, located.beat) == (grid, beat)
    assert set(located.covering) == {grid, other, beat}


@pytest.mark.parametrize(
    ("covering", "networks"),
    [
        ([], [Network.COMMUNITY, Network.POLICE]),
        ([placed("G")], [Network.POLICE]),
        ([placed("B", network=Network.POLICE)], [Network.COMMUNITY]),
        ([placed("G"), placed("B", network=Network.POLICE)], []),
    ],
)
def test_the_networks_without_a_candidate_are_named(covering, networks):
    assert lookup.lacking(covering) == networks
