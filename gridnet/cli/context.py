"""What a command needs of the service: settings, database, keys, and the wiring; opened once, here."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.table import Table

from gridnet.base import cluster, db, events, files, keys, log, secrets
from gridnet.base.settings import Settings


@contextmanager
def connected() -> Iterator[Settings]:
    """The settings, with the session bound to their database; transactions are the command's own."""
    from gridnet import wiring
    from gridnet.notices import services

    settings = cluster.with_database(Settings.read())
    log.configure()
    engine = db.configure(settings)
    secrets.configure(keys.load(settings.instance_dir).fields)
    files.configure(settings.instance_dir / "files")
    events.connect(wiring.REACTIONS)
    services.configure(settings)
    try:
        yield settings
    finally:
        db.session.remove()
        engine.dispose()


def console() -> Console:
    """The terminal, for tables."""
    return Console()


class Rejected(Protocol):
    """A row of a file that was not taken in."""

    @property
    def number(self) -> int:
        """Its line, counted with the header."""

    @property
    def reason(self) -> str:
        """Why."""

    @property
    def cells(self) -> Mapping[str, str]:
        """What it held."""


def report_rows(counts: Mapping[str, int], rejected: Sequence[Rejected], path: Path) -> None:
    """Say what became of the rows of a file, and write those rejected to `path` with their reasons."""
    table = Table("", "rows")
    for what, count in {**counts, "rejected": len(rejected), "all": sum(counts.values()) + len(rejected)}.items():
        table.add_row(what, str(count))
    console().print(table)
    if rejected:
        _write(rejected, path)
        console().print(f"rejected rows with reasons: {path}", soft_wrap=True, highlight=False)


def _write(rejected: Sequence[Rejected], path: Path) -> None:
    names = list(dict.fromkeys(name for row in rejected for name in row.cells))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "reason", *names])
        writer.writerows([row.number, row.reason, *(row.cells.get(name, "") for name in names)] for row in rejected)
