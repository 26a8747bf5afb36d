"""What became of claimed clocks, written down: cards, who hears, the move to the next level, notices, figures."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text

from gridnet.base import db, packing
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks import ladder, lag
from gridnet.clocks.hearing import Hears
from gridnet.clocks.ladder import Due, Mark
from gridnet.clocks.subjects import Key, Noted, Told
from gridnet.notices.promising import Promise

#: What a card says of its clock is in the clock's own row, which the transaction holds.
_WRITE = text("""
    WITH given AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (
            county text, clock_id bigint, next_level smallint, next_check_at timestamptz, level smallint, mark text,
            needs_reason boolean, is_late boolean, skipped jsonb, raised_to text, hears jsonb)
    ), moved AS (
        UPDATE clock SET next_level = given.next_level, next_check_at = given.next_check_at
        FROM given WHERE clock.county = given.county AND clock.id = given.clock_id
        RETURNING
            clock.county, clock_id, epoch, level, mark, needs_reason,
            CASE mark WHEN 'remind' THEN remind_at WHEN 'yellow' THEN yellow_at WHEN 'red' THEN red_at
                      ELSE conference_at END AS due_at,
            is_late, skipped, subject_kind, subject_id, network, stage, priority, holder_person_id,
            holder_position_id, division_code, raised_to
    ), cleared AS (
        UPDATE clock_fault SET cleared_at = CAST(:at AS timestamptz)
        FROM given
        WHERE clock_fault.county = given.county AND clock_fault.clock_id = given.clock_id AND cleared_at IS NULL
    ), made AS (
        INSERT INTO card (
            county, clock_id, epoch, level, mark, needs_reason, due_at, detected_at, is_late, skipped, subject_kind,
            subject_id, network, stage, priority, holder_person_id, holder_position_id, division_code, raised_to)
        SELECT
            county, clock_id, epoch, level, mark, needs_reason, due_at, CAST(:at AS timestamptz), is_late, skipped,
            subject_kind, subject_id, network, stage, priority, holder_person_id, holder_position_id, division_code,
            raised_to
        FROM moved WHERE level IS NOT NULL
        ON CONFLICT (clock_id, epoch, level, county) DO NOTHING
        RETURNING county, id, clock_id
    ), told AS (
        INSERT INTO card_escalation (
            county, card_id, tell, person_id, position_id, desk_code, duty_reason, at, not_before, hold_reason)
        SELECT
            made.county, made.id, heard.tell, heard.person_id, heard.position_id, heard.desk_code, heard.duty_reason,
            CAST(:at AS timestamptz), heard.not_before, heard.hold_reason
        FROM made JOIN given ON given.clock_id = made.clock_id AND given.county = made.county
        CROSS JOIN LATERAL jsonb_to_recordset(given.hears) AS heard (
            tell text, person_id bigint, position_id bigint, desk_code text, duty_reason text, not_before timestamptz,
            hold_reason text)
    )
    SELECT id, clock_id FROM made
""")

#: The last statement of the transaction, so that the rows of the counties' figures are held for a moment only; in the
#: order of the counties, so that two workers never wait for each other in a ring.
_TALLY = text("""
    WITH given AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (
            county text, due int, cards int, lag_max_s float8, lag_sum_s float8, buckets jsonb)
    ), logged AS (
        INSERT INTO sweep_log (county, at, took_s, due, cards, lag_max_s)
        SELECT county, CAST(:at AS timestamptz), :took_s, due, cards, lag_max_s FROM given
    )
    INSERT INTO sweep_tally AS kept (county, lag_sum_s, buckets)
    SELECT county, lag_sum_s, ARRAY(SELECT CAST(jsonb_array_elements_text(buckets) AS bigint)) FROM given
    ORDER BY county
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


#: What marks a card in the history of its matter.
STEP = "card"


class Decided(NamedTuple):
    """A claimed clock with what was found of it, and who hears."""

    clock: Any
    due: Due
    hears: tuple[Hears, ...] = ()
    told: Told = Told()
    raised_to: str | None = None


