"""The statement that writes legs, their why-me records and the first entry of each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from gridnet.assignment import why
from gridnet.assignment.choice import Why
from gridnet.assignment.events import Assigned
from gridnet.assignment.values import Decided, LegWritten
from gridnet.base import db, packing
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.incidents.legs import LegView
from gridnet.incidents.lifecycle import LegState, Role

_INSERT = text("""
    WITH given AS MATERIALIZED (
        SELECT nextval('assignment_id_seq') AS id, given.*
        FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (
            ordinal int, incident_id bigint, network text, role text, state text, area_id bigint, outline_id bigint,
            position_id bigint, person_id bigint, desk_code text, why text, done boolean, record jsonb)
    ), legs AS (
        INSERT INTO assignment (
            county, id, incident_id, network, role, state, version, area_id, outline_id, position_id, person_id,
            desk_code, why, follows, assigned_at, accepted_at, handled_at)
        SELECT
            :county, id, incident_id, network, role, state, 1, area_id, outline_id, position_id, person_id, desk_code,
            why, :follows, :at, CASE WHEN done THEN CAST(:at AS timestamptz) END,
            CASE WHEN done THEN CAST(:at AS timestamptz) END
        FROM given
    ), records AS (
        INSERT INTO assignment_why (county, assignment_id, format, decided_at, why, record)
        SELECT :county, id, :format, :at, why, record FROM given
    ), entries AS (
        INSERT INTO incident_entry (
            county, incident_id, leg_id, network, step, to_state, reason, occurred_at, recorded_at, is_late, detail)
        SELECT
            :county, incident_id, id, network, 'assign', state, why, :at, :at, false,
            jsonb_build_object('position', position_id, 'desk', desk_code)
        FROM given
    ), named AS (
        INSERT INTO incident_named (county, incident_id, person_id, how)
        SELECT :county, incident_id, CAST(person AS bigint), 'text'
        FROM given CROSS JOIN LATERAL jsonb_array_elements_text(record -> 'need' -> 'named') AS person
        ON CONFLICT DO NOTHING
    )
    SELECT id FROM given ORDER BY ordinal
""")


def insert_legs(
    county: County, decided: Sequence[Decided], *, at: datetime, follows: int | None = None
) -> list[LegWritten]:
    """Write the legs that were decided, in one statement, and return them as written."""
    rows = [_row(number, each) for number, each in enumerate(decided)]
    given = {"county": county, "given": packing.pack(rows), "at": at, "follows": follows}
    ids = db.run(_INSERT, given | {"format": why.FORMAT}).scalars()
    return [_written(id_, each, row, follows) for id_, each, row in zip(ids, decided, rows, strict=True)]


def _row(ordinal: int, decided: Decided) -> Mapping[str, Any]:
    placed = decided.case.placed.get(decided.need.network)
    chosen, done = decided.choice, decided.choice.why is Why.SELF_HANDLED
    person = (decided.case.reported_by, decided.case.reported_as) if done else (None, None)
    if chosen.candidate is not None:
        person = (chosen.candidate.person_id, chosen.candidate.position_id)
    return {
        "ordinal": ordinal,
        "incident_id": decided.case.id,
        "network": decided.need.network,
        "role": decided.need.role,
        "state": LegState.HANDLED if done else LegState.ASSIGNED,
        "area_id": placed.area_id if placed else None,
        "outline_id": placed.outline_id if placed else None,
        "person_id": person[0],
        "position_id": person[1],
        "desk_code": chosen.desk_code,
        "why": chosen.why,
        "done": done,
        "record": why.write(decided),
    }


def _written(id_: int, decided: Decided, row: Mapping[str, Any], follows: int | None) -> LegWritten:
    return LegWritten(
        id=id_,
        incident_id=decided.case.id,
        network=Network(decided.need.network),
        role=Role(decided.need.role),
        state=LegState(row["state"]),
        position_id=row["position_id"],
        person_id=row["person_id"],
        desk_code=row["desk_code"],
        why=row["why"],
        follows=follows,
        named=decided.need.named,
    )


def view(leg: LegWritten, decided: Decided, told: Assigned) -> LegView:
    """A leg just written, as it is shown; whoever handled it on the spot is known to whoever reported it."""
    done = told.at if leg.state is LegState.HANDLED else None
    return LegView(
        id=leg.id,
        network=leg.network,
        role=leg.role,
        state=leg.state,
        person_id=leg.person_id,
        position_id=leg.position_id,
        desk_code=leg.desk_code,
        why=leg.why,
        assigned_at=told.at,
        accepted_at=done,
        contacted_at=None,
        departed_at=None,
        arrived_at=None,
        handled_at=done,
        ended_at=None,
        name=decided.choice.candidate.name if decided.choice.candidate else None,
        accept_by=told.accept_by(leg.id),
        clocks=told.clocks.get(leg.id, ()),
    )
