"""Changing the ladder: a county's own row for a level, or a level skipped; rows are withdrawn, never rewritten."""

from datetime import datetime

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotFound
from gridnet.clocks import ladder_cache
from gridnet.clocks.card_models import LadderRow
from gridnet.clocks.ladder import Level, Mark


def put(county: County, level: Level, *, by: int, at: datetime) -> LadderRow:
    """Write a row of a county's own; raises `Invalid` where its marks would not rise with its levels."""
    _check(county, level)
    row = LadderRow(
        county=county,
        level=level.level,
        mark=level.mark,
        tells=sorted(level.tells),
        needs_reason=level.needs_reason,
        waits=level.waits,
        is_skipped=level.is_skipped,
        priority=level.priority,
        stage=level.stage,
        network=level.network,
        recorded_at=at,
        recorded_by=by,
    )
    db.session.add(row)
    db.session.flush()
    ladder_cache.forget()
    return row


def _check(county: County, level: Level) -> None:
    if not level.tells and not level.is_skipped:
        raise Invalid("somebody hears of every level; to leave one out, set `is_skipped`")
    order = list(Mark)
    for other in ladder_cache.list_rows(county):
        rises = (order.index(level.mark) - order.index(other.mark)) * (level.level - other.level)
        if rises < 0 or (level.level != other.level and level.mark is other.mark):
            raise Invalid(f"level {other.level} hangs on {other.mark}: a higher level hangs on a later mark")


def withdraw(county: County, row_id: int, *, at: datetime) -> LadderRow:
    """Let a row of the county's own hold no longer."""
    row = db.session.get(LadderRow, row_id, with_for_update=True, populate_existing=True)
    if row is None or row.county != county:
        raise NotFound(f"county {county} has no row {row_id} of its own on the ladder")
    if row.withdrawn_at is not None:
        raise Conflict(f"row {row_id} was withdrawn at {row.withdrawn_at.isoformat()}")
    row.withdrawn_at = at
    db.session.flush()
    ladder_cache.forget()
    return row
