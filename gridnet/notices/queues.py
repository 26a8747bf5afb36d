"""What waits to go out: notices not yet handed to channels, messages due, how long the oldest of them waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from gridnet.base import db

MOST = 20_000

#: Each count reads one partial index and stops at the limit: a storm is not made worse by looking at it.
_STANDING = text("""
    SELECT
        (SELECT count(*) FROM (SELECT FROM notice WHERE route_at <= CAST(:at AS timestamptz) LIMIT :most) AS due)
            AS to_route,
        (SELECT min(route_at) FROM notice WHERE route_at IS NOT NULL) AS oldest_route,
        (SELECT count(*) FROM (SELECT FROM notice_delivery WHERE next_try_at <= CAST(:at AS timestamptz) LIMIT :most)
            AS due) AS to_send,
        (SELECT min(next_try_at) FROM notice_delivery WHERE next_try_at IS NOT NULL) AS oldest_send
""")


@dataclass(frozen=True, slots=True)
class Standing:
    """How many notices and messages are due and not yet seen to (20,000 at most), and how long the oldest is due."""

    to_route: int
    to_send: int
    waits: timedelta


def standing(at: datetime) -> Standing:
    """The queues at `at`; one statement."""
    row = db.run(_STANDING, {"at": at, "most": MOST}).first()
    due = [each for each in (row.oldest_route, row.oldest_send) if each is not None]
    return Standing(row.to_route, row.to_send, max(at - min(due, default=at), timedelta(0)))
