"""Clocks read and written: many at once, each kind of row in one statement."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import text

from gridnet.base import db, packing
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks.arithmetic import Extension, Limit, Unit
from gridnet.clocks.calendars import ALWAYS_CODE
from gridnet.clocks.counting import By, ClockNow, Stretch
from gridnet.clocks.policies import Terms
from gridnet.clocks.values import (
    About,
    CalendarKind,
    ClockState,
    Decision,
    Holder,
    IntervalKind,
    Marks,
    Subject,
)

#: Everything about a clock that can change after it has started.
_MOVING = {
    "epoch": "smallint",
    "state": "text",
    "category": "text",
    "priority": "text",
    "urban": "boolean",
    "policy_version_id": "bigint",
    "calendar_code": "text",
    "calendar_version": "int",
    "amount": "int",
    "unit": "text",
    "remind_percent": "smallint",
    "yellow_percent": "smallint",
    "red_percent": "smallint",
    "set_by_level": "smallint",
    "holder_person_id": "bigint",
    "holder_position_id": "bigint",
    "division_code": "text",
    "remind_at": "timestamptz",
    "due_at": "timestamptz",
    "yellow_at": "timestamptz",
    "red_at": "timestamptz",
    "conference_at": "timestamptz",
    "provisional": "boolean",
    "next_level": "smallint",
    "next_check_at": "timestamptz",
    "stopped_at": "timestamptz",
    "stop_cause": "text",
    "stop_recorded_at": "timestamptz",
    "elapsed_s": "bigint",
}
_FIXED = {
    "subject_kind": "text",
    "subject_id": "bigint",
    "network": "text",
    "role": "text",
    "stage": "text",
    "turn": "smallint",
    "cause": "text",
    "started_at": "timestamptz",
}
_ALL = _FIXED | _MOVING


def _typed(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


_INSERT = text(f"""
    WITH given AS MATERIALIZED (
        SELECT nextval('clock_id_seq') AS id, given.*
        FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (ordinal int, {_typed(_ALL)})
    ), made AS (
        INSERT INTO clock (county, id, {", ".join(_ALL)}) SELECT :county, id, {", ".join(_ALL)} FROM given
    )
    SELECT id FROM given ORDER BY ordinal
""")  # noqa: S608 - joined from constants
_UPDATE = text(f"""
    UPDATE clock SET {", ".join(f"{name} = given.{name}" for name in _MOVING)}
    FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (id bigint, {_typed(_MOVING)})
    WHERE clock.county = :county AND clock.id = given.id
