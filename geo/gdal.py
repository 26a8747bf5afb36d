"""What GDAL tells of a source, in our words: its layers, and their columns piece by piece. Warnings stay here."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pyogrio
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyogrio.raw import read as read_raw

from geo.errors import BadFile
from geo.sources import Form, Source

_ERRORS = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, UnicodeDecodeError)


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """A layer in a file: its name, type of shapes, number of rows, fields, and system if it declares one."""

    name: str
    shapes: str
    count: int
    fields: tuple[str, ...]
    system: str | None


@dataclass(frozen=True, slots=True)
class Columns:
    """Some rows of a layer, by column: ids, shapes as WKB (None: without), and the values of each field."""

    ids: NDArray[np.int64]
    shapes: NDArray[np.object_]
    fields: dict[str, NDArray[np.object_]]


def layers(source: Source, encoding: str | None) -> tuple[LayerInfo, ...]:
    """The layers of `source` that have shapes; raises `BadFile` if it cannot be read."""
    with _in_our_words():
        named = pyogrio.list_layers(source.path).tolist()
        return tuple(_info(source, name, encoding) for name, shapes in named if shapes is not None)


def columns(source: Source, layer: str, encoding: str | None, start: int, count: int) -> Columns:
    """The rows of `layer` from position `start` on, at most `count`; arcs come as chords, heights are dropped."""
    with _in_our_words():
        meta, ids, shapes, values = read_raw(
            source.path,
            layer=layer,
            encoding=encoding,
            skip_features=start,
            max_features=count,
            force_2d=True,
            return_fids=True,
            datetime_as_string=True,
        )
    return Columns(ids, shapes, dict(zip(meta["fields"].tolist(), values, strict=True)))


def _info(source: Source, name: str, encoding: str | None) -> LayerInfo:
    info = pyogrio.read_info(source.path, layer=name, encoding=encoding, force_feature_count=True)
    if info["driver"] not in set(Form):
        raise BadFile(f"this is {info['driver']}, which is not read; save it as GeoJSON or GeoPackage")
    return LayerInfo(name, info["geometry_type"], info["features"], tuple(info["fields"].tolist()), info["crs"])


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Turn GDAL's errors into `BadFile`; drop its warnings, for whatever they tell we look at ourselves."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except _ERRORS as error:
            raise BadFile(f"the file cannot be read, it may be truncated or damaged ({error})") from error
