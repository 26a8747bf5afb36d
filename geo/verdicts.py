"""May a checked layer be published? Pure: a report in, a verdict with its reasons out."""

from dataclasses import dataclass
from enum import StrEnum

from geo.findings import CoverageReport, Kind


class Grade(StrEnum):
    """Blocked must not be published; warnings may be, knowingly; clean has nothing to say."""

    BLOCKED = "blocked"
    WARNINGS = "warnings"
    CLEAN = "clean"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The grade of a layer, and the sentences it rests on; what blocks comes first."""

    grade: Grade
    reasons: tuple[str, ...]


_BLOCKING = {
    Kind.DUPLICATE_CODE: "codes used more than once",
    Kind.UNREPAIRABLE: "outlines that cannot be repaired",
}
_WARNING = {
    Kind.DUPLICATE_OUTLINE: "sets of outlines drawn alike",
    Kind.OVERLAP: "pairs of outlines that overlap",
    Kind.OUTSIDE_PARENT: "outlines that reach beyond the parent",
    Kind.GAP: "places covered by no outline",
    Kind.SELF_INTERSECTION: "outlines that crossed themselves, repaired",
    Kind.NESTED_SHELLS: "outlines with a part within a part, read as a hole",
    Kind.HOLE_OUTSIDE: "outlines with a hole outside of them, read as a part",
    Kind.OTHER_FAULT: "outlines with broken rings, repaired",
    Kind.SLIVER_OVERLAP: "pairs of outlines that overlap by a sliver",
    Kind.SLIVER_GAP: "slivers covered by no outline",
    Kind.SLIVER_OUTSIDE: "outlines that reach beyond the parent by a sliver",
}


def verdict(report: CoverageReport) -> Verdict:
    """What the findings allow: duplicate codes, lost outlines, much overlap or much outside block; the rest warns."""
    blocked, warned = _blocking(report), _told(report, _WARNING)
    if blocked:
        return Verdict(Grade.BLOCKED, (*blocked, *warned))
    return Verdict(Grade.WARNINGS if warned else Grade.CLEAN, tuple(warned))


def _blocking(report: CoverageReport) -> list[str]:
    limits = report.tolerances
    reasons = [] if report.count else ["the layer has no outlines"]
    reasons += _told(report, _BLOCKING)
    tolerated_m2 = max(limits.overlap_m2, limits.overlap_share * report.layer_m2)
    if report.overlap_m2 > tolerated_m2:
        reasons.append(f"outlines share {report.overlap_m2:,.0f} m² in all; {tolerated_m2:,.0f} m² are tolerated")
    share = report.outside_m2 / report.layer_m2 if report.layer_m2 else 0.0
    if share > limits.outside_share:
        reasons.append(
            f"{share:.1%} of the layer lies outside the parent: is it the right county, and the right datum?"
        )
    return reasons


def _told(report: CoverageReport, sentences: dict[Kind, str]) -> list[str]:
    return [f"{sentences[kind]}: {number:,}" for kind, number in report.counts().items() if kind in sentences]
