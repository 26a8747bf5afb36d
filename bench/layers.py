"""Layers the size of a province: areas with ragged, exactly shared edges, by county, in the real tables."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray

from geo.points import Box

#: A box the size of Henan.
PROVINCE = Box(110.4, 31.4, 116.6, 36.3)
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
COUNTIES = (13, 12)
NODE_JITTER, EDGE_JITTER = 0.22, 0.2  # of an area; of the stretch between two vertices


class Layer(NamedTuple):
    """A partition of the province: outlines, and of each the county that its middle lies in."""

    network: str
    outlines: NDArray[np.object_]
    counties: NDArray[np.str_]


def build(network: str, columns: int, rows: int, *, points: int, seed: int) -> Layer:
    """About `columns` x `rows` areas of 4 x `points` vertices each."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0))
    nodes = np.stack([x, y], axis=-1) + rng.uniform(-NODE_JITTER, NODE_JITTER, (rows + 1, columns + 1, 2))
    level, upright = _ragged(nodes[:, :-1], nodes[:, 1:], points, rng), _ragged(nodes[:-1], nodes[1:], points, rng)
    ring = np.concatenate(
        [level[:-1], upright[:, 1:], _back(level[1:], nodes[1:, 1:]), _back(upright[:, :-1], nodes[1:, :-1])], axis=2
    ).reshape(rows * columns, -1, 2)
    ring = np.concatenate([ring, ring[:, :1]], axis=1)
    size = (PROVINCE.east - PROVINCE.west) / columns, (PROVINCE.north - PROVINCE.south) / rows
    outlines = shapely.polygons(ring * size + (PROVINCE.west, PROVINCE.south))
    return Layer(network, outlines, _counties(columns, rows))


def _ragged(start: NDArray[np.float64], end: NDArray[np.float64], points: int, rng: np.random.Generator):  # noqa: ANN202
    """The start of each edge and what lies between it and its end."""
    along = np.linspace(0, 1, points, endpoint=False)[:, None]
    edge = start[:, :, None] * (1 - along) + end[:, :, None] * along
    edge[:, :, 1:] += rng.uniform(-EDGE_JITTER, EDGE_JITTER, edge[:, :, 1:].shape) / points
    return edge


def _back(edge: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([end[:, :, None], edge[:, :, :0:-1]], axis=2)


def _counties(columns: int, rows: int) -> NDArray[np.str_]:
    across, down = COUNTIES
    column, row = np.arange(columns) * across // columns, np.arange(rows) * down // rows
    return np.char.add("41", (row[:, None] * across + column[None, :] + 1000).astype(str)).reshape(-1)


def load(connection: psycopg.Connection, layers: list[Layer]) -> None:
    """Put the layers into empty tables, as one publication a county and network."""
    with connection.transaction():
        for number, layer in enumerate(layers):
            _load(connection, layer, first=number * 1_000_000)
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE area, area_outline")


def _load(connection: psycopg.Connection, layer: Layer, first: int) -> None:
    cursor = connection.cursor()
    for number, county in enumerate(np.unique(layer.counties)):
        key = (str(county), first + number, layer.network)
        cursor.execute(
            "INSERT INTO boundary_draft VALUES (%s, %s, %s, 'published', 'bench', 'wgs84', 'EPSG:4326', %s, NULL,"
            " 'clean', '{}', 0, 0, 1)",
            (*key, SINCE),
        )
        cursor.execute(
            "INSERT INTO publication VALUES (%s, %s, %s, %s, %s, %s, NULL, false, 0, 0, 0, 0)",
            (*key, first + number, SINCE, SINCE),
        )
    with cursor.copy("COPY area (county, id, network, code) FROM STDIN") as copy:
        for county, id_, code in _keys(layer, first):
            copy.write_row((county, id_, layer.network, code))
    with cursor.copy(
        "COPY area_outline (county, id, area_id, network, publication_id, kind, code, name, parent_code, area_m2,"
        " outline, valid_from) FROM STDIN"
    ) as copy:
        publications = {str(county): first + number for number, county in enumerate(np.unique(layer.counties))}
        shapes = shapely.to_wkb(
            shapely.set_srid(shapely.multipolygons(layer.outlines[:, None]), 4326), hex=True, include_srid=True
        )
        sizes = shapely.area(layer.outlines) * 1.0e10
        for (county, id_, code), parent, shape, size in zip(
            _keys(layer, first), _parents(layer), shapes, sizes, strict=True
        ):
            key = county, id_, id_, layer.network, publications[county]
            copy.write_row((*key, "general", code, code, parent, size, shape, SINCE))


def _keys(layer: Layer, first: int) -> Iterator[tuple[str, int, str]]:
    for number, county in enumerate(layer.counties):
        yield str(county), first + number, f"{county}{number:09d}"


def _parents(layer: Layer) -> Iterator[str]:
    """The village of each grid (six grids have one, twenty villages a township), the station of each beat (eight)."""
    ranks: Counter[str] = Counter()
    for county in layer.counties.tolist():
        rank = ranks[county]
        ranks[county] += 1
        if layer.network == "community":
            yield f"{county}{rank // 120 + 1:03d}{rank // 6 % 20 + 1:03d}"
        else:
            yield f"{county}-P{rank // 8 + 1:03d}"
