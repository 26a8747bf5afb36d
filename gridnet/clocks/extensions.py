"""More time: asked for before the limit, at most twice, never for what is urgent; granted by somebody else."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, NotAllowed, NotFound
from gridnet.clocks import arithmetic, counting, deciding, marking, running, storing
from gridnet.clocks.arithmetic import Limit, Unit
from gridnet.clocks.counting import By, ClockNow, Verdict
from gridnet.clocks.deciding import Asked
from gridnet.clocks.models import Extension
from gridnet.clocks.policies import URGENT
from gridnet.clocks.values import Decision

MOST = 2
WHAT = "extension"


@dataclass(frozen=True, slots=True)
class Wish:
    """How much more time somebody asks for, and why."""

    limit: Limit
    reason: str
    by: By


def ask(county: County, clock_id: int, wish: Wish, *, at: datetime) -> Extension:
    """Ask for more time; it is pending until somebody decides.

    Raises `NotFound`, or `Conflict` for an urgent matter, a clock that has stopped, a limit that has passed, a third
    time, or while another wish is pending.
    """
    clock = running.get(county, clock_id, hold=True)
    _check_may_ask(clock, _count(county, clock_id), at)
    _check_can_be_counted(clock, wish.limit)
    row = Extension(
        county=county,
        clock_id=clock_id,
        asked_at=at,
        amount=wish.limit.amount,
        unit=wish.limit.unit,
        reason=wish.reason,
        asked_by_person=wish.by.person_id,
        asked_by_position=wish.by.position_id,
        due_before=clock.marks.due_at,
        state=Decision.PENDING,
    )
    db.session.add(row)
    db.session.flush()
    deciding.tell_deciders(clock, Asked(WHAT, row.id, wish.by), least=clock.terms.set_by_level, at=at)
    return row


def _check_can_be_counted(clock: ClockNow, limit: Limit) -> None:
    """Refuse what the clock's calendar cannot count; raises `Invalid`."""
    added = arithmetic.Extension(limit, clock.started_at)
    marking.marks(clock.terms, clock.started_at, running.calendar_of(clock), clock.ended_pauses, [added])


def _check_may_ask(clock: ClockNow, asked: dict[str, int], at: datetime) -> None:
    if clock.about.priority == URGENT:
        raise Conflict("a matter of priority P1 is not put off; ask for help instead (escalate)")
    if not clock.is_open:
        raise Conflict("the clock has stopped; there is nothing to extend")
    if at >= clock.marks.due_at:
        raise Conflict(f"the limit passed at {clock.marks.due_at.isoformat()}; more time is asked for before")
    if asked.get(Decision.PENDING):
        raise Conflict("an extension was asked for already and waits for a decision")
    if sum(asked.values()) >= MOST:
        raise Conflict(f"more time is asked for at most {MOST} times")


def _count(county: County, clock_id: int) -> dict[str, int]:
    query = (
        select(Extension.state, func.count().label("times"))
        .where(Extension.county == county, Extension.clock_id == clock_id)
        .group_by(Extension.state)
    )
    return {row.state: row.times for row in db.session.execute(query)}


def decide(county: County, clock_id: int, extension_id: int, verdict: Verdict, level: int | None) -> Extension:
    """Grant or refuse it; `level` is that of whoever decides.

    Raises `NotFound`, `NotAllowed` below the level that set the limit, `Conflict` for one's own, for what was
    decided already, and for a clock that has stopped.
    """
    clock = running.get(county, clock_id, hold=True)
    row = db.lock(Extension, county, extension_id)
    if row.clock_id != clock_id:
        raise NotFound(f"clock {clock_id} has no extension {extension_id}")
    if row.state != Decision.PENDING:
        raise Conflict(f"this extension was {row.state} already")
    asked_by = By(row.asked_by_person, row.asked_by_position)
    counting.check_another(verdict.by, asked_by, clock, WHAT)
    if level is None or level < clock.terms.set_by_level:
        raise NotAllowed(f"level {clock.terms.set_by_level} set this limit, and decides about more time")
    _settle(row, clock, verdict)
    deciding.tell_asker(clock, Asked(WHAT, row.id, asked_by), row.state, at=verdict.at)
    return row


def _settle(row: Extension, clock: ClockNow, verdict: Verdict) -> None:
    if verdict.is_granted:
        if not clock.is_open:
            raise Conflict("the clock has stopped since; there is nothing to extend")
        added = arithmetic.Extension(Limit(row.amount, Unit(row.unit)), verdict.at, row.id)
        counting.extend(clock, running.calendar_of(clock), added)
        storing.write(clock.county, [clock])
        row.due_after = clock.marks.due_at
    row.state = Decision.GRANTED if verdict.is_granted else Decision.REFUSED
    row.decided_at, row.decision_reason = verdict.at, verdict.reason
    row.decided_by_person, row.decided_by_position = verdict.by.person_id, verdict.by.position_id
    db.session.flush()


def list_of(county: County, clock_ids: list[int]) -> list[Extension]:
    """The extensions asked for on these clocks, oldest first."""
    query = (
        select(Extension).where(Extension.county == county, Extension.clock_id.in_(clock_ids)).order_by(Extension.id)
    )
    return list(db.session.scalars(query))
