"""A boundary file read as a layer of one network: what each field says, and which rows are refused."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely

from geo import coverage, formats
from geo import datums as datum_names
from geo.codes import read_code
from geo.datums import Datum
from geo.errors import BadGeometry
from geo.formats import Row
from geo.outlines import Fault
from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.territory import codes
from gridnet.territory.values import Kind, Plot, Refused

Progress = Callable[[int, int], None]

DEDICATED = frozenset({"dedicated", "专属", "专属网格", "专属型"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a boundary file is to be read; `system` is for files that declare none, as EPSG:4490."""

    code_field: str
    name_field: str | None = None
    parent_field: str | None = None
    kind_field: str | None = None
    dedicated_values: frozenset[str] = DEDICATED
    layer: str | None = None
    system: str | None = None
    datum: Datum = Datum.WGS84
    encoding: str | None = None
    merge_codes: bool = False

    @classmethod
    def of(cls, **given: Any) -> "Options":
        """The options from texts, empty ones left out; raises `Invalid` for a datum nobody knows."""
        wanted = {name: value for name, value in given.items() if value not in {None, ""}}
        if "datum" in wanted:
            wanted["datum"] = read_datum(wanted["datum"])
        return cls(**wanted)


@dataclass(frozen=True, slots=True)
class Layer:
    """All rows of a file: those that became areas, in its order, and those refused."""

    plots: Sequence[Plot]
    refused: Sequence[Refused]
    system: str
    notes: Sequence[str] = ()
    faults: Mapping[int, Fault] = field(default_factory=dict)

    @classmethod
    def of(cls, plots: Iterable[Plot]) -> "Layer":
        """A layer that comes from no file."""
        return cls(tuple(plots), (), "EPSG:4326")

    def to_check(self) -> coverage.Layer:
        """The layer as the coverage check wants it."""
        return coverage.Layer.of(
            [plot.code for plot in self.plots],
            [plot.outline for plot in self.plots],
            [plot.kind is Kind.DEDICATED for plot in self.plots],
            dict(self.faults),
        )


def read_datum(name: str) -> Datum:
    """The datum called `name`; raises `Invalid` listing those known."""
    try:
        return datum_names.read_datum(name)
    except BadGeometry as error:
        raise Invalid(str(error)) from None


def read(path: Path, county: County, network: Network, options: Options, progress: Progress | None = None) -> Layer:
    """The layer in the file at `path`; raises `Invalid` with a sentence when the file cannot be read as described."""
    wish = formats.Wish(
        code_field=options.code_field,
        name_field=options.name_field,
        layer=options.layer,
        system=options.system,
        datum=options.datum,
        encoding=options.encoding,
    )
    try:
        contents = formats.read(path, wish, progress)
    except BadGeometry as error:
        raise Invalid(f"{path.name}: {error}") from None
    _check_fields(contents.layer.fields, options)
    return _layer(contents, county, network, options)


def read_outline(path: Path, options: Options) -> shapely.Geometry:
    """The one outline that all shapes of a file make up; raises `Invalid`."""
    try:
        (layer, *_) = formats.list_layers(path)
        wish = formats.Wish(code_field=layer.fields[0], layer=layer.name, system=options.system, datum=options.datum)
        rows = formats.read(path, wish).rows
    except (BadGeometry, ValueError, IndexError) as error:
        raise Invalid(f"{path.name} gives no outline: {error}") from None
    return shapely.union_all([row.outline for row in rows])


def _check_fields(present: Sequence[str], options: Options) -> None:
    for name in (options.parent_field, options.kind_field):
        if name is not None and name not in present:
            raise Invalid(f"there is no field {name}; there are: {', '.join(present)}")


def _layer(contents: formats.Contents, county: County, network: Network, options: Options) -> Layer:
    refused = [Refused(row.number, row.code, row.reason) for row in contents.rejected]
    plots: list[Plot] = []
    faults: dict[int, Fault] = {}
    for row in contents.rows:
        try:
            plot = _plot(row, county, network, options)
        except Invalid as error:
            refused.append(Refused(row.number, row.code, str(error)))
            continue
        if row.fault is not None:
            faults[len(plots)] = row.fault
        plots.append(plot)
    notes = [*contents.notes, *_notes(contents.rows)]
    layer = Layer(plots, sorted(refused), contents.layer.system or options.system or "", notes, faults)
    return merged(layer) if options.merge_codes else layer


def _plot(row: Row, county: County, network: Network, options: Options) -> Plot:
    told: dict[str | None, Any] = {options.code_field: row.code, options.name_field: row.name}
    fields = told | row.fields  # one field may say two things
    parent = read_code(fields[options.parent_field]).text if options.parent_field else ""
    kind = str(fields[options.kind_field] or "").strip() if options.kind_field else ""
    return Plot(
        row.code,
        row.name or row.code,
        Kind.DEDICATED if kind in options.dedicated_values else Kind.GENERAL,
        parent_of(row.code, parent, county, network),
        row.outline,
    )


def parent_of(code: str, parent: str, county: County, network: Network) -> str | None:
    """What an area belongs to: a beat to the station named, a grid to a division of the county.

    A grid code of 15 digits begins with its village; any other grid without a parent belongs to the county.
    Raises `Invalid` for a division outside the county.
    """
    if network is not Network.COMMUNITY:
        return parent or None
    if not parent:
        is_national = len(code) == codes.GRID and code.isdecimal() and code.startswith(county)
        return code[: codes.VILLAGE] if is_national else county
    division = codes.read(parent)
    if not division.startswith(county):
        raise Invalid(f"its parent {division} lies outside county {county}")
    return division


def _notes(rows: Iterable[Row]) -> list[str]:
    told = [row for row in rows if row.note]
    return [f"{told[0].note} (row {told[0].number}); {len(told)} codes in all were numbers"] if told else []


def merged(layer: Layer) -> Layer:
    """The layer with all outlines of one code made one, where the first of them stood.

    Raises `Invalid` where they disagree on what they belong to.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, plot in enumerate(layer.plots):
        places[plot.code].append(place)
    several = {code: at for code, at in places.items() if len(at) > 1}
    plots = [_merge([layer.plots[place] for place in at]) for at in places.values()]
    faults = {
        number: next(layer.faults[place] for place in at if place in layer.faults)
        for number, at in enumerate(places.values())
        if any(place in layer.faults for place in at)
    }
    notes = [f"{len(at)} outlines of {code} were made one" for code, at in several.items()]
    return Layer(plots, layer.refused, layer.system, [*layer.notes, *notes], faults)


def _merge(plots: Sequence[Plot]) -> Plot:
    first = plots[0]
    if len(plots) == 1:
        return first
    if len({(plot.kind, plot.parent_code) for plot in plots}) > 1:
        raise Invalid(f"the outlines of {first.code} cannot be made one: they differ in kind or parent")
    whole = shapely.union_all([plot.outline for plot in plots])
    return Plot(first.code, first.name, first.kind, first.parent_code, whole)
