"""Incidents of the past become rows, and nothing follows: no clock starts, nobody is told, no people are looked for."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Invalid, Refusal
from gridnet.base.network import AREA_NAME, Network
from gridnet.incidents import intake, queries, writing
from gridnet.incidents.intake import Found, Fresh
from gridnet.incidents.lifecycle import LegState, Step
from gridnet.incidents.values import Past, PastLeg, Raised, Report
from gridnet.territory import queries as territory
from gridnet.territory.lookup import Placed

WHY = "out_of_history"
#: The act that each stamp is of, in the order of the life cycle, and the state it led to.
ACTS: Mapping[str, tuple[str, LegState]] = {
    "assigned_at": ("assign", LegState.ASSIGNED),
    "accepted_at": (Step.ACCEPT, LegState.ACCEPTED),
    "contacted_at": (Step.CONTACT, LegState.ACCEPTED),
    "departed_at": (Step.DEPART, LegState.DEPARTED),
    "arrived_at": (Step.ARRIVE, LegState.ON_SCENE),
    "handled_at": (Step.HANDLE, LegState.HANDLED),
}

_INSERT = text("""
    WITH past AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(CAST(:past AS jsonb)) AS past (
            id bigint, source text, due_at timestamptz, closed_at timestamptz)
    ), leg AS MATERIALIZED (
        SELECT nextval('assignment_id_seq') AS leg_id, leg.*
        FROM jsonb_to_recordset(CAST(:legs AS jsonb)) AS leg (
            incident_id bigint, network text, role text, state text, area_id bigint, outline_id bigint, desk_code text,
            assigned_at timestamptz, accepted_at timestamptz, contacted_at timestamptz, departed_at timestamptz,
            arrived_at timestamptz, handled_at timestamptz, ended_at timestamptz)
    ), history AS (
        INSERT INTO incident_history (county, incident_id, source, due_at)
        SELECT :county, id, source, due_at FROM past
    ), legs AS (
        INSERT INTO assignment (
            county, id, incident_id, network, role, state, version, area_id, outline_id, desk_code, why, assigned_at,
            accepted_at, contacted_at, departed_at, arrived_at, handled_at, ended_at)
        SELECT
            :county, leg_id, incident_id, network, role, state, 1, area_id, outline_id, desk_code, :why, assigned_at,
            accepted_at, contacted_at, departed_at, arrived_at, handled_at, ended_at
        FROM leg
    ), named AS (
        INSERT INTO incident_named (county, incident_id, person_id, how)
        SELECT :county, incident.id, person.id, 'text'
        FROM past
        JOIN incident ON incident.county = :county AND incident.id = past.id
        JOIN person ON person.county = :county AND length(person.name) >= :shortest
                   AND strpos(incident.text, person.name) > 0
    ), act AS (
        SELECT incident_id, leg_id, leg.network, step, to_state, occurred_at, ordinal
        FROM jsonb_to_recordset(CAST(:acts AS jsonb)) AS given (
            incident bigint, network text, step text, to_state text, occurred_at timestamptz, ordinal int)
        JOIN leg ON leg.incident_id = given.incident AND leg.network = given.network
        UNION ALL
        SELECT id, NULL, NULL, 'close', 'closed', closed_at, 9 FROM past WHERE closed_at IS NOT NULL
    )
    INSERT INTO incident_entry (
        county, incident_id, leg_id, network, step, to_state, occurred_at, recorded_at, is_late, detail)
    SELECT
        :county, incident_id, leg_id, network, step, to_state, occurred_at, :at, false,
        jsonb_build_object('source', source)
    FROM act JOIN past ON past.id = act.incident_id
    ORDER BY incident_id, ordinal, network
""")
#: A name shorter than this stands in too many words.
SHORTEST_NAME = 2


def raise_past(fresh: Sequence[Fresh], tolerance_m: float, at: datetime) -> dict[str, Raised | Refusal]:
    """Write incidents of the past with their legs and timelines; by `client_ref`, or why one was refused."""
    county = fresh[0][2].county
    categories = queries.list_categories(county)
    made: dict[str, Raised | Refusal] = {}
    pairs = []
    for (ref, id_, report), found in zip(fresh, _locate(county, fresh, tolerance_m), strict=True):
        made[ref] = raised = intake.try_raise(id_, report, categories.get(report.category), found, tolerance_m)
        if isinstance(raised, Raised):
            pairs.append((raised, report))
    if pairs:
        writing.insert_incidents(county, pairs)
        db.run(_INSERT, _given(county, pairs, at))
    return made


def _locate(county: County, fresh: Sequence[Fresh], tolerance_m: float) -> list[Found | Refusal]:
    """By the areas the file names, and by the place where it names none; a record may have neither."""
    reports = [report for *_, report in fresh]
    by_place = intake.locate_many(county, reports, tolerance_m)
    wanted = [(n, code, each.at) for each in reports if each.past for n, code in each.past.codes.items()]
    named = dict(zip(wanted, territory.find_areas(county, wanted), strict=True)) if wanted else {}
    return [_found(report, found, named) for report, found in zip(reports, by_place, strict=True)]


def _found(
    report: Report, by_place: Found | Refusal, named: Mapping[tuple[Network, str, datetime], Placed | None]
) -> Found | Refusal:
    if isinstance(by_place, Refusal) or report.past is None:
        return by_place
    located = by_place.located
    for network, code in report.past.codes.items():
        area = named[network, code, report.at]
        if area is None:
            return Invalid(f"no {AREA_NAME[network]} {code} was in force in {report.county} on {report.at:%Y-%m-%d}")
        is_grid = network is Network.COMMUNITY
        located = replace(located, grid=area) if is_grid else replace(located, beat=area)
    if report.place is not None:
        return replace(by_place, located=located)
    how = "grid_code" if report.past.codes else "address" if report.address else "unknown"
    return Found(how, located)


def _given(county: County, pairs: Sequence[tuple[Raised, Report]], at: datetime) -> dict[str, Any]:
    pasts = [(raised, report.past) for raised, report in pairs if report.past is not None]
    legs = [(raised, past, leg) for raised, past in pasts for leg in past.legs]
    given = {
        "past": [
            {"id": raised.id, "source": past.source, "due_at": past.due_at, "closed_at": past.closed_at}
            for raised, past in pasts
        ],
        "legs": [_leg(raised, past, leg) for raised, past, leg in legs],
        "acts": [act for raised, _, leg in legs for act in _acts(raised, leg)],
    }
    as_json = {name: json.dumps(rows, default=str) for name, rows in given.items()}
    return {"county": county, "at": at, "why": WHY, "shortest": SHORTEST_NAME, **as_json}


def _leg(raised: Raised, past: Past, leg: PastLeg) -> dict[str, Any]:
    """A leg's columns; nobody is known to have had it, so it stands at the desk of its division."""
    placed = raised.placed.get(leg.network)
    return {
        "incident_id": raised.id,
        "network": leg.network,
        "role": leg.role,
        "state": leg.state(past.closed_at),
        "area_id": placed.area_id if placed else None,
        "outline_id": placed.outline_id if placed else None,
        "desk_code": raised.desk_code,
        "ended_at": past.closed_at,
        **leg.stamps,
    }


def _acts(raised: Raised, leg: PastLeg) -> list[dict[str, Any]]:
    return [
        {
            "incident": raised.id,
            "network": leg.network,
            "step": step,
            "to_state": state,
            "occurred_at": leg.stamps[stamp],
            "ordinal": ordinal,
        }
        for ordinal, (stamp, (step, state)) in enumerate(ACTS.items())
        if stamp in leg.stamps
    ]
