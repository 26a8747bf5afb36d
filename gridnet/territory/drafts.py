"""Drafts: a layer read, checked and kept beside what is in force, until it is published or given up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import shapely
from sqlalchemy import delete, text

from geo import coverage, measures
from geo.datums import Datum
from geo.errors import BadGeometry
from gridnet.base import audit, db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid
from gridnet.base.network import Network
from gridnet.territory import divisions, gate
from gridnet.territory.gate import Judged
from gridnet.territory.models import Draft, DraftOutline
from gridnet.territory.reading import Layer
from gridnet.territory.values import NOBODY, Doer, DraftState, Plot

BATCH = 5_000
#: Areas are compared where a point lies on an edge; what differs by less than this is drawn alike.
AREA_DECIMALS = 1

_PLOTS = text("""
    INSERT INTO draft_outline (county, draft_id, code, name, kind, parent_code, area_m2, outline)
    SELECT :county, :draft_id, g.code, g.name, g.kind, nullif(g.parent_code, ''), g.area_m2, CAST(g.wkb AS geometry)
    FROM unnest(CAST(:codes AS text[]), CAST(:names AS text[]), CAST(:kinds AS text[]), CAST(:parents AS text[]),
                CAST(:areas AS float8[]), CAST(:wkbs AS text[])) AS g (code, name, kind, parent_code, area_m2, wkb)
""")
_FINDINGS = text("""
    INSERT INTO draft_finding (county, draft_id, kind, codes, area_m2, sentence, shape)
    VALUES (:county, :draft_id, :kind, :codes, :area_m2, :sentence, CAST(:wkb AS geometry))
""")


class Origin(NamedTuple):
    """Where a draft comes from: a file's name, the datum it was read in, the county's outline, and who brought it."""

    source: str
    datum: Datum = Datum.WGS84
    parent: shapely.Geometry | None = None
    by: Doer = NOBODY


def make(county: County, network: Network, layer: Layer, origin: Origin, *, at: datetime) -> Draft:
    """Check a layer and keep it as a draft with its report; nothing in force changes.

    Raises `NotFound` for a county that is not in the division table, `Invalid` for a layer without areas.
    """
    divisions.require_county(county)
    if not layer.plots:
        first = "; ".join(f"row {row.number}: {row.reason}" for row in layer.refused[:1])
        raise Invalid(f"{origin.source}: none of its {len(layer.refused)} rows became an area. {first}".rstrip())
    judged = judge(network, layer, origin.parent)
    draft = Draft(
        county=county,
        network=network,
        state=DraftState.CHECKED,
        source=origin.source,
        datum=origin.datum,
        crs=layer.system,
        created_at=at,
        created_by=origin.by.person_id,
        verdict=judged.grade,
        report=dict(gate.as_json(layer, judged)),
        areas=len(layer.plots),
        rejected=len(layer.refused),
        version=1,
    )
    db.session.add(draft)
    db.session.flush()
    _keep(draft, layer, judged)
    _audit(draft, "boundary.import", at=at, by=origin.by)
    return draft


def judge(network: Network, layer: Layer, parent: shapely.Geometry | None = None) -> Judged:
    """What the gate says of a layer, within the county's outline if there is one."""
    try:
        report = coverage.check(layer.to_check(), parent)
    except BadGeometry as error:
        raise Invalid(f"the parent outline cannot be used: {error}") from None
    missing: set[str] = set()
    if network is Network.COMMUNITY:
        missing = divisions.unknown({plot.parent_code for plot in layer.plots if plot.parent_code})
    unknown = sum(plot.parent_code in missing for plot in layer.plots)
    return gate.judge(layer, report, unknown_parents=unknown)


def withdraw(county: County, draft_id: int, *, at: datetime, by: Doer = NOBODY) -> Draft:
    """Give a draft up before it is published; its report stays, its outlines go. Raises `Conflict`."""
    draft = db.lock(Draft, county, draft_id)
    if draft.state not in {DraftState.DRAFT, DraftState.CHECKED}:
        raise Conflict(f"draft {draft_id} is {draft.state}; only one that is not yet published can be withdrawn")
    discard_outlines(draft)
    draft.state, draft.version = DraftState.WITHDRAWN, draft.version + 1
    _audit(draft, "boundary.withdraw", at=at, by=by)
    return draft


def discard_outlines(draft: Draft) -> None:
    """Drop the outlines of a draft that needs them no more."""
    gone = DraftOutline.county == draft.county, DraftOutline.draft_id == draft.id
    db.session.execute(delete(DraftOutline).where(*gone))


def _keep(draft: Draft, layer: Layer, judged: Judged) -> None:
    """Write outlines as the check left them: repaired, and in normal form, so that equal ones are equal bytes."""
    shapes = shapely.normalize(judged.report.outlines)
    sizes, wkbs = np.round(measures.areas_m2(shapes), AREA_DECIMALS), _ewkb(shapes)
    kept = [i for i, shape in enumerate(shapes) if shape is not None]
    for start in range(0, len(kept), BATCH):
        some = kept[start : start + BATCH]
        _write([layer.plots[i] for i in some], draft, sizes[some].tolist(), [wkbs[i] for i in some])
    findings = [
        {
            "county": draft.county,
            "draft_id": draft.id,
            "kind": each.kind.value,
            "codes": list(each.codes),
            "area_m2": each.area_m2,
            "sentence": each.sentence,
            "wkb": wkb,
        }
        for each, wkb in zip(judged.findings, _ewkb([each.shape for each in judged.findings]), strict=True)
    ]
    if findings:
        db.session.execute(_FINDINGS, findings)


def _ewkb(shapes: Any) -> list[str | None]:
    """Shapes as PostGIS reads them from text."""
    flat = np.array([*shapes, None], dtype=object)[:-1]
    return list(shapely.to_wkb(shapely.set_srid(flat, 4326), hex=True, include_srid=True))


def _write(plots: Sequence[Plot], draft: Draft, sizes: Sequence[float], wkbs: Sequence[str | None]) -> None:
    columns = {
        "codes": [plot.code for plot in plots],
        "names": [plot.name for plot in plots],
        "kinds": [plot.kind.value for plot in plots],
        "parents": [plot.parent_code or "" for plot in plots],
        "areas": sizes,
        "wkbs": wkbs,
    }
    db.session.execute(_PLOTS, {"county": draft.county, "draft_id": draft.id} | columns)


def _audit(draft: Draft, action: str, *, at: datetime, by: Doer) -> None:
    audit.write(
        County(draft.county),
        action,
        at=at,
        **by._asdict(),
        subject=("boundary_draft", draft.id),
        detail={"network": draft.network, "verdict": draft.verdict, "source": draft.source},
    )
