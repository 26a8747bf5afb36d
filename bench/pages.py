"""Board, Today and Incident with many incidents in the database: time in the server. `python -m bench.pages --help`."""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
import psycopg
from rich.progress import track
from sqlalchemy import text

from bench import intake, province, tables
from bench.province import Province
from gridnet.app import create_app
from gridnet.base import db, tokens
from gridnet.base.settings import Settings
from gridnet.incidents import numbers

CASES, CARDS = (Path(__file__).with_name(name) for name in ("cases.sql", "cards.sql"))
#: What Chromium says that it takes: an answer is compressed as it is for people.
ACCEPTS = {"Accept-Encoding": "gzip, deflate, br, zstd", "Accept-Language": "zh-CN"}
PART = {"HX-Request": "true"}
#: So many are enough where only a few counties' boards are looked at.
LEAST = 10_000
#: Milliseconds in the server at the 95th percentile.
AIM_MS = 50


class Reader(NamedTuple):
    """Somebody with a token, in a county with cases."""

    county: str
    token: str


def fill(where: Province, incidents: int) -> int:
    """Add incidents until there are so many, and their cards; what is there already stays. How many there are."""
    with province.connect(where.url) as connection:
        (there,) = connection.execute("SELECT count(*) FROM incident").fetchone()
        (base,) = connection.execute("SELECT coalesce(max(id), 0) FROM incident").fetchone()
        (has_cards,) = connection.execute("SELECT EXISTS (SELECT FROM card)").fetchone()
        given = {"incidents": incidents - there, "base": base, "at": datetime.now(UTC)}
        if there < incidents:
            _run(connection, CASES, given)
            connection.commit()
            connection.autocommit = True
            connection.execute("VACUUM (ANALYZE) incident, assignment, clock, incident_entry")
        if there < incidents or not has_cards:
            _run(connection, CARDS, given)
    return max(int(there), incidents)


def _run(connection: psycopg.Connection, script: Path, given: Mapping[str, Any]) -> None:
    for statement in script.read_text().split(";\n"):
        if statement.strip():
            connection.execute(statement, given)  # type: ignore[call-overload]  # a file of the bench, not input


def readers(where: Province, role: str, many: int) -> list[Reader]:
    """So many people of a role in as many counties, each with a fresh token; dispatchers are made where they lack."""
    with province.connect(where.url) as connection:
        counties = connection.execute(
            "SELECT code FROM division WHERE level = 'county' AND EXISTS (SELECT FROM incident WHERE county = code"
            " AND ended_at IS NULL AND NOT is_history) ORDER BY hashtext(code) LIMIT %(many)s",
            {"many": many},
        ).fetchall()
        return [_reader(connection, county, role) for (county,) in counties]


def holders(where: Province, county: str, many: int) -> list[Reader]:
    """So many grid workers of a county, each with a fresh token."""
    with province.connect(where.url) as connection:
        rows = connection.execute(
            "SELECT DISTINCT person_id FROM position WHERE county = %(county)s AND role = 'grid_worker' LIMIT %(many)s",
            {"county": county, "many": many},
        ).fetchall()
        return [_with_token(connection, county, person) for (person,) in rows]


def _reader(connection: psycopg.Connection, county: str, role: str) -> Reader:
    given = {"county": county, "role": role, "no": f"B-{role}"}
    person = _dispatcher(connection, given) if role == "dispatcher" else _busiest(connection, given)
    return _with_token(connection, county, person)


def _with_token(connection: psycopg.Connection, county: str, person: int) -> Reader:
    secret = tokens.fresh()
    (id_,) = connection.execute(
        "INSERT INTO access_token (county, secret_hash, created_at, is_strong, person_id, name, expires_at)"
        " VALUES (%(county)s, %(hash)s, now(), true, %(person)s, 'bench', now() + interval '1 day') RETURNING id",
        {"county": county, "hash": tokens.digest(secret), "person": person},
    ).fetchone()
    return Reader(county, f"gn_{county}_{id_}_{secret}")


def _dispatcher(connection: psycopg.Connection, given: Mapping[str, str]) -> int:
    found = connection.execute(
        "SELECT id FROM person WHERE county = %(county)s AND staff_no = %(no)s", given
    ).fetchone()
    if found:
        return int(found[0])
    (person,) = connection.execute(
        "INSERT INTO person (county, staff_no, name, recorded_at) VALUES (%(county)s, %(no)s, '示例指挥', now())"
        " RETURNING id",
        given,
    ).fetchone()
    connection.execute(
        "INSERT INTO position (county, person_id, role, scope, duty_rule, valid_from, recorded_at)"
        " VALUES (%(county)s, %(person)s, %(role)s, %(scope)s, 'always', '2026-01-01Z', now())",
        {**given, "person": person, "scope": given["county"]},
    )
    return int(person)


