"""Where nobody will be on duty: every area of a county over a stretch of time, reckoned in one statement.

Presence is a multirange: a position's shifts (or all of its time, where it is always on duty) within its validity,
less the leaves of its holder. What the keepers of an area leave open is a hole of its own; what the whole chain
behind it leaves open too is worse, for then a case waits in a queue.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.base.network import Network

FORTNIGHT = timedelta(days=14)
LONGEST = timedelta(days=62)


class Depth(StrEnum):
    """How deep a hole is: the keepers are away, or everybody of the chain."""

    KEEPERS = "keepers"
    CHAIN = "chain"


@dataclass(frozen=True, slots=True)
class Hole:
    """A stretch in which an area has nobody."""

    network: Network
    area_id: int
    code: str
    name: str
    depth: Depth
    starts_at: datetime
    ends_at: datetime


#: Only who may hold a case alone fills a hole: a deputy who is an auxiliary does not, in the police network. The
#: indexes that keep shifts from overlapping also find those of the stretch among the roster's whole history.
_HOLES = text("""
    WITH span AS (
        SELECT tstzrange(CAST(:since AS timestamptz), CAST(:until AS timestamptz)) AS whole
    ), away AS (
        SELECT person_id, range_agg(tstzrange(starts_at, ends_at)) AS spans
        FROM leave, span
        WHERE county = :county AND withdrawn_at IS NULL AND tstzrange(starts_at, ends_at) && whole
        GROUP BY person_id
    ), by_position AS (
        SELECT position_id, range_agg(tstzrange(starts_at, ends_at)) AS spans
        FROM shift, span
        WHERE county = :county AND withdrawn_at IS NULL AND position_id IS NOT NULL
          AND tstzrange(starts_at, ends_at) && whole
        GROUP BY position_id
    ), by_area AS (
        SELECT area_id, person_id, range_agg(tstzrange(starts_at, ends_at)) AS spans
        FROM shift, span
        WHERE county = :county AND withdrawn_at IS NULL AND area_id IS NOT NULL
          AND tstzrange(starts_at, ends_at) && whole
        GROUP BY area_id, person_id
    ), present AS MATERIALIZED (
        SELECT position.network, position.area_id, position.station_code, position.keeps, position.role,
               CASE WHEN position.area_id IS NULL THEN position.scope END AS desk_code,
               (CASE duty_rule WHEN 'always' THEN tstzmultirange(whole)
                     ELSE coalesce(by_position.spans, '{}') + coalesce(by_area.spans, '{}') END
                * tstzmultirange(tstzrange(valid_from, valid_to) * whole)) - coalesce(away.spans, '{}') AS spans
        FROM position CROSS JOIN span
        LEFT JOIN by_position ON by_position.position_id = position.id
        LEFT JOIN by_area ON by_area.area_id = position.area_id AND by_area.person_id = position.person_id
        LEFT JOIN away ON away.person_id = position.person_id
        WHERE county = :county AND withdrawn_at IS NULL AND role <> 'auxiliary'
          AND tstzrange(valid_from, valid_to) && whole
    ), keepers AS MATERIALIZED (
        SELECT area_id, range_agg(spans) AS spans FROM present WHERE keeps IS NOT NULL GROUP BY area_id
    ), leaders AS MATERIALIZED (
        SELECT area_id, range_agg(spans) AS spans FROM present
        WHERE role = 'grid_leader' AND area_id IS NOT NULL GROUP BY area_id
    ), stations AS MATERIALIZED (
        SELECT station_code, range_agg(spans) AS spans FROM present WHERE role = 'station_duty' GROUP BY station_code
    ), desks AS MATERIALIZED (
        SELECT desk_code, range_agg(spans) AS spans FROM present
        WHERE desk_code IS NOT NULL AND role IN ('grid_leader', 'village_desk', 'township_desk') GROUP BY desk_code
    ), layer AS (
        SELECT network, area_id, max(code) AS code, max(name) AS name,
               (array_agg(parent_code ORDER BY valid_from DESC))[1] AS parent_code,
               range_agg(tstzrange(valid_from, valid_to) * whole) AS lives
        FROM area_outline CROSS JOIN span
        WHERE county = :county AND (CAST(:network AS text) IS NULL OR network = :network)
          AND tstzrange(valid_from, valid_to) && whole
        GROUP BY network, area_id
    ), open AS (
        SELECT layer.*, lives - coalesce(keepers.spans, '{}') AS unkept,
               coalesce(leaders.spans, '{}') + coalesce(stations.spans, '{}')
               + coalesce(village.spans, '{}') + coalesce(township.spans, '{}') AS behind
        FROM layer
        LEFT JOIN keepers USING (area_id)
        LEFT JOIN leaders USING (area_id)
        LEFT JOIN stations ON layer.network = 'police' AND stations.station_code = layer.parent_code
        LEFT JOIN desks AS village ON layer.network = 'community' AND village.desk_code = layer.parent_code
        LEFT JOIN desks AS township ON layer.network = 'community' AND length(layer.parent_code) = 12
            AND township.desk_code = left(layer.parent_code, 9)
    )
    SELECT network, area_id, code, name, 'keepers' AS depth, lower(hole) AS starts_at, upper(hole) AS ends_at
    FROM open, unnest(unkept) AS hole
    UNION ALL
    SELECT network, area_id, code, name, 'chain', lower(hole), upper(hole)
    FROM open, unnest(unkept - behind) AS hole
    ORDER BY network, code, starts_at, depth
""")


def coverage_holes(
    county: County, since: datetime, until: datetime, *, network: Network | None = None
) -> Sequence[Hole]:
    """Every hole between two moments, by network, area and time; raises `Invalid` for too long a stretch."""
    if not since < until <= since + LONGEST:
        raise Invalid(f"look ahead from a moment to a later one, {LONGEST.days} days at most")
    asked = {"county": county, "since": since, "until": until, "network": network}
    return [
        Hole(Network(row.network), row.area_id, row.code, row.name, Depth(row.depth), row.starts_at, row.ends_at)
        for row in db.session.execute(_HOLES, asked)
    ]
