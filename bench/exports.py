"""Exports of lists of cases: seconds and peak memory of the process that sends them: `python -m bench.exports --help`.

A cluster of its own holds the cases of one county. Each export is made by a process of its own, through the service's
door; its peak memory is told beside that of one of a hundred rows, so that what grows with the rows can be seen.
"""

import json
import os
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import click
import psycopg
from rich.progress import track
from sqlalchemy import URL, make_url

from bench import tables
from gridnet import app
from gridnet.base import cluster, db, moment, schema
from gridnet.base.county import County
from gridnet.base.settings import Settings
from gridnet.people import credentials
from gridnet.people.duty import Rule
from gridnet.people.models import Person, Position
from gridnet.people.roles import Role

SQL = Path(__file__).with_name("exports.sql")
COUNTY = "410599"
SIZES = {"csv": (100, 100_000, 1_000_000), "xlsx": (100, 100_000), "pdf": (100, 500)}
ASKED = {"measure": "handle", "scope": COUNTY, "from": "2026-01-01", "to": "2026-03-31", "language": "zh"}
KIB = 1024


def export(format_: str) -> dict[str, float]:
    """One export through the door, as a process of its own: seconds to the first byte and to the last, bytes, peak."""
    settings = Settings.read()
    service = app.create_app(settings)
    token = _token()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    response = service.test_client().get(
        "/api/v1/reports/cases/export",
        query_string=ASKED | {"format": format_},
        headers={"Authorization": f"Bearer {token}"},
        buffered=False,
    )
    sent, first = 0, 0.0
    for piece in response.iter_encoded():
        first = first or time.perf_counter() - began
        sent += len(piece)
    took = time.perf_counter() - began
    response.close()
    if response.status_code != 200:
        raise SystemExit(f"the door answered {response.status_code}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": took, "first": first, "bytes": sent, "peak_kb": peak, "before_kb": before}


def _token() -> str:
    """A dispatcher's, taken on for this export."""
    now, county = moment.now(), County(COUNTY)
    with db.transaction():
        person = Person(county=county, staff_no=secrets.token_hex(4), name="示例调度员", recorded_at=now)
        db.session.add(person)
        db.session.flush()
        seat = {
            "role": Role.DISPATCHER,
            "scope": county,
            "duty_rule": Rule.ALWAYS,
            "valid_from": now,
            "recorded_at": now,
        }
        db.session.add(Position(county=county, person_id=person.id, **seat))
        db.session.flush()
        given: dict[str, Any] = {"permissions": None, "is_strong": True, "by": None, "source": "bench"}
        return credentials.issue_token(county, person.id, "bench", expires_at=now + timedelta(days=1), at=now, **given)[
            1
        ]


def _measure(url: URL, folder: Path, format_: str) -> dict[str, float]:
    environ = os.environ | {
        "GRIDNET_DATABASE_URL": url.render_as_string(hide_password=False),
        "GRIDNET_INSTANCE_DIR": str(folder),
    }
    command = [sys.executable, "-m", "bench.exports", "--one", format_]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _fill(url: URL, rows: int) -> None:
    with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        connection.execute("TRUNCATE incident, assignment CASCADE")
        for statement in SQL.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                connection.execute(statement.replace(":rows", str(rows)))


@click.command(help=__doc__)
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1))
@click.option("--most", default=1_000_000, show_default=True, help="rows of the largest list")
@click.option("--one", hidden=True, help="make one export in this process and print its figures")
def main(*, rounds: int, most: int, one: str | None) -> None:
    """Measure, print the table and keep the figures."""
    if one is not None:
        click.echo(json.dumps(export(one)))
        return
    with tempfile.TemporaryDirectory(prefix="gridnet-exports-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        cluster.start(folder / "postgres", durable=False)
        try:
            found = _all(make_url(cluster.url(folder / "postgres")), folder, rounds, most)
        finally:
            cluster.stop(folder / "postgres")
    tables.show(f"Lists of cases as files, {rounds} rounds, load {os.getloadavg()[0]:.1f}", map(_row, found))
    tables.keep("exports", {"found": found})


def _all(url: URL, folder: Path, rounds: int, most: int) -> list[dict[str, Any]]:
    schema.upgrade(url)
    found = []
    sizes = sorted({size for each in SIZES.values() for size in each if size <= most})
    for rows in track(sizes, "measuring"):
        _fill(url, rows)
        for format_ in (each for each, its in SIZES.items() if rows in its):
            taken = [_measure(url, folder, format_) for _ in range(rounds)]
            found.append({"format": format_, "rows": rows, "rounds": taken})
    return found


def _row(found: dict[str, Any]) -> dict[str, str]:
    rounds = found["rounds"]
    grown = median(each["peak_kb"] - each["before_kb"] for each in rounds) / KIB
    return {
        "what": f"{found['format']}, {found['rows']:,} rows",
        "seconds": tables.spread([each["seconds"] for each in rounds], 1),
        "first byte, s": tables.spread([each["first"] for each in rounds], 1),
        "MB": f"{rounds[0]['bytes'] / 1e6:,.1f}",
        "peak RSS, MB": tables.spread([each["peak_kb"] / KIB for each in rounds], 0),
        "above idle, MB": f"{grown:,.0f}",
    }


if __name__ == "__main__":
    main()