def write(decided: Sequence[Decided], *, at: datetime) -> list[Decided]:
    """Write it all down, of one county or of many; returns what became a card."""
    rows = [_row(each, at) for each in decided]
    made = {row.clock_id for row in db.run(_WRITE, {"at": at, "given": packing.pack(rows)})}
    return [each for each in decided if each.clock.id in made]


def _row(decided: Decided, at: datetime) -> dict[str, Any]:
    clock, due = decided.clock, decided.due
    row: dict[str, Any] = {
        "county": clock.county,
        "clock_id": clock.id,
        "next_level": due.next_level,
        "next_check_at": due.next_check_at,
    }
    if due.level is not None:
        row["level"] = due.level.level
        row["mark"] = due.level.mark
        row["needs_reason"] = due.level.needs_reason or any(each.needs_reason for each in due.passed)
        row["is_late"] = at - _mark_at(decided) > lag.LATE
        row["skipped"] = [each.level for each in due.passed]
        row["raised_to"] = decided.raised_to
        row["hears"] = [_heard(each) for each in decided.hears] or [_desk(decided)]
    return row


def _heard(hears: Hears) -> dict[str, Any]:
    officer = hears.officer
    row: dict[str, Any] = {
        "tell": hears.tell,
        "person_id": officer.person_id,
        "position_id": officer.position_id,
        "duty_reason": officer.duty_reason,
    }
    if hears.not_before is not None:
        row |= {"not_before": hears.not_before, "hold_reason": hears.hold_reason}
    return row


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
    found: datetime = getattr(decided.clock, _COLUMN[level.mark])
    return found


_COLUMN = {mark: f"{mark}_at" for mark in Mark}


def promises(made: Sequence[Decided], outage_at: datetime | None) -> list[tuple[County, Promise]]:
    """The notices of these cards; those due before the watch came back from an outage go out as one message each."""
    return [(each.clock.county, promise) for each in made for promise in _promises_of(each, outage_at)]


def _promises_of(decided: Decided, outage_at: datetime | None) -> Iterable[Promise]:
    clock, level = decided.clock, decided.due.level
    if level is None:
        return
    params = {**decided.told.params, "priority": clock.priority, "stage": clock.stage}
    params |= {"network": clock.network} if clock.network else {}
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
        yield Promise(key=key, desk_code=_desk_code(decided), unless=decided.told.kept_from, **common)
    for each in decided.hears:
        yield Promise(
            key=f"{key} {each.officer.person_id}",
            person_id=each.officer.person_id,
            position_id=each.officer.position_id,
            not_before=each.not_before,
            hold_reason=each.hold_reason,
            **common,
        )


def noted(made: Iterable[Decided]) -> Iterable[Noted]:
    """What the histories of their matters keep of these cards."""
    for each in made:
        clock, level = each.clock, each.due.level
        if level is not None:
            detail = {"mark": level.mark, "level": level.level, "stage": clock.stage, "clock": clock.id}
            yield Noted(Key(clock.county, clock.subject_kind, clock.subject_id), STEP, clock.network, detail)


def count(claimed: Mapping[County, int], made: Sequence[Decided], *, took_s: float, at: datetime) -> None:
    """Add a transaction of the watch to its counties' figures: what was due, what was made, how late it was seen."""
    lags_s: dict[County, list[float]] = {county: [] for county in claimed}
    for each in made:
        lags_s[each.clock.county].append((at - _mark_at(each)).total_seconds())
    rows = [
        {
            "county": county,
            "due": claimed[county],
            "cards": len(mine),
            "lag_max_s": max(mine, default=0.0),
            "lag_sum_s": sum(mine),
            "buckets": lag.counts(mine),
        }
        for county, mine in lags_s.items()
    ]
    db.run(_TALLY, {"given": packing.pack(rows), "at": at, "took_s": took_s})
