"""Rows of a boundary file: each is accepted with its outline, or rejected with a reason, and never both."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely import MultiPolygon

from geo import codes, outlines
from geo.gdal import Columns
from geo.measures import Shapes
from geo.outlines import Fault
from geo.systems import Convert


class Keys(NamedTuple):
    """The fields that hold the code and, if any does, the name; one field may be both."""

    code: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """An accepted row: `number` counts from 1 in the file's order, `fields` are the other columns.

    `outline` is valid and in degrees WGS-84; `fault` tells what was repaired, `note` what was done to the code.
    """

    number: int
    code: str
    name: str
    outline: MultiPolygon
    fault: Fault | None
    fields: dict[str, Any]
    note: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is not taken: its number, its code as far as it has one, and why."""

    number: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The next rows of a file; the two lists together hold each of them once."""

    rows: tuple[Row, ...]
    rejected: tuple[Rejected, ...]


def sort_out(columns: Columns, convert: Convert, curved: frozenset[int], keys: Keys, *, first: int) -> Batch:
    """Accept or reject each row of `columns`, the first of which is row `first` of the file.

    `convert` brings the shapes to degrees WGS-84; `curved` are the ids of rows with arcs.
    """
    shapes, unread = _parsed(columns, curved)
    read = outlines.read_outlines(convert(shapes))
    reasons = {**read.refused, **unread}
    rows, rejected = [], []
    for i, values in enumerate(_each(columns)):
        code, name = codes.read_code(values[keys.code]), values[keys.name] if keys.name else None
        reason = f"it has no code in field {keys.code}" if not code.text else reasons.get(i)
        if reason is not None:
            rejected.append(Rejected(first + i, code.text, reason))
            continue
        text = "" if name is None else str(name).strip()
        others = {key: value for key, value in values.items() if key not in keys}
        rows.append(Row(first + i, code.text, text, read.shapes[i], read.faults.get(i), others, code.note))
    return Batch(tuple(rows), tuple(rejected))


def _parsed(columns: Columns, curved: frozenset[int]) -> tuple[Shapes, dict[int, str]]:
    """The shapes of the rows, None where there is none to be had, and by position why not."""
    shapes = np.asarray(shapely.from_wkb(columns.shapes, on_invalid="ignore"), dtype=object)
    broken = np.array([wkb is not None for wkb in columns.shapes], dtype=bool) & shapely.is_missing(shapes)
    arcs = np.isin(columns.ids, list(curved))
    shapes[arcs] = None
    reasons = dict.fromkeys(np.flatnonzero(broken).tolist(), "its shape cannot be read: a ring of too few points?")
    curves = "its edges are curved; turn them into straight ones first (ST_CurveToLine, or “segmentise” in QGIS)"
    return shapes, reasons | dict.fromkeys(np.flatnonzero(arcs).tolist(), curves)


def _each(columns: Columns) -> Iterable[dict[str, Any]]:
    """The rows, one after the other, as plain values by field."""
    names = list(columns.fields)
    lists = [[_plain(value) for value in values.tolist()] for values in columns.fields.values()]
    return (dict(zip(names, values, strict=True)) for values in zip(*lists, strict=True))


def _plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value.hex() if isinstance(value, bytes) else value
