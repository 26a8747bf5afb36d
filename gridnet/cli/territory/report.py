"""What the commands of territory show and write: the topology report, drafts, areas, alignment, outcomes."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import click
from rich.table import Table

from geo.alignment import Alignment
from gridnet.base.county import County
from gridnet.cli.context import console
from gridnet.territory import layers
from gridnet.territory.models import AreaOutline, Draft
from gridnet.territory.values import Refused

STYLES = {"clean": "green", "warnings": "yellow", "blocked": "red"}
SAYS = {"clean": "clean", "warnings": "publish with warnings", "blocked": "blocked"}
SHOWN = 20


class Outcome(Protocol):
    """What became of the rows of a file."""

    added: int
    changed: int
    unchanged: int
    refused: list[Refused]

    @property
    def rows(self) -> int:
        """All rows of the file."""


def show(draft: Draft) -> None:
    """The topology report: counts, the worst ten, what became of the rows, the verdict."""
    report, out = draft.report, console()
    out.print(_counts(draft, report))
    if report["worst"]:
        out.print(_worst(report))
    for row in report["rejected_rows"][:SHOWN]:
        out.print(f"row {row['number']} {row['code']}: rejected: {row['reason']}", markup=False)
    if draft.rejected > SHOWN:
        out.print(f"… and {draft.rejected - SHOWN:,} rows more")
    for note in report["notes"]:
        out.print(f"note: {note}", markup=False)
    verdict = str(draft.verdict)
    out.print(f"[{STYLES[verdict]}]{SAYS[verdict]}[/]" + "".join(f"\n  {reason}" for reason in report["reasons"]))


def _counts(draft: Draft, report: Mapping[str, Any]) -> Table:
    table = Table("", "n", "m²", title=f"draft {draft.id} of {draft.county} ({draft.network}), {draft.source}")
    table.add_row("areas", f"{draft.areas:,}", f"{report['layer_m2']:,.0f}")
    table.add_row("rows rejected", f"{draft.rejected:,}", "")
    sums = {"overlap": "overlap_m2", "gap": "gap_m2", "outside_parent": "outside_m2"}
    for kind, count in report["counts"].items():
        area = f"{report[sums[kind]]:,.1f} in all" if kind in sums else ""
        table.add_row(kind.replace("_", " "), f"{count:,}", area)
    return table


def _worst(report: Mapping[str, Any]) -> Table:
    table = Table("what", "codes", "m²", title="the worst")
    for feature in report["worst"]:
        about = feature["properties"]
        codes = ", ".join(about["codes"][:4]) + (" …" if len(about["codes"]) > 4 else "")  # noqa: PLR2004 - fits a line
        table.add_row(about["kind"].replace("_", " "), codes, f"{about['area_m2']:,.1f}")
    return table


def write(draft: Draft, json_file: Path | None, geojson_file: Path | None) -> None:
    """The report as JSON, and all findings as GeoJSON, where a file is named."""
    if json_file:
        about = {"county": draft.county, "draft": draft.id, "network": draft.network, "source": draft.source}
        write_json(json_file, about | draft.report)
    if geojson_file:
        rows = layers.list_findings(County(draft.county), draft.id)
        write_json(geojson_file, {"type": "FeatureCollection", "features": [_feature(row) for row in rows]})


def _feature(row: Any) -> Mapping[str, Any]:
    about = {"kind": row.kind, "codes": row.codes, "area_m2": round(row.area_m2, 2), "sentence": row.sentence}
    return {"type": "Feature", "properties": about, "geometry": json.loads(row.geometry) if row.geometry else None}


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """`content` as a file."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def show_drafts(drafts: Iterable[Draft]) -> None:
    """A line a draft."""
    table = Table("draft", "network", "state", "verdict", "areas", "rejected", "from", "made")
    for each in drafts:
        made = f"{each.created_at:%Y-%m-%d %H:%M}"
        verdict = f"[{STYLES[str(each.verdict)]}]{each.verdict}[/]" if each.verdict else ""
        counts = f"{each.areas:,}", f"{each.rejected:,}"
        table.add_row(str(each.id), each.network, each.state, verdict, *counts, each.source, made)
    console().print(table)


def show_areas(areas: Iterable[AreaOutline]) -> None:
    """A line an area."""
    table = Table("code", "name", "kind", "belongs to", "km²", "since")
    for each in areas:
        size = f"{each.area_m2 / 1e6:,.3f}"
        table.add_row(each.code, each.name, each.kind, each.parent_code or "", size, f"{each.valid_from:%Y-%m-%d}")
    console().print(table)


def show_alignment(found: Alignment) -> None:
    """The totals, and the grids that are split most evenly."""
    totals = Table("", "n", title="alignment")
    for name, number in (
        ("grids", len(found.grids)),
        ("beats", len(found.beats)),
        ("grids in more than one beat", len(found.split)),
        ("grids not wholly covered by beats", len(found.uncovered)),
        ("beats not wholly covered by grids", len(found.uncovered_beats)),
        ("slivers left out", found.slivers),
    ):
        totals.add_row(name, f"{number:,}")
    console().print(totals)
    worst = sorted(found.split, key=lambda code: (found.grids[code][0].share, code))[:SHOWN]
    if worst:
        table = Table("grid", "beats and their shares", title="split most evenly")
        for code in worst:
            table.add_row(code, ", ".join(f"{share.code} {share.share:.0%}" for share in found.grids[code]))
        console().print(table)


def show_outcome(what: str, outcome: Outcome, rejects: Path) -> None:
    """How many rows were taken and how many refused; the refused go to a file, with their reasons."""
    table = Table("", "rows", title=what)
    for name, number in (
        ("added", outcome.added),
        ("changed", outcome.changed),
        ("unchanged", outcome.unchanged),
        ("rejected", len(outcome.refused)),
        ("all", outcome.rows),
    ):
        table.add_row(name, f"{number:,}")
    console().print(table)
    if withdrawn := getattr(outcome, "withdrawn", 0):
        click.echo(f"{withdrawn:,} codes were withdrawn.")
    if outcome.refused:
        _write_rejects(outcome.refused, rejects)
        click.echo(f"rejected rows with reasons: {rejects}")


def _write_rejects(refused: Sequence[Refused], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "code", "reason"])
        writer.writerows(sorted(refused))
