"""The watch over a province's clocks, and what it costs beside what runs: `python -m bench.sweep --help`."""

import gc
import multiprocessing
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import click
from rich.progress import track
from sqlalchemy import URL

from bench import intake, province, tables
from bench.province import Province
from gridnet import wiring
from gridnet.base import db, log
from gridnet.base.county import County
from gridnet.clocks import calendar_cache, recounting, subjects, sweeping, watch

SCRIPT = Path(__file__).with_name("sweep.sql")
TABLES = "clock, card, card_escalation, notice, clock_fault, sweep_log, sweep_tally, sweep_stamp"
RUNNING = (10_000, 100_000, 1_000_000)
DUE = 1_000
MANY = 10_000
#: The counties of the province, and a few of them: a transaction is of one county, so many small ones cost more.
ALL, FEW = 156, 3
#: Over how many counties the many are spread, and how many workers see to them.
SPREAD = ((ALL, 1), (FEW, 1), (ALL, 2), (FEW, 2))
COUNTED = 100_000
#: The aims: cards a second, and what a hundred times as many running clocks may add.
AIM_PER_SECOND, AIM_RATIO = 5_000, 1.3
#: Intake as it is deployed, and intake from which no clocks follow.
INTAKES = {"with clocks": "gridnet.app:create_app()", "without": "bench.clockless:create_app()"}


class Case(NamedTuple):
    """What is measured: so many clocks that run, so many that are due, in so many counties."""

    running: int
    due: int
    counties: int = ALL
    workers: int = 1


def empty(where: Province) -> None:
    """No clocks, and nothing that came of them."""
    with province.connect(where.url) as connection:
        connection.execute(f"TRUNCATE {TABLES} CASCADE")  # type: ignore[call-overload]  # a constant


def fill(where: Province, case: Case, at: datetime) -> None:
    """So many clocks and no others, every table of the watch empty, nothing left to vacuum."""
    empty(where)
    with province.connect(where.url) as connection:
        connection.autocommit = True
        asked = {**case._asdict(), "at": at, "policy": 1, **_calendar()}
        connection.execute(SCRIPT.read_text(), asked)  # type: ignore[call-overload]  # a file of the bench, not input
        connection.execute("VACUUM (ANALYZE) clock")
        connection.execute("VACUUM (ANALYZE) card, card_escalation, notice")


def _calendar() -> Mapping[str, Any]:
    with db.transaction():
        found = calendar_cache.get("411000")
    return {"calendar": found.code, "version": found.version}


@contextmanager
def bound(url: URL) -> Iterator[None]:
    """The session bound to the province, as a worker has it."""
    engine = db.connect(url, role="gridnet_service")
    db.session.remove()
    db.session.configure(bind=engine)
    subjects.connect(wiring.SUBJECTS)
    try:
        yield
    finally:
        db.session.remove()
        engine.dispose()


def sweep(where: Province, at: datetime, workers: int) -> tuple[int, float]:
    """So many processes sweep at once until nothing is due: how many cards, in how many seconds."""
    context = multiprocessing.get_context("spawn")
    ready, made = context.Barrier(workers + 1), context.Queue()
    processes = [context.Process(target=work, args=(where.url, at, ready, made)) for _ in range(workers)]
    for each in processes:
        each.start()
    ready.wait(60)
    began = time.perf_counter()
    cards = sum(made.get(timeout=600) for _ in processes)
    took_s = time.perf_counter() - began
    for each in processes:
        each.join()
    return cards, took_s


def work(url: URL, at: datetime, ready: Barrier, made: Any) -> None:
    """One of the processes: warm, with its plans and calendars at hand, before it begins."""
    log.configure()
    with bound(url):
        idle(at - timedelta(days=30), 8)
        with db.transaction():
            sweeping.sweep(County("411000"), at=at - timedelta(days=30))
        gc.collect()
        gc.freeze()  # as the worker does
        ready.wait(60)
        cards = 0
        while found := watch.sweep(at):
            if not found.due:
                break
            cards += found.cards
        made.put(cards)


