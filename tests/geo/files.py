"""Boundary files of every kind, written for tests."""

import sqlite3
import struct
from contextlib import closing

import numpy as np
import pyogrio.raw
import shapely

SHAPES = (shapely.box(113, 34, 113.1, 34.1), shapely.box(113.1, 34, 113.2, 34.1))
FIELDS = {"编码": ("0101", "0102"), "名称": ("东关网格", "西关网格")}


def write(path, shapes=SHAPES, fields=FIELDS, crs="EPSG:4326", **options):
    """A boundary file of the form its name says; `fields` are columns."""
    wkb = None if shapes is None else shapely.to_wkb(np.array([*shapes, None], dtype=object)[:-1])
    columns = [np.array(values, dtype=object) for values in fields.values()]
    kind = options.pop("geometry_type", "Polygon")
    pyogrio.raw.write(path, wkb, columns, list(fields), geometry_type=kind, crs=crs, **options)
    return path


def shapefile(folder, encoding="GBK", said=False, **options):
    """A Shapefile; unless `said`, nothing in it tells the encoding of its texts."""
    path = write(folder / "grids.shp", encoding=encoding, **options)
    if not said:
        path.with_suffix(".cpg").unlink()
        raw = bytearray(path.with_suffix(".dbf").read_bytes())
        raw[29] = 0
        path.with_suffix(".dbf").write_bytes(raw)
    return path


def put(package, layer, wkb, *, envelope=0):
    """Add a feature of any WKB to a GeoPackage; the functions that its index calls for are pretended."""
    sizes = (0, 32, 48, 48, 64)
    head = b"GP\x00" + bytes([envelope << 1 | 1]) + struct.pack("<i", 4326) + b"\0" * sizes[envelope]
    with closing(sqlite3.connect(package)) as db:
        for name, value in (
            ("ST_IsEmpty", 0),
            ("ST_MinX", 113),
            ("ST_MaxX", 113.2),
            ("ST_MinY", 33.9),
            ("ST_MaxY", 34.1),
        ):
            db.create_function(name, 1, lambda _, value=value: value)
        db.execute(f'INSERT INTO "{layer}" (geom, 编码) VALUES (?, ?)', (head + wkb, "0103"))
        db.commit()


def curved():
    """A CurvePolygon of one circle."""
    corners = [(113, 34), (113.1, 34.1), (113.2, 34), (113.1, 33.9), (113, 34)]
    circle = struct.pack("<BII", 1, 8, 5) + b"".join(struct.pack("<dd", *corner) for corner in corners)
    return struct.pack("<BII", 1, 10, 1) + circle
