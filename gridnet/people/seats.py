"""Whoever holds seats of one county or of many at a moment, and whether they are on duty; one statement for all."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.county import County

Seat = tuple[County, Any]

_POSITION = """position.county, position.id, position.person_id, position.role, position.network, position.area_id,
    position.scope, position.station_code, position.duty_rule"""
_HOLDS = """position.withdrawn_at IS NULL AND position.valid_from <= CAST(:at AS timestamptz)
    AND (position.valid_to IS NULL OR position.valid_to > CAST(:at AS timestamptz))"""


def _arm(seats: str, where: str) -> str:
    """The holders of these seats, each found by its index; `OFFSET 0` keeps the planner from reading a county."""
    return f"""SELECT held.* FROM {seats} CROSS JOIN LATERAL (
        SELECT {_POSITION} FROM position WHERE {where} AND {_HOLDS} OFFSET 0
    ) AS held"""  # noqa: S608 - joined from constants


def _pairs(name: str, kind: str) -> str:
    return f"unnest(CAST(:{name}_counties AS text[]), CAST(:{name} AS {kind}[])) AS seat (county, held)"


#: Live shifts of one position, and leaves of one person, never overlap: so only the latest that has begun can cover
#: a moment, and one step back in the index finds it.
_OFFICERS = text(f"""
    WITH held AS MATERIALIZED (
        {_arm(_pairs("areas", "bigint"), "position.area_id = seat.held AND position.county = seat.county")}
        UNION ALL
        {
    _arm(
        _pairs("scopes", "text"),
        "position.scope = seat.held AND position.county = seat.county AND position.area_id IS NULL"
        " AND position.role IN ('village_desk', 'township_desk', 'grid_leader')",
    )
}
        UNION ALL
        {
    _arm(
        _pairs("scopes", "text"),
        "position.scope = seat.held AND position.county = seat.county AND position.area_id IS NULL"
        " AND position.role IN ('supervisor', 'county_desk', 'dispatcher')",
    )
}
        UNION ALL
        {_arm(_pairs("stations", "text"), "position.station_code = seat.held AND position.county = seat.county")}
        UNION ALL
        {_arm(_pairs("positions", "bigint"), "position.id = seat.held AND position.county = seat.county")}
    )
    SELECT held.*, by_position.ends_at IS NOT NULL OR by_area.ends_at IS NOT NULL AS has_shift,
        away.ends_at IS NOT NULL AS has_leave
    FROM held
    LEFT JOIN LATERAL (
        SELECT ends_at FROM shift
        WHERE shift.county = held.county AND position_id = held.id AND withdrawn_at IS NULL
          AND held.duty_rule = 'rostered' AND starts_at <= CAST(:at AS timestamptz)
        ORDER BY starts_at DESC LIMIT 1
    ) AS by_position ON by_position.ends_at > CAST(:at AS timestamptz)
    LEFT JOIN LATERAL (
        SELECT ends_at FROM shift
        WHERE shift.county = held.county AND area_id = held.area_id AND person_id = held.person_id
          AND withdrawn_at IS NULL AND held.duty_rule = 'rostered' AND starts_at <= CAST(:at AS timestamptz)
        ORDER BY starts_at DESC LIMIT 1
    ) AS by_area ON by_area.ends_at > CAST(:at AS timestamptz)
    LEFT JOIN LATERAL (
        SELECT ends_at FROM leave
        WHERE leave.county = held.county AND person_id = held.person_id AND withdrawn_at IS NULL
          AND starts_at <= CAST(:at AS timestamptz)
        ORDER BY starts_at DESC LIMIT 1
    ) AS away ON away.ends_at > CAST(:at AS timestamptz)
    ORDER BY held.id
""")  # noqa: S608 - joined from constants


@dataclass(frozen=True, slots=True)
class Seats:
    """Seats that are looked up together, each with its county: areas kept, desks, stations, positions by their ids."""

    areas: AbstractSet[tuple[County, int]] = field(default_factory=set)
    scopes: AbstractSet[tuple[County, str]] = field(default_factory=set)
    stations: AbstractSet[tuple[County, str]] = field(default_factory=set)
    positions: AbstractSet[tuple[County, int]] = field(default_factory=set)


def list_officers(seats: Seats, at: datetime) -> Sequence[Any]:
    """Whoever holds one of these seats at `at`, leaders and supervisors among them; each position once.

    Rows of a position with `has_shift` and `has_leave`; by position.
    """
    asked: dict[str, Any] = {"at": at}
    for name in ("areas", "scopes", "stations", "positions"):
        asked |= _columns(name, getattr(seats, name))
    return list({row.id: row for row in db.run(_OFFICERS, asked)}.values())


def _columns(name: str, seats: Iterable[Seat]) -> dict[str, list[Any]]:
    ordered = sorted(seats)
    return {f"{name}_counties": [county for county, _ in ordered], name: [held for _, held in ordered]}
