"""The ladder in the memory of each process, by county; read again after a few seconds, when a change takes effect."""

from collections.abc import Sequence
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import or_, select

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks import ladder
from gridnet.clocks.card_models import LadderRow
from gridnet.clocks.ladder import Kind, Level, Mark, Tell

GOOD_FOR_S = 5.0

_Held = dict[County, tuple[float, dict[Kind, Sequence[Level]], Sequence[Level]]]
#: One a database, so that a process that turns to another one does not answer from the first.
_held: WeakKeyDictionary[Any, _Held] = WeakKeyDictionary()


def levels(county: County, kind: Kind) -> Sequence[Level]:
    """The levels of the county's clocks of this kind, the lowest first."""
    bind = db.session.get_bind()
    counties = _held.get(bind)
    if counties is None:
        counties = _held.setdefault(bind, {})
    read_s, by_kind, rows = counties.get(county, (float("-inf"), {}, ()))
    if monotonic() - read_s >= GOOD_FOR_S:
        by_kind, rows = {}, list_rows(county)
        counties[county] = monotonic(), by_kind, rows
    if kind not in by_kind:
        by_kind[kind] = ladder.levels_of(rows, kind)
    return by_kind[kind]


def list_rows(county: County) -> list[Level]:
    """Every row of the ladder that can hold in the county."""
    here = or_(LadderRow.county.is_(None), LadderRow.county == county)
    query = select(LadderRow).where(here, LadderRow.withdrawn_at.is_(None)).order_by(LadderRow.level, LadderRow.id)
    return [level_of(row) for row in db.session.scalars(query)]


def level_of(row: LadderRow) -> Level:
    """The row as the rules know it."""
    return Level(
        level=row.level,
        mark=Mark(row.mark),
        tells=frozenset(map(Tell, row.tells)),
        needs_reason=row.needs_reason,
        waits=row.waits,
        is_skipped=row.is_skipped,
        county=row.county,
        priority=row.priority,
        stage=row.stage,
        network=Network(row.network) if row.network else None,
        id=row.id,
    )


def forget() -> None:
    """Read them again at the next question; for whoever has just changed them."""
    _held.clear()
