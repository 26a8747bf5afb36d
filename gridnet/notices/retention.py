"""Notices that are old enough to go, with their messages: oldest first, some in a transaction.

What was told stays where it belongs, in the history of the matter and in the escalations of its card; a notice is the
slip of paper that brought it.
"""

from datetime import datetime, timedelta

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.settings import Settings

BATCH = 2000

#: The counties whose oldest notice is old enough, each found by the first entry of its key.
_COUNTIES = text("""
    SELECT code FROM division
    CROSS JOIN LATERAL (SELECT created_at FROM notice WHERE county = code ORDER BY id LIMIT 1) AS oldest
    WHERE level = 'county' AND oldest.created_at < CAST(:before AS timestamptz)
    ORDER BY code
""")
#: The first of a county in the order in which they were promised. What still waits to go out is passed over.
_OLD = text("""
    SELECT id FROM (
        SELECT id, created_at, route_at FROM notice WHERE county = :county
        ORDER BY id LIMIT :batch FOR UPDATE SKIP LOCKED
    ) AS first
    WHERE created_at < CAST(:before AS timestamptz) AND route_at IS NULL AND NOT EXISTS (
        SELECT FROM notice_delivery_part AS part
        JOIN notice_delivery ON notice_delivery.county = :county AND notice_delivery.id = part.delivery_id
        WHERE part.county = :county AND part.notice_id = first.id AND next_try_at IS NOT NULL)
""")
_PARTS = text("""
    DELETE FROM notice_delivery_part WHERE county = :county AND notice_id = ANY(CAST(:ids AS bigint[]))
    RETURNING delivery_id
""")
#: A digest goes with the last of its notices.
_DELIVERIES = text("""
    DELETE FROM notice_delivery WHERE county = :county AND id = ANY(CAST(:ids AS bigint[])) AND NOT EXISTS (
        SELECT FROM notice_delivery_part AS part WHERE part.county = :county AND part.delivery_id = notice_delivery.id)
""")
_NOTICES = text("DELETE FROM notice WHERE county = :county AND id = ANY(CAST(:ids AS bigint[]))")


def tick(at: datetime) -> None:
    """Let go of every notice that was kept for as long as `Settings.notice_days` says; 0 keeps them for good."""
    days = Settings.read().notice_days
    if not days:
        return
    before = at - timedelta(days=days)
    with db.transaction():
        counties = [County(row.code) for row in db.run(_COUNTIES, {"before": before})]
    for county in counties:
        while purge(county, before, batch=BATCH):
            continue


def purge(county: County, before: datetime, *, batch: int = BATCH) -> int:
    """Delete a batch of what the county was told before that moment, in a transaction; returns how many notices."""
    with db.transaction():
        ids = [row.id for row in db.run(_OLD, {"county": county, "before": before, "batch": batch})]
        if ids:
            sent = [row.delivery_id for row in db.run(_PARTS, {"county": county, "ids": ids})]
            db.run(_DELIVERIES, {"county": county, "ids": sorted(set(sent))})
            db.run(_NOTICES, {"county": county, "ids": ids})
        return len(ids)
