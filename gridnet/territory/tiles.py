"""Grids and beats as vector tiles (Mapbox Vector Tile 2.1): drawn by PostGIS, simplified and dropped by zoom.

A tile is of one county and one network, on the usual grid of web maps (EPSG:3857, y from the north), and has up to
three layers: `areas` (polygons: code, name, kind; the id is the area's), `labels` (a point within each area: code,
name; from zoom 11 on) and `county` (the county's own outline, so that small areas which are dropped leave ground).

A base map in GCJ-02 draws every place 100 to 700 m beside its WGS-84 position. For it every vertex is converted before
the tile is cut, so that our layers lie on that map and the grid of tiles stays the map's own.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import numpy as np
import shapely
from sqlalchemy import text

from geo import datums
from geo.datums import Datum
from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import NotFound
from gridnet.base.network import Network
from gridnet.base.reach import Part

ZOOMS = range(6, 17)
#: Pixels of a tile as the map draws it, and units of a tile's own grid.
PIXELS, EXTENT = 512, 4096
#: Units drawn beyond the edge, so that lines along it are not seen to end.
BUFFER = 64
#: Half the way around the world in EPSG:3857, metres.
HALF_WORLD_M = 20_037_508.342789244
#: An area whose square root is less than so many pixels is dropped.
SMALLEST_PX = 1.5
LABELS_FROM = 11
#: Degrees by which any shift of a datum lies within.
SHIFT_DEG = 0.03


@dataclass(frozen=True, slots=True)
class Tile:
    """A place in the pyramid of tiles."""

    z: int
    x: int
    y: int

    @classmethod
    def of(cls, z: int, x: int, y: int) -> Self:
        """The tile; raises `NotFound` where there is none."""
        if z not in ZOOMS or not (0 <= x < 1 << z and 0 <= y < 1 << z):
            raise NotFound(f"there is no tile {z}/{x}/{y}: zooms go from {ZOOMS[0]} to {ZOOMS[-1]}")
        return cls(z, x, y)

    @property
    def pixel_m(self) -> float:
        """Metres of EPSG:3857 a pixel; on the ground it is less, by the cosine of the latitude."""
        return 2 * HALF_WORLD_M / PIXELS / (1 << self.z)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees, the buffer included."""
        more = BUFFER / EXTENT
        west, east = (self._lng(self.x - more), self._lng(self.x + 1 + more))
        return west, self._lat(self.y + 1 + more), east, self._lat(self.y - more)

    def _lng(self, x: float) -> float:
        return x / (1 << self.z) * 360 - 180

    def _lat(self, y: float) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / (1 << self.z)))))


_VERSION = text("""
    SELECT (SELECT id FROM publication
            WHERE county = :county AND network = :network AND valid_from <= CAST(:at AS timestamptz)
            ORDER BY valid_from DESC LIMIT 1) AS layer,
           (SELECT max(id) FROM division_outline
            WHERE division_code = :county AND valid_from <= CAST(:at AS timestamptz)
              AND (valid_to IS NULL OR valid_to > CAST(:at AS timestamptz))) AS outline
""")


def version(county: County, network: Network, at: datetime) -> str:
    """What the layer is called as it holds at `at`; with each publication it becomes another."""
    row = db.run(_VERSION, {"county": county, "network": network, "at": at}).first()
    return f"{row.layer or 0}-{row.outline or 0}"


