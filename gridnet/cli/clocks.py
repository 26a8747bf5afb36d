"""Clocks: explain a due time, count again after a new calendar, verify what is kept."""

import csv
from pathlib import Path

import click
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from gridnet.base import county as counties
from gridnet.base import db, moment
from gridnet.base.county import County
from gridnet.cli.context import connected, console
from gridnet.clocks import clock_queries, counting, recounting, running
from gridnet.clocks.counting import ClockNow
from gridnet.clocks.recounting import Moved
from gridnet.clocks.values import INCIDENT, Subject
from gridnet.incidents import numbers

SHOWN = 20


@click.group()
def clocks() -> None:
    """Clocks."""


@clocks.command()
@click.argument("number")
@click.option("--clock", "clock_id", type=int, help="one clock only, by its id")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def explain(number: str, clock_id: int | None, language: str) -> None:
    """Say line by line how the due times of the incident NUMBER come about."""
    county, id_ = numbers.read(number)
    with connected(), db.transaction():
        found = clock_queries.list_of(county, Subject(INCIDENT, id_))
        for clock in found:
            if clock_id in {None, clock.id}:
                click.echo(_heading(clock))
                click.echo(_text(clock, language))
                click.echo()
    if not found:
        click.echo(f"{number} has no clocks")


def _heading(clock: ClockNow) -> str:
    whose = f"{clock.network} {clock.role}" if clock.network else clock.subject.kind
    return f"{clock.id}: {whose}, {clock.stage}, turn {clock.turn}, {clock.state}"


def _text(clock: ClockNow, language: str) -> str:
    told = counting.explain(clock, running.calendar_of(clock), clock.stopped_at or moment.now())
    return told.as_text("en" if language == "en" else "zh")


@clocks.command()
@click.option("--county", help="six-digit code; every county where not given")
@click.option("--batch", default=recounting.BATCH, show_default=True, type=click.IntRange(1, 50_000))
@click.option("--to", "file", type=click.Path(path_type=Path, dir_okay=False), help="CSV of what moved")
def recompute(county: str | None, batch: int, file: Path | None) -> None:
    """Count the due times of all open clocks again in the calendars as they stand now, and list what moved."""
    moved: list[Moved] = []
    count = 0
    with connected(), _progress() as progress:
        bar = progress.add_task("clocks", total=None)
        for each in recounting.recompute(_county(county), batch=batch):
            count += each.looked_at
            moved += each.moved
            progress.update(bar, completed=count)
    _list(moved)
    if file is not None:
        _write(moved, file)
    click.echo(f"{count} open clocks counted again, {len(moved)} moved")


@clocks.command()
@click.option("--county", help="six-digit code; every county where not given")
@click.option("--batch", default=recounting.BATCH, show_default=True, type=click.IntRange(1, 50_000))
def verify(county: str | None, batch: int) -> None:
    """Compare what is kept of every clock with what the arithmetic says; exit with 1 if any differs."""
    count = 0
    differing: list[ClockNow] = []
    with connected(), _progress() as progress:
        bar = progress.add_task("clocks", total=None)
        for each in recounting.verify(_county(county), batch=batch):
            count += each.looked_at
            differing += each.differing
            progress.update(bar, completed=count)
    for clock in differing[:SHOWN]:
        click.echo(f"clock {clock.county} {clock.id} ({clock.stage}) differs from what the arithmetic says")
    click.echo(f"{count} clocks verified, {len(differing)} differ")
    if differing:
        raise SystemExit(1)


def _county(code: str | None) -> County | None:
    return counties.read(code) if code else None


def _progress() -> Progress:
    shown = "{task.completed} clocks"
    return Progress(SpinnerColumn(), TextColumn(shown), TimeElapsedColumn(), transient=True)


def _list(moved: list[Moved]) -> None:
    if not moved:
        return
    table = Table("clock", "about", "stage", "due before", "due now", "")
    for each in moved[:SHOWN]:
        table.add_row(*_row(each))
    console().print(table)
    if len(moved) > SHOWN:
        click.echo(f"… and {len(moved) - SHOWN} more; --to FILE lists them all")


def _row(each: Moved) -> list[str]:
    local = [moment.local(at).strftime("%Y-%m-%d %H:%M") for at in (each.due_before, each.due_after)]
    provisional = "provisional" if each.is_provisional else ("no longer provisional" if each.was_provisional else "")
    return [f"{each.county} {each.clock_id}", f"{each.subject_kind} {each.subject_id}", each.stage, *local, provisional]


def _write(moved: list[Moved], file: Path) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["clock", "about", "stage", "due_before", "due_now", "note"])
        writer.writerows(_row(each) for each in moved)
