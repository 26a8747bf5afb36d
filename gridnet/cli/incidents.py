"""Incidents: import a file of them, of today or of the past."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from geo import datums
from geo.errors import BadGeometry
from gridnet.base import county as counties
from gridnet.base import db, moment, tables
from gridnet.base.errors import Invalid
from gridnet.base.settings import Settings
from gridnet.cli.context import connected, console, report_rows
from gridnet.incidents import history_map, importing, overrides, queries
from gridnet.incidents.history import PastRun
from gridnet.incidents.importing import Columns, Run, Tally

#: Notes on rows that were taken in, told at most.
NOTED = 20
Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def incidents() -> None:
    """Incidents."""


def _column(name: str, what: str) -> Callable[[Command], Command]:
    return click.option(f"--{name}", name.replace("-", "_"), help=f"column of {what}")


@incidents.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--county", required=True, help="six-digit code of the county")
@click.option("--ref", required=True, help="column that tells rows apart; makes a second run take nothing twice")
@_column("lng", "longitude")
@_column("lat", "latitude")
@_column("grid-code", "the grid's code, where there are no coordinates")
@_column("address", "the address")
@_column("division-code", "the township's or village's code")
@_column("category", "the category")
@_column("text", "the words")
@_column("reported-at", "when it was reported; now where not given")
@_column("occurred-at", "when it happened")
@click.option("--datum", default="wgs84", show_default=True, help="wgs84, cgcs2000, gcj02 or bd09")
@click.option("--default-category", default="", help="category of rows that have none, or an unknown one")
@click.option("--category-map", type=click.Path(exists=True, path_type=Path), help="JSON: what is written → code")
@click.option("--zone", default="Asia/Shanghai", show_default=True, help="time zone of moments without one")
@click.option("--encoding", help="of a CSV; found out where not given")
@click.option("--label", help="name of the source; the file's own where not given")
@click.option("--rejects", type=click.Path(path_type=Path, dir_okay=False), help="file for rejected rows with reasons")
@click.option("--batch", default=500, show_default=True, type=click.IntRange(1, 5000), help="rows a transaction")
def import_(  # noqa: PLR0913 - a command's options
    file: Path,
    *,
    county: str,
    datum: str,
    category_map: Path | None,
    encoding: str | None,
    label: str | None,
    rejects: Path | None,
    batch: int,
    **columns: str,
) -> None:
    """Take in every row of FILE (CSV, CSV.gz, XLSX) once; rejected rows go to a file with their reasons.

    Interrupted or run again, it takes in what is missing and nothing twice.
    """
    mapping = _mapping(datum, category_map, columns)
    with connected() as settings, tables.open_table(file, encoding) as (header, lines):
        mapping.check(header)
        run = Run(mapping=mapping, **_known(county, label or file.name, settings))
        tally = _take_in(run, lines, batch, file)
    _report(tally, rejects or file.with_name(f"{file.name}.rejected.csv"))


@incidents.command("import-history")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--county", required=True, help="six-digit code of the county")
@click.option("--map", "words", multiple=True, required=True, help="JSON file, or NAME=COLUMN; may be repeated")
@click.option("--timezone", help="time zone of moments without one, as America/Chicago; the map's where not given")
@click.option("--ambiguous", type=click.Choice(["earlier", "later", "reject"]), help="hours that were twice")
@click.option("--default-category", help="category of rows that have none, or an unknown one")
@click.option("--encoding", help="of a CSV; found out where not given")
@click.option("--label", help="name of the source; the file's own where not given")
@click.option("--rejects", type=click.Path(path_type=Path, dir_okay=False), help="file for rejected rows with reasons")
@click.option("--batch", default=2000, show_default=True, type=click.IntRange(1, 5000), help="rows a transaction")
def import_history(  # noqa: PLR0913 - a command's options
    file: Path,
    *,
    county: str,
    words: tuple[str, ...],
    encoding: str | None,
    label: str | None,
    rejects: Path | None,
    batch: int,
    **given: str | None,
) -> None:
    """Take in incidents of the past from FILE (CSV, CSV.gz, XLSX) with their time stamps, for reports.

    The map says which column holds what: ref, reported_at, closed_at, due_at, category, place and so on, and the
    stamps of each network's leg (legs.police.arrived_at). What is missing stays missing, what cannot have been in that
    order stays as it is written, and the reports count both by name. No clock starts and nobody is notified.
    """
    found = history_map.read(words, **given)
    with connected() as settings, tables.open_table(file, encoding) as (header, lines):
        found.check(header)
        known = _known(county, label or file.name, settings)
        tally = _take_in(PastRun(map=found, mapping=found.columns(), **known), lines, batch, file)
    _report(tally, rejects or file.with_name(f"{file.name}.rejected.csv"))


@incidents.group()
def categories() -> None:
    """Categories of a county."""


@categories.command("list")
@click.option("--county", required=True, help="six-digit code of the county")
def list_categories(county: str) -> None:
    """Show every category as it holds in the county."""
    with connected(), db.transaction():
        found = queries.list_categories(counties.read(county))
    table = Table("code", "", "", "police", "sensitivity", "priority")
    for each in found.values():
        table.add_row(each.code, each.name_zh, each.name_en, each.police_role, each.sensitivity, each.priority)
    console().print(table)


@categories.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--county", required=True, help="six-digit code of the county")
def import_categories(file: Path, *, county: str) -> None:
    """Change categories by FILE: code and any of name_zh, name_en, police_role, sensitivity, priority, retired.

    Empty cells change nothing. A category of the county's own begins with 9 and has every column.
    """
    with connected(), tables.open_table(file) as (_, lines), db.transaction():
        tally = overrides.take_in(counties.read(county), lines)
    for number, reason in tally.rejected:
        click.echo(f"line {number}: {reason}")
    click.echo(f"{tally.changed} changed, {tally.unchanged} unchanged, {len(tally.rejected)} rejected")


def _mapping(datum: str, category_map: Path | None, columns: dict[str, str]) -> Columns:
    try:
        named = datums.read_datum(datum)
    except BadGeometry as error:
        raise Invalid(str(error)) from None
    known = json.loads(category_map.read_text(encoding="utf-8")) if category_map else {}
    given: dict[str, Any] = dict(columns)
    return Columns(datum=named, categories=known, **given)


def _known(county: str, label: str, settings: Settings) -> dict[str, Any]:
    """What an import knows beside its mapping."""
    code = counties.read(county)
    with db.transaction():
        categories = queries.list_categories(code)
    tolerance_m = settings.nearest_tolerance_m
    return {"county": code, "label": label, "categories": categories, "at": moment.now(), "tolerance_m": tolerance_m}


def _take_in(run: Run, lines: Iterator[tables.Line], batch: int, file: Path) -> Tally:
    """Every row, a transaction a batch."""
    tally = Tally()
    with _progress() as progress:
        bar = progress.add_task(file.name, total=tables.count_lines(file))
        for rows in importing.batches(lines, batch):
            with db.transaction():
                importing.take_in(run, rows, tally)
            progress.update(bar, completed=tally.rows)
    return tally


def _progress() -> Progress:
    shown = "{task.completed} rows"
    return Progress(SpinnerColumn(), TextColumn("{task.description}"), TextColumn(shown), TimeElapsedColumn())


def _report(tally: Tally, rejects: Path) -> None:
    counts = {"taken in": tally.taken, "had been taken in before": tally.repeated}
    report_rows(counts, tally.rejected, rejects)
    for each in tally.noted[:NOTED]:
        click.echo(f"row {each.number}: {each.reason}")
    if len(tally.noted) > NOTED:
        click.echo(f"and {len(tally.noted) - NOTED} rows more with such notes")
