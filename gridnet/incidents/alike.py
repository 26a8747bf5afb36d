"""Likely duplicates: what was reported of the same kind, near the same place, a short while before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from geo.points import LngLat, metres_per_degree
from gridnet.base import db
from gridnet.base.county import County
from gridnet.incidents.values import Report

#: Reports alike in category, this near and recent are suggested as likely duplicates (never merged by themselves).
ALIKE_M = 50
ALIKE_WITHIN = timedelta(hours=2)

#: Likely duplicates of a report, whose values stand under their names.
ALIKE = """
    SELECT incident.id, incident.reported_at, incident.state,
           ST_Distance(ST_MakePoint(ST_X(place) * CAST(:mx AS float8), ST_Y(place) * CAST(:my AS float8)),
                       ST_MakePoint(CAST(:lng AS float8) * CAST(:mx AS float8),
                                    CAST(:lat AS float8) * CAST(:my AS float8))) AS away_m
    FROM incident
    WHERE county = :county AND category = :category AND reported_at BETWEEN :since AND :at
      AND state NOT IN ('duplicate', 'rejected')
      AND ST_X(place) BETWEEN CAST(:lng AS float8) - CAST(:near AS float8) / CAST(:mx AS float8)
                          AND CAST(:lng AS float8) + CAST(:near AS float8) / CAST(:mx AS float8)
      AND ST_Y(place) BETWEEN CAST(:lat AS float8) - CAST(:near AS float8) / CAST(:my AS float8)
                          AND CAST(:lat AS float8) + CAST(:near AS float8) / CAST(:my AS float8)
      AND NOT EXISTS (SELECT FROM incident_named AS named WHERE named.county = incident.county
                      AND named.incident_id = incident.id AND named.person_id = :viewer)
    ORDER BY away_m LIMIT 5
"""
_ALIKE = text(ALIKE)


@dataclass(frozen=True, slots=True)
class Alike:
    """A likely duplicate, near in place, time and kind."""

    id: int
    reported_at: datetime
    state: str
    away_m: float


def near(report: Report, *, viewer: int | None) -> dict[str, Any]:
    """The values that `ALIKE` asks for; a report without a place has none like it."""
    return _near(report.county, report.category, report.place, viewer=viewer, at=report.at)


def list_alike(county: County, category: str, place: LngLat, *, viewer: int, at: datetime) -> list[Alike]:
    """What was reported of this kind near this place before `at`, the nearest first; nothing that names the viewer."""
    rows = db.run(_ALIKE, _near(county, category, place, viewer=viewer, at=at))
    return [each for each in (Alike(*tuple(row)) for row in rows) if each.away_m <= ALIKE_M]


def _near(county: County, category: str, place: LngLat | None, *, viewer: int | None, at: datetime) -> dict[str, Any]:
    mx, my = metres_per_degree(place.lat) if place else (None, None)
    return {
        "county": county,
        "category": category,
        "lng": place.lng if place else None,
        "lat": place.lat if place else None,
        "mx": mx,
        "my": my,
        "near": ALIKE_M,
        "since": at - ALIKE_WITHIN,
        "at": at,
        "viewer": viewer,
    }