def _busiest(connection: psycopg.Connection, given: Mapping[str, str]) -> int:
    (person,) = connection.execute(
        "SELECT leg.person_id FROM assignment AS leg JOIN position ON position.county = leg.county"
        " AND position.id = leg.position_id WHERE leg.county = %(county)s AND leg.ended_at IS NULL"
        " AND position.role = %(role)s GROUP BY leg.person_id ORDER BY count(*) DESC LIMIT 1",
        given,
    ).fetchone()
    return int(person)


def asked(where: Province, county: str) -> dict[str, tuple[str, Mapping[str, str]]]:
    """What is measured of a county's desk: addresses and headers."""
    with province.connect(where.url) as connection:
        (id_,) = connection.execute(
            "SELECT id FROM incident WHERE county = %(county)s AND ended_at IS NULL ORDER BY id DESC LIMIT 1",
            {"county": county},
        ).fetchone()
    return {
        "Board": ("/board", {}),
        "Board queue": ("/board", PART),
        "Board queue, one category": ("/board?category=0402", PART),
        "Board queue, red cards": ("/board?card=red", PART),
        "Board points": ("/board/points", {}),
        "Incident": (f"/incidents/{numbers.write(county, id_)}", {}),
    }


def measure(where: Province, many: int, rounds: int) -> list[dict[str, Any]]:
    """Every page for every reader, in rounds, the first of which warms and is not counted.

    Beside the time, in which neighbours of the machine have a part, stands the processor's own: of this process and of
    its connection to the database, which is always the same one.
    """
    client = create_app(Settings.read(intake.environ(where))).test_client()
    wanted = [
        (what, each.token, path, headers)
        for each in readers(where, "dispatcher", many)
        for what, (path, headers) in asked(where, each.county).items()
    ]
    wanted += [("Today", each.token, "/today", {}) for each in readers(where, "grid_worker", many)]
    found, backend = [], _backend()
    for number in track(range(rounds + 1), "measuring"):
        for what, token, path, headers in wanted:
            busy_ms, began = _busy_ms(backend), time.perf_counter()
            answer = client.get(path, headers={"Authorization": f"Bearer {token}", **ACCEPTS, **headers})
            took_ms, busy_ms = (time.perf_counter() - began) * 1000, _busy_ms(backend) - busy_ms
            if answer.status_code != 200:
                raise SystemExit(f"{path} was answered {answer.status_code}: {answer.get_data(as_text=True)[:300]}")
            if number:
                found.append({"what": what, "ms": took_ms, "busy_ms": busy_ms, "bytes": len(answer.data)})
    return found


def _backend() -> int:
    """The process that serves this one's first connection to the database."""
    with db.transaction():
        return int(db.session.scalar(text("SELECT pg_backend_pid()")))


def _busy_ms(backend: int) -> float:
    """Milliseconds of processor that this process and its connection have used so far."""
    theirs = int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e6
    return time.process_time() * 1000 + theirs


@click.command(help=__doc__)
@intake.FOLDER
@intake.BEATS
@click.option("--incidents", default=1_000_000, show_default=True, help="in the database; they stay there")
@click.option("--counties", default=30, show_default=True, help="desks that look")
@click.option("--rounds", default=5, show_default=True)
def main(*, folder: Path, beats: str, incidents: int, counties: int, rounds: int) -> None:
    """Measure, print the table and keep the figures."""
    where = province.ready(folder.resolve(), beats=int(beats))
    try:
        there = fill(where, incidents)
        found = measure(where, counties, rounds)
    finally:
        province.stop(where)
    tables.show(f"Pages with {there:,} incidents, milliseconds in the server (aim p95 < {AIM_MS})", _rows(found))
    tables.keep("pages", {"incidents": there, "pages": found})


def _rows(found: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    for what in dict.fromkeys(each["what"] for each in found):
        mine = [each for each in found if each["what"] == what]
        p50, p95 = np.percentile([each["ms"] for each in mine], [50, 95])
        size = int(np.median([each["bytes"] for each in mine]))
        busy50, busy95 = np.percentile([each["busy_ms"] for each in mine], [50, 95])
        yield {
            "what": what,
            "n": str(len(mine)),
            "p50": f"{p50:.1f}",
            "p95": f"{p95:.1f}",
            "processor p50": f"{busy50:.1f}",
            "processor p95": f"{busy95:.1f}",
            "bytes": f"{size:,}",
        }


if __name__ == "__main__":
    main()
