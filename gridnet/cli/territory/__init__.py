"""Territory: divisions, county outlines, boundary drafts and their publication, alignment of the two networks."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from gridnet.cli.context import connected, console

Command = TypeVar("Command", bound=Callable[..., Any])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUTPUT = click.Path(dir_okay=False, path_type=Path)
NETWORKS = click.Choice(["community", "police"])
BLOCKED = 2  # so that a script can tell a blocked draft from a file that could not be read


@click.group()
def territory() -> None:
    """Divisions, grids and beats, and every version of their boundaries."""


def _county(command: Command) -> Command:
    return click.option("--county", required=True, help="six-digit code of the county")(command)


def _reading(command: Command) -> Command:
    """The options that say how a boundary file is to be read."""
    for option in (
        click.option("--encoding", help="of a Shapefile's texts, where they come out wrong"),
        click.option("--layer", help="where the file has several"),
        click.option("--crs", "system", help="of a file that declares none, as EPSG:4490"),
        click.option("--datum", default="wgs84", show_default=True, help="wgs84, cgcs2000, gcj02 or bd09"),
        click.option("--code-field", required=True, help="field of the code"),
    ):
        command = option(command)
    return command


@territory.command("import")
@click.argument("file", type=FILE)
@click.option("--network", required=True, type=NETWORKS)
@_county
@_reading
@click.option("--name-field", help="field of the name; the code where not given")
@click.option("--parent-field", help="field of the division a grid lies in, or of a beat's station")
@click.option("--kind-field", help="field that tells dedicated areas (park, school, market) from general ones")
@click.option("--dedicated-values", help="its values for dedicated areas, between commas")
@click.option("--merge-codes", is_flag=True, help="make outlines of one code one area")
@click.option("--parent-outline", type=FILE, help="file of the county's outline; the stored one where not given")
@click.option("--no-parent-outline", is_flag=True, help="check the layer by itself")
@click.option("--json", "json_file", type=OUTPUT, help="write the report as JSON")
@click.option("--geojson", "geojson_file", type=OUTPUT, help="write all findings as GeoJSON, to look at")
@click.pass_context
def import_(  # noqa: PLR0913 - a command's options
    ctx: click.Context,
    /,
    file: Path,
    *,
    network: str,
    county: str,
    parent_outline: Path | None,
    no_parent_outline: bool,
    json_file: Path | None,
    geojson_file: Path | None,
    **reading_options: Any,
) -> None:
    """Read FILE as the grids or beats of a county, check it, and keep it as a draft with its topology report.

    FILE is GeoJSON, GeoPackage or a Shapefile, packed or not. Nothing in force changes. Exit status 2: the
    draft is kept and blocked.
    """
    from gridnet.base import county as counties
    from gridnet.base import db, moment
    from gridnet.base.network import Network
    from gridnet.cli.territory import report
    from gridnet.territory import drafts, layers, reading
    from gridnet.territory.drafts import Origin

    code, options = counties.read(county), _options(reading_options)
    with connected(), db.transaction():
        at = moment.now()
        with _progress(file.name) as progress:
            layer = reading.read(file, code, Network(network), options, progress)
        parent = None
        if not no_parent_outline:
            parent = reading.read_outline(parent_outline, options) if parent_outline else None
            parent = parent or layers.find_county_outline(code, at)
        with console().status(f"checking {len(layer.plots):,} areas"):
            draft = drafts.make(code, Network(network), layer, Origin(file.name, options.datum, parent), at=at)
        report.write(draft, json_file, geojson_file)
    report.show(draft)
    ctx.exit(BLOCKED if draft.verdict == "blocked" else 0)


def _options(given: Mapping[str, Any]) -> Any:
    from gridnet.territory.reading import Options

    wanted = dict(given)
    if values := wanted.pop("dedicated_values", None):
        wanted["dedicated_values"] = frozenset(each.strip() for each in values.split(","))
    return Options.of(**wanted)


@territory.command()
@click.argument("draft", type=int)
@_county
@click.option("--at", "valid_from", required=True, help="moment from which it is in force, as 2026-03-01 00:00")
@click.option("--backdated", is_flag=True, help="a moment in the past is meant")
def publish(draft: int, county: str, valid_from: str, *, backdated: bool) -> None:
    """Put DRAFT in force from a moment on: all its areas, or none. The layer before it ends at that moment."""
    from gridnet.base import county as counties
    from gridnet.base import db, moment
    from gridnet.territory import publication

    code, begins = counties.read(county), moment.read(valid_from)
    with connected(), db.transaction():
        made = publication.publish(code, draft, valid_from=begins, at=moment.now(), backdated=backdated)
    click.echo(
        f"Publication {made.id}: in force from {moment.local(made.valid_from):%Y-%m-%d %H:%M %z}; "
        f"{made.added} added, {made.changed} changed, {made.kept} kept, {made.retired} retired."
    )


@territory.group("drafts")
def drafts_() -> None:
    """Boundary drafts: list, show, withdraw."""


@drafts_.command("list")
@_county
@click.option("--network", type=NETWORKS)
def list_(county: str, network: str | None) -> None:
    """The newest drafts of a county."""
    from gridnet.base import county as counties
    from gridnet.base import paging
    from gridnet.base.network import Network
    from gridnet.cli.territory import report
    from gridnet.territory import layers

    code = counties.read(county)
    with connected():
        wish = paging.Wish(limit=50, after=None)
        rows = layers.list_drafts(code, wish, network=Network(network) if network else None)
        report.show_drafts(rows[:50])


@drafts_.command()
@click.argument("draft", type=int)
@_county
@click.option("--json", "json_file", type=OUTPUT, help="write the report as JSON")
@click.option("--geojson", "geojson_file", type=OUTPUT, help="write all findings as GeoJSON, to look at")
def show(draft: int, county: str, json_file: Path | None, geojson_file: Path | None) -> None:
    """The topology report of DRAFT."""
    from gridnet.base import county as counties
    from gridnet.cli.territory import report
    from gridnet.territory import layers

    with connected():
        found = layers.get_draft(counties.read(county), draft)
        report.write(found, json_file, geojson_file)
        report.show(found)


@drafts_.command()
@click.argument("draft", type=int)
@_county
def withdraw(draft: int, county: str) -> None:
    """Give DRAFT up before it is published; its report is kept."""
    from gridnet.base import county as counties
    from gridnet.base import db, moment
    from gridnet.territory import drafts

    with connected(), db.transaction():
        drafts.withdraw(counties.read(county), draft, at=moment.now())
    click.echo(f"Draft {draft} is withdrawn.")


@territory.command()
@_county
@click.option("--network", required=True, type=NETWORKS)
@click.option("--at", help="moment asked about; now where not given")
@click.option("--prefix", default="", help="only codes that begin with this")
def areas(county: str, network: str, at: str | None, prefix: str) -> None:
    """The grids or beats of a county at a moment, by code."""
    from gridnet.base import county as counties
    from gridnet.base.network import Network
    from gridnet.cli.territory import report
    from gridnet.territory import layers

    code, when = counties.read(county), _moment(at)
    with connected():
        report.show_areas(layers.each_area(code, Network(network), when, prefix))


@territory.command()
@_county
@click.option("--at", help="moment asked about; now where not given")
@click.option("--json", "json_file", type=OUTPUT, help="write the whole report as JSON")
def alignment(county: str, at: str | None, json_file: Path | None) -> None:
    """How the grids and the beats of a county line up: which grids are split, and between which beats."""
    from gridnet.base import county as counties
    from gridnet.cli.territory import report
    from gridnet.territory import alignment as aligning

    with connected():
        found = aligning.report(counties.read(county), _moment(at))
    report.show_alignment(found)
    if json_file:
        report.write_json(json_file, aligning.as_json(found))


@territory.group("divisions")
def divisions_() -> None:
    """The division table."""


@divisions_.command("import")
@click.argument("file", type=FILE)
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="day as of which it holds; today where not given")
@click.option("--complete", default="", help="division for which FILE is the whole table: what it lacks is withdrawn")
@click.option("--encoding", help="of a CSV; found out where not given")
@click.option("--rejects", type=OUTPUT, help="file for rejected rows with reasons")
def import_divisions(file: Path, on: Any, complete: str, encoding: str | None, rejects: Path | None) -> None:
    """Take in a table with the columns code and name (CSV, CSV.gz, XLSX); running it again changes nothing."""
    from gridnet.base import db, tables
    from gridnet.cli.territory import report
    from gridnet.territory import divisions

    with connected(), tables.open_table(file, encoding) as (header, lines), db.transaction():
        rows = divisions.read_rows(header, ((line.number, line.cells) for line in lines))
        outcome = divisions.take_in(rows, on=_day(on), complete=complete)
    report.show_outcome("divisions", outcome, rejects or file.with_name(f"{file.name}.rejected.csv"))


@divisions_.command("succeed")
@click.argument("old_code")
@click.argument("new_code")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="day from which the new code holds; today by default")
@click.option("--note", default="", help="why: merged, split, renumbered")
def succeed(old_code: str, new_code: str, on: Any, note: str) -> None:
    """Write down that OLD_CODE went on as NEW_CODE; the old code is withdrawn as of that day."""
    from gridnet.base import db
    from gridnet.territory import divisions

    with connected(), db.transaction():
        divisions.succeed(old_code, new_code, on=_day(on), note=note)
    click.echo(f"{old_code} goes on as {new_code}.")


@territory.group("outlines")
def outlines_() -> None:
    """The outlines of counties, by which a place finds its county."""


@outlines_.command("import")
@click.argument("file", type=FILE)
@_reading
@click.option("--at", "valid_from", help="moment from which they are in force; now where not given")
@click.option("--rejects", type=OUTPUT, help="file for rejected rows with reasons")
def import_outlines(file: Path, *, valid_from: str | None, rejects: Path | None, **reading_options: Any) -> None:
    """Take in county outlines; those that do not change stay as they are."""
    from gridnet.base import db
    from gridnet.cli.territory import report
    from gridnet.territory import county_outlines

    options = _options(reading_options)
    with connected(), db.transaction(), _progress(file.name) as progress:
        outcome = county_outlines.take_in(file, options, valid_from=_moment(valid_from), progress=progress)
    report.show_outcome("outlines", outcome, rejects or file.with_name(f"{file.name}.rejected.csv"))


@contextmanager
def _progress(name: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal, and what moves it."""
    from rich.progress import Progress

    with Progress(console=console(), transient=True) as bar:
        task = bar.add_task(f"reading {name}", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _moment(text: str | None) -> Any:
    from gridnet.base import moment

    return moment.read(text) if text else moment.now()


def _day(given: Any) -> date:
    from gridnet.base import moment

    day: date = given.date() if given else moment.local(moment.now()).date()
    return day
