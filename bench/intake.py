"""Intake over HTTP beside the floor, in turns: `python -m bench.intake --help`."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import click
from rich.progress import track
from sqlalchemy import event

from bench import floor, layers, province, tables
from bench.floor import Measured
from bench.province import Province
from gridnet.base import db
from gridnet.base.settings import Settings

SCRIPT = Path(__file__).with_name("intake.lua")
CONNECTIONS = (1, 8, 32)
WORKERS = 2


@contextmanager
def served(where: Province, application: str = "gridnet.app:create_app()", *, workers: int = WORKERS) -> Iterator[str]:
    """The address of a gunicorn of two workers (or `workers`), as it is deployed, on a free port.

    Its process id stands in `server.pid` in the province's folder.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [".venv/bin/gunicorn", "--config", "deploy/gunicorn.conf.py", "--workers", workers, "--bind", address]
    command += ["--pid", where.folder / "server.pid"]
    with (where.folder / "server.log").open("w") as log:
        server = subprocess.Popen([*map(str, command), application], env=environ(where), stdout=log)
        try:
            _wait(f"http://{address}/api/v1/openapi.json", server)
            yield f"http://{address}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def environ(where: Province) -> dict[str, str]:
    """What a process of gridnet is told, so that it finds this province and nothing else."""
    ours = {"DATABASE_URL": where.url.render_as_string(), "GRIDNET_INSTANCE_DIR": str(where.folder / "instance")}
    return {name: value for name, value in os.environ.items() if not name.startswith("GRIDNET_")} | ours


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        time.sleep(0.2)
        if server.poll() is not None:
            raise SystemExit("gunicorn did not start; its log says why")
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            continue
        return
    raise SystemExit(f"{url} does not answer")


def run(where: Province, address: str, connections: int, seconds: int) -> Measured:
    """One run of wrk; whatever is not answered by 201 has failed, and stops the measuring."""
    box, (across, down) = layers.PROVINCE, layers.COUNTIES
    given = [where.token, f"bench-{time.time_ns():x}", floor.TEXT, floor.ADDRESS]
    given += map(str, (box.west, box.south, box.east - box.west, box.north - box.south, across, down))
    words = ["-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "30s", "-s", str(SCRIPT)]
    done = subprocess.run(
        ["wrk", *words, f"{address}/api/v1/incidents", "--", *given], capture_output=True, text=True, check=True
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("measured "))
    requests, took_us, p50, p95, p99, failed, said = f"{line} ".split(" ", 7)[1:]
    if int(failed):
        raise SystemExit(f"{failed} of {requests} requests failed, the last with: {said}")
    return Measured(int(requests) / int(took_us) * 1e6, float(p50), float(p95), float(p99), int(requests), int(failed))


def statements(where: Province) -> list[str]:
    """The statements of one intake in their order, once everything is warm."""
    from gridnet.app import create_app

    client, seen = create_app(Settings.read(environ(where))).test_client(), []
    headers = {"Authorization": f"Bearer {where.token}"}
    for number in range(3):
        seen.clear()
        if number == 2:
            _listen(seen)
        answer = client.post("/api/v1/incidents", json=_body(number), headers=headers)
        if answer.status_code != 201:
            raise SystemExit(f"the server answered {answer.status_code}: {answer.get_data(as_text=True)}")
    return seen


def _listen(seen: list[str]) -> None:
    engine = db.session.get_bind()
    event.listen(engine, "begin", lambda *_: seen.append("BEGIN"))
    event.listen(engine, "commit", lambda *_: seen.append("COMMIT"))
    event.listen(engine, "before_cursor_execute", lambda *given: seen.append(" ".join(given[2].split())))


def _body(number: int) -> dict[str, object]:
    box, (across, down) = layers.PROVINCE, layers.COUNTIES
    middle = {
        "lng": box.west + (box.east - box.west) * 0.5 / across,
        "lat": box.south + (box.north - box.south) * 0.5 / down,
        "datum": "wgs84",
    }
    return {"client_ref": f"count-{time.time_ns()}-{number}", "category": "0101", "text": floor.TEXT, "place": middle}


FOLDER = click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("instance/bench"), help="where the cluster lies"
)
BEATS = click.option("--beats", type=click.Choice(["12000", "51000"]), default="12000", show_default=True)


@click.command(help=__doc__)
@FOLDER
@BEATS
@click.option("--rounds", default=3, show_default=True)
@click.option("--seconds", default=10, show_default=True, help="of each run")
def main(*, folder: Path, beats: str, rounds: int, seconds: int) -> None:
    """Measure, print the table and keep the figures."""
    where = province.ready(folder.resolve(), beats=int(beats))
    try:
        counted = statements(where)
        found = measure(where, rounds, seconds)
    finally:
        province.stop(where)
    tables.show(f"Intake and its floor, {beats} beats", _rows(found))
    print(f"statements an incident: {len(counted)}, BEGIN and COMMIT among them")
    for each in counted:
        print(f"   {each[:110]}")
    tables.keep(f"intake-{beats}", {"statements": counted, "rounds": found})


def measure(where: Province, rounds: int, seconds: int) -> list[dict[str, object]]:
    """Every round takes intake and floor in turns at each number of connections."""
    found: list[dict[str, object]] = []
    with served(where) as address:
        run(where, address, 8, 5)  # warm: plans, caches, and why-me records for the floor to copy
        for number in track(range(rounds), "measuring"):
            for connections in CONNECTIONS:
                for what, one in (
                    ("intake", run(where, address, connections, seconds)),
                    ("floor", floor.run(where, connections, seconds)),
                ):
                    found.append({"what": what, "round": number, "connections": connections, **one._asdict()})
    return found


def _rows(found: list[dict[str, object]]) -> Iterator[dict[str, str]]:
    for connections in CONNECTIONS:
        rates = {}
        for what in ("intake", "floor"):
            mine = [each for each in found if each["what"] == what and each["connections"] == connections]
            rates[what] = [each["per_second"] for each in mine]
            row = {"what": what, "connections": str(connections), "a second": tables.spread(rates[what], 0)}
            row |= {name: tables.spread([each[f"{name}_ms"] for each in mine], 1) for name in ("p50", "p95", "p99")}
            yield row | {"failed": str(sum(each["failed"] for each in mine))}
        ratios = [one / other for one, other in zip(rates["intake"], rates["floor"], strict=True)]
        yield {"what": "intake / floor", "connections": str(connections), "a second": f"{median(ratios):.2f}"}


if __name__ == "__main__":
    main()
