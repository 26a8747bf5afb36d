"""How figures are shown and kept: medians with their spread, as a plain table and as JSON."""

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).with_name("results")


def spread(values: Sequence[float], digits: int) -> str:
    """The median, and from where to where."""
    return f"{median(values):,.{digits}f} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


def show(title: str, rows: Iterable[Mapping[str, str]]) -> None:
    """Print the rows; the first one names the columns."""
    kept = list(rows)
    table = Table(box=None, pad_edge=False)
    for name in kept[0]:
        table.add_column(name, justify="left" if name == "what" else "right", no_wrap=True)
    for row in kept:
        table.add_row(*(row.get(name, "") for name in kept[0]))
    console = Console(width=140, highlight=False)
    console.print(f"\n{title}", style="bold")
    console.print(table)


def keep(name: str, figures: Mapping[str, Any]) -> Path:
    """Write the figures with what they were taken on; a file a run."""
    RESULTS.mkdir(exist_ok=True)
    at = datetime.now(UTC)
    machine = {
        "at": at.isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "python": platform.python_version(),
    }
    path = RESULTS / f"{name}-{at:%Y%m%dT%H%M%S}.json"
    path.write_text(json.dumps({"machine": machine, **figures}, indent=1, default=str))
    return path
