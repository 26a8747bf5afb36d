"""Handing the notices that are due to the channels, and ringing for the open pages; county by county.

A transaction a county, which nobody else routes meanwhile: what comes due together for one person must meet in one
place to become one message. The bell for the open pages is rung here, a few hundred notices with one commit.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text, update

from gridnet.base import db
from gridnet.base.county import County
from gridnet.notices import batching
from gridnet.notices.batching import Due, Outgoing, Way
from gridnet.notices.models import Notice

BELL = "gridnet_notices"
BATCH = 500
PAYLOAD = 7_000  # bytes; PostgreSQL takes 8,000
_LONGEST_ID = 20

_COUNTIES = text("SELECT DISTINCT county FROM notice WHERE route_at <= CAST(:at AS timestamptz) ORDER BY county")
_HOLD = text("SELECT pg_try_advisory_xact_lock(hashtextextended('notices ' || :county, 0))")
_DUE = text("""
    WITH first AS MATERIALIZED (
        SELECT id, person_id FROM notice
        WHERE county = :county AND route_at <= CAST(:at AS timestamptz)
        ORDER BY route_at, id
        LIMIT :batch
    )
    SELECT id, kind, person_id, desk_code, digest, urgent, seen_at
    FROM notice
    WHERE county = :county AND route_at <= CAST(:at AS timestamptz)
      AND (id IN (SELECT id FROM first) OR person_id IN (SELECT person_id FROM first))
    ORDER BY id
""")
_WAYS = text("""
    SELECT channel.id, channel.person_id, channel.division_code, channel.urgent_only, channel.kinds
    FROM notice_channel AS channel
    WHERE channel.county = :county AND channel.removed_at IS NULL AND channel.verified_at IS NOT NULL
      AND (channel.division_code IS NOT NULL OR channel.person_id IN (
          SELECT id FROM person
          WHERE county = :county AND id = ANY (CAST(:persons AS bigint[])) AND disabled_at IS NULL))
    ORDER BY channel.id
""")
_ROUTE = text("""
    WITH given AS MATERIALIZED (
        SELECT nextval('notice_delivery_id_seq') AS id, given.*
        FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (channel_id bigint, urgent boolean, notice_ids jsonb)
    ), deliveries AS (
        INSERT INTO notice_delivery (county, id, channel_id, state, urgent, tries, unsure, created_at, next_try_at)
        SELECT :county, id, channel_id, 'pending', urgent, 0, 0, :at, :at FROM given
    ), parts AS (
        INSERT INTO notice_delivery_part (county, notice_id, channel_id, delivery_id)
        SELECT :county, CAST(notice_id AS bigint), channel_id, id
        FROM given CROSS JOIN LATERAL jsonb_array_elements_text(notice_ids) AS notice_id
    ), routed AS (
        UPDATE notice SET route_at = NULL WHERE county = :county AND id = ANY (CAST(:ids AS bigint[]))
    )
    SELECT pg_notify(:bell, payload) FROM unnest(CAST(:payloads AS text[])) AS payload
""")


def let_be(county: County, *, before: datetime) -> None:
    """Take what was promised before a moment for history: seen, and told by no channel."""
    past = (Notice.county == county, Notice.created_at < before, Notice.seen_at.is_(None))
    db.session.execute(update(Notice).where(*past).values(seen_at=Notice.created_at, route_at=None))


def route(at: datetime) -> int:
    """The tick: route what is due in every county; returns how many notices that were."""
    with db.transaction():
        counties = [County(code) for code in db.run(_COUNTIES, {"at": at}).scalars()]
    return sum(_route_all(county, at) for county in counties)


def _route_all(county: County, at: datetime) -> int:
    total = 0
    while True:
        with db.transaction():
            count = route_county(county, at)
        total += count
        if count < BATCH:
            return total


def route_county(county: County, at: datetime) -> int:
    """Route one batch of a county within the caller's transaction; 0 where somebody else is at it."""
    if not db.run(_HOLD, {"county": county}).scalars()[0]:
        return 0
    rows = db.run(_DUE, {"county": county, "at": at, "batch": BATCH})
    if not rows:
        return 0
    persons = sorted({row.person_id for row in rows if row.person_id is not None})
    due = [_due(row) for row in rows if row.seen_at is None]  # what has been read needs no ringing
    made = batching.messages(due, _ways(county, persons))
    _write(county, rows, made, list(payloads(county, persons)), at)
    return len(rows)


def _due(row: Any) -> Due:
    return Due(
        id=row.id,
        kind=row.kind,
        person_id=row.person_id,
        desk_code=row.desk_code,
        digest=row.digest,
        urgent=row.urgent,
    )


def _ways(county: County, persons: Sequence[int]) -> list[Way]:
    return [
        Way(
            channel_id=row.id,
            person_id=row.person_id,
            division_code=row.division_code,
            urgent_only=row.urgent_only,
            kinds=frozenset(row.kinds) if row.kinds is not None else None,
        )
        for row in db.run(_WAYS, {"county": county, "persons": list(persons)})
    ]


def _write(county: County, rows: Sequence[Any], made: Sequence[Outgoing], rings: Sequence[str], at: datetime) -> None:
    given = [
        {"channel_id": each.channel_id, "urgent": each.urgent, "notice_ids": list(each.notice_ids)} for each in made
    ]
    db.run(
        _ROUTE,
        {
            "county": county,
            "given": json.dumps(given),
            "ids": [row.id for row in rows],
            "at": at,
            "bell": BELL,
            "payloads": list(rings),
        },
    )


def payloads(county: County, persons: Sequence[int]) -> Iterator[str]:
    """What the bell says: the county and the persons with something new, as many as one ring can carry."""
    size = (PAYLOAD - len(county)) // _LONGEST_ID
    for start in range(0, len(persons), size):
        yield " ".join((county, *map(str, persons[start : start + size])))
