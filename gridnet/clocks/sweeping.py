"""One county's due clocks: claimed, decided and written down with their cards and notices, in one transaction.

What is claimed is locked until the transaction ends and passed over by every other worker. The card, the move to the
next level, whoever hears and the notices stand or fall together, so a worker may die at any statement: nothing of it
was written, and the next one finds the clock as due as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.clocks import calendar_cache, card_writing, hearing, ladder, ladder_cache, officers, subjects
from gridnet.clocks.card_writing import Decided, marks
from gridnet.clocks.hearing import Holder, Wanted
from gridnet.clocks.ladder import Due, Kind, Level
from gridnet.clocks.officers import Officers
from gridnet.notices import promising

BATCH = 500

#: The counties that have something due, those with the oldest first. The inner part reads the index alone, in its
#: order, and stops: what it costs depends on what is due and not on what runs.
_COUNTIES = text("""
    SELECT county FROM (
        SELECT county, next_check_at FROM clock
        WHERE next_check_at <= CAST(:at AS timestamptz) ORDER BY next_check_at LIMIT :most
    ) AS due
    GROUP BY county ORDER BY min(next_check_at)
""")
MOST = 20_000

_CLOCK = """id, epoch, subject_kind, subject_id, network, stage, priority, holder_person_id, holder_position_id,
    division_code, remind_percent, remind_at, due_at, yellow_at, red_at, conference_at, next_level, next_check_at"""


def _claiming(which: str) -> str:
    return f"""
    WITH due AS MATERIALIZED (
        SELECT {_CLOCK} FROM clock
        WHERE county = :county AND next_check_at <= CAST(:at AS timestamptz) {which}
        ORDER BY next_check_at LIMIT :batch FOR UPDATE SKIP LOCKED
    )
    SELECT due.*, position.role, position.area_id, position.station_code, outline.parent_code
    FROM due
    LEFT JOIN position ON position.county = :county AND position.id = due.holder_position_id
    LEFT JOIN LATERAL (
        SELECT parent_code FROM area_outline
        WHERE county = :county AND area_id = position.area_id AND valid_from <= CAST(:at AS timestamptz)
        ORDER BY valid_from DESC LIMIT 1
    ) AS outline ON position.area_id IS NOT NULL
    ORDER BY due.next_check_at, due.id
"""  # noqa: S608 - joined from constants


_CLAIM = text(_claiming(""))
_CLAIM_SOME = text(_claiming("AND id = ANY(CAST(:ids AS bigint[]))"))
_DUE_IDS = text("""
    SELECT id FROM clock WHERE county = :county AND next_check_at <= CAST(:at AS timestamptz)
    ORDER BY next_check_at LIMIT :batch
""")


@dataclass(frozen=True, slots=True)
class Swept:
    """How many clocks were claimed, and how many cards came of them."""

    due: int = 0
    cards: int = 0


def list_counties(at: datetime) -> list[County]:
    """The counties in which something is due at `at`."""
    return [County(row.county) for row in db.run(_COUNTIES, {"at": at, "most": MOST})]


def list_due(county: County, at: datetime, batch: int = BATCH) -> list[int]:
    """The clocks of a county that are due, the oldest first; unclaimed."""
    return [row.id for row in db.run(_DUE_IDS, {"county": county, "at": at, "batch": batch})]


def sweep(
    county: County, *, at: datetime, outage_at: datetime | None = None, ids: Sequence[int] | None = None
) -> Swept:
    """Claim what is due in the county (of `ids`, where some are named) and see to it, in the caller's transaction."""
    began = perf_counter()
    clocks = _claim(county, at, ids)
    if not clocks:
        return Swept()
    made = card_writing.write(county, _decide(county, clocks, at), at=at)
    promising.promise(county, card_writing.promises(made, outage_at), at=at)
    card_writing.count(county, made, due=len(clocks), took_s=perf_counter() - began, at=at)
    return Swept(len(clocks), len(made))


def _claim(county: County, at: datetime, ids: Sequence[int] | None) -> Sequence[Any]:
    asked = {"county": county, "at": at, "batch": BATCH}
    return db.run(_CLAIM, asked) if ids is None else db.run(_CLAIM_SOME, asked | {"ids": list(ids)})


def _decide(county: County, clocks: Sequence[Any], at: datetime) -> list[Decided]:
    found = [(each, ladder.look(_levels(county, each), marks(each), each.next_level, at)) for each in clocks]
    late = [(clock, due, officers.holder_of(clock)) for clock, due in found if due.level is not None]
    early = [Decided(clock, due) for clock, due in found if due.level is None]
    return early + (_hear(county, late, at) if late else [])


def _hear(county: County, late: Sequence[tuple[Any, Due, Holder]], at: datetime) -> list[Decided]:
    told = subjects.tell(county, ((clock.subject_kind, clock.subject_id) for clock, *_ in late))
    asked = Officers(county, [holder for *_, holder in late], at)
    hours = hearing.hours_at(calendar_cache.get(county), at)
    decided = []
    for clock, due, holder in late:
        about = told[clock.subject_kind, clock.subject_id]
        waits = due.level is None or due.level.waits
        hears = asked.hear(holder, Wanted(due.tells, waits, about.kept_from), hours)
        raised_to = hearing.raised_to(holder, due.tells)
        decided.append(Decided(clock, due, hears, about, raised_to))
    return decided


def _levels(county: County, clock: Any) -> Sequence[Level]:
    return ladder_cache.levels(county, Kind(clock.priority, clock.stage, clock.network))
