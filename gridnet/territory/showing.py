"""What is said of a place: where it lies, and where it lies nowhere, what the nearest areas are."""

import json
from datetime import datetime

from geo import datums, points
from geo.errors import BadGeometry
from geo.points import LngLat
from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.base.network import AREA_NAME, Network
from gridnet.territory import county_index, layers, lookup, queries
from gridnet.territory.lookup import Located, Placed
from gridnet.territory.models import Draft
from gridnet.territory.schemas import Feature, PlacedOut, PlaceOut, PlaceQuery

#: An edge nearer than this is worth a word: GPS among houses is hardly better.
DOUBTFUL_M = 10.0


def to_wgs84(query: PlaceQuery) -> LngLat:
    """The point in WGS-84; raises `Invalid` for swapped axes and for what is no place."""
    try:
        return datums.point_to_wgs84(points.check(query.lng, query.lat), query.datum)
    except BadGeometry as error:
        raise Invalid(str(error), errors=[{"field": "lng", "message": str(error)}]) from None


def place(point: LngLat, at: datetime, *, tolerance_m: float) -> PlaceOut:
    """Both answers for a point, and a sentence for whatever is missing or doubtful."""
    county = county_index.county_at(point, at)
    if county is None:
        says = [f"{point.lng:.5f}, {point.lat:.5f} (WGS-84) lies in no county known here; check the axes and the datum"]
        return _shown(None, point, at, lookup.locate(()), [], says)
    located = queries.locate(county, point, at, tolerance_m=tolerance_m)
    nearest, says = [], []
    for network, found in ((Network.COMMUNITY, located.grid), (Network.POLICE, located.beat)):
        near = queries.find_nearest(county, network, point, at) if found is None else None
        nearest += [near] if near else []
        says += _says(AREA_NAME[network], found, near, tolerance_m)
    return _shown(county, point, at, located, nearest, says)


def findings(draft: Draft) -> list[Feature]:
    """Everything found in a draft, with its shapes."""
    return [
        Feature(
            properties={
                "kind": row.kind,
                "codes": row.codes,
                "area_m2": round(row.area_m2, 2),
                "sentence": row.sentence,
            },
            geometry=json.loads(row.geometry) if row.geometry else None,
        )
        for row in layers.list_findings(County(draft.county), draft.id)
    ]


def _says(area: str, found: Placed | None, near: Placed | None, tolerance_m: float) -> list[str]:
    if found is None and near is None:
        return [f"no {area}s of the county were in force then"]
    if found is None:
        assert near is not None
        away = f"{near.edge_m:,.0f} m away; {tolerance_m:.0f} m would count"
        return [f"outside every {area}; the nearest is {near.code}, {away}"]
    if found.how == "nearest":
        return [f"outside every {area}; {found.code} is nearest, {found.edge_m:.1f} m away"]
    if found.edge_m is not None and found.edge_m < DOUBTFUL_M:
        return [f"only {found.edge_m:.1f} m inside {area} {found.code}: a point less exact than that may be next door"]
    return []


def _shown(  # noqa: PLR0913, PLR0917 - the parts of one answer
    county: County | None, point: LngLat, at: datetime, located: Located, nearest: list[Placed], says: list[str]
) -> PlaceOut:
    return PlaceOut(
        county=county,
        lng=round(point.lng, 7),
        lat=round(point.lat, 7),
        at=at,
        grid=PlacedOut.of(located.grid) if located.grid else None,
        beat=PlacedOut.of(located.beat) if located.beat else None,
        nearest=[PlacedOut.of(each) for each in nearest],
        says=says,
    )
