"""What a check of a layer finds, as values: kinds, findings, tolerances, the report."""

import json
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import shapely

from geo.measures import Shapes


class Kind(StrEnum):
    """What can be wrong with a layer, the gravest first."""

    DUPLICATE_CODE = "duplicate_code"
    UNREPAIRABLE = "unrepairable"
    DUPLICATE_OUTLINE = "duplicate_outline"
    OVERLAP = "overlap"
    OUTSIDE_PARENT = "outside_parent"
    GAP = "gap"
    SELF_INTERSECTION = "self_intersection"
    NESTED_SHELLS = "nested_shells"
    HOLE_OUTSIDE = "hole_outside"
    OTHER_FAULT = "other_fault"
    SLIVER_OVERLAP = "sliver_overlap"
    SLIVER_GAP = "sliver_gap"
    SLIVER_OUTSIDE = "sliver_outside"


@dataclass(frozen=True, slots=True)
class Tolerances:
    """What counts, in metres and square metres.

    Pieces below `noise_m2` are counted, not listed. A piece is a sliver when it is smaller than
    `sliver_m2`, or on average (twice its area over its perimeter) narrower than `sliver_width_m`.
    A layer is blocked when what its outlines share is, in all, more than `overlap_m2` and more than `overlap_share`
    of the layer (real layers that are fit for use have up to 12 m² a km²), or when more than `outside_share`
    of it lies outside the parent.
    """

    noise_m2: float = 1.0
    sliver_m2: float = 100.0
    sliver_width_m: float = 2.0
    overlap_m2: float = 1_000.0
    overlap_share: float = 0.00005
    outside_share: float = 0.05


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: the codes it concerns, its area, the shape to draw (degrees), and a sentence."""

    kind: Kind
    codes: tuple[str, ...]
    area_m2: float
    shape: shapely.Geometry | None
    sentence: str

    def as_feature(self) -> dict[str, Any]:
        """The finding as a GeoJSON Feature, to look at on a map."""
        properties = {
            "kind": self.kind.value,
            "codes": list(self.codes),
            "area_m2": round(self.area_m2, 2),
            "sentence": self.sentence,
        }
        geometry = None if self.shape is None else json.loads(shapely.to_geojson(self.shape))
        return {"type": "Feature", "properties": properties, "geometry": geometry}


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """What was found in a layer of `count` outlines, gravest and largest first.

    `outlines` are the repaired outlines by position, None where nothing could be repaired. `noise` counts by kind
    the pieces too small to list; areas are sums over listed and unlisted ones. `parent_m2` is None without a parent.
    """

    count: int
    findings: tuple[Finding, ...]
    outlines: Shapes = field(compare=False, repr=False)
    layer_m2: float
    parent_m2: float | None
    overlap_m2: float
    gap_m2: float
    outside_m2: float
    noise: dict[Kind, int]
    tolerances: Tolerances

    def counts(self) -> dict[Kind, int]:
        """How many findings of each kind are listed; kinds without any are left out."""
        found = Counter(finding.kind for finding in self.findings)
        return {kind: found[kind] for kind in Kind if found[kind]}

    def worst(self, limit: int = 10) -> tuple[Finding, ...]:
        """The gravest findings, at most `limit`."""
        return self.findings[:limit]

    def as_geojson(self) -> dict[str, Any]:
        """All findings as a FeatureCollection in longitude and latitude."""
        return {"type": "FeatureCollection", "features": [finding.as_feature() for finding in self.findings]}
