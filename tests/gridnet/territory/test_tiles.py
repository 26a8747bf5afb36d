"""What is drawn into a tile: at which zoom, of whose layer, on whose map; and that no layer is read through for it."""

import io
import math

import numpy as np
import pyogrio
import pytest
import shapely
from sqlalchemy import text

from geo import datums
from geo.datums import Datum
from gridnet.base.errors import NotFound
from gridnet.base.network import Network
from gridnet.base.reach import Part
from gridnet.territory import tiles
from gridnet.territory.tiles import Tile
from tests import owner
from tests.factories import territory as factories
from tests.factories.territory import COUNTY, SINCE, box, plot

WHOLE = Part(COUNTY, is_whole=True)
GRIDS = Network.COMMUNITY


def tile_at(z, lng, lat):
    """The tile that has the point."""
    n = 1 << z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return Tile.of(z, int((lng + 180) / 360 * n), int(y * n))


def read(tile, where, layer):
    """Properties and shape (in degrees) of what a tile has in a layer, as GDAL reads it."""
    if not tile:
        return []
    meta, _, wkb, fields = pyogrio.raw.read(io.BytesIO(tile), layer=layer)
    names = [str(name) for name in meta["fields"]]
    xy = [shapely.transform(shapely.from_wkb(each), lambda units: _degrees(units, where)) for each in wkb]
    rows = [dict(zip(names, values, strict=True)) for values in zip(*fields, strict=True)]
    return list(zip(rows, xy, strict=True))


def _degrees(units, where):
    """GDAL gives a tile without its place in units of its grid, from the lower left of the one tile there is."""
    n = 1 << where.z
    x, y = where.x + units[:, 0] / 4096, where.y + 1 - units[:, 1] / 4096
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y / n))))
    return np.column_stack((x / n * 360 - 180, lat))


@pytest.fixture
def grids(session):
    factories.county_outline(box(0, 0, 4, 2))
    made = [plot(f"G{n}", n, name=f"示例网格{n:02}", parent=f"99010100{n // 2}") for n in range(4)]
    return factories.publish(made)


def codes(tile, where, layer="areas"):
    return sorted(row["code"] for row, _ in read(tile, where, layer))


@pytest.mark.parametrize(("z", "x", "y"), [(5, 1, 1), (17, 1, 1), (6, 64, 0), (6, 0, 64)])
def test_there_is_no_tile_outside_of_the_pyramid(z, x, y):
    with pytest.raises(NotFound, match="zooms go from 6 to 16"):
        Tile.of(z, x, y)


def test_the_box_of_a_tile_is_its_square_and_the_buffer_around_it():
    west, south, east, north = Tile.of(6, 52, 24).box
    assert (round(west, 2), round(east, 2)) == (112.41, 118.21)
    assert south < 40.0 < north


def test_a_tile_has_the_areas_that_lie_in_it(session, grids):
    where = tile_at(13, *factories.at(0.5, 0.5))
    found = read(tiles.draw(WHOLE, GRIDS, where, Datum.WGS84, SINCE), where, "areas")
    assert {row["code"]: row["name"] for row, _ in found}["G0"] == "示例网格00"
    shape = next(shape for row, shape in found if row["code"] == "G0")
    assert shapely.hausdorff_distance(shape, box(0, 0, 1, 1)) < 0.0001


def test_each_area_bears_its_name_once(session, grids):
    seen = []
    for column in range(4):
        where = tile_at(14, *factories.at(column + 0.5, 0.5))
        seen.append((where, tiles.draw(WHOLE, GRIDS, where, Datum.WGS84, SINCE)))
    labels = [code for where, tile in dict(seen).items() for code in codes(tile, where, "labels")]
    assert sorted(labels) == ["G0", "G1", "G2", "G3"]


def test_far_away_small_areas_are_dropped_and_the_county_stays(session, grids):
    where = tile_at(6, *factories.at(1, 1))
    tile = tiles.draw(WHOLE, GRIDS, where, Datum.WGS84, SINCE)
    assert b"areas" not in tile
    assert len(read(tile, where, "county")) == 1


def test_the_smallest_area_drawn_shrinks_with_the_zoom():
    sizes = [tiles.least_m2(Tile(z, 0, 0), 34) for z in tiles.ZOOMS]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == 0


