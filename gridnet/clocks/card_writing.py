"""What became of claimed clocks, written down: cards, who hears, the move to the next level, notices, figures."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks import ladder, lag
from gridnet.clocks.hearing import Hears
from gridnet.clocks.ladder import Due, Mark
from gridnet.clocks.subjects import Told
from gridnet.notices.promising import Promise

_WRITE = text("""
    WITH given AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (
            clock_id bigint, next_level smallint, next_check_at timestamptz, epoch smallint, level smallint, mark text,
            needs_reason boolean, due_at timestamptz, is_late boolean, skipped jsonb, subject_kind text,
            subject_id bigint, network text, stage text, priority text, holder_person_id bigint,
            holder_position_id bigint, division_code text, raised_to text, hears jsonb)
    ), moved AS (
        UPDATE clock SET next_level = given.next_level, next_check_at = given.next_check_at
        FROM given WHERE clock.county = :county AND clock.id = given.clock_id
    ), cleared AS (
        UPDATE clock_fault SET cleared_at = :at
        FROM given
        WHERE clock_fault.county = :county AND clock_fault.clock_id = given.clock_id AND cleared_at IS NULL
    ), made AS (
        INSERT INTO card (
            county, clock_id, epoch, level, mark, needs_reason, due_at, detected_at, is_late, skipped, subject_kind,
            subject_id, network, stage, priority, holder_person_id, holder_position_id, division_code, raised_to)
        SELECT
            :county, clock_id, epoch, level, mark, needs_reason, due_at, :at, is_late, skipped, subject_kind,
            subject_id, network, stage, priority, holder_person_id, holder_position_id, division_code, raised_to
        FROM given WHERE level IS NOT NULL
        ON CONFLICT (clock_id, epoch, level, county) DO NOTHING
        RETURNING id, clock_id
    ), told AS (
        INSERT INTO card_escalation (
            county, card_id, tell, person_id, position_id, desk_code, duty_reason, at, not_before, hold_reason)
        SELECT
            :county, made.id, heard.tell, heard.person_id, heard.position_id, heard.desk_code, heard.duty_reason, :at,
            heard.not_before, heard.hold_reason
        FROM made JOIN given ON given.clock_id = made.clock_id
        CROSS JOIN LATERAL jsonb_to_recordset(given.hears) AS heard (
            tell text, person_id bigint, position_id bigint, desk_code text, duty_reason text, not_before timestamptz,
            hold_reason text)
    )
    SELECT id, clock_id FROM made
""")

#: The last statement of the transaction, so that the row of the county's figures is held for a moment only.
_TALLY = text("""
    WITH logged AS (
        INSERT INTO sweep_log (county, at, took_s, due, cards, lag_max_s)
        VALUES (:county, :at, :took_s, :due, :cards, :lag_max_s)
    )
    INSERT INTO sweep_tally AS kept (county, lag_sum_s, buckets)
    VALUES (:county, :lag_sum_s, CAST(:buckets AS bigint[]))
    ON CONFLICT (county) DO UPDATE SET
        lag_sum_s = kept.lag_sum_s + excluded.lag_sum_s,
        buckets = ARRAY(SELECT old + new FROM unnest(kept.buckets, excluded.buckets)
                        WITH ORDINALITY AS both_of (old, new, place) ORDER BY place)
