"""Due clocks of a county, or of several: claimed, decided and written down with cards and notices, in one transaction.

Claimed county by county; whatever follows is done for all of them at once, so that a card costs as much where few are
due in each of many counties as where many are due in one.

What is claimed is locked until the transaction ends and passed over by every other worker. The card, the move to the
next level, whoever hears and the notices stand or fall together, so a worker may die at any statement: nothing of it
was written, and the next one finds the clock as due as it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.clocks import calendar_cache, card_writing, hearing, ladder, ladder_cache, officers, subjects
from gridnet.clocks.card_writing import Decided
from gridnet.clocks.hearing import Holder, Wanted
from gridnet.clocks.ladder import Due, Kind, Level
from gridnet.clocks.officers import Officers
from gridnet.clocks.subjects import Key
from gridnet.notices import promising

BATCH = 1000

#: The counties that have something due, those with the oldest first, and how much. The inner part reads the index
#: alone, in its order, and stops: what it costs depends on what is due and not on what runs.
_COUNTIES = text("""
    SELECT county, count(*) AS due FROM (
        SELECT county, next_check_at FROM clock
        WHERE next_check_at <= CAST(:at AS timestamptz) ORDER BY next_check_at LIMIT :most
    ) AS due
    GROUP BY county ORDER BY min(next_check_at)
""")
MOST = 20_000

_CLOCK = """county, id, epoch, subject_kind, subject_id, network, stage, priority, holder_person_id, holder_position_id,
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
    LEFT JOIN LATERAL (
        SELECT role, area_id, station_code FROM position
        WHERE county = :county AND id = due.holder_position_id LIMIT 1
    ) AS position ON true
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


def list_counties(at: datetime) -> list[tuple[County, int]]:
    """The counties in which something is due at `at`, and how much of it was found."""
    return [(County(row.county), row.due) for row in db.run(_COUNTIES, {"at": at, "most": MOST})]


def in_batches(counties: Iterable[tuple[County, int]]) -> Iterator[list[County]]:
    """Counties that are seen to in one transaction: together not much more than a batch. Pure."""
    found: list[County] = []
    due = 0
    for county, number in counties:
        if found and due + number > BATCH:
            yield found
            found, due = [], 0
        found.append(county)
        due += number
    if found:
        yield found


def list_due(county: County, at: datetime, batch: int = BATCH) -> list[int]:
    """The clocks of a county that are due, the oldest first; unclaimed."""
    return [row.id for row in db.run(_DUE_IDS, {"county": county, "at": at, "batch": batch})]


def sweep(
    *counties: County, at: datetime, outage_at: datetime | None = None, ids: Sequence[int] | None = None
) -> Swept:
    """Claim what is due in these counties (of `ids`, if named) and see to it in the caller's transaction."""
    began = perf_counter()
    claimed = {county: clocks for county in counties if (clocks := _claim(county, at, ids))}
    if not claimed:
        return Swept()
    clocks = [clock for mine in claimed.values() for clock in mine]
    made = card_writing.write(_decide(clocks, at), at=at)
    promising.promise_many(card_writing.promises(made, outage_at), at=at)
    subjects.note(card_writing.noted(made), at)
    numbers = {county: len(mine) for county, mine in claimed.items()}
    card_writing.count(numbers, made, took_s=perf_counter() - began, at=at)
    return Swept(len(clocks), len(made))


def _claim(county: County, at: datetime, ids: Sequence[int] | None) -> Sequence[Any]:
    asked = {"county": county, "at": at, "batch": BATCH}
    return db.run(_CLAIM, asked) if ids is None else db.run(_CLAIM_SOME, asked | {"ids": list(ids)})


def _decide(clocks: Sequence[Any], at: datetime) -> list[Decided]:
    found = [(each, ladder.look(_levels(each), ladder.marks_of(each), each.next_level, at)) for each in clocks]
    late = [(clock, due, officers.holder_of(clock)) for clock, due in found if due.level is not None]
    early = [Decided(clock, due) for clock, due in found if due.level is None]
    return early + (_hear(late, at) if late else [])


def _hear(late: Sequence[tuple[Any, Due, Holder]], at: datetime) -> list[Decided]:
    told = subjects.tell(_key(clock) for clock, *_ in late)
    asked = Officers([(clock.county, holder) for clock, _, holder in late], at)
    hours = {
        county: hearing.hours_at(calendar_cache.get(County(county)), at)
        for county in {clock.county for clock, *_ in late}
    }
    decided = []
    for clock, due, holder in late:
        about, tells = told[_key(clock)], due.tells
        wanted = Wanted(tells, due.level is None or due.level.waits, about.kept_from)
        hears = asked.hear(clock.county, holder, wanted, hours[clock.county])
        decided.append(Decided(clock, due, hears, about, hearing.raised_to(holder, tells)))
    return decided


def _key(clock: Any) -> Key:
    return Key(clock.county, clock.subject_kind, clock.subject_id)


def _levels(clock: Any) -> Sequence[Level]:
    return ladder_cache.levels(clock.county, Kind(clock.priority, clock.stage, clock.network))
