"""The statements that write incidents: one a kind, for one row or a thousand."""

import json
from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import delete, text

from gridnet.base import db, packing
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.incidents import alike as likeness
from gridnet.incidents.alike import Alike
from gridnet.incidents.lifecycle import State
from gridnet.incidents.models import Incident, IntakeReceipt
from gridnet.incidents.values import Raised, Report

_RECEIVE = text("""
    INSERT INTO intake_receipt (county, client_ref, body_hash, incident_county, incident_id, recorded_at)
    SELECT :sender, given.ref, decode(given.hash, 'hex'), given.target, nextval('incident_id_seq'), :at
    FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (ref text, hash text, target text)
    ON CONFLICT (county, client_ref) DO NOTHING
    RETURNING client_ref, incident_id
""")

#: One report at the door: its receipt, and what is like it, while we are there.
_RECEIVE_ONE = text(f"""
    WITH receipt AS (
        INSERT INTO intake_receipt (county, client_ref, body_hash, incident_county, incident_id, recorded_at)
        VALUES (:sender, :ref, :hash, :county, nextval('incident_id_seq'), :recorded_at)
        ON CONFLICT (county, client_ref) DO NOTHING
        RETURNING incident_id
    ), alike AS ({likeness.ALIKE})
    SELECT receipt.incident_id, alike.* FROM receipt LEFT JOIN alike ON true ORDER BY away_m
""")  # noqa: S608 - joined from constants

_INSERT = text("""
    WITH given AS (
        SELECT * FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (
            id bigint, category text, category_version int, priority text, channel text, state text,
            matter text, body text, address text, lng float8, lat float8, given_lng float8,
            given_lat float8, given_datum text, accuracy_m float8, located_by text, grid_area_id bigint,
            grid_outline_id bigint, grid_edge_m float8, beat_area_id bigint, beat_outline_id bigint,
            beat_edge_m float8, division_code text, desk_code text, people_count int, contact text,
            occurred_at timestamptz, captured_at timestamptz, reported_at timestamptz, recorded_at timestamptz,
            reported_by bigint, reported_as bigint, source_ref text, is_history boolean, ended_at timestamptz,
            closed_at timestamptz, note text, named jsonb)
    ), kept AS (
        INSERT INTO incident (
            county, id, category, category_version, priority, channel, state, version, matter, text, address,
            place, given_lng, given_lat, given_datum, accuracy_m, located_by, grid_area_id, grid_outline_id,
            grid_edge_m, beat_area_id, beat_outline_id, beat_edge_m, division_code,
            desk_code, people_count, contact_sealed, occurred_at, captured_at, reported_at, recorded_at, reported_by,
            reported_as, source_ref, is_history, ended_at, closed_at)
        SELECT
            :county, id, category, category_version, priority, channel, state, 1, matter, body, address,
            ST_SetSRID(ST_MakePoint(lng, lat), 4326), given_lng, given_lat, given_datum, accuracy_m, located_by,
            grid_area_id, grid_outline_id, grid_edge_m, beat_area_id, beat_outline_id, beat_edge_m, division_code,
            desk_code, people_count, decode(contact, 'hex'), occurred_at, captured_at, reported_at,
            recorded_at, reported_by, reported_as, source_ref, is_history, ended_at, closed_at
        FROM given
    ), naming AS (
        INSERT INTO incident_named (county, incident_id, person_id, how)
        SELECT :county, id, CAST(named_person.key AS bigint), named_person.value
        FROM given CROSS JOIN LATERAL jsonb_each_text(named) AS named_person
    )
    INSERT INTO incident_entry (
        county, incident_id, step, to_state, note, person_id, position_id, occurred_at, recorded_at, is_late, detail)
    SELECT
        :county, id, 'report', state, note, reported_by, reported_as, coalesce(captured_at, reported_at), recorded_at,
        captured_at IS NOT NULL AND captured_at < recorded_at - interval '5 minutes',
        jsonb_build_object('channel', channel)
    FROM given
""")


