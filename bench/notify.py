"""What a NOTIFY in every transaction costs: commits a second with and without it, side by side, fsync on."""

import os
import re
import statistics
import subprocess
import tempfile
from pathlib import Path

import click
import psycopg
from rich.console import Console
from rich.table import Table
from sqlalchemy import URL, make_url

from gridnet.base import cluster, postgres

ROWS = "BEGIN;\nINSERT INTO written (line) SELECT repeat('x', 300) FROM generate_series(1, 20);\n{last}\nEND;\n"
WAYS = {"without": "SELECT length('410599 1 2');", "with NOTIFY": "SELECT pg_notify('bell', '410599 1 2');"}


@click.command()
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1))
@click.option("--seconds", default=5, show_default=True, type=click.IntRange(1))
@click.option("--clients", default="1,8,32", show_default=True)
def main(rounds: int, seconds: int, clients: str) -> None:
    """Transactions of twenty rows each; both ways take turns, medians of the rounds are told."""
    with tempfile.TemporaryDirectory(prefix="gridnet-notify-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        cluster.start(folder / "postgres", durable=True)
        try:
            url = make_url(cluster.url(folder / "postgres"))
            _prepare(url, folder)
            table = Table("connections", *(f"{way}, commits/s" for way in WAYS), "ratio")
            for count in map(int, clients.split(",")):
                medians = _measure(url, folder, count, rounds, seconds)
                ratio = medians["with NOTIFY"] / medians["without"]
                table.add_row(str(count), *(f"{value:,.0f}" for value in medians.values()), f"{ratio:.2f}")
        finally:
            cluster.stop(folder / "postgres")
    Console().print(table, f"load {os.getloadavg()[0]:.1f}")


def _prepare(url: URL, folder: Path) -> None:
    with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        connection.execute("CREATE TABLE written (id bigserial PRIMARY KEY, line text)")
    for way, last in WAYS.items():
        (folder / f"{way}.sql").write_text(ROWS.format(last=last))


def _measure(url: URL, folder: Path, clients: int, rounds: int, seconds: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way, figures in taken.items():
            figures.append(_run(url, folder / f"{way}.sql", clients, seconds))
    return {way: statistics.median(figures) for way, figures in taken.items()}


def _run(url: URL, script: Path, clients: int, seconds: int) -> float:
    at = ["-h", str(url.query["host"]), "-p", str(url.query["port"]), "-U", str(url.username)]
    words = ["-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", str(script)]
    command = [str(postgres.find().folder / "pgbench"), *at, *words, str(url.database)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if found is None:
        raise SystemExit(f"pgbench told no figure: {done.stdout}")
    return float(found[1])


if __name__ == "__main__":
    main()
