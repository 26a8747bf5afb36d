"""Clocks read, many at once: held until the transaction ends where they are to be changed, or to be looked at."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks.arithmetic import Extension, Limit, Unit
from gridnet.clocks.calendars import ALWAYS_CODE
from gridnet.clocks.clock_columns import ALL, STRETCH
from gridnet.clocks.counting import By, ClockNow, Stretch
from gridnet.clocks.policies import Terms
from gridnet.clocks.values import About, CalendarKind, ClockState, Decision, Holder, IntervalKind, Marks, Subject

_READ = f"""
    SELECT clock.county, clock.id, {", ".join(f"clock.{name}" for name in ALL)},
        (SELECT json_agg(json_build_array(s.id, {", ".join(f"s.{name}" for name in STRETCH)}) ORDER BY s.from_at, s.id)
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
