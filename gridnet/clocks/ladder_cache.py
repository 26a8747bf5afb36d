"""The ladder in the memory of each process; read again after a few seconds, when a change takes effect."""

from collections.abc import Sequence
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, or_, select

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks import ladder
from gridnet.clocks.card_models import LadderRow
from gridnet.clocks.ladder import Kind, Level, Mark, Tell

GOOD_FOR_S = 5.0


class _Held:
    """What is known of one database: every row that holds somewhere, and what was made of them."""

    def __init__(self, rows: Sequence[Level]) -> None:
        self.read_s = monotonic()
        self.rows = rows
        self.levels: dict[tuple[County, Kind], Sequence[Level]] = {}


#: One a database, so that a process that turns to another one does not answer from the first.
_held: WeakKeyDictionary[Any, _Held] = WeakKeyDictionary()


def levels(county: County, kind: Kind) -> Sequence[Level]:
    """The levels of the county's clocks of this kind, the lowest first."""
    bind = db.session.get_bind()
    held = _held.get(bind)
    if held is None or monotonic() - held.read_s >= GOOD_FOR_S:
        held = _held[bind] = _Held(_read())
    found = held.levels.get((county, kind))
    if found is None:
        rows = (each for each in held.rows if each.county in {None, county})
        found = held.levels[county, kind] = ladder.levels_of(rows, kind)
    return found


def list_rows(county: County) -> list[Level]:
    """Every row of the ladder that can hold in the county."""
    return _read(or_(LadderRow.county.is_(None), LadderRow.county == county))


def _read(*where: ColumnElement[bool]) -> list[Level]:
    query = select(LadderRow).where(LadderRow.withdrawn_at.is_(None), *where).order_by(LadderRow.level, LadderRow.id)
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
