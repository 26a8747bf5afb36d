"""The topology gate: what the check of a layer, its refused rows and its parents come to. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo import coverage
from geo.coverage import CoverageReport, Finding, Grade
from gridnet.territory.reading import Layer

WORST = 10
LISTED = 1_000


@dataclass(frozen=True, slots=True)
class Judged:
    """A layer's findings, and the verdict with its reasons."""

    grade: Grade
    reasons: Sequence[str]
    report: CoverageReport

    @property
    def findings(self) -> Sequence[Finding]:
        """Everything found, the gravest first."""
        return self.report.findings


def judge(layer: Layer, report: CoverageReport, *, unknown_parents: int = 0) -> Judged:
    """The verdict of geometry, and beyond it: a refused row blocks, since its area would be retired unseen."""
    said = coverage.verdict(report)
    blocked = [f"rows refused: {len(layer.refused):,}"] if layer.refused else []
    warned = [f"areas whose parent is not in the division table: {unknown_parents:,}"] if unknown_parents else []
    grade = said.grade
    if blocked:
        grade = Grade.BLOCKED
    elif warned and grade is Grade.CLEAN:
        grade = Grade.WARNINGS
    return Judged(grade, (*blocked, *said.reasons, *warned), report)


def as_json(layer: Layer, judged: Judged) -> Mapping[str, Any]:
    """The topology report: counts, the worst ten with their shapes, the verdict, and what became of the rows."""
    report = judged.report
    return {
        "verdict": judged.grade.value,
        "reasons": list(judged.reasons),
        "areas": len(layer.plots),
        "rejected": len(layer.refused),
        "rejected_rows": [row._asdict() for row in layer.refused[:LISTED]],
        "notes": list(layer.notes),
        "counts": {kind.value: count for kind, count in report.counts().items()},
        "unlisted": {kind.value: count for kind, count in report.noise.items() if count},
        "layer_m2": _round(report.layer_m2),
        "parent_m2": None if report.parent_m2 is None else _round(report.parent_m2),
        "overlap_m2": _round(report.overlap_m2),
        "gap_m2": _round(report.gap_m2),
        "outside_m2": _round(report.outside_m2),
        "worst": [finding.as_feature() for finding in report.worst(WORST)],
    }


def _round(area_m2: float) -> float:
    return round(area_m2, 2)
