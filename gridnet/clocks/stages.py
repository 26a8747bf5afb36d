"""How the stages of matters run now: the clocks that are open, each with what a ring of it is drawn from."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from gridnet.base.county import County
from gridnet.clocks import arithmetic, clock_queries, counting, running, schemas
from gridnet.clocks.counting import ClockNow
from gridnet.clocks.ladder import Mark
from gridnet.clocks.values import ClockState


def list_of(county: County, kind: str, ids: Iterable[int]) -> dict[int, list[ClockNow]]:
    """The open clocks of these subjects, by subject; one statement for a page of them, none for none."""
    wanted, found = sorted(set(ids)), dict[int, list[ClockNow]]()
    for clock in clock_queries.list_open_of(county, kind, wanted) if wanted else ():
        found.setdefault(clock.subject.id, []).append(clock)
    return found


def first_due(clocks: Iterable[ClockNow], person_id: int | None) -> ClockNow | None:
    """Of these clocks the one that runs out first and is this person's to keep (of the desk's, without a person)."""
    own = [each for each in clocks if each.state is ClockState.RUNNING and each.holder.person_id == person_id]
    return min(own, key=lambda each: (each.marks.due_at, each.id), default=None)


def show(clocks: Iterable[ClockNow], at: datetime) -> list[schemas.StageOut]:
    """Stages as the doors show them, the one that runs out first in front."""
    return [_stage(each, at) for each in sorted(clocks, key=lambda each: (each.marks.due_at, each.id))]


def _stage(clock: ClockNow, at: datetime) -> schemas.StageOut:
    return schemas.StageOut(
        clock_id=clock.id or 0,
        stage=clock.stage,
        state=clock.state,
        limit=schemas.LimitOut(amount=clock.terms.limit.amount, unit=clock.terms.limit.unit),
        started_at=clock.started_at,
        yellow_at=clock.marks.yellow_at,
        due_at=clock.marks.due_at,
        red_at=clock.marks.red_at,
        provisional=clock.marks.provisional,
        mark=reached(clock, at),
        share=_share(clock, at),
    )


def _share(clock: ClockNow, at: datetime) -> float:
    """What share of the limit has run, to the thousandth; nothing need be counted at the start."""
    if at <= clock.started_at:
        return 0.0
    calendar = running.calendar_of(clock)
    ran = counting.elapsed(clock, calendar, at).net
    left = arithmetic.remaining(clock.snapshot, clock.pauses, clock.extensions, calendar, at)
    whole = ran + left
    return round(ran / whole, 3) if whole else 1.0


def reached(clock: ClockNow, at: datetime) -> Mark | None:
    """The highest mark a clock has come to at `at`; while it stands still, the one at which it was halted."""
    halted = [each.from_at for each in clock.stretches if each.counts and each.to_at is None]
    looked_at, marks = min([at, *halted]), clock.marks
    every: Sequence[tuple[Mark, datetime]] = (
        (Mark.CONFERENCE, marks.conference_at),
        (Mark.RED, marks.red_at),
        (Mark.YELLOW, marks.yellow_at),
        (Mark.REMIND, marks.remind_at),
    )
    return next((mark for mark, when in every if when <= looked_at), None)
