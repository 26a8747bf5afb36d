"""Which features of a GeoPackage are curved. GDAL turns arcs into chords without a word; we refuse them instead."""

import sqlite3
from contextlib import closing
from pathlib import Path

from geo.errors import BadFile

#: Bytes of a GeoPackage geometry before its WKB, by the envelope code in its flags (bits 1 to 3).
_ENVELOPES = (0, 32, 48, 48, 64)
_HEADER = 8
#: Codes of the curved types in WKB: CircularString to Surface, but not PolyhedralSurface.
_CURVED = frozenset(range(8, 15))
_ENOUGH = _HEADER + max(_ENVELOPES) + 5


def curved_features(package: Path, layer: str) -> frozenset[int]:
    """The ids of the features of `layer` with arcs in them; raises `BadFile` if the package cannot be read."""
    try:
        with closing(sqlite3.connect(f"{package.absolute().as_uri()}?mode=ro", uri=True)) as db:
            column = db.execute(
                "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)
            ).fetchone()
            if column is None:
                return frozenset()
            heads = db.execute(f"SELECT rowid, substr({_quoted(column[0])}, 1, {_ENOUGH}) FROM {_quoted(layer)}")  # noqa: S608 - names are quoted
            return frozenset(number for number, head in heads if head and _is_curved(head))
    except sqlite3.DatabaseError as error:
        raise BadFile(f"the GeoPackage cannot be read, it may be truncated ({error})") from error


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _is_curved(head: bytes) -> bool:
    envelope = head[3] >> 1 & 0b111
    wkb = head[_HEADER + _ENVELOPES[min(envelope, 4)] :]
    order = "little" if wkb[:1] == b"\1" else "big"
    return int.from_bytes(wkb[1:5], order) % 1000 in _CURVED  # type: ignore[arg-type]
