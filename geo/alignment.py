"""How two layers over one ground line up: which beats share each grid, by how much, and what neither covers.

Grids wholly inside one beat are found by the index alone; only those on a beat's edge are cut.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo import measures, pieces
from geo.measures import Shapes
from geo.points import Floats

Ints = NDArray[np.int64]

#: What two areas have in common counts from this share of the smaller one on; less is a sliver.
LEAST_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Share:
    """An area of the other layer, the m² in common, and what share (0 to 1) of this one that is."""

    code: str
    share: float
    area_m2: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two layers laid over each other; the shares of an area go from the largest to the smallest.

    `split` are the grids with more than one beat, `uncovered` and `uncovered_beats` the share of each area that the
    other layer leaves bare, where it counts; `slivers` is the number of common areas too small to count.
    """

    grids: dict[str, tuple[Share, ...]]
    beats: dict[str, tuple[Share, ...]]
    split: tuple[str, ...]
    uncovered: dict[str, float]
    uncovered_beats: dict[str, float]
    slivers: int


@dataclass(frozen=True, slots=True)
class _Common:
    """Row i: grid `grid[i]` and beat `beat[i]` have `area_m2[i]` in common."""

    grid: Ints
    beat: Ints
    area_m2: Floats


@dataclass(frozen=True, slots=True)
class _Side:
    """One layer: its codes and areas, by position."""

    codes: Sequence[str]
    areas_m2: Floats


def align(
    grid_codes: Sequence[str],
    grids: Shapes,
    beat_codes: Sequence[str],
    beats: Shapes,
    *,
    least_share: float = LEAST_SHARE,
) -> Alignment:
    """Lay `beats` over `grids`: arrays of valid areas in degrees, each with its unique code.

    A beat counts for a grid, and the grid for the beat, if they have at least `least_share` of the smaller in common.
    """
    grid_side = _Side(grid_codes, measures.areas_m2(grids))
    beat_side = _Side(beat_codes, measures.areas_m2(beats))
    common = _common(grids, beats, grid_side.areas_m2)
    smaller = np.minimum(grid_side.areas_m2[common.grid], beat_side.areas_m2[common.beat])
    counts = common.area_m2 >= least_share * smaller
    kept = _Common(common.grid[counts], common.beat[counts], common.area_m2[counts])
    by_grid = _shares(grid_side, kept.grid, beat_side, kept.beat, kept.area_m2)
    return Alignment(
        grids=by_grid,
        beats=_shares(beat_side, kept.beat, grid_side, kept.grid, kept.area_m2),
        split=tuple(code for code in grid_codes if len(by_grid[code]) > 1),
        uncovered=_uncovered(grid_side, common.grid, common.area_m2, least_share),
        uncovered_beats=_uncovered(beat_side, common.beat, common.area_m2, least_share),
        slivers=int((~counts).sum()),
    )


def _common(grids: Shapes, beats: Shapes, grid_m2: Floats) -> _Common:
    tree = shapely.STRtree(grids)
    shapely.prepare(beats)
    beat, grid = tree.query(beats, predicate="intersects")
    inside = shapely.covers(beats[beat], grids[grid])
    area_m2 = grid_m2[grid]
    cut = np.flatnonzero(~inside)
    shapes, kept = pieces.areas_in(shapely.intersection(grids[grid[cut]], beats[beat[cut]]))
    area_m2[cut] = 0.0
    area_m2[cut[kept]] = measures.areas_m2(shapes)
    meet = area_m2 > 0
    return _Common(grid[meet], beat[meet], area_m2[meet])


def _shares(one: _Side, ones: Ints, other: _Side, others: Ints, area_m2: Floats) -> dict[str, tuple[Share, ...]]:
    """For every area of `one`, what it has in common with those of `other`."""
    found: dict[int, list[Share]] = defaultdict(list)
    part = area_m2 / one.areas_m2[ones]
    for i, j, share, area in zip(ones.tolist(), others.tolist(), part.tolist(), area_m2.tolist(), strict=True):
        found[i].append(Share(other.codes[j], share, area))
    order = {i: sorted(shares, key=lambda each: (-each.share, each.code)) for i, shares in found.items()}
    return {code: tuple(order.get(i, ())) for i, code in enumerate(one.codes)}


def _uncovered(one: _Side, ones: Ints, area_m2: Floats, least_share: float) -> dict[str, float]:
    """The share of each area that nothing of the other layer covers, where it is at least `least_share`."""
    covered = np.bincount(ones, weights=area_m2, minlength=len(one.codes))
    bare = 1 - covered / np.maximum(one.areas_m2, np.finfo(float).tiny)
    return {one.codes[i]: float(bare[i]) for i in np.flatnonzero(bare >= least_share).tolist()}
