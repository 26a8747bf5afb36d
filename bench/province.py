"""A province to measure on: a private, durable cluster with the layers, people and roster of 156 counties."""

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TextIO, TypeVar

import numpy as np
import psycopg
import shapely
from rich.console import Console
from sqlalchemy import URL, make_url

from bench import layers
from gridnet.base import cluster, schema, tokens

#: Columns and rows of a layer are multiples of the counties' (13 x 12), so that beats end where counties end.
GRIDS = (572, 528)
BEATS = {12_000: (143, 84), 51_000: (286, 180)}
POINTS_AN_EDGE = 6
PEOPLE, ROSTER = (Path(__file__).with_name(name) for name in ("people.sql", "roster.sql"))

Result = TypeVar("Result")
say = Console(stderr=True, highlight=False).print


class Province(NamedTuple):
    """Where the measured database is, and the token of a program that may report from anywhere in it."""

    folder: Path
    url: URL
    token: str
    lock: TextIO


def ready(folder: Path, *, beats: int) -> Province:
    """The province in `folder`, started; made first if need be (some minutes), its schema and roster kept up to date.

    Whoever has it has it alone until `stop`: two benches at once would measure each other.
    """
    place = folder / f"province-{beats}"
    mark = place / "ready.json"
    lock = _alone(place)
    made = json.loads(mark.read_text()) if mark.exists() else {}
    if made.get("made_by") != _makers():
        made = {"made_by": _makers(), "token": _make(place, beats)}
        mark.write_text(json.dumps(made))
    cluster.start(place / "postgres", durable=True)
    found = Province(place, make_url(cluster.url(place / "postgres")), made["token"], lock)
    _step("schema", lambda: schema.upgrade(found.url))
    _step("roster", lambda: _keep_roster(found.url))
    return found


def _alone(place: Path) -> TextIO:
    place.mkdir(parents=True, exist_ok=True)
    lock = (place / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say(f"another bench is at work in {place}; waiting for it to end")
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def _makers() -> str:
    """What the province is made by; when any of it changes it is made anew. Migrations are run on what is there."""
    sources = (Path(layers.__file__), PEOPLE)
    sizes = repr((GRIDS, BEATS, POINTS_AN_EDGE)).encode()
    return hashlib.sha256(sizes + b"".join(source.read_bytes() for source in sources)).hexdigest()


def stop(province: Province) -> None:
    """Take the cluster down; what it holds is kept for the next time."""
    cluster.stop(province.folder / "postgres")
    province.lock.close()


def connect(url: URL) -> psycopg.Connection:
    """A plain connection of the schema's owner."""
    return psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))


def _make(place: Path, beats: int) -> str:
    """Make the province in a hurry: nothing is safe until the cluster has stopped and its files are on the disk."""
    cluster.stop(place / "postgres")
    cluster.start(place / "postgres", durable=False)
    url = make_url(cluster.url(place / "postgres"))
    with connect(url.set(database="postgres")) as connection:
        connection.autocommit = True
        connection.execute("DROP DATABASE IF EXISTS gridnet WITH (FORCE)")
        connection.execute("CREATE DATABASE gridnet")
    _step("schema", lambda: schema.upgrade(url))
    token = _fill(url, beats)
    cluster.stop(place / "postgres")
    os.sync()
    return token


def _fill(url: URL, beats: int) -> str:
    built = [
        layers.build("community", *GRIDS, points=POINTS_AN_EDGE, seed=1),
        layers.build("police", *BEATS[beats], points=POINTS_AN_EDGE, seed=2),
    ]
    with connect(url) as connection:
        _step("layers", lambda: layers.load(connection, built))
        connection.autocommit = False
        _step("county outlines", lambda: _load_counties(connection, built[0]))
        token = _step("people", lambda: _load_people(connection))
        connection.autocommit = True
        _step("vacuum", lambda: connection.execute("VACUUM (FREEZE, ANALYZE)"))
    return token


def _step(what: str, act: Callable[[], Result]) -> Result:
    began = time.perf_counter()
    result = act()
    say(f"   {what}: {time.perf_counter() - began:.0f} s")
    return result


def _load_counties(connection: psycopg.Connection, grids: layers.Layer) -> None:
    codes, members = np.unique(grids.counties, return_inverse=True)
    with connection.transaction():
        for number, code in enumerate(codes):
            outline = shapely.coverage_union_all(grids.outlines[members == number])
            shape = shapely.to_wkb(shapely.multipolygons([outline]), hex=True)
            key = {"code": str(code), "shape": shape, "since": layers.SINCE}
            connection.execute(
                "INSERT INTO division (code, name, level, valid_from) VALUES (%(code)s, %(code)s, 'county', %(since)s)",
                key,
            )
            connection.execute(
                "INSERT INTO division_outline (division_code, outline, valid_from)"
                " VALUES (%(code)s, ST_SetSRID(%(shape)s::geometry, 4326), %(since)s)",
                key,
            )


def _load_people(connection: psycopg.Connection) -> str:
    with connection.transaction():
        connection.execute(PEOPLE.read_text())  # type: ignore[call-overload]  # a file of the bench, not input
        return _make_program(connection)


def _keep_roster(url: URL) -> None:
    """Make the roster from today on, unless the one there lasts for another hour."""
    with connect(url) as connection:
        connection.autocommit = True
        question = "SELECT coalesce(max(ends_at) > now() + interval '1 hour', false) FROM shift"
        if not connection.execute(question).fetchone()[0]:
            connection.execute(ROSTER.read_text())  # type: ignore[call-overload]  # a file of the bench, not input
            connection.execute("VACUUM ANALYZE shift, leave")


def _make_program(connection: psycopg.Connection) -> str:
    secret, county = tokens.fresh(), "411000"
    given = {"county": county, "hash": tokens.digest(secret)}
    (person,) = connection.execute(
        "INSERT INTO person (county, staff_no, name, recorded_at) VALUES (%(county)s, 'GATEWAY', '示例网关', now())"
        " RETURNING id",
        given,
    ).fetchone()
    given["person"] = person
    connection.execute(
        "INSERT INTO position (county, person_id, role, scope, duty_rule, valid_from, recorded_at)"
        " VALUES (%(county)s, %(person)s, 'gateway', '41', 'always', '2026-01-01Z', now())",
        given,
    )
    (id_,) = connection.execute(
        "INSERT INTO access_token (county, secret_hash, created_at, is_strong, person_id, name, expires_at)"
        " VALUES (%(county)s, %(hash)s, now(), false, %(person)s, 'bench', now() + interval '1 year') RETURNING id",
        given,
    ).fetchone()
    return f"gn_{county}_{id_}_{secret}"
