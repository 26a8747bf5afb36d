"""Boundary files read into outlines: GeoJSON, GeoPackage and Shapefile, packed or not, in whatever system they declare.

What is wrong with a row rejects the row; what is wrong with the file is a `BadFile` that says what to do.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import shapely

from geo import curves, dbf, gdal, rows, sources, systems
from geo.datums import Datum
from geo.errors import BadFile
from geo.gdal import LayerInfo
from geo.points import Box
from geo.rows import Batch, Keys, Rejected, Row
from geo.sources import Form, Source

__all__ = [
    "Batch",
    "Contents",
    "LayerInfo",
    "Preview",
    "Reading",
    "Rejected",
    "Row",
    "Wish",
    "list_layers",
    "opened",
    "preview",
    "read",
]

Progress = Callable[[int, int], None]

#: Rows read at once; each batch opens the file again, which for GeoJSON means parsing it again.
BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Wish:
    """How a file is to be read.

    `layer` may be left out where there is but one. `system` (as EPSG:4490) is for files that declare none, `encoding`
    for Shapefiles whose texts come out wrong; `expected` is where the outlines should lie, to tell swapped axes.
    """

    code_field: str
    name_field: str | None = None
    layer: str | None = None
    system: str | None = None
    datum: Datum = Datum.WGS84
    encoding: str | None = None
    expected: Box | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """A whole file: its layer, all rows in both lists, and what was noticed on the way."""

    layer: LayerInfo
    rows: tuple[Row, ...]
    rejected: tuple[Rejected, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds, before it is read: its layers, one of them, and the values of that one's first rows."""

    layers: tuple[LayerInfo, ...]
    layer: LayerInfo
    rows: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A layer opened for reading, and what was noticed about it as a whole."""

    source: Source
    layer: LayerInfo
    wish: Wish
    encoding: str | None
    convert: systems.Convert
    curved: frozenset[int]
    notes: tuple[str, ...]

    def batches(self, progress: Progress | None = None) -> Iterator[Batch]:
        """All rows, `BATCH` at a time; `progress` is told how many of how many are done."""
        for start in range(0, self.layer.count, BATCH):
            yield self._batch(start)
            if progress is not None:
                progress(min(start + BATCH, self.layer.count), self.layer.count)

    def _batch(self, start: int) -> Batch:
        columns = gdal.columns(self.source, self.layer.name, self.encoding, start, BATCH)
        if len(columns.ids) < min(BATCH, self.layer.count - start):
            raise BadFile(f"the file ends at row {start + len(columns.ids)} of {self.layer.count}; it is truncated")
        keys = Keys(self.wish.code_field, self.wish.name_field)
        batch = rows.sort_out(columns, self.convert, self.curved, keys, first=start + 1)
        _check_axes(batch.rows, self.wish.expected)
        return batch


@contextmanager
def opened(path: Path, wish: Wish) -> Iterator[Reading]:
    """The layer of the file at `path` that `wish` names, for as long as the block runs; raises `BadFile`."""
    with sources.opened(path) as source:
        encoding = wish.encoding or _encoding(source)
        layer = _chosen(gdal.layers(source, encoding), wish.layer)
        _check_fields(layer, wish)
        convert = systems.conversion(layer.system, wish.system, wish.datum)
        curved = curves.curved_features(source.path, layer.name) if source.form is Form.PACKAGE else frozenset()
        notes = (f"its texts were read as {encoding}",) if encoding else ()
        yield Reading(source, layer, wish, encoding, convert, curved, notes)


def read(path: Path, wish: Wish, progress: Progress | None = None) -> Contents:
    """The whole file at `path` at once; raises `BadFile`."""
    with opened(path, wish) as reading:
        batches = list(reading.batches(progress))
    accepted = tuple(row for batch in batches for row in batch.rows)
    rejected = tuple(row for batch in batches for row in batch.rejected)
    return Contents(reading.layer, accepted, rejected, reading.notes)


def list_layers(path: Path, encoding: str | None = None) -> tuple[LayerInfo, ...]:
    """The layers of the file at `path` and their fields, to choose from; raises `BadFile`."""
    with sources.opened(path) as source:
        return gdal.layers(source, encoding or _encoding(source))


def preview(path: Path, layer: str | None = None, *, encoding: str | None = None, most: int = 5) -> Preview:
    """A layer of the file at `path` and the values of its first rows, to tell its fields apart; raises `BadFile`."""
    with sources.opened(path) as source:
        encoding = encoding or _encoding(source)
        layers = gdal.layers(source, encoding)
        chosen = _chosen(layers, layer or (layers[0].name if layers else None))
        columns = gdal.columns(source, chosen.name, encoding, 0, most)
        names = list(columns.fields)
        rows = tuple(dict(zip(names, row, strict=True)) for row in zip(*columns.fields.values(), strict=True))
        return Preview(layers, chosen, rows)


def _encoding(source: Source) -> str | None:
    """The encoding of a Shapefile's texts; None for the forms that are always UTF-8."""
    return dbf.encoding_of(source.path.with_suffix(".dbf")) if source.form is Form.SHAPEFILE else None


def _chosen(layers: Sequence[LayerInfo], name: str | None) -> LayerInfo:
    found = [layer for layer in layers if name in {None, layer.name}]
    if len(found) == 1:
        return found[0]
    if not layers:
        raise BadFile("the file has no layer with shapes")
    names = ", ".join(layer.name for layer in layers)
    raise BadFile(f"there is no layer {name}; there are: {names}" if name else f"name one of its layers: {names}")


def _check_fields(layer: LayerInfo, wish: Wish) -> None:
    """The fields that `wish` names are there."""
    if not layer.fields:
        raise BadFile(
            f"its {layer.count} {layer.shapes} have no attributes, so no area has a code; "
            "save the areas as a FeatureCollection, each with its code as a property"
        )
    lacking = [name for name in (wish.code_field, wish.name_field) if name and name not in layer.fields]
    if lacking:
        raise BadFile(f"there is no field {' and no field '.join(lacking)}; there are: {', '.join(layer.fields)}")


def _check_axes(accepted: Sequence[Row], expected: Box | None) -> None:
    """The rows do not all lie outside of where they are expected, and inside with their axes swapped."""
    if expected is None or not accepted:
        return
    middles = [shapely.get_coordinates(shapely.envelope(row.outline))[:4].mean(axis=0) for row in accepted]
    if all(expected.holds(y, x) and not expected.holds(x, y) for x, y in middles):
        raise BadFile("longitude and latitude look swapped in the whole file; longitude comes first")
