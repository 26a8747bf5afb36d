"""Clocks written: many at once, each kind of row in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import text

from gridnet.base import db, packing
from gridnet.base.county import County
from gridnet.clocks.clock_columns import ALL, MOVING, STRETCH, typed
from gridnet.clocks.counting import ClockNow, Stretch
from gridnet.clocks.policies import Terms
from gridnet.clocks.values import Marks

_INSERT = text(f"""
    WITH given AS MATERIALIZED (
        SELECT nextval('clock_id_seq') AS id, given.*
        FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (ordinal int, {typed(ALL)})
    ), made AS (
        INSERT INTO clock (county, id, {", ".join(ALL)}) SELECT :county, id, {", ".join(ALL)} FROM given
    )
    SELECT id FROM given ORDER BY ordinal
""")  # noqa: S608 - joined from constants
_UPDATE = text(f"""
    UPDATE clock SET {", ".join(f"{name} = given.{name}" for name in MOVING)}
    FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (id bigint, {typed(MOVING)})
    WHERE clock.county = :county AND clock.id = given.id
""")  # noqa: S608 - joined from constants
_STRETCH_INSERT = text(f"""
    WITH given AS MATERIALIZED (
        SELECT nextval('clock_interval_id_seq') AS id, given.*
        FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (ordinal int, clock_id bigint, {typed(STRETCH)})
    ), made AS (
        INSERT INTO clock_interval (county, id, clock_id, {", ".join(STRETCH)})
        SELECT :county, id, clock_id, {", ".join(STRETCH)} FROM given
    )
    SELECT id FROM given ORDER BY ordinal
""")  # noqa: S608 - joined from constants
_STRETCH_UPDATE = text("""
    UPDATE clock_interval AS stretch
    SET to_at = given.to_at, decision = given.decision, decided_at = given.decided_at,
        decided_by_person = given.decided_by_person, decided_by_position = given.decided_by_position
    FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (
        id bigint, to_at timestamptz, decision text, decided_at timestamptz, decided_by_person bigint,
        decided_by_position bigint)
    WHERE stretch.county = :county AND stretch.id = given.id
""")


def insert(county: County, clocks: Sequence[ClockNow]) -> None:
    """Write new clocks in one statement; each is given its id."""
    if not clocks:
        return
    rows = [{"ordinal": number, **_fixed(each), **_moving(each)} for number, each in enumerate(clocks)]
    for clock, id_ in zip(
        clocks, db.run(_INSERT, {"county": county, "given": packing.pack(rows)}).scalars(), strict=True
    ):
        clock.id, clock.is_touched = id_, False


def write(county: County, clocks: Iterable[ClockNow]) -> None:
    """Write what has changed: new clocks, then moved ones, then their stretches."""
    touched = [each for each in clocks if each.is_touched]
    insert(county, [each for each in touched if each.id is None])
    moved = [{"id": each.id, **_moving(each)} for each in touched if each.is_touched]
    if moved:
        db.run(_UPDATE, {"county": county, "given": packing.pack(moved)})
    for each in touched:
        each.is_touched = False


def write_stretches(county: County, clocks: Iterable[ClockNow]) -> None:
    """Write the stretches that are new or have changed; after their clocks."""
    touched = [(clock, stretch) for clock in clocks for stretch in clock.stretches if stretch.is_touched]
    old = [{"id": stretch.id, **_stretch(stretch)} for _, stretch in touched if stretch.id is not None]
    if old:
        db.run(_STRETCH_UPDATE, {"county": county, "given": packing.pack(old)})
    new = [(clock, stretch) for clock, stretch in touched if stretch.id is None]
    if new:
        rows = [{"ordinal": n, "clock_id": c.id, **_stretch(s)} for n, (c, s) in enumerate(new)]
        ids = db.run(_STRETCH_INSERT, {"county": county, "given": packing.pack(rows)}).scalars()
        for (_, stretch), id_ in zip(new, ids, strict=True):
            stretch.id = id_
    for _, stretch in touched:
        stretch.is_touched = False


def _fixed(clock: ClockNow) -> dict[str, Any]:
    return {
        "subject_kind": clock.subject.kind,
        "subject_id": clock.subject.id,
        "network": clock.network,
        "role": clock.role,
        "stage": clock.stage,
        "turn": clock.turn,
        "cause": clock.cause,
        "started_at": clock.started_at,
    }


def _moving(clock: ClockNow) -> dict[str, Any]:
    return {
        **terms_row(clock.terms),
        **_marks(clock.marks),
        "epoch": clock.epoch,
        "state": clock.state,
        "category": clock.about.category,
        "priority": clock.about.priority,
        "urban": clock.about.urban,
        "policy_version_id": clock.policy_id,
        "calendar_code": clock.calendar_code,
        "calendar_version": clock.calendar_version,
        "holder_person_id": clock.holder.person_id,
        "holder_position_id": clock.holder.position_id,
        "division_code": clock.holder.division_code,
        "next_level": clock.next_level,
        "next_check_at": clock.next_check_at,
        "stopped_at": clock.stopped_at,
        "stop_cause": clock.stop_cause,
        "stop_recorded_at": clock.stop_recorded_at,
        "elapsed_s": clock.elapsed_s,
    }


@lru_cache(maxsize=1024)
def _marks(marks: Marks) -> Mapping[str, Any]:
    """The columns of the marks; clocks that start on one day mostly share them."""
    return {
        "remind_at": marks.remind_at,
        "due_at": marks.due_at,
        "yellow_at": marks.yellow_at,
        "red_at": marks.red_at,
        "conference_at": marks.conference_at,
        "provisional": marks.provisional,
    }


@lru_cache(maxsize=256)
def terms_row(terms: Terms) -> Mapping[str, Any]:
    """The columns of a limit and its marks."""
    return {
        "amount": terms.limit.amount,
        "unit": terms.limit.unit,
        "remind_percent": terms.remind_percent,
        "yellow_percent": terms.yellow_percent,
        "red_percent": terms.red_percent,
        "set_by_level": terms.set_by_level,
    }


def _stretch(stretch: Stretch) -> dict[str, Any]:
    asked, decided = stretch.asked_by, stretch.decided_by
    return {
        "kind": stretch.kind,
        "from_at": stretch.from_at,
        "to_at": stretch.to_at,
        "reason": stretch.reason,
        "recorded_at": stretch.recorded_at,
        "asked_by_person": asked.person_id if asked else None,
        "asked_by_position": asked.position_id if asked else None,
        "decision": stretch.decision,
        "decided_at": stretch.decided_at,
        "decided_by_person": decided.person_id if decided else None,
        "decided_by_position": decided.position_id if decided else None,
    }
