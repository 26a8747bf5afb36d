"""The areas around a place, cut to a window: for a small map on a phone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from geo.points import LngLat, metres_per_degree
from gridnet.base import db
from gridnet.base.county import County

#: At most so many outlines in a window: a map of more is no map of the place any more.
MOST = 60
#: Corners nearer to the line than this share of the window are left out.
FINE = 0.002

_AROUND = text("""
    SELECT o.network, o.code, o.name,
           ST_AsGeoJSON(ST_ClipByBox2D(ST_SimplifyPreserveTopology(o.outline, CAST(:fine AS float8)),
                                       CAST(:cut AS box2d)), 6) AS shape
    FROM area_outline AS o
    WHERE o.county = :county
      AND ST_Intersects(o.outline, ST_MakeEnvelope(CAST(:west AS float8), CAST(:south AS float8),
                                                   CAST(:east AS float8), CAST(:north AS float8), 4326))
      AND o.valid_from <= CAST(:at AS timestamptz) AND (o.valid_to IS NULL OR o.valid_to > CAST(:at AS timestamptz))
    ORDER BY o.network, o.code LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of an area within a window, as GeoJSON in WGS-84."""

    network: str
    code: str
    name: str
    shape: Mapping[str, Any]


def around(county: County, place: LngLat, at: datetime, *, reach_m: float) -> Sequence[Piece]:
    """Grids and beats within `reach_m` metres east, west, north and south of `place`, as they held at `at`."""
    mx, my = metres_per_degree(place.lat)
    dx, dy = reach_m / mx, reach_m / my
    given = {
        "county": county,
        "at": at,
        "west": place.lng - dx,
        "east": place.lng + dx,
        "south": place.lat - dy,
        "north": place.lat + dy,
        # A little wider, so that no cut edge is seen as a border.
        "cut": f"BOX({place.lng - 2 * dx} {place.lat - 2 * dy},{place.lng + 2 * dx} {place.lat + 2 * dy})",
        "fine": dx * FINE,
        "most": MOST,
    }
    rows = db.session.execute(_AROUND, given)
    return [Piece(row.network, row.code, row.name, json.loads(row.shape)) for row in rows if row.shape]
