"""Open pages held by one web process while reports come in, and the same without: `python -m bench.live --help`."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import numpy as np

from bench import intake, pages, province, tables
from bench.pages import Reader
from bench.province import Province

#: Pages a person may have open.
EACH = 3
LASTS_S = 115  # a page connects anew after two minutes; a run is over before that
WARM_S = 2


class Page:
    """One open page: a stream that is read until it is closed, and when it heard of its board."""

    def __init__(self, address: str, reader: Reader) -> None:
        self.heard: list[float] = []
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=LASTS_S)
        path = f"/api/v1/notices/live?board={reader.county}"
        headers = {"Authorization": f"Bearer {reader.token}", "Accept": "text/event-stream"}
        self.connection.request("GET", path, headers=headers)
        self.answer = self.connection.getresponse()
        if self.answer.status != http.client.OK:
            raise SystemExit(f"a page was answered {self.answer.status}: {self.answer.read(300)!r}")
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            for line in self.answer:
                if line.startswith(b"event: board"):
                    self.heard.append(time.monotonic())

    def close(self) -> None:
        """Leave."""
        with contextlib.suppress(OSError):
            self.connection.sock.shutdown(2)


@contextmanager
def working(where: Province) -> Iterator[None]:
    """The worker, that rings; once it has looked for the first time."""
    log_file = where.folder / "worker.log"
    with log_file.open("w") as log:
        worker = subprocess.Popen([".venv/bin/gridnet", "worker"], env=intake.environ(where), stdout=log, stderr=log)
        try:
            for _ in range(300):
                if "worker_started" in log_file.read_text():
                    break
                time.sleep(0.2)
            time.sleep(WARM_S)
            yield
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(60)


def memory_mb(server: int) -> float:
    """What the web process itself has in memory; the one child of gunicorn's master, megabytes."""
    child = Path(f"/proc/{server}/task/{server}/children").read_text().split()[0]
    return int(Path(f"/proc/{child}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def report_some(address: str, token: str, body: dict[str, Any], seconds: float) -> list[float]:
    """Reports one after the other for so long; milliseconds until each was answered."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    took, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        sent = json.dumps(body | {"client_ref": f"live-{time.time_ns()}"})
        connection.request("POST", "/api/v1/incidents", sent, headers)
        answer = connection.getresponse()
        if answer.read() and answer.status != http.client.CREATED:
            raise SystemExit(f"a report was answered {answer.status}")
        took.append((time.monotonic() - began) * 1000)
    return took


def first_heard(address: str, token: str, body: dict[str, Any], open_pages: list[Page], tries: int) -> list[float]:
    """Seconds from the answer to one report until each page has heard, with all quiet before it."""
    found = []
    for _ in range(tries):
        time.sleep(WARM_S)
        report_some(address, token, body, 0.001)
        at = time.monotonic()
        time.sleep(WARM_S)
        found += [min((each - at for each in page.heard if each >= at), default=float("inf")) for page in open_pages]
    return found


def measure(where: Province, many: int, seconds: float, tries: int) -> dict[str, Any]:
    """Intake without pages and with them, in turns; memory before and after; how soon they hear."""
    county = pages.readers(where, "dispatcher", 1)[0].county
    people = pages.holders(where, county, -(-many // EACH))
    body, found = _body(where, county), {"without": [], "with": []}
    with intake.served(where, workers=1) as address, working(where):
        server = int((where.folder / "server.pid").read_text())
        report_some(address, where.token, body, WARM_S)
        before = memory_mb(server)
        for _ in range(tries):
            found["without"] += report_some(address, where.token, body, seconds)
            open_pages = [Page(address, people[number // EACH]) for number in range(many)]
            found["with"] += report_some(address, where.token, body, seconds)
            after = memory_mb(server)
            heard = first_heard(address, where.token, body, open_pages, 2)
            for page in open_pages:
                page.close()
            time.sleep(WARM_S)
    return {"pages": many, "before_mb": before, "after_mb": after, "heard_s": heard, **found}


def _body(where: Province, county: str) -> dict[str, Any]:
    with province.connect(where.url) as connection:
        lng, lat = connection.execute(
            "SELECT ST_X(spot), ST_Y(spot) FROM (SELECT ST_PointOnSurface(outline) AS spot FROM area_outline"
            " WHERE county = %(county)s AND network = 'community' AND valid_to IS NULL LIMIT 1) AS one",
            {"county": county},
        ).fetchone()
    return {"category": "0402", "text": "示例", "place": {"lng": lng, "lat": lat, "datum": "wgs84"}}


@click.command(help=__doc__)
@intake.FOLDER
@intake.BEATS
@click.option("--pages", "many", default=200, show_default=True)
@click.option("--seconds", default=10.0, show_default=True, help="of each run of reports")
@click.option("--rounds", default=3, show_default=True)
def main(*, folder: Path, beats: str, many: int, seconds: float, rounds: int) -> None:
    """Measure, print the table and keep the figures."""
    where = province.ready(folder.resolve(), beats=int(beats))
    try:
        pages.fill(where, pages.LEAST)
        found = measure(where, many, seconds, rounds)
    finally:
        province.stop(where)
    tables.show(f"{many} open pages in one web process", _rows(found))
    tables.keep("live", found)


def _rows(found: dict[str, Any]) -> Iterator[dict[str, str]]:
    for what in ("without", "with"):
        p50, p95 = np.percentile(found[what], [50, 95])
        yield {
            "what": f"a report {what} pages, ms",
            "n": str(len(found[what])),
            "p50": f"{p50:.1f}",
            "p95": f"{p95:.1f}",
        }
    p50, p95 = np.percentile(found["heard_s"], [50, 95])
    yield {"what": "until a page hears, s", "n": str(len(found["heard_s"])), "p50": f"{p50:.2f}", "p95": f"{p95:.2f}"}
    grown = found["after_mb"] - found["before_mb"]
    yield {"what": "memory of the process, MB", "n": "1", "p50": f"{found['before_mb']:.0f} → {found['after_mb']:.0f}"}
    yield {"what": "a page, KB", "n": str(found["pages"]), "p50": f"{grown * 1024 / found['pages']:.0f}"}


if __name__ == "__main__":
    main()