""")  # noqa: S608 - joined from constants

_STRETCH = {
    "kind": "text",
    "from_at": "timestamptz",
    "to_at": "timestamptz",
    "reason": "text",
    "recorded_at": "timestamptz",
    "asked_by_person": "bigint",
    "asked_by_position": "bigint",
    "decision": "text",
    "decided_at": "timestamptz",
    "decided_by_person": "bigint",
    "decided_by_position": "bigint",
}
_STRETCH_INSERT = text(f"""
    WITH given AS MATERIALIZED (
        SELECT nextval('clock_interval_id_seq') AS id, given.*
        FROM jsonb_to_recordset(CAST(:given AS jsonb)) AS given (ordinal int, clock_id bigint, {_typed(_STRETCH)})
    ), made AS (
        INSERT INTO clock_interval (county, id, clock_id, {", ".join(_STRETCH)})
        SELECT :county, id, clock_id, {", ".join(_STRETCH)} FROM given
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

_READ = f"""
    SELECT clock.county, clock.id, {", ".join(f"clock.{name}" for name in _ALL)},
        (SELECT json_agg(json_build_array(s.id, {", ".join(f"s.{name}" for name in _STRETCH)}) ORDER BY s.from_at, s.id)
         FROM clock_interval AS s WHERE s.county = clock.county AND s.clock_id = clock.id) AS stretches,
        (SELECT json_agg(json_build_array(e.id, e.amount, e.unit, e.decided_at) ORDER BY e.id)
         FROM clock_extension AS e
         WHERE e.county = clock.county AND e.clock_id = clock.id AND e.state = 'granted') AS extensions
    FROM clock
"""  # noqa: S608 - joined from constants
_OF_SUBJECTS = text(f"""{_READ}
    WHERE clock.county = :county AND clock.subject_kind = :kind AND clock.subject_id = ANY(CAST(:ids AS bigint[]))
    ORDER BY clock.id FOR UPDATE OF clock
""")
_OPEN_OF = text(f"""{_READ}
    WHERE clock.county = :county AND clock.subject_kind = :kind AND clock.subject_id = ANY(CAST(:ids AS bigint[]))
        AND clock.state <> 'stopped'
    ORDER BY clock.id
""")
_SEEN = text(f"""{_READ}
    WHERE clock.county = :county AND clock.subject_kind = :kind AND clock.subject_id = CAST(:id AS bigint)
    ORDER BY clock.id
""")
_BY_ID = text(f"{_READ} WHERE clock.county = :county AND clock.id = CAST(:id AS bigint)")
_BY_ID_HELD = text(f"{_READ} WHERE clock.county = :county AND clock.id = CAST(:id AS bigint) FOR UPDATE OF clock")
_OPEN = text(f"""{_READ}
    WHERE clock.id > CAST(:after AS bigint) AND clock.state <> 'stopped'
        AND (CAST(:county AS text) IS NULL OR clock.county = :county)
    ORDER BY clock.id LIMIT :limit FOR UPDATE OF clock
""")
_EVERY = text(f"""{_READ}
    WHERE clock.id > CAST(:after AS bigint) AND (CAST(:county AS text) IS NULL OR clock.county = :county)
    ORDER BY clock.id LIMIT :limit
""")


def of_subjects(county: County, subjects: Iterable[Subject]) -> dict[Subject, list[ClockNow]]:
    """The clocks of these subjects, held until the transaction ends."""
    wanted: dict[str, set[int]] = {}
    for each in subjects:
        wanted.setdefault(each.kind, set()).add(each.id)
    found: dict[Subject, list[ClockNow]] = {}
    for kind, ids in wanted.items():
        for row in db.run(_OF_SUBJECTS, {"county": county, "kind": kind, "ids": sorted(ids)}):
            clock = _clock(row)
            found.setdefault(clock.subject, []).append(clock)
    return found


def list_of(county: County, subject: Subject) -> list[ClockNow]:
    """The clocks of a subject, to be looked at."""
    return [_clock(row) for row in db.run(_SEEN, {"county": county, "kind": subject.kind, "id": subject.id})]


def list_open_of(county: County, kind: str, ids: Sequence[int]) -> list[ClockNow]:
    """The clocks of these subjects of one kind that have not stopped, to be looked at."""
    return [_clock(row) for row in db.run(_OPEN_OF, {"county": county, "kind": kind, "ids": list(ids)})]


def find(county: County, id_: int, *, hold: bool = False) -> ClockNow | None:
    """One clock, held until the transaction ends where `hold` says so; None where there is none."""
    row = db.run(_BY_ID_HELD if hold else _BY_ID, {"county": county, "id": id_}).first()
    return _clock(row) if row is not None else None


def list_open(after: int, limit: int, county: County | None = None) -> list[ClockNow]:
    """The next clocks that have not stopped, by id, held until the transaction ends."""
    return [_clock(row) for row in db.run(_OPEN, {"after": after, "limit": limit, "county": county})]


def list_every(after: int, limit: int, county: County | None = None) -> list[ClockNow]:
    """The next clocks, stopped ones among them, by id, to be looked at."""
    return [_clock(row) for row in db.run(_EVERY, {"after": after, "limit": limit, "county": county})]


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
        db.run(_UPDATE, {"county": county, "given": json.dumps(moved)})
    for each in touched:
        each.is_touched = False


def write_stretches(county: County, clocks: Iterable[ClockNow]) -> None:
    """Write the stretches that are new or have changed; after their clocks."""
    touched = [(clock, stretch) for clock in clocks for stretch in clock.stretches if stretch.is_touched]
    old = [{"id": stretch.id, **_stretch(stretch)} for _, stretch in touched if stretch.id is not None]
    if old:
        db.run(_STRETCH_UPDATE, {"county": county, "given": json.dumps(old)})
    new = [(clock, stretch) for clock, stretch in touched if stretch.id is None]
    if new:
        rows = [{"ordinal": n, "clock_id": c.id, **_stretch(s)} for n, (c, s) in enumerate(new)]
        ids = db.run(_STRETCH_INSERT, {"county": county, "given": json.dumps(rows)}).scalars()
        for (_, stretch), id_ in zip(new, ids, strict=True):
            stretch.id = id_
    for _, stretch in touched:
        stretch.is_touched = False


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _fixed(clock: ClockNow) -> dict[str, Any]:
    return {
        "subject_kind": clock.subject.kind,
        "subject_id": clock.subject.id,
        "network": clock.network,
        "role": clock.role,
        "stage": clock.stage,
        "turn": clock.turn,
        "cause": clock.cause,
        "started_at": clock.started_at.isoformat(),
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
        "next_check_at": _iso(clock.next_check_at),
        "stopped_at": _iso(clock.stopped_at),
        "stop_cause": clock.stop_cause,
        "stop_recorded_at": _iso(clock.stop_recorded_at),
        "elapsed_s": clock.elapsed_s,
    }


@lru_cache(maxsize=1024)
def _marks(marks: Marks) -> Mapping[str, Any]:
    """The columns of the marks; clocks that start on one day mostly share them."""
    return {
        "remind_at": marks.remind_at.isoformat(),
        "due_at": marks.due_at.isoformat(),
        "yellow_at": marks.yellow_at.isoformat(),
        "red_at": marks.red_at.isoformat(),
        "conference_at": marks.conference_at.isoformat(),
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
        "from_at": stretch.from_at.isoformat(),
        "to_at": _iso(stretch.to_at),
        "reason": stretch.reason,
        "recorded_at": stretch.recorded_at.isoformat(),
        "asked_by_person": asked.person_id if asked else None,
        "asked_by_position": asked.position_id if asked else None,
        "decision": stretch.decision,
        "decided_at": _iso(stretch.decided_at),
        "decided_by_person": decided.person_id if decided else None,
        "decided_by_position": decided.position_id if decided else None,
    }


def _clock(row: Any) -> ClockNow:
    calendar = CalendarKind.ALWAYS if row.calendar_code == ALWAYS_CODE else CalendarKind.WORKING
    return ClockNow(
        county=County(row.county),
        id=row.id,
        subject=Subject(row.subject_kind, row.subject_id),
        network=Network(row.network) if row.network else None,
        role=row.role,
        stage=row.stage,
        turn=row.turn,
        epoch=row.epoch,
        state=ClockState(row.state),
        cause=row.cause,
        about=About(row.category, row.priority, row.urban),
        policy_id=row.policy_version_id,
        terms=Terms(
            Limit(row.amount, Unit(row.unit)),
            calendar,
            row.remind_percent,
            row.yellow_percent,
            row.red_percent,
            row.set_by_level,
        ),
        calendar_code=row.calendar_code,
        calendar_version=row.calendar_version,
        holder=Holder(row.division_code, row.holder_person_id, row.holder_position_id),
        started_at=row.started_at,
        marks=Marks(row.remind_at, row.due_at, row.yellow_at, row.red_at, row.conference_at, row.provisional),
        next_level=row.next_level,
        next_check_at=row.next_check_at,
        stopped_at=row.stopped_at,
        stop_cause=row.stop_cause,
        stop_recorded_at=row.stop_recorded_at,
        elapsed_s=row.elapsed_s,
        stretches=[_as_stretch(*each) for each in row.stretches or ()],
        extensions=tuple(_as_extension(*each) for each in row.extensions or ()),
    )


def _as_stretch(  # noqa: PLR0913, PLR0917 - the columns of a stretch
    id_: int,
    kind: str,
    from_at: str,
    to_at: str | None,
    reason: str,
    recorded_at: str,
    asked_person: int | None,
    asked_position: int | None,
    decision: str,
    decided_at: str | None,
    decided_person: int | None,
    decided_position: int | None,
) -> Stretch:
    return Stretch(
        id=id_,
        kind=IntervalKind(kind),
        from_at=datetime.fromisoformat(from_at),
        to_at=_moment(to_at),
        reason=reason,
        recorded_at=datetime.fromisoformat(recorded_at),
        asked_by=_by(asked_person, asked_position),
        decision=Decision(decision),
        decided_at=_moment(decided_at),
        decided_by=_by(decided_person, decided_position),
    )


def _moment(text_: str | None) -> datetime | None:
    return datetime.fromisoformat(text_) if text_ else None


def _by(person_id: int | None, position_id: int | None) -> By | None:
    return By(person_id, position_id) if person_id is not None and position_id is not None else None


def _as_extension(id_: int, amount: int, unit: str, granted_at: str) -> Extension:
    return Extension(Limit(amount, Unit(unit)), datetime.fromisoformat(granted_at), id_)
