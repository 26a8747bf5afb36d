"""Import of a file of incidents beside the floor, in turns: `python -m bench.importing --help`."""

import csv
import random
import subprocess
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import click
from rich.progress import track

from bench import floor, intake, layers, province, tables
from bench.floor import Measured
from bench.province import Province

CLIENTS = 8
CATEGORIES = ("0101", "0102", "0105", "0107", "0116", "0201", "0301", "0308", "0401", "0501", "0701")


def run(where: Province, rows: int, batch: int, seed: int) -> Measured:
    """The command that people run, from its start to its end, on a file of `rows` incidents of one county."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"bench-{time.time_ns()}.csv"
        county = _write(file, rows, random.Random(seed))
        words = [".venv/bin/gridnet", "incidents", "import", file, "--county", county, "--ref", "no", "--lng", "lng"]
        words += ["--lat", "lat", "--category", "category", "--text", "text", "--address", "address", "--batch", batch]
        began = time.perf_counter()
        done = subprocess.run(
            list(map(str, words)), env=intake.environ(where), capture_output=True, text=True, check=False
        )
        took = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"the import stopped: {done.stderr.strip().splitlines()[-1]}")
    taken = _taken(done.stdout)
    return Measured(taken / took, 0, 0, 0, taken, rows - taken)


def _taken(report: str) -> int:
    (line,) = (line for line in report.splitlines() if "taken in" in line and "before" not in line)
    return int("".join(filter(str.isdigit, line)))


def _write(file: Path, rows: int, chance: random.Random) -> str:
    box, (across, down) = layers.PROVINCE, layers.COUNTIES
    county = chance.randrange(across * down)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["no", "lng", "lat", "category", "text", "address"])
        for number in range(rows):
            lng = box.west + (county % across + chance.uniform(0.05, 0.95)) * (box.east - box.west) / across
            lat = box.south + (county // across + chance.uniform(0.05, 0.95)) * (box.north - box.south) / down
            category = chance.choice(CATEGORIES)
            writer.writerow([number, f"{lng:.6f}", f"{lat:.6f}", category, floor.TEXT, floor.ADDRESS])
    return str(411000 + county)


@click.command(help=__doc__)
@intake.FOLDER
@intake.BEATS
@click.option("--rounds", default=3, show_default=True)
@click.option("--seconds", default=10, show_default=True, help="of each run of the floor")
@click.option("--rows", default=20_000, show_default=True, help="of each file")
@click.option("--batch", default=500, show_default=True, help="rows a transaction")
def main(*, folder: Path, beats: str, rounds: int, seconds: int, rows: int, batch: int) -> None:  # noqa: PLR0913 - options
    """Measure, print the table and keep the figures."""
    where = province.ready(folder.resolve(), beats=int(beats))
    try:
        run(where, 1000, batch, seed=0)  # warm, and why-me records for the floor to copy
        found = [
            {"import": run(where, rows, batch, seed=number + 1), "floor": floor.run(where, CLIENTS, seconds)}
            for number in track(range(rounds), "measuring")
        ]
    finally:
        province.stop(where)
    tables.show(f"Import of files of {rows:,} incidents, {batch} a transaction, {beats} beats", _rows(found))
    tables.keep(
        f"importing-{beats}", {"rounds": [{what: one._asdict() for what, one in each.items()} for each in found]}
    )


def _rows(found: list[dict[str, Measured]]) -> list[dict[str, Any]]:
    rates = {what: [each[what].per_second for each in found] for what in ("import", "floor")}
    ratios = [each["import"].per_second / each["floor"].per_second for each in found]
    return [
        {"what": "import, one process", "incidents a second": tables.spread(rates["import"], 0)},
        {"what": f"floor, {CLIENTS} clients", "incidents a second": tables.spread(rates["floor"], 0)},
        {"what": "import / floor", "incidents a second": f"{median(ratios):.2f}"},
    ]


if __name__ == "__main__":
    main()