def test_where_nothing_lies_nothing_is_drawn(session, grids):
    assert tiles.draw(WHOLE, GRIDS, tile_at(12, 100, 30), Datum.WGS84, SINCE) == b""


@pytest.mark.parametrize(
    ("part", "seen"),
    [
        (WHOLE, ["G0", "G1", "G2", "G3"]),
        (Part(COUNTY, is_whole=False, prefixes=("990101001",)), ["G2", "G3"]),
        (Part(COUNTY, is_whole=False), []),
        (Part("990102", is_whole=True), []),
    ],
)
def test_nobody_is_drawn_what_lies_outside_of_their_scope(session, grids, part, seen):
    where = tile_at(8, *factories.at(2, 0.5))
    tile = tiles.draw(part, GRIDS, where, Datum.WGS84, SINCE)
    assert (codes(tile, where) if b"areas" in tile else []) == seen


def test_one_area_alone_is_drawn_for_whoever_keeps_it(session, grids):
    area_id = session.scalar(text("SELECT id FROM area WHERE county = :c AND code = 'G1'"), {"c": COUNTY})
    where = tile_at(8, *factories.at(2, 0.5))
    tile = tiles.draw(Part(COUNTY, is_whole=False, area_ids=(area_id,)), GRIDS, where, Datum.WGS84, SINCE)
    assert codes(tile, where) == ["G1"]


def test_on_a_map_in_gcj02_every_vertex_lies_where_that_map_draws_it(session, grids):
    corner = datums.point_from_wgs84(factories.at(0, 0), Datum.GCJ02)
    where = tile_at(15, *corner)
    found = read(tiles.draw(WHOLE, GRIDS, where, Datum.GCJ02, SINCE), where, "areas")
    moved = datums.shapes_from_wgs84(np.array([box(0, 0, 1, 1)]), Datum.GCJ02)[0]
    nearest = min(shapely.distance(shape.boundary, shapely.Point(corner)) for _, shape in found)
    assert nearest < 0.00001
    assert shapely.distance(moved.boundary, shapely.Point(factories.at(0, 0))) > 0.001


def test_a_publication_makes_another_version_from_its_moment_on(session, grids):
    before = tiles.version(COUNTY, GRIDS, SINCE)
    later = SINCE.replace(month=6)
    factories.publish([plot("H1", 0, 0, 4, 1)], valid_from=later)
    assert tiles.version(COUNTY, GRIDS, SINCE) == before
    assert tiles.version(COUNTY, GRIDS, later) != before


def test_the_bounds_are_those_of_the_county_or_of_its_grids(session, grids):
    assert tiles.bounds(COUNTY, SINCE) == pytest.approx((116.0, 40.0, 116.04, 40.02))
    factories.publish([plot("G0", 5, 5)], county="990103")
    assert tiles.bounds("990103", SINCE) == pytest.approx((116.05, 40.05, 116.06, 40.06))
    assert tiles.bounds("990104", SINCE) is None


def test_a_tile_is_cut_out_of_a_large_layer_without_reading_it_through(session, grids):
    session.execute(
        text("""
            INSERT INTO area_outline (county, area_id, network, publication_id, kind, code, name, area_m2, outline,
                                      valid_from, valid_to)
            SELECT o.county, o.area_id, o.network, o.publication_id, o.kind, 'M' || n, 'M', 900000,
                   ST_Translate(o.outline, (n % 100) * 0.011, (n / 100) * 0.011),
                   TIMESTAMPTZ '2020-01-01Z' + n * interval '1 hour',
                   TIMESTAMPTZ '2020-01-01Z' + (n + 1) * interval '1 hour'
            FROM generate_series(1, 9000) AS n, area_outline AS o WHERE o.code = 'G0'
        """)
    )
    owner.analyse(session, "area_outline")  # without it, what other tests left behind would choose the plan
    where = tile_at(14, *factories.at(0.5, 0.5))
    given = tiles._given(WHOLE, GRIDS, where, SINCE)
    plan = "\n".join(session.scalars(text(f"EXPLAIN {tiles._TILE.text}"), given))
    assert "ix_area_outline_outline" in plan
    assert "Seq Scan on area_outline" not in plan
