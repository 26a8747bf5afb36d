"""Ragged Voronoi cells: every edge is drawn once, and both its cells use the same numbers.

Each line between two seeds stays inside the kite of its two ends and the two seeds. The kites of a
diagram do not overlap, so lines cannot cross, however rough they are.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi

from geo.measures import Shapes
from geo.points import Floats

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: How far a line strays: at most this share of the room in its kite, and of its own length.
_ROOM, _SWAY = 0.7, 0.14
#: Points between the ends of an edge of median length; some six edges make a cell of about 20 points.
_BENDS = 1.9
_MOST_BENDS = 24
#: Seeds on a far circle, so that the cells of all others are finite; nothing within reach is nearer to them.
_GUARDS, _GUARD_DISTANCE = 24, 4.0


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines end to end in `xy`, line i being `xy[start[i]:start[i] + size[i]]`, between the cells `seeds[i]`.

    A seed number past the last cell is a guard's: the outside.
    """

    xy: Floats
    start: Ints
    size: Ints
    seeds: Ints

    def shapes(self, chosen: Bools) -> Shapes:
        """The chosen lines as LineStrings."""
        size = self.size[chosen]
        lines = shapely.linestrings(self.xy[_spans(self.start[chosen], size)], indices=_repeated(size))
        return np.asarray(lines, dtype=object)

    def scaled(self, scale: Floats) -> "Lines":
        """The same lines with every point multiplied by `scale`."""
        return Lines(self.xy * scale, self.start, self.size, self.seeds)


def draw(seeds: Floats, reach: float, random: np.random.Generator) -> Lines:
    """The ragged lines of the Voronoi diagram of `seeds`, an (n, 2) array in a plane with equal axes.

    The cells are finite, and hold whatever is not farther than `reach` from all seeds.
    """
    diagram = Voronoi(np.vstack((seeds, _guards(seeds, reach))))
    pairs, ends = np.asarray(diagram.ridge_points), np.asarray(diagram.ridge_vertices)
    wanted = (pairs < len(seeds)).any(axis=1)
    pairs, ends = pairs[wanted].astype(np.int64), diagram.vertices[ends[wanted]]
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    bends = np.clip(np.rint(_BENDS * length / np.median(length)), 0, _MOST_BENDS).astype(np.int64)
    size = bends + 2
    start = np.cumsum(size) - size
    xy = np.empty((int(size.sum()), 2))
    xy[start], xy[start + size - 1] = ends[:, 0], ends[:, 1]
    xy[_spans(start + 1, bends)] = _bent(diagram.points[pairs[:, 0]], ends, bends, random)
    return Lines(xy, start, size, pairs)


def assemble(lines: Lines, seeds: Floats) -> Shapes:
    """The n cells around `seeds`, an (n, 2) array, as Polygons made of the lines."""
    first, last = lines.xy[lines.start], lines.xy[lines.start + lines.size - 1]
    line, side = np.nonzero(lines.seeds < len(seeds))
    cell = lines.seeds[line, side]
    out, back = first[line] - seeds[cell], last[line] - seeds[cell]
    middle = out + back
    order = np.lexsort((np.arctan2(middle[:, 1], middle[:, 0]), cell))
    onward = (out[:, 0] * back[:, 1] - out[:, 1] * back[:, 0] > 0)[order]
    line, cell = line[order], cell[order]
    take = lines.size[line] - 1  # the last point of a line is the first of the next
    step = np.where(onward, 1, -1)
    begin = np.where(onward, lines.start[line], lines.start[line] + take)
    picked = np.repeat(begin, take) + _spans(np.zeros_like(take), take) * np.repeat(step, take)
    rings = shapely.linearrings(lines.xy[picked], indices=np.repeat(cell, take))
    return np.asarray(shapely.polygons(rings), dtype=object)


def _guards(seeds: Floats, reach: float) -> Floats:
    angle = np.arange(_GUARDS) * (2 * np.pi / _GUARDS)
    return np.asarray(
        seeds.mean(axis=0) + _GUARD_DISTANCE * reach * np.column_stack((np.cos(angle), np.sin(angle))), dtype=np.float64
    )


def _bent(seeds: Floats, ends: Floats, bends: Ints, random: np.random.Generator) -> Floats:
    """The points between the ends of each line, strayed sideways; `seeds` holds one of the two of each line."""
    along, length = ends[:, 1] - ends[:, 0], np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    unit = along / np.maximum(length, np.finfo(float).tiny)[:, None]
    to_seed = seeds - ends[:, 0]
    foot = np.einsum("ij,ij->i", to_seed, unit) / np.maximum(length, np.finfo(float).tiny)
    height = np.abs(to_seed[:, 0] * unit[:, 1] - to_seed[:, 1] * unit[:, 0])
    line, total = _repeated(bends), int(bends.sum())
    rank = _spans(np.ones_like(bends), bends)
    t = (rank + random.uniform(-0.3, 0.3, total)) / (bends[line] + 1)
    room = np.minimum(_ROOM * height[line] * _kite(t, foot[line]), _SWAY * length[line])
    stray = room * random.uniform(-1, 1, total)
    normal = np.column_stack((-unit[:, 1], unit[:, 0]))
    return np.asarray(ends[line, 0] + t[:, None] * along[line] + stray[:, None] * normal[line], dtype=np.float64)


def _kite(t: Floats, foot: Floats) -> Floats:
    """Half the width of the kite at `t` of its spine (0 to 1), as a share of the seed's height over it.

    `foot` is where the seed stands over the spine; outside 0 to 1 when the cell's edge is short and far aside.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        rise = np.where(foot > 0, t / foot, np.inf)
        fall = np.where(foot < 1, (1 - t) / (1 - foot), np.inf)
    return np.minimum(rise, fall)


def _repeated(counts: Ints) -> Ints:
    return np.repeat(np.arange(len(counts)), counts)


def _spans(start: Ints, counts: Ints) -> Ints:
    """`start[i]`, `start[i] + 1` … for `counts[i]` numbers, for each i, end to end."""
    before = np.cumsum(counts) - counts
    spans: Ints = np.arange(int(counts.sum())) + np.repeat(start - before, counts)
    return spans
