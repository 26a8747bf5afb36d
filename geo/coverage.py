"""Does a layer cover its ground once? Gaps, overlaps, slivers, broken rings, duplicates, pieces outside the parent.

Only outlines whose boxes meet are compared, and only pairs whose insides meet are cut, so the work grows
with the layer and not with its square. Edges are straight in degrees, as they are stored and looked up.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geo import measures, outlines, pieces
from geo.findings import CoverageReport, Finding, Kind, Tolerances
from geo.measures import Shapes
from geo.outlines import Fault, Outlines
from geo.pieces import Bools, Ints, Pieces
from geo.verdicts import Grade, Verdict, verdict

__all__ = ["CoverageReport", "Finding", "Grade", "Kind", "Layer", "Tolerances", "Verdict", "check", "verdict"]

_FAULTS = {
    outlines.FaultKind.SELF_INTERSECTION: Kind.SELF_INTERSECTION,
    outlines.FaultKind.NESTED_SHELLS: Kind.NESTED_SHELLS,
    outlines.FaultKind.HOLE_OUTSIDE: Kind.HOLE_OUTSIDE,
    outlines.FaultKind.OTHER: Kind.OTHER_FAULT,
}
_SAYS = {
    Kind.OVERLAP: "{} overlap",
    Kind.GAP: "a gap beside {}",
    Kind.OUTSIDE_PARENT: "{} reaches beyond the parent",
}
_SLIVERS = {
    Kind.OVERLAP: Kind.SLIVER_OVERLAP,
    Kind.GAP: Kind.SLIVER_GAP,
    Kind.OUTSIDE_PARENT: Kind.SLIVER_OUTSIDE,
}
_GRAVITY = {kind: rank for rank, kind in enumerate(Kind)}
_NAMED = 5
_NOTHING = Pieces(np.empty(0, dtype=object), np.empty(0), [])


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer to check: n codes, n shapes in degrees as they were drawn, n marks of dedicated outlines.

    Dedicated outlines (a park, a school) may lie inside general ones; only outlines of one sort may not overlap.
    `faults` are those repaired when the shapes were read, by position.
    """

    codes: Sequence[str]
    shapes: Shapes
    dedicated: Bools
    faults: dict[int, Fault]

    @classmethod
    def of(
        cls,
        codes: Sequence[str],
        shapes: Iterable[shapely.Geometry | None],
        dedicated: Iterable[bool] | None = None,
        faults: dict[int, Fault] | None = None,
    ) -> "Layer":
        """A layer of any sequences; raises `ValueError` if their lengths differ."""
        given = list(shapes)
        drawn = np.empty(len(given), dtype=object)
        drawn[:] = given
        marks = np.zeros(len(codes), dtype=bool) if dedicated is None else np.array(list(dedicated), dtype=bool)
        if not len(codes) == len(drawn) == len(marks):
            raise ValueError(f"{len(codes)} codes, {len(drawn)} shapes and {len(marks)} marks are no layer")
        return cls(codes, drawn, marks, faults or {})


def check(layer: Layer, parent: shapely.Geometry | None = None, limits: Tolerances | None = None) -> CoverageReport:
    """Everything that is wrong with `layer`, within `parent` if there is one (an area in degrees).

    Without a parent only what the layer surrounds is a gap, and nothing is outside. Raises `BadOutline` if
    the parent is no area.
    """
    limits = limits or Tolerances()
    within = None if parent is None else outlines.read_outline(parent).shape
    read = outlines.read_outlines(layer.shapes)
    tree, alike = shapely.STRtree(read.shapes), pieces.same(read.shapes)
    ground = shapely.union_all(read.shapes)
    shared = pieces.overlaps(read.shapes, tree, layer.dedicated.astype(np.int64), alike)
    bare = pieces.gaps(tree, ground, within)
    beyond = _NOTHING if within is None else pieces.outside(read.shapes, within)
    twins = list(_twins(layer, read.shapes, alike))
    found = {Kind.OVERLAP: shared, Kind.GAP: bare, Kind.OUTSIDE_PARENT: beyond}
    listed = [*_repeated_codes(layer, read.shapes), *_faulty(layer, read), *twins]
    for kind, each in found.items():
        listed += _listed(kind, each, layer, limits)
    return CoverageReport(
        count=len(layer.codes),
        findings=tuple(sorted(listed, key=lambda f: (_GRAVITY[f.kind], -f.area_m2, f.codes))),
        outlines=read.shapes,
        layer_m2=measures.area_m2(ground),
        parent_m2=None if within is None else measures.area_m2(within),
        overlap_m2=float(shared.areas.sum()) + sum(twin.area_m2 for twin in twins),
        gap_m2=float(bare.areas.sum()),
        outside_m2=float(beyond.areas.sum()),
        noise={kind: int((each.areas < limits.noise_m2).sum()) for kind, each in found.items()},
        tolerances=limits,
    )


def _repeated_codes(layer: Layer, shapes: Shapes) -> Iterator[Finding]:
    places = defaultdict(list)
    for i, code in enumerate(layer.codes):
        places[code].append(i)
    for code, at in places.items():
        if len(at) > 1:
            whole = shapely.union_all(shapes[at])
            yield Finding(Kind.DUPLICATE_CODE, (code,), 0.0, whole, f"code {code} is used by {len(at)} outlines")


def _faulty(layer: Layer, read: Outlines) -> Iterator[Finding]:
    for i, why in read.refused.items():
        yield Finding(Kind.UNREPAIRABLE, (layer.codes[i],), 0.0, None, f"outline of {layer.codes[i]}: {why}")
    for i, fault in {**layer.faults, **read.faults}.items():
        code, spot = layer.codes[i], None if fault.place is None else shapely.Point(fault.place)
        yield Finding(_FAULTS[fault.kind], (code,), fault.area_m2, spot, f"outline of {code}: {fault.sentence}")


def _twins(layer: Layer, shapes: Shapes, alike: Ints) -> Iterator[Finding]:
    """A finding a set of outlines of one sort drawn alike; its area is what they cover more than once."""
    sort = alike * 2 + layer.dedicated
    _, number, held = np.unique(sort, return_inverse=True, return_counts=True)
    for k in np.flatnonzero(held > 1).tolist():
        at = np.flatnonzero(number == k)
        codes, extra = tuple(layer.codes[i] for i in at.tolist()), measures.area_m2(shapes[at[0]]) * (len(at) - 1)
        yield Finding(Kind.DUPLICATE_OUTLINE, codes, extra, shapes[at[0]], f"{_names(codes)} have the same outline")


def _listed(kind: Kind, found: Pieces, layer: Layer, limits: Tolerances) -> Iterator[Finding]:
    """The pieces that are more than noise, as findings; the thin and the small are slivers."""
    width = 2 * found.areas / measures.perimeters_m(found.shapes)
    thin = (found.areas < limits.sliver_m2) | (width < limits.sliver_width_m)
    for i in np.flatnonzero(found.areas >= limits.noise_m2).tolist():
        codes, area_m2 = tuple(sorted({layer.codes[owner] for owner in found.owners[i]})), float(found.areas[i])
        sentence = f"{_SAYS[kind].format(_names(codes))}: {area_m2:,.1f} m²"
        yield Finding(_SLIVERS[kind] if thin[i] else kind, codes, area_m2, found.shapes[i], sentence)


def _names(codes: Sequence[str]) -> str:
    if not codes:
        return "nothing"
    more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
    return ", ".join(codes[:_NAMED]) + more
