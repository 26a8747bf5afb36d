"""Sample partitions: an outline divided into ragged cells that share their edges to the last digit.

The lines of `ragged` are cut at the outline once for both sides. Coarser partitions are unions of finer cells,
so nesting is exact. Everything follows from the seed number alone.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from geo import points, ragged
from geo.errors import BadOutline
from geo.measures import Shapes
from geo.points import Floats
from geo.ragged import Bools, Ints, Lines

#: How far a seed strays from its place on the hexagonal lattice, in steps of the lattice.
_JITTER = 0.38
#: More places than seeds, of which the spare ones are left out at random.
_SPARE, _CLOSER = 1.06, 0.97
#: Rounds of moving group centres to the middle of their groups.
_ROUNDS = 3
#: Corners of an enclave, and how far it reaches of the room around the centre.
_CORNERS, _LEAST_REACH, _MOST_REACH = 18, 0.45, 0.8


@dataclass(frozen=True, slots=True)
class Partition:
    """Cells that tile an outline.

    `cells` holds n Polygons or MultiPolygons in degrees, `centres` is (n, 2) degrees, each inside its cell, and
    `edges` is (m, 2) positions of the cells that share an edge.
    """

    cells: Shapes
    centres: Floats
    edges: Ints


@dataclass(frozen=True, slots=True)
class Level:
    """A partition, and for each of its cells the position of its parent one level up (-1 at the top)."""

    partition: Partition
    parents: Ints


def divide(outline: shapely.Geometry, count: int, seed: int) -> Partition:
    """Divide `outline`, a valid area in degrees, into `count` ragged cells; equal arguments give equal cells.

    Cells at the outline have extra corners where a shared edge meets it, so the outline they fill differs
    from the given one by rounding in the last digit. Raises `BadOutline` for a count below one.
    """
    if count < 1:
        raise BadOutline("a partition has at least one cell")
    random = np.random.default_rng(seed)
    corners = shapely.bounds(outline).reshape(2, 2)
    scale = _scale(corners[:, 1])
    shapely.prepare(outline)
    centres = _scatter(outline, count, scale, random)
    reach = float(np.hypot(*((corners[1] - corners[0]) * scale)))
    lines = ragged.draw(centres * scale, reach, random).scaled(1 / scale)
    cells = ragged.assemble(lines, centres)
    whole = shapely.contains_properly(outline, cells)
    _cut(outline, cells, whole, lines)
    return Partition(cells, centres, _neighbours(outline, whole, lines))


def nest(outline: shapely.Geometry, counts: tuple[int, ...], seed: int) -> tuple[Level, ...]:
    """Partitions from the coarsest to the finest, as (11, 198, 700) townships, villages and grids.

    Each cell is made of whole cells of the level below, and lies in one cell of the level above.
    """
    below, levels = divide(outline, counts[-1], seed), []
    for number, count in enumerate(reversed(counts[:-1]), start=1):
        labels = group(below, count, seed + number)
        levels.append(Level(below, labels))
        below = dissolve(below, labels)
    levels.append(Level(below, np.full(len(below.cells), -1)))
    return tuple(reversed(levels))


def group(partition: Partition, count: int, seed: int) -> Ints:
    """A label from 0 to `count` - 1 for each cell; cells of one label lie close and hang together by edges.

    A cell that no chain of edges joins to a chosen one (an island) takes the label of the nearest chosen one.
    """
    total = len(partition.cells)
    if not 1 <= count <= total:
        raise BadOutline(f"{total} cells cannot be grouped into {count}")
    at = partition.centres * _scale(partition.centres[:, 1])
    chosen = _spread(at, count, np.random.default_rng(seed))
    a, b = partition.edges.T
    graph = coo_array((np.hypot(*(at[a] - at[b]).T), (a, b)), shape=(total, total)).tocsr()
    source = dijkstra(graph, directed=False, indices=chosen, min_only=True, return_predecessors=True)[2]
    label = np.full(total, -1)
    label[chosen] = np.arange(count)
    islands = source < 0
    source[islands] = chosen[KDTree(at[chosen]).query(at[islands])[1]]
    return np.asarray(label[source], dtype=np.int64)


def dissolve(partition: Partition, labels: Ints) -> Partition:
    """The coarser partition whose cell k is the union of the cells labelled k; no corner is moved or lost."""
    members = _members(labels)
    cells = np.array([shapely.coverage_union_all(partition.cells[m]) for m in members], dtype=object)
    centres = np.array([_most_central(partition.centres[m]) for m in members])
    ends = np.sort(labels[partition.edges], axis=1)
    return Partition(cells, centres, np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0))


def enclaves(partition: Partition, chosen: Ints, seed: int) -> Shapes:
    """A ragged Polygon strictly inside each of the chosen cells, as a park or a school lies in a grid."""
    random = np.random.default_rng(seed)
    scale = _scale(partition.centres[:, 1])
    centres = partition.centres[chosen] * scale
    edge = shapely.transform(shapely.boundary(partition.cells[chosen]), lambda xy: xy * scale)
    room = shapely.distance(edge, shapely.points(centres))
    angle = (np.arange(_CORNERS) + random.uniform(-0.3, 0.3, (len(chosen), _CORNERS))) * (2 * np.pi / _CORNERS)
    reach = room[:, None] * random.uniform(_LEAST_REACH, _MOST_REACH, angle.shape)
    corners = centres[:, None, :] + reach[..., None] * np.stack((np.cos(angle), np.sin(angle)), axis=-1)
    return np.asarray(shapely.polygons(corners / scale), dtype=object)


def _scale(lats: Floats) -> Floats:
    """Metres per degree east and north, as an array, in the middle of `lats`."""
    return np.array(points.metres_per_degree(float(lats.mean())), dtype=np.float64)


def _scatter(outline: shapely.Geometry, count: int, scale: Floats, random: np.random.Generator) -> Floats:
    """`count` points inside `outline` in degrees, about evenly spread."""
    step = np.sqrt(shapely.area(outline) * scale.prod() / (count * _SPARE) * 2 / np.sqrt(3))
    while True:
        places = _lattice(shapely.bounds(outline).reshape(2, 2) * scale, step, random) / scale
        inside = places[shapely.contains_xy(outline, places[:, 0], places[:, 1])]
        if len(inside) >= count:
            return np.asarray(random.permutation(inside)[:count], dtype=np.float64)
        step *= _CLOSER


def _lattice(corners: Floats, step: float, random: np.random.Generator) -> Floats:
    """A strayed hexagonal lattice over the box between two corners."""
    (west, south), (east, north) = corners
    x, y = np.meshgrid(np.arange(west, east + step, step), np.arange(south, north + step, step * np.sqrt(3) / 2))
    x[1::2] += step / 2
    places = np.column_stack((x.ravel(), y.ravel())) + random.uniform(-step, 0, 2)
    return np.asarray(places + random.uniform(-_JITTER * step, _JITTER * step, places.shape), dtype=np.float64)


def _cut(outline: shapely.Geometry, cells: Shapes, whole: Bools, lines: Lines) -> None:
    """Replace the cells that are not whole by what of them lies in `outline`, cutting each line once."""
    cut = np.flatnonzero(~whole)
    touched = ~np.append(whole, False)[np.minimum(lines.seeds, len(cells))].all(axis=1)
    web = shapely.union_all([*lines.shapes(np.asarray(touched)), shapely.boundary(outline)])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(web)))
    inner = shapely.point_on_surface(faces)
    faces, inner = faces[shapely.contains(outline, inner)], inner[shapely.contains(outline, inner)]
    face, owner = shapely.STRtree(cells[cut]).query(inner, predicate="within")
    order = np.argsort(owner, kind="stable")
    parts = shapely.multipolygons(faces[face[order]], indices=owner[order])
    single = shapely.get_num_geometries(parts) == 1
    cells[cut] = np.where(single, shapely.get_geometry(parts, 0), parts)


def _neighbours(outline: shapely.Geometry, whole: Bools, lines: Lines) -> Ints:
    """The pairs of cells whose line lies inside `outline`, at least in part."""
    between: Bools = np.all(lines.seeds < len(whole), axis=1)
    pairs = lines.seeds[between]
    shared: Bools = np.any(whole[pairs], axis=1)
    shared[~shared] = shapely.intersects(outline, lines.shapes(between)[~shared])
    return pairs[shared]


def _spread(at: Floats, count: int, random: np.random.Generator) -> Ints:
    """Positions of `count` of the points `at`, each near the middle of its share of them."""
    centres = at[random.choice(len(at), count, replace=False)]
    for _ in range(_ROUNDS):
        nearest = KDTree(centres).query(at)[1]
        held = np.bincount(nearest, minlength=count)[:, None]
        sums = np.column_stack([np.bincount(nearest, weights=at[:, i], minlength=count) for i in (0, 1)])
        centres = np.where(held > 0, sums / np.maximum(held, 1), centres)
    away, nearest = KDTree(centres).query(at)
    order = np.lexsort((away, nearest))
    return order[np.unique(nearest[order], return_index=True)[1]]


def _members(labels: Ints) -> list[Ints]:
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)


def _most_central(centres: Floats) -> Floats:
    away = centres - centres.mean(axis=0)
    return np.asarray(centres[np.argmin((away**2).sum(axis=1))], dtype=np.float64)
