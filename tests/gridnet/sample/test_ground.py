import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from gridnet.sample import ground
from gridnet.sample.ground import ABOVE, COUNTY
from gridnet.sample.size import FULL, SMALL
from gridnet.territory import codes
from gridnet.territory.values import Kind, Level


@pytest.fixture(scope="module")
def full():
    return ground.build(FULL, 1)


def outlines(plots, kind=Kind.GENERAL):
    return np.array([each.outline for each in plots if each.kind is kind], dtype=object)


def test_it_is_as_large_as_a_real_county(full):
    counts = [len(full.of_level(level)) for level in (Level.TOWNSHIP, Level.VILLAGE)]
    assert [*counts, len(full.grids), len(full.beats), len(full.stations)] == [11, 198, 700, 60, 11]
    assert len(outlines(full.grids, Kind.DEDICATED)) == 12


@pytest.mark.parametrize("layer", ["grids", "beats"])
def test_a_layer_covers_the_county_without_gap_or_overlap(full, layer):
    cells = outlines(getattr(full, layer))
    assert shapely.coverage_is_valid(cells)
    assert shapely.symmetric_difference(shapely.coverage_union_all(cells), full.outline).area < 1e-12


def test_edges_are_ragged(full):
    assert np.median(shapely.get_num_coordinates(outlines(full.grids))) > 12


def test_a_dedicated_grid_lies_within_one_general_grid_of_its_village(full):
    general = [each for each in full.grids if each.kind is Kind.GENERAL]
    for inner in (each for each in full.grids if each.kind is Kind.DEDICATED):
        around = [each for each in general if each.outline.intersects(inner.outline)]
        assert [each.parent_code for each in around] == [inner.parent_code]
        assert around[0].outline.contains_properly(inner.outline)


def test_a_code_begins_with_the_code_above_it(full):
    divisions = {each.code: each for each in full.divisions}
    assert all(each.parent_code in codes.parents_of(each.code) for each in full.divisions if each not in ABOVE)
    assert all(each.parent_code in divisions and each.code.startswith(each.parent_code) for each in full.grids)
    assert {len(each.code) for each in full.grids} == {codes.GRID}
    stations = {each.code for each in full.stations}
    assert all(each.parent_code in stations and each.code.startswith(each.parent_code) for each in full.beats)


def test_codes_and_names_are_told_apart(full):
    for some in (full.divisions, full.grids, full.beats, full.stations):
        assert len({each.code for each in some}) == len(some)
        assert len({each.name for each in some}) == len(some)


def test_every_name_says_that_it_is_a_sample(full):
    named = [*full.divisions, *full.grids, *full.beats, *full.stations]
    assert all(each.name.startswith("示例") for each in named)


def test_grids_of_a_village_are_numbered_from_west_to_east(full):
    villages = {}
    for each in full.grids:
        if each.kind is Kind.GENERAL:
            villages.setdefault(each.parent_code, []).append(each)
    assert all(
        [each.code[12:] for each in some] == [f"{i:03d}" for i in range(1, len(some) + 1)] for some in villages.values()
    )
    middles = [[each.outline.centroid.x for each in some] for some in villages.values()]
    steps = [later > earlier for some in middles for earlier, later in pairwise(some)]
    assert sum(steps) > 0.9 * len(steps), "by their centres, which are not quite their centroids"


def test_the_middle_is_town_and_the_rim_is_country(full):
    away = {
        each.code: np.mean(
            [
                shapely.distance(plot.outline.centroid, shapely.Point(ground.CENTRE))
                for plot in full.grids
                if plot.code.startswith(each.code)
            ]
        )
        for each in full.of_level(Level.TOWNSHIP)
    }
    ranked = sorted(away, key=away.__getitem__)
    assert ranked[0] == f"{COUNTY}001"
    assert ranked[-1][6] == "2"


def test_the_same_seed_makes_the_same_county():
    one, two, other = (ground.build(SMALL, seed) for seed in (3, 3, 4))
    assert [each.outline.wkb for each in one.grids + list(one.beats)] == [
        each.outline.wkb for each in two.grids + list(two.beats)
    ]
    assert one.outline.wkb != other.outline.wkb


@pytest.mark.real_data
def test_it_lies_on_no_real_county_of_the_province(full):
    folder = os.environ.get("GRIDNET_REAL_DATA")
    if not folder:
        pytest.skip("GRIDNET_REAL_DATA names no folder of real boundary files")
    file = Path(folder).resolve() / "henan" / "henan_counties_157_cnmaps.geojson.gz"
    _, _, wkbs, _ = pyogrio.raw.read(f"/vsigzip/{file}")
    assert not shapely.intersects(shapely.from_wkb(wkbs), full.outline).any()