def idle(at: datetime, times: int = 50) -> float:
    """Seconds of a sweep that finds nothing due."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        watch.sweep(at)
        took.append(time.perf_counter() - began)
    return median(took)


def measure(where: Province, case: Case, rounds: int) -> list[dict[str, Any]]:
    """The sweep of the due clocks among the others, from an empty table each time; a round before is not counted."""
    found = []
    for number in range(rounds + 1):
        at = datetime.now(UTC)
        fill(where, case, at)
        made, took_s = sweep(where, at, case.workers)
        if made != case.due:
            raise SystemExit(f"{made} cards came of {case.due} due clocks")
        row = {"round": number, **case._asdict(), "took_s": took_s, "per_second": made / took_s}
        found.append(row | {"idle_ms": idle(at) * 1000})
    return found[1:]


def recount(where: Province, clocks: int) -> dict[str, Any]:
    """Every deadline counted again, and what became of the open clocks."""
    fill(where, Case(clocks, 0), datetime.now(UTC))
    began = time.perf_counter()
    looked_at = moved = 0
    for batch in recounting.recompute():
        looked_at, moved = looked_at + batch.looked_at, moved + len(batch.moved)
    return {"clocks": looked_at, "moved": moved, "took_s": time.perf_counter() - began}


def compare_intake(where: Province, rounds: int, seconds: int) -> list[dict[str, Any]]:
    """Intake as it is and intake from which no clocks follow, in turns; the clocks of the sweeps are gone before."""
    empty(where)
    found = []
    for number in track(range(rounds), "intake"):
        for what, application in INTAKES.items():
            with intake.served(where, application) as address:
                intake.run(where, address, 8, 3)
                one = intake.run(where, address, 8, seconds)
            found.append({"what": what, "round": number, **one._asdict()})
    return found


@click.command(help=__doc__)
@intake.FOLDER
@intake.BEATS
@click.option("--rounds", default=3, show_default=True)
@click.option("--seconds", default=10, show_default=True, help="of each run of intake; 0 leaves intake out")
@click.option("--most", default=RUNNING[-1], show_default=True, help="running clocks at most")
def main(*, folder: Path, beats: str, rounds: int, seconds: int, most: int) -> None:
    """Measure, print the tables and keep the figures."""
    log.configure()
    where = province.ready(folder.resolve(), beats=int(beats))
    try:
        with bound(where.url):
            sizes = [each for each in RUNNING if each <= most]
            cases = [*(Case(each, DUE) for each in sizes), *(Case(sizes[-1], MANY, *each) for each in SPREAD)]
            found = [row for case in cases for row in measure(where, case, rounds)]
            tables.show("The watch: a sweep until nothing is due", _sweeps(found))
            counted = [recount(where, COUNTED) for _ in range(rounds)]
            tables.show("Deadlines counted again", _recounts(counted))
        taken = compare_intake(where, rounds, seconds) if seconds else []
    finally:
        province.stop(where)
    if taken:
        tables.show("Intake with its clocks and without", _intakes(taken))
    tables.keep("sweep", {"sweeps": found, "recounts": counted, "intake": taken})


def _sweeps(found: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    first = None
    for case in dict.fromkeys(Case(*(row[name] for name in Case._fields)) for row in found):
        mine = [row for row in found if Case(*(row[name] for name in Case._fields)) == case]
        took = [row["took_s"] for row in mine]
        first = first if first is not None else median(took)
        yield {
            "what": f"{case.running:,} running, {case.due:,} due in {case.counties} counties, {case.workers} at it",
            "seconds": tables.spread(took, 3),
            "cards a second": tables.spread([row["per_second"] for row in mine], 0),
            f"of the least (aim {AIM_RATIO})": f"{median(took) / first:.2f}" if case.due == DUE else "",
            "idle sweep, ms": tables.spread([row["idle_ms"] for row in mine], 2),
        }


def _recounts(found: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    yield {
        "what": f"{found[0]['clocks']:,} open clocks",
        "seconds": tables.spread([each["took_s"] for each in found], 1),
        "moved": str(found[0]["moved"]),
    }


def _intakes(found: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    rates = {}
    for what in INTAKES:
        mine = [each for each in found if each["what"] == what]
        rates[what] = [each["per_second"] for each in mine]
        row = {"what": what, "a second": tables.spread(rates[what], 0)}
        yield row | {"p50": tables.spread([each["p50_ms"] for each in mine], 1)}
    ratios = [one / other for one, other in zip(rates["with clocks"], rates["without"], strict=True)]
    yield {"what": "with / without (aim 0.8)", "a second": f"{median(ratios):.2f}"}


if __name__ == "__main__":
    main()
