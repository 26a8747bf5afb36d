"""A draft beside the layer it would follow: which areas are added, changed, retired, and which stay as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import text

from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.network import Network


class Change(StrEnum):
    """What a publication would do to an area."""

    ADDED = "added"
    CHANGED = "changed"
    RETIRED = "retired"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Difference:
    """An area in the draft and in the layer before it: what changes, and by how many square metres it grows."""

    code: str
    name: str
    change: Change
    is_redrawn: bool
    was_name: str | None
    was_parent: str | None
    parent: str | None
    grown_m2: float


#: As `publication` decides: outlines are the same where their points are, in the same order.
_BESIDE = """
    SELECT coalesce(d.code, o.code) AS code, coalesce(d.name, o.name) AS name,
           CASE WHEN o.code IS NULL THEN 'added' WHEN d.code IS NULL THEN 'retired'
                WHEN ST_OrderingEquals(o.outline, d.outline)
                     AND (o.name, o.kind, o.parent_code) IS NOT DISTINCT FROM (d.name, d.kind, d.parent_code)
                THEN 'kept' ELSE 'changed' END AS change,
           coalesce(NOT ST_OrderingEquals(o.outline, d.outline), false) AS is_redrawn,
           o.name AS was_name, o.parent_code AS was_parent, d.parent_code AS parent,
           coalesce(d.area_m2, 0) - coalesce(o.area_m2, 0) AS grown_m2,
           coalesce(d.outline, o.outline) AS outline, coalesce(d.kind, o.kind) AS kind
    FROM (SELECT * FROM draft_outline WHERE county = :county AND draft_id = CAST(:draft_id AS bigint)) AS d
    FULL JOIN (SELECT * FROM area_outline
               WHERE county = :county AND network = :network AND valid_to IS NULL) AS o ON o.code = d.code
"""
_COUNTS = text(f"SELECT change, count(*) AS number FROM ({_BESIDE}) AS beside GROUP BY change")  # noqa: S608 - a constant
_LIST = text(f"""
    SELECT code, name, change, is_redrawn, was_name, was_parent, parent, grown_m2 FROM ({_BESIDE}) AS beside
    WHERE change = CAST(:change AS text) AND code > CAST(:after AS text) COLLATE "C"
    ORDER BY code COLLATE "C" LIMIT CAST(:most AS bigint)
""")  # noqa: S608 - joined from constants
_DRAWN = text(f"""
    SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
        'type', 'Feature', 'properties', json_build_object(
            'code', code, 'name', name, 'change', change, 'kind', kind, 'grown_m2', round(grown_m2)),
        'geometry', CAST(ST_AsGeoJSON(outline, 6) AS json)) ORDER BY code), '[]'))::text AS drawn
    FROM ({_BESIDE}) AS beside
""")  # noqa: S608 - joined from constants


def count(county: County, network: Network, draft_id: int) -> dict[Change, int]:
    """How many areas a draft would add, change, retire and keep."""
    found = {row.change: row.number for row in db.run(_COUNTS, _asked(county, network, draft_id))}
    return {change: found.get(change.value, 0) for change in Change}


def list_differences(
    county: County, network: Network, draft_id: int, change: Change, wish: paging.Wish
) -> Sequence[Difference]:
    """A page of the areas of one change by code, one row more than asked for."""
    after = str(paging.read(wish.after, [str])[0]) if wish.after else ""
    more = {"change": change, "after": after, "most": wish.limit + 1}
    rows = db.run(_LIST, _asked(county, network, draft_id) | more)
    return [Difference(**row._asdict() | {"change": Change(row.change)}) for row in rows]


def draw(county: County, network: Network, draft_id: int) -> str:
    """Every area of both, each with what becomes of it, as a GeoJSON FeatureCollection in WGS-84."""
    drawn: str = db.run(_DRAWN, _asked(county, network, draft_id)).first().drawn
    return drawn


def _asked(county: County, network: Network, draft_id: int) -> dict[str, Any]:
    return {"county": county, "network": network, "draft_id": draft_id}