def receive(sender: County, given: Sequence[tuple[str, bytes, County]], *, at: datetime) -> dict[str, int]:
    """Keep receipts for (client_ref, body hash, county) and draw an id for each that was not there yet."""
    rows = [{"ref": ref, "hash": hash_.hex(), "target": target} for ref, hash_, target in given]
    found = db.run(_RECEIVE, {"sender": sender, "given": json.dumps(rows), "at": at})
    return {row.client_ref: row.incident_id for row in found}


def receive_one(
    sender: County, client_ref: str, body_hash: bytes, report: Report
) -> tuple[int, tuple[Alike, ...]] | None:
    """Keep the receipt of a report and draw its id, with the likely duplicates; None where it was there already."""
    given = {"sender": sender, "ref": client_ref, "hash": body_hash, "recorded_at": report.recorded_at}
    rows = db.run(_RECEIVE_ONE, given | likeness.near(report, viewer=report.reported_by))
    if not rows:
        return None
    alike = (Alike(row.id, row.reported_at, row.state, row.away_m) for row in rows if row.id is not None)
    return rows[0].incident_id, tuple(each for each in alike if each.away_m <= likeness.ALIKE_M)


def take_back(sender: County, client_refs: Sequence[str]) -> None:
    """Forget receipts whose reports were refused after all."""
    if client_refs:
        here = (IntakeReceipt.county == sender, IntakeReceipt.client_ref.in_(client_refs))
        db.session.execute(delete(IntakeReceipt).where(*here))


def insert_incidents(county: County, pairs: Sequence[tuple[Raised, Report]]) -> None:
    """Write incidents, whom they name, and the first entry of their timelines."""
    rows = [_given(raised, report) for raised, report in pairs]
    db.run(_INSERT, {"county": county, "given": packing.pack(rows)})


def _row(raised: Raised, report: Report) -> dict[str, Any]:
    """The columns of an incident, by name; what is only converted on the way into the database is added below."""
    row: dict[str, Any] = {
        "id": raised.id,
        "category": raised.category.code,
        "category_version": raised.category.version,
        "priority": raised.priority,
        "channel": report.channel,
        "state": _state(raised, report),
        "matter": raised.category.matter,
        "address": report.address,
        "located_by": raised.located_by,
        "division_code": raised.division_code,
        "desk_code": raised.desk_code,
        "people_count": report.people_count,
        "occurred_at": report.occurred_at,
        "captured_at": report.captured_at,
        "reported_at": report.at,
        "recorded_at": report.recorded_at,
        "reported_by": report.reported_by,
        "reported_as": report.reported_as,
        "source_ref": report.source_ref,
        "is_history": report.past is not None,
        "ended_at": report.past.closed_at if report.past else None,
        "closed_at": report.past.closed_at if report.past else None,
    }
    if report.given is not None:
        row |= {f"given_{name}": getattr(report.given, name) for name in ("lng", "lat", "datum")}
        row["accuracy_m"] = report.given.accuracy_m
    for network, placed in raised.placed.items():
        prefix = "grid" if network is Network.COMMUNITY else "beat"
        row[f"{prefix}_area_id"], row[f"{prefix}_outline_id"] = placed.area_id, placed.outline_id
        row[f"{prefix}_edge_m"] = placed.edge_m
    return row


def _state(raised: Raised, report: Report) -> State:
    if report.past is not None:
        return report.past.state
    return State.HANDLED if raised.self_handled is not None else State.ASSIGNED


def _given(raised: Raised, report: Report) -> dict[str, Any]:
    """The row as the statement takes it."""
    place = {"lng": report.place.lng, "lat": report.place.lat} if report.place else {}
    return {
        **_row(raised, report),
        **place,
        "body": report.text,
        "contact": report.contact_sealed.hex() if report.contact_sealed else None,
        "note": report.self_handled,
        "named": dict(report.named),
    }


#: What an incident that has just begun does not have yet, or not at all.
_NOTHING = dict.fromkeys(column.key for column in Incident.__mapper__.column_attrs)


def as_incident(raised: Raised, report: Report) -> Incident:
    """The incident as it was written, to be shown without asking for it again: its values, not a row of the session."""
    shown = {"county": raised.county, "version": 1, "text_": report.text, "contact_sealed": report.contact_sealed}
    return cast("Incident", SimpleNamespace(**(_NOTHING | _row(raised, report) | shown)))
