"""Corrections drawn by hand: some outlines of a draft replaced, the whole checked again and kept as another draft.

What was corrected is withdrawn, so that one draft of it waits and not two; its report stays.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import text

from geo.datums import Datum
from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, Stale
from gridnet.base.network import Network
from gridnet.territory import drafts, layers
from gridnet.territory.drafts import Origin
from gridnet.territory.models import Draft
from gridnet.territory.reading import Layer
from gridnet.territory.values import Doer, DraftState, Kind, Plot

#: So many neighbours are drawn with an area at most.
NEIGHBOURS = 60
AREAL = frozenset({shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON})

_PLOTS = text("""
    SELECT code, name, kind, parent_code, ST_AsBinary(outline) AS wkb FROM draft_outline
    WHERE county = :county AND draft_id = CAST(:draft_id AS bigint) ORDER BY code
""")
#: The area and whatever comes within about thirty metres of it; a draft has no spatial index, for it is read whole.
_AROUND = text("""
    SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
        'type', 'Feature',
        'properties', json_build_object('code', near.code, 'name', near.name, 'kind', near.kind,
                                        'is_edited', near.code = :code),
        'geometry', CAST(ST_AsGeoJSON(near.outline, 15) AS json))), '[]'))::text AS drawn
    FROM (SELECT n.code, n.name, n.kind, n.outline FROM draft_outline AS d
          JOIN draft_outline AS n ON n.county = d.county AND n.draft_id = d.draft_id
               AND n.outline && ST_Expand(d.outline, 0.0003)
          WHERE d.county = :county AND d.draft_id = CAST(:draft_id AS bigint) AND d.code = :code
          ORDER BY n.code <> :code, ST_Distance(n.outline, d.outline), n.code LIMIT CAST(:most AS bigint)) AS near
""")
_IN_FORCE = text("""
    SELECT code, name, kind, parent_code, ST_AsBinary(outline) AS wkb FROM area_outline
    WHERE county = :county AND network = :network AND valid_to IS NULL ORDER BY code
""")


def around(county: County, draft_id: int, code: str) -> str:
    """An area of a draft and its neighbours, to the last digit, as GeoJSON; empty where the draft has no such area."""
    asked = {"county": county, "draft_id": draft_id, "code": code, "most": NEIGHBOURS}
    drawn: str = db.run(_AROUND, asked).first().drawn
    return drawn


def read_outlines(given: Any) -> dict[str, shapely.Geometry]:
    """Outlines by code from GeoJSON features as they were drawn; raises `Invalid`."""
    try:
        features = given["features"]
        found: dict[str, shapely.Geometry] = {
            str(each["properties"]["code"]): shapely.geometry.shape(each["geometry"]) for each in features
        }
    except (KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise Invalid(f"the drawing cannot be read ({type(error).__name__}); draw it again") from None
    for code, outline in found.items():
        if shapely.is_empty(outline) or shapely.get_type_id(outline) not in AREAL:
            raise Invalid(f"{code} is no area any more: its outline has too few corners")
    return found


def correct(  # noqa: PLR0913 - what is corrected, how, by whom
    county: County,
    draft_id: int,
    outlines: Mapping[str, shapely.Geometry],
    *,
    expected_version: int,
    by: Doer,
    at: datetime,
) -> Draft:
    """Another draft with these outlines in place of its own, checked as a whole; the one before is withdrawn.

    Raises `Conflict` for a draft that waits no more, `Stale` where it is not the version that was drawn upon, `Invalid`
    for outlines of areas it does not have.
    """
    draft = db.lock(Draft, county, draft_id)
    if draft.state not in {DraftState.DRAFT, DraftState.CHECKED}:
        raise Conflict(f"draft {draft_id} is {draft.state}; only one that waits can be corrected")
    if draft.version != expected_version:
        raise Stale(f"draft {draft_id} has changed since you drew upon it; open it again")
    plots = _plots(db.run(_PLOTS, {"county": county, "draft_id": draft_id}))
    if unknown := set(outlines) - {plot.code for plot in plots}:
        raise Invalid(f"draft {draft_id} has no area {min(unknown)}")
    layer = Layer.of([_redrawn(plot, outlines.get(plot.code)) for plot in plots])
    parent = layers.find_county_outline(county, at)
    origin = Origin(_corrected(draft.source), Datum(draft.datum), parent, by)
    made = drafts.make(county, Network(draft.network), layer, origin, at=at)
    drafts.withdraw(county, draft_id, at=at, by=by)
    return made


def _corrected(source: str) -> str:
    """The name of what was corrected, marked once, however often it is."""
    name, mark, number = source.rpartition(" ✎")
    return f"{name} ✎{int(number) + 1}" if mark and number.isdigit() else f"{source} ✎1"


def _redrawn(plot: Plot, outline: shapely.Geometry | None) -> Plot:
    return plot if outline is None else Plot(plot.code, plot.name, plot.kind, plot.parent_code, outline)


def begin(county: County, network: Network, *, by: Doer, at: datetime) -> Draft:
    """A draft of what is published last, to be corrected; raises `Conflict` where nothing is."""
    plots = _plots(db.run(_IN_FORCE, {"county": county, "network": network}))
    last = layers.last_publication(county, network)
    if not plots or last is None:
        raise Conflict(f"no boundaries of the {network} network are published yet; import a file first")
    origin = Origin(f"#{last.id}", Datum.WGS84, layers.find_county_outline(county, at), by)
    return drafts.make(county, network, Layer.of(plots), origin, at=at)


def _plots(rows: Sequence[Any]) -> list[Plot]:
    shapes = shapely.from_wkb([bytes(row.wkb) for row in rows])
    return [
        Plot(row.code, row.name, Kind(row.kind), row.parent_code, shape)
        for row, shape in zip(rows, shapes, strict=True)
    ]