""")

KINDS: Mapping[Mark, str] = {
    Mark.REMIND: "clock_reminder",
    Mark.YELLOW: "card_yellow",
    Mark.RED: "card_red",
    Mark.CONFERENCE: "case_conference",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """A claimed clock with what was found of it, and who hears."""

    clock: Any
    due: Due
    hears: tuple[Hears, ...] = ()
    told: Told = field(default_factory=Told)
    raised_to: str | None = None


def marks(clock: Any) -> ladder.Marks:
    """The moments of a clock that levels hang on."""
    return {mark: getattr(clock, f"{mark}_at") for mark in Mark}


def write(county: County, decided: Sequence[Decided], *, at: datetime) -> list[Decided]:
    """Write it all down; returns what became a card."""
    rows = [_row(each, at) for each in decided]
    made = {row.clock_id for row in db.run(_WRITE, {"county": county, "at": at, "given": json.dumps(rows)})}
    return [each for each in decided if each.clock.id in made]


def _row(decided: Decided, at: datetime) -> dict[str, Any]:
    clock, due = decided.clock, decided.due
    moved = {"clock_id": clock.id, "next_level": due.next_level, "next_check_at": _iso(due.next_check_at)}
    if due.level is None:
        return moved
    due_at = _mark_at(decided)
    same = ("epoch", "subject_kind", "subject_id", "network", "stage", "priority", "division_code")
    return (
        moved
        | {name: getattr(clock, name) for name in (*same, "holder_person_id", "holder_position_id")}
        | {
            "level": due.level.level,
            "mark": due.level.mark,
            "needs_reason": due.level.needs_reason or any(each.needs_reason for each in due.passed),
            "due_at": _iso(due_at),
            "is_late": at - due_at > lag.LATE,
            "skipped": [each.level for each in due.passed],
            "raised_to": decided.raised_to,
            "hears": [_heard(each) for each in decided.hears] or [_desk(decided)],
        }
    )


def _heard(hears: Hears) -> dict[str, Any]:
    return {
        "tell": hears.tell,
        "person_id": hears.officer.person_id,
        "position_id": hears.officer.position_id,
        "duty_reason": hears.officer.duty_reason,
        "not_before": _iso(hears.not_before),
        "hold_reason": hears.hold_reason,
    }


def _desk(decided: Decided) -> dict[str, Any]:
    """Nobody holds any seat of the chain: it is told to the desk, which somebody may sit at yet."""
    return {"tell": max(decided.due.tells, key=list(ladder.Tell).index), "desk_code": _desk_code(decided)}


def _desk_code(decided: Decided) -> str:
    code: str = decided.raised_to or decided.clock.division_code
    return code


def _mark_at(decided: Decided) -> datetime:
    level = decided.due.level
    if level is None:
        raise ValueError(f"nothing of clock {decided.clock.id} is due")
    found: datetime = marks(decided.clock)[level.mark]
    return found


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def promises(made: Sequence[Decided], outage_at: datetime | None) -> list[Promise]:
    """The notices of these cards; those due before the watch came back from an outage go out as one message each."""
    return [promise for each in made for promise in _promises_of(each, outage_at)]


def _promises_of(decided: Decided, outage_at: datetime | None) -> Iterable[Promise]:
    clock, level = decided.clock, decided.due.level
    if level is None:
        return
    params = {**decided.told.params, "priority": clock.priority, "network": clock.network, "stage": clock.stage}
    params |= {"due_at": clock.due_at} | ({"percent": clock.remind_percent} if level.mark is Mark.REMIND else {})
    common: dict[str, Any] = {
        "kind": KINDS[level.mark],
        "params": params,
        "subject_kind": clock.subject_kind,
        "subject_id": clock.subject_id,
        "network": Network(clock.network) if clock.network else None,
        "urgent": not level.waits,
        "digest": f"outage {outage_at.isoformat()}" if outage_at and _mark_at(decided) < outage_at else None,
    }
    key = f"card {clock.id} {clock.epoch} {level.level}"
    if not decided.hears:
        yield Promise(key=key, desk_code=_desk_code(decided), **common)
    for each in decided.hears:
        yield Promise(
            key=f"{key} {each.officer.person_id}",
            person_id=each.officer.person_id,
            position_id=each.officer.position_id,
            not_before=each.not_before,
            hold_reason=each.hold_reason,
            **common,
        )


def count(county: County, made: Sequence[Decided], *, due: int, took_s: float, at: datetime) -> None:
    """Add a transaction of the watch to the county's figures: what was due, what was made, how late it was seen."""
    lags_s = [(at - _mark_at(each)).total_seconds() for each in made]
    figures: dict[str, Any] = {"due": due, "cards": len(made), "took_s": took_s, "lag_max_s": max(lags_s, default=0.0)}
    figures |= {"lag_sum_s": sum(lags_s), "buckets": lag.counts(lags_s)}
    db.run(_TALLY, {"county": county, "at": at, **figures})
