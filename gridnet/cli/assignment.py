"""Assignments: replay what was decided."""

import json
from pathlib import Path

import click

from gridnet.assignment import replay as replaying
from gridnet.assignment.replay import Difference
from gridnet.base import county as counties
from gridnet.base import db
from gridnet.cli.context import connected


@click.group()
def assignment() -> None:
    """Assignments: who was made responsible, and the same answer again."""


@assignment.command()
@click.option("--county", required=True, help="six-digit code of the county")
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="write the differences here")
def replay(county: str, json_file: Path | None) -> None:
    """Derive every stored assignment again from stored versions; exit with 1 if any differs."""
    count = 0
    differences: list[Difference] = []
    with connected(), db.transaction():
        for batch in replaying.replay(counties.read(county)):
            count += batch.count
            differences += batch.differences
            click.echo(f"\r{count} assignments, {len(differences)} differences", nl=False, err=True)
    click.echo(err=True)
    for each in differences[:20]:
        click.echo(f"assignment {each.assignment_id}: {each.what}: stored {each.stored!r}, replayed {each.replayed!r}")
    if json_file:
        rows = [
            {"assignment": each.assignment_id, "what": each.what, "stored": each.stored, "replayed": each.replayed}
            for each in differences
        ]
        json_file.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    click.echo(f"{count} assignments derived again, {len(differences)} differences")
    if differences:
        raise SystemExit(1)
