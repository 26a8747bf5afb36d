"""Changing the ladder: a county's own row for a level, or a level skipped; rows are withdrawn, never rewritten.

What changes holds for the clocks that run as well: a level added, or no longer skipped, makes its card when its mark
has passed already.
"""

from datetime import datetime

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotFound
from gridnet.clocks import ladder_cache
from gridnet.clocks.card_models import LadderRow
from gridnet.clocks.ladder import Level, Mark

#: Clocks that have the level before them and would not be looked at by its mark.
_BRING_FORWARD = {
    mark: text(f"""
        UPDATE clock SET next_check_at = {mark}_at
        WHERE county = :county AND state = 'running' AND next_level <= :level
            AND (next_check_at IS NULL OR next_check_at > {mark}_at)
            AND (CAST(:priority AS text) IS NULL OR priority = :priority)
            AND (CAST(:stage AS text) IS NULL OR stage = :stage)
            AND (CAST(:network AS text) IS NULL OR network = :network)
    """)  # noqa: S608 - joined from constants
    for mark in Mark
}


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
    _bring_forward(county, level)
    return row


def _bring_forward(county: County, level: Level) -> None:
    """Let the watch look at the clocks that run, which were told when to be looked at by the ladder as it was."""
    if not level.is_skipped:
        asked = {"priority": level.priority, "stage": level.stage, "network": level.network}
        db.run(_BRING_FORWARD[level.mark], {"county": county, "level": level.level, **asked})


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
    for left in ladder_cache.list_rows(county):
        if left.level == row.level:
            _bring_forward(county, left)
    return row
