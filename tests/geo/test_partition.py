import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo import measures, partition
from geo.errors import BadOutline


def tiles(cells, outline):
    """Whether `cells` share their edges to the last digit, and fill `outline` up to rounding."""
    filled = measures.areas_m2(cells).sum()
    return (
        shapely.is_valid(cells).all()
        and shapely.coverage_is_valid(cells)
        and filled == pytest.approx(measures.area_m2(outline), rel=1e-12)
        and measures.area_m2(shapely.symmetric_difference(shapely.coverage_union_all(cells), outline)) < 0.001
    )


@settings(deadline=None, max_examples=30)
@given(count=st.integers(1, 300), seed=st.integers(0, 1000))
def test_a_partition_tiles_its_outline(county, count, seed):
    found = partition.divide(county, count, seed)
    assert len(found.cells) == count
    assert tiles(found.cells, county)


def test_equal_arguments_give_equal_cells(county):
    one, other = partition.divide(county, 50, 9), partition.divide(county, 50, 9)
    assert shapely.to_wkb(one.cells).tolist() == shapely.to_wkb(other.cells).tolist()


def test_another_seed_gives_edges_that_do_not_line_up(county):
    one, other = partition.divide(county, 50, 1).cells, partition.divide(county, 50, 2).cells
    assert not shapely.covers(one[:, None], other[None, :]).any()


def test_centres_lie_in_their_cells_and_edges_join_those_that_touch(county):
    found = partition.divide(county, 150, 4)
    assert shapely.contains_xy(found.cells, found.centres[:, 0], found.centres[:, 1]).all()
    a, b = found.edges.T
    assert (shapely.length(shapely.intersection(found.cells[a], found.cells[b])) > 0).mean() > 0.97


def test_a_partition_has_at_least_one_cell(county):
    with pytest.raises(BadOutline, match="at least one"):
        partition.divide(county, 0, 1)


@pytest.mark.parametrize("seed", range(4))
def test_levels_nest_to_the_last_digit(county, seed):
    townships, villages, grids = partition.nest(county, (11, 60, 210), seed)
    assert [len(level.partition.cells) for level in (townships, villages, grids)] == [11, 60, 210]
    assert all(tiles(level.partition.cells, county) for level in (townships, villages, grids))
    for upper, lower in ((townships, villages), (villages, grids)):
        for k, whole in enumerate(upper.partition.cells):
            parts = lower.partition.cells[lower.parents == k]
            assert shapely.coverage_union_all(parts).equals(whole)
    assert (townships.parents == -1).all()


def test_groups_hang_together_by_edges(county):
    mainland = max(county.geoms, key=lambda part: part.area)
    found = partition.divide(mainland, 200, 5)
    labels = partition.group(found, 30, 5)
    a, b = found.edges[labels[found.edges[:, 0]] == labels[found.edges[:, 1]]].T
    graph = coo_array((np.ones(len(a)), (a, b)), shape=(200, 200))
    assert connected_components(graph, directed=False)[0] == 30
    assert set(labels) == set(range(30))


def test_an_island_joins_the_nearest_group(county):
    found = partition.divide(county, 200, 5)
    island = shapely.contains_xy(shapely.box(114.39, 36.19, 114.44, 36.23), *found.centres.T)
    labels = partition.group(found, 3, 2)
    assert island.any()
    assert set(labels[island]) <= set(labels[~island])


@pytest.mark.parametrize("count", [0, 51])
def test_groups_are_at_least_one_and_at_most_the_cells(county, count):
    with pytest.raises(BadOutline, match="cannot be grouped"):
        partition.group(partition.divide(county, 50, 1), count, 1)


def test_enclaves_lie_strictly_inside_their_cells(county):
    found = partition.divide(county, 100, 6)
    chosen = np.array([3, 50, 99])
    parks = partition.enclaves(found, chosen, 1)
    assert shapely.contains_properly(found.cells[chosen], parks).all()
    assert (measures.areas_m2(parks) > 0).all()
