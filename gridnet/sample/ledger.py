"""Steps of many sample incidents written at once: their entries, their legs and themselves, a statement each."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import TextClause, text

from gridnet.assignment import timing
from gridnet.base import db, events
from gridnet.sample.ground import COUNTY
from gridnet.sample.stories import STAMPS, LegNow, Moved, Story

#: The county stands in the rows: beside the keys as a parameter of its own it would tempt a planner that knows the
#: tables as empty to read the whole county for each statement.
_ENTRIES = text("""
    INSERT INTO incident_entry (
        county, incident_id, leg_id, network, step, from_state, to_state, reason, person_id, position_id, occurred_at,
        recorded_at, is_late, detail)
    SELECT
        county, incident_id, leg_id, network, step, from_state, to_state, reason, person_id, position_id, occurred_at,
        recorded_at, is_late, detail
    FROM ROWS FROM (jsonb_to_recordset(CAST(:rows AS jsonb)) AS (
        county text, incident_id bigint, leg_id bigint, network text, step text, from_state text, to_state text,
        reason text, person_id bigint, position_id bigint, occurred_at timestamptz, recorded_at timestamptz,
        is_late boolean, detail jsonb)) WITH ORDINALITY AS given
    ORDER BY ordinality
""")
_LEGS = text("""
    UPDATE assignment AS leg
    SET state = given.state, version = given.version, ended_at = given.ended_at, accepted_at = given.accepted_at,
        contacted_at = given.contacted_at, departed_at = given.departed_at, arrived_at = given.arrived_at,
        handled_at = given.handled_at
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS given (
        county text, id bigint, state text, version int, ended_at timestamptz, accepted_at timestamptz,
        contacted_at timestamptz, departed_at timestamptz, arrived_at timestamptz, handled_at timestamptz)
    WHERE leg.county = given.county AND leg.id = given.id
""")
_INCIDENTS = text("""
    UPDATE incident
    SET state = given.state, version = given.version, ended_at = given.ended_at, closed_at = given.closed_at,
        duplicate_of = given.duplicate_of
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS given (
        county text, id bigint, state text, version int, ended_at timestamptz, closed_at timestamptz,
        duplicate_of bigint)
    WHERE incident.county = given.county AND incident.id = given.id
""")


class Ledger:
    """What is still to be written, by incident."""

    def __init__(self) -> None:
        self._pending: dict[int, tuple[Story, list[Moved]]] = {}

    def note(self, story: Story, moved: Moved) -> None:
        """Keep what a step did until the next `flush`."""
        self._pending.setdefault(story.id, (story, []))[1].append(moved)

    def flush(self, story: Story | None = None) -> None:
        """Write what is pending, of one incident or of all, and tell of it; each incident's steps in their order."""
        if story is None:
            pending, self._pending = list(self._pending.values()), {}
        else:
            pending = [self._pending.pop(story.id)] if story.id in self._pending else []
        moved = [each for _, steps in pending for each in steps]
        legs = {leg.id: leg for each in moved for leg in each.legs}
        _write(_ENTRIES, [each.entry for each in moved])
        _write(_LEGS, [_leg(each) for each in legs.values()])
        _write(_INCIDENTS, [_story(each) for each, _ in pending])
        with timing.together():
            for each in moved:
                events.emit(each.event)


def _write(statement: TextClause, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        given = [{"county": COUNTY, **row} for row in rows]
        db.session.execute(statement, {"rows": json.dumps(given, default=str)})


def _leg(leg: LegNow) -> dict[str, Any]:
    row = {"id": leg.id, "state": leg.state, "version": leg.version, "ended_at": leg.ended_at}
    return row | {stamp: leg.stamps.get(stamp) for stamp in STAMPS}


def _story(story: Story) -> dict[str, Any]:
    return {
        "id": story.id,
        "state": story.state,
        "version": story.version,
        "ended_at": story.ended_at,
        "closed_at": story.closed_at,
        "duplicate_of": story.duplicate_of,
    }