_IN_SIGHT = """
    o.county = :county AND o.network = :network AND o.valid_from <= CAST(:at AS timestamptz)
    AND (o.valid_to IS NULL OR o.valid_to > CAST(:at AS timestamptz))
    AND o.outline && ST_MakeEnvelope(CAST(:west AS float8), CAST(:south AS float8),
                                     CAST(:east AS float8), CAST(:north AS float8), 4326)
    AND o.area_m2 >= CAST(:least_m2 AS float8)
    AND (CAST(:whole AS boolean) OR o.parent_code LIKE ANY(CAST(:prefixes AS text[]))
         OR o.area_id = ANY(CAST(:area_ids AS bigint[])))
"""
_COUNTY = """
    SELECT d.outline FROM division_outline AS d
    WHERE d.division_code = :county AND d.valid_from <= CAST(:at AS timestamptz)
      AND (d.valid_to IS NULL OR d.valid_to > CAST(:at AS timestamptz))
"""
_DRAWN = f"""
    frame AS MATERIALIZED (SELECT ST_TileEnvelope(CAST(:z AS int), CAST(:x AS int), CAST(:y AS int)) AS box),
    shaped AS MATERIALIZED (
        SELECT area_id, code, name, kind, ST_Transform(outline, 3857) AS shape FROM near
    ), areas AS (
        SELECT area_id, code, name, kind,
               ST_AsMVTGeom(ST_Simplify(shape, CAST(:tolerance_m AS float8), true), box, {EXTENT}, {BUFFER}, true)
                   AS geom
        FROM shaped, frame
    ), labels AS (
        SELECT area_id, code, name, ST_AsMVTGeom(spot, box, {EXTENT}, 0, true) AS geom
        FROM (SELECT area_id, code, name, ST_PointOnSurface(shape) AS spot FROM shaped
              WHERE CAST(:z AS int) >= {LABELS_FROM}) AS named, frame
        WHERE ST_Intersects(spot, box)
    ), county AS (
        SELECT ST_AsMVTGeom(ST_Simplify(ST_Transform(outline, 3857), CAST(:tolerance_m AS float8), true),
                            box, {EXTENT}, {BUFFER}, true) AS geom
        FROM outlined, frame
    )
    SELECT coalesce((SELECT ST_AsMVT(areas, 'areas', {EXTENT}, 'geom', 'area_id') FROM areas), '')
        || coalesce((SELECT ST_AsMVT(labels, 'labels', {EXTENT}, 'geom', 'area_id') FROM labels), '')
        || coalesce((SELECT ST_AsMVT(county, 'county', {EXTENT}, 'geom') FROM county), '') AS tile
"""  # noqa: S608 - made of the constants above
_TILE = text(f"""
    WITH near AS MATERIALIZED (
        SELECT o.area_id, o.code, o.name, o.kind, o.outline FROM area_outline AS o WHERE {_IN_SIGHT}
    ), outlined AS MATERIALIZED ({_COUNTY}), {_DRAWN}
""")  # noqa: S608 - made of the constants above
_ROWS = text(f"""
    SELECT o.area_id, o.code, o.name, o.kind, ST_AsBinary(o.outline) AS wkb FROM area_outline AS o WHERE {_IN_SIGHT}
    UNION ALL SELECT NULL, NULL, NULL, NULL, ST_AsBinary(outline) FROM ({_COUNTY}) AS county
""")  # noqa: S608 - made of the constants above
#: The same from shapes that are handed in; the one without an area is the county.
_MOVED = text(f"""
    WITH given AS MATERIALIZED (
        SELECT area_id, code, name, kind, ST_GeomFromWKB(wkb, 4326) AS outline
        FROM unnest(CAST(:area_ids AS bigint[]), CAST(:codes AS text[]), CAST(:names AS text[]),
                    CAST(:kinds AS text[]), CAST(:wkbs AS bytea[])) AS given (area_id, code, name, kind, wkb)
    ), near AS MATERIALIZED (SELECT * FROM given WHERE area_id IS NOT NULL),
    outlined AS MATERIALIZED (SELECT outline FROM given WHERE area_id IS NULL), {_DRAWN}
""")  # noqa: S608 - made of the constants above


def draw(part: Part, network: Network, tile: Tile, datum: Datum, at: datetime) -> bytes:
    """The tile of what may be seen of a county, as the layer held at `at`; nothing where nothing lies in it."""
    given = _given(part, network, tile, at)
    if datum in datums.SAME_AS_WGS84:
        return bytes(db.run(_TILE, given).first().tile)
    west, south, east, north = tile.box
    wider = {"west": west - SHIFT_DEG, "south": south - SHIFT_DEG, "east": east + SHIFT_DEG, "north": north + SHIFT_DEG}
    rows = db.run(_ROWS, given | wider)
    shapes = np.array([*(shapely.from_wkb(bytes(row.wkb)) for row in rows), None], dtype=object)[:-1]
    moved = {
        "area_ids": [row.area_id for row in rows],
        "codes": [row.code for row in rows],
        "names": [row.name for row in rows],
        "kinds": [row.kind for row in rows],
        "wkbs": list(shapely.to_wkb(datums.shapes_from_wgs84(shapes, datum))),
    }
    return bytes(db.run(_MOVED, {name: given[name] for name in ("z", "x", "y", "tolerance_m")} | moved).first().tile)


def _given(part: Part, network: Network, tile: Tile, at: datetime) -> dict[str, Any]:
    west, south, east, north = tile.box
    return {
        "county": part.county,
        "network": network,
        "at": at,
        "z": tile.z,
        "x": tile.x,
        "y": tile.y,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "least_m2": least_m2(tile, (south + north) / 2),
        "tolerance_m": tile.pixel_m / 4,
        "whole": part.is_whole,
        "prefixes": [f"{prefix}%" for prefix in part.prefixes],
        "area_ids": list(part.area_ids),
    }


def least_m2(tile: Tile, lat: float) -> float:
    """The smallest area that is drawn at this zoom, in square metres on the ground; from zoom 12 on all are."""
    if tile.z > LABELS_FROM:
        return 0.0
    return (SMALLEST_PX * tile.pixel_m * math.cos(math.radians(lat))) ** 2


_BOUNDS = text("""
    SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north
    FROM (SELECT coalesce(
        (SELECT ST_Extent(outline) FROM division_outline
         WHERE division_code = :county AND valid_from <= CAST(:at AS timestamptz)
           AND (valid_to IS NULL OR valid_to > CAST(:at AS timestamptz))),
        (SELECT ST_Extent(outline) FROM area_outline
         WHERE county = :county AND network = 'community' AND valid_from <= CAST(:at AS timestamptz)
           AND (valid_to IS NULL OR valid_to > CAST(:at AS timestamptz)))) AS box) AS found
""")


def bounds(county: County, at: datetime) -> tuple[float, float, float, float] | None:
    """West, south, east, north of a county in degrees of WGS-84, or None where it has neither outline nor grids."""
    row = db.run(_BOUNDS, {"county": county, "at": at}).first()
    return None if row.west is None else (row.west, row.south, row.east, row.north)
