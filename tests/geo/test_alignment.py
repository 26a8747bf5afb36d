import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import alignment, measures, partition
from tests.geo.test_pieces import array

GRIDS = array(shapely.box(113, 34, 113.1, 34.1), shapely.box(113.1, 34, 113.2, 34.1), shapely.box(114, 34, 114.1, 34.1))
BEATS = array(shapely.box(113, 34, 113.13, 34.1), shapely.box(113.13, 34, 113.18, 34.1))


def aligned(grids=GRIDS, beats=BEATS, **options):
    codes = [f"g{i}" for i in range(len(grids))], [f"b{i}" for i in range(len(beats))]
    return alignment.align(codes[0], grids, codes[1], beats, **options)


def test_a_grid_knows_its_beats_with_their_shares():
    found = aligned()
    assert [(share.code, round(share.share, 3)) for share in found.grids["g0"]] == [("b0", 1.0)]
    assert [(share.code, round(share.share, 3)) for share in found.grids["g1"]] == [("b1", 0.5), ("b0", 0.3)]


def test_a_beat_knows_its_grids_with_their_shares():
    found = aligned()
    assert [(share.code, round(share.share, 3)) for share in found.beats["b0"]] == [("g0", 0.769), ("g1", 0.231)]
    assert found.beats["b0"][0].area_m2 == pytest.approx(measures.area_m2(GRIDS[0]))


def test_split_grids_are_named():
    assert aligned().split == ("g1",)


def test_what_the_other_layer_leaves_bare_is_told():
    found = aligned()
    assert found.uncovered == {"g1": pytest.approx(0.2), "g2": pytest.approx(1.0)}
    assert found.uncovered_beats == {}
    assert found.grids["g2"] == ()


def test_slivers_do_not_split_a_grid():
    beats = array(shapely.box(113, 34, 113.1005, 34.1), shapely.box(113.1005, 34, 113.2, 34.1))
    found = aligned(GRIDS[:2], beats)
    assert found.split == ()
    assert found.slivers == 1
    assert found.uncovered == {}
    assert aligned(GRIDS[:2], beats, least_share=0.0).split == ("g1",)


def test_a_small_dedicated_grid_counts_for_the_large_beat_it_lies_in():
    park = array(shapely.box(113.01, 34.01, 113.0101, 34.0101))
    found = aligned(park)
    assert found.grids["g0"][0].share == pytest.approx(1)
    assert [share.code for share in found.beats["b0"]] == ["g0"]


def test_layers_that_are_the_same_line_up(cells):
    found = aligned(cells, cells)
    assert found.split == ()
    assert found.uncovered == found.uncovered_beats == {}


def test_with_no_beats_everything_is_bare():
    found = aligned(GRIDS, array())
    assert set(found.uncovered.values()) == {1.0}


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 1000))
def test_the_shares_of_a_grid_make_one(county, cells, seed):
    found = aligned(cells, partition.divide(county, 50, seed).cells, least_share=0.0)
    sums = [sum(share.share for share in shares) for shares in found.grids.values()]
    assert sums == pytest.approx([1.0] * len(cells))
    common_m2 = sum(share.area_m2 for shares in found.beats.values() for share in shares)
    assert common_m2 == pytest.approx(measures.area_m2(county))
