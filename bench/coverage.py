"""Seconds and peak memory of the topology report and the alignment, on layers that share their edges.

    python bench/coverage.py [--sizes 2000 60000] [--runs 3] [--jobs report alignment partition]

Each run is a process of its own, so that its peak memory is its own. The layers are made before the clock starts;
one grid in a hundred is damaged, so that there is something to find, and there is one beat for eight grids.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely

from geo import alignment, coverage, partition

#: A crooked piece of land about as large as a county for each 2,000 grids, in degrees.
SQUARE_DEGREES_A_GRID = 0.1 / 2000
DAMAGED = 100


def land(grids: int) -> shapely.Polygon:
    """A crooked outline with 720 corners, large enough for so many grids."""
    angle = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    reach = np.sqrt(grids * SQUARE_DEGREES_A_GRID / np.pi) * (1 + 0.1 * np.sin(5 * angle) + 0.02 * np.sin(61 * angle))
    return shapely.Polygon(np.column_stack((114 + reach * np.cos(angle), 35 + reach * np.sin(angle))))


def damaged(cells: np.ndarray) -> np.ndarray:
    """One cell in a hundred a little too large: it overlaps its neighbours."""
    cells = cells.copy()
    cells[::DAMAGED] = shapely.buffer(cells[::DAMAGED], 0.0002)
    return cells


def report(grids: int) -> Callable[[], object]:
    parent = land(grids)
    cells = damaged(partition.divide(parent, grids, 1).cells)
    layer = coverage.Layer.of([f"{i:06}" for i in range(grids)], cells)
    return lambda: len(coverage.check(layer, parent).findings)


def align(grids: int) -> Callable[[], object]:
    parent, beats = land(grids), max(grids // 8, 1)
    cells, others = partition.divide(parent, grids, 1).cells, partition.divide(parent, beats, 2).cells
    codes = [f"{i:06}" for i in range(grids)], [f"{i:06}" for i in range(beats)]
    return lambda: len(alignment.align(codes[0], cells, codes[1], others).split)


def divide(grids: int) -> Callable[[], object]:
    parent = land(grids)
    return lambda: len(partition.divide(parent, grids, 1).cells)


JOBS = {"report": report, "alignment": align, "partition": divide}


def run_here(job: str, grids: int) -> dict[str, Any]:
    """One measured run in this process."""
    work = JOBS[job](grids)
    start = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "found": found, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def run_apart(job: str, grids: int) -> dict[str, Any]:
    """One measured run in a process of its own."""
    command = [sys.executable, __file__, "--one", job, str(grids)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def show(job: str, grids: int, runs: list[dict[str, Any]]) -> None:
    seconds = [run["seconds"] for run in runs]
    median, spread = statistics.median(seconds), f"{min(seconds):.2f}–{max(seconds):.2f}"
    peak = max(run["peak_mb"] for run in runs)
    print(
        f"{job:10} {grids:>8,} {len(runs):>4} {median:>8.2f} {spread:>15} {peak:>7,.0f} {runs[0]['found']:>8,}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 60_000], help="grids in a layer")
    parser.add_argument("--runs", type=int, default=3, help="runs a size")
    parser.add_argument("--jobs", nargs="+", choices=list(JOBS), default=list(JOBS))
    parser.add_argument("--one", nargs=2, metavar=("JOB", "GRIDS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(run_here(given.one[0], int(given.one[1]))))
        return
    print(f"{'job':10} {'grids':>8} {'runs':>4} {'median s':>8} {'min–max':>15} {'peak MB':>7} {'found':>8}")
    for grids in given.sizes:
        for job in given.jobs:
            show(job, grids, [run_apart(job, grids) for _ in range(given.runs)])


if __name__ == "__main__":
    main()
