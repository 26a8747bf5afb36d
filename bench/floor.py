"""The floor: what PostgreSQL alone makes of the look-ups and the rows of an intake, by pgbench."""

import os
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from psycopg import sql
from psycopg.rows import dict_row

from bench import layers, province
from bench.province import Province
from gridnet.base import postgres

SCRIPT = Path(__file__).with_name("floor.sql")
TEXT = "小区东门外下水井盖破损，边缘翘起，晚上有行人被绊，周边居民反映已有三天，请尽快处理。"
ADDRESS = "示例路12号院东门"


class Measured(NamedTuple):
    """What a run of some seconds showed."""

    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    done: int
    failed: int


def run(where: Province, clients: int, seconds: int) -> Measured:
    """One run of the floor; the why-me records it writes are the median ones of those stored."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "floor.sql"
        script.write_text(_script(where))
        words = ["-M", "simple", "-n", "-c", clients, "-j", min(clients, 2), "-T", seconds, "-f", script, "-l"]
        _pgbench(where, *words, f"--log-prefix={folder}/log")
        took = np.concatenate([_took(log) for log in Path(folder).glob("log*")])
    p50, p95, p99 = np.percentile(took, [50, 95, 99]) / 1000
    return Measured(len(took) / seconds, p50, p95, p99, len(took), 0)


def _pgbench(where: Province, *words: object) -> None:
    env = os.environ | {"PGOPTIONS": "-c jit=off -c timezone=UTC"}
    at = ["-h", str(where.url.query["host"]), "-p", str(where.url.query["port"]), "-U", str(where.url.username)]
    command = [str(postgres.find().folder / "pgbench"), *at, *map(str, words), str(where.url.database)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        why = next((line for line in done.stderr.splitlines() if "ERROR" in line or "error" in line), done.stderr)
        raise SystemExit(f"pgbench stopped: {why}")


def _took(log: Path) -> np.ndarray:
    """Microseconds of each transaction."""
    return np.loadtxt(log, usecols=2, dtype=np.int64, ndmin=1)


def _script(where: Province) -> str:
    across, down = layers.COUNTIES
    box = layers.PROVINCE
    return SCRIPT.read_text().format(
        west=box.west,
        south=box.south,
        width=box.east - box.west,
        height=box.north - box.south,
        across=across,
        down=down,
        sender="411000",
        hash="ab" * 32,
        text=TEXT,
        address=ADDRESS,
        **records(where),
        **_timed(where),
    )


_ITS_OWN = frozenset(
    {"county", "id", "subject_id", "started_at", "next_check_at", "holder_person_id", "holder_position_id"}
)


def _timed(where: Province) -> dict[str, str]:
    """The clocks of one stored incident that has the usual number of them, and what a stored notice says."""
    with province.connect(where.url) as connection:
        clocks = connection.cursor(row_factory=dict_row).execute(_USUAL_CLOCKS).fetchall()
        (notice,) = connection.execute("SELECT params::text FROM notice ORDER BY id DESC LIMIT 1").fetchone()
        names = [name for name in clocks[0] if name not in _ITS_OWN]
        rows = [", ".join(sql.Literal(clock[name]).as_string(connection) for name in names) for clock in clocks]
    each = "(':code', nextval('clock_id_seq'), :incident, now(), now() + interval '1 hour', {})"
    return {"clock_columns": ", ".join(names), "clocks": ", ".join(map(each.format, rows)), "notice": notice}


_USUAL_CLOCKS = """
    WITH last AS (SELECT * FROM clock ORDER BY id DESC LIMIT 2000),
    counted AS (SELECT county, subject_id, count(*) AS clocks FROM last GROUP BY county, subject_id),
    usual AS (
        SELECT county, subject_id FROM counted
        WHERE clocks = (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY clocks) FROM counted) LIMIT 1)
    SELECT last.* FROM last JOIN usual USING (county, subject_id) ORDER BY last.id
"""


def records(where: Province) -> dict[str, str]:
    """For each network the why-me record of median size among the last thousand stored."""
    with province.connect(where.url) as connection:
        return dict(
            connection.execute("""
                SELECT network, (array_agg(record::text ORDER BY octet_length(record::text)))[count(*) / 2 + 1]
                FROM (
                    SELECT network, record FROM assignment_why AS w
                    JOIN assignment AS a ON a.county = w.county AND a.id = w.assignment_id
                    ORDER BY a.id DESC LIMIT 2000
                ) AS last GROUP BY network
            """).fetchall()
        )
