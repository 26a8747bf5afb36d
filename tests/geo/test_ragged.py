import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import ragged


def scattered(seed, count):
    return np.random.default_rng(seed).uniform(0, 1000, (count, 2))


def drawn(seed, count):
    seeds = scattered(seed, count)
    return ragged.draw(seeds, 1000.0, np.random.default_rng(seed)), seeds


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 200))
def test_no_two_cells_cross_however_the_seeds_lie(seed, count):
    lines, seeds = drawn(seed, count)
    cells = ragged.assemble(lines, seeds)
    assert shapely.is_valid(cells).all()
    assert shapely.coverage_is_valid(cells)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 100))
def test_every_seed_lies_inside_its_own_cell(seed, count):
    lines, seeds = drawn(seed, count)
    cells = ragged.assemble(lines, seeds)
    assert len(cells) == count
    assert shapely.contains_xy(cells, seeds[:, 0], seeds[:, 1]).all()


def test_everything_within_reach_is_in_some_cell():
    lines, seeds = drawn(3, 50)
    assert shapely.union_all(ragged.assemble(lines, seeds)).covers(shapely.box(0, 0, 1000, 1000))


def test_cells_have_some_twenty_corners():
    lines, seeds = drawn(4, 3000)
    corners = shapely.get_num_coordinates(ragged.assemble(lines, seeds))
    assert 15 <= np.median(corners) <= 25


def test_lines_are_given_as_shapes_on_request():
    lines, _ = drawn(5, 20)
    chosen = np.arange(len(lines.seeds)) % 3 == 0
    shapes = lines.shapes(chosen)
    assert len(shapes) == chosen.sum()
    assert shapely.get_num_coordinates(shapes).tolist() == lines.size[chosen].tolist()


def test_scaled_lines_are_the_same_lines_elsewhere():
    lines, _ = drawn(6, 20)
    assert (lines.scaled(np.array([2.0, 3.0])).xy == lines.xy * [2.0, 3.0]).all()
