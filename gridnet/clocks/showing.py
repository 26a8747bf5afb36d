"""Clocks and policies as the doors show them."""

from collections.abc import Sequence
from datetime import datetime

from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks import arithmetic, counting, epochs, extensions, running, schemas
from gridnet.clocks.calendars import Calendar
from gridnet.clocks.counting import SECOND, By, ClockNow, Stretch
from gridnet.clocks.models import Extension
from gridnet.clocks.policies import Policy
from gridnet.clocks.values import Decision


def clocks(county: County, found: Sequence[ClockNow], at: datetime) -> schemas.ClockList:
    """Clocks with all that changed them; two statements for them all."""
    ids = [clock.id for clock in found if clock.id is not None]
    asked, turned = extensions.list_of(county, ids), epochs.list_of(county, ids)
    items = []
    for clock in found:
        mine = [extension(row) for row in asked if row.clock_id == clock.id]
        after = [_epoch(row) for row in turned.get(clock.id or 0, ())]
        items.append(_clock(clock, mine, after, at))
    return schemas.ClockList(items=items)


def _clock(
    clock: ClockNow, asked: list[schemas.ExtensionOut], after: list[schemas.EpochOut], at: datetime
) -> schemas.ClockOut:
    calendar = running.calendar_of(clock)
    ran = counting.elapsed(clock, calendar, at)
    return schemas.ClockOut(
        id=clock.id or 0,
        county=clock.county,
        stage=clock.stage,
        network=clock.network,
        role=clock.role,
        turn=clock.turn,
        epoch=clock.epoch,
        state=clock.state,
        cause=clock.cause,
        priority=clock.about.priority,
        policy_version_id=clock.policy_id,
        limit=limit(clock.terms.limit),
        calendar=clock.calendar_code,
        calendar_version=clock.calendar_version,
        started_at=clock.started_at,
        remind_at=clock.marks.remind_at,
        due_at=clock.marks.due_at,
        yellow_at=clock.marks.yellow_at,
        red_at=clock.marks.red_at,
        provisional=clock.marks.provisional,
        stopped_at=clock.stopped_at,
        stop_recorded_at=clock.stop_recorded_at,
        stop_cause=clock.stop_cause,
        elapsed_s=clock.elapsed_s if clock.elapsed_s is not None else ran.net // SECOND,
        gross_s=ran.gross // SECOND,
        remaining_s=_remaining_s(clock, calendar, at),
        person_id=clock.holder.person_id,
        position_id=clock.holder.position_id,
        division_code=clock.holder.division_code,
        pauses=[_pause(each) for each in clock.stretches],
        extensions=asked,
        epochs=after,
    )


def _remaining_s(clock: ClockNow, calendar: Calendar, at: datetime) -> int | None:
    if not clock.is_open:
        return None
    return arithmetic.remaining(clock.snapshot, clock.pauses, clock.extensions, calendar, at) // SECOND


def limit(given: arithmetic.Limit) -> schemas.LimitOut:
    """So many of a unit."""
    return schemas.LimitOut(amount=given.amount, unit=given.unit)


def _by(given: By | None) -> schemas.ByOut | None:
    return schemas.ByOut(person_id=given.person_id, position_id=given.position_id) if given else None


def _pause(stretch: Stretch) -> schemas.PauseOut:
    return schemas.PauseOut(
        id=stretch.id or 0,
        kind=stretch.kind,
        from_at=stretch.from_at,
        to_at=stretch.to_at,
        reason=stretch.reason,
        decision=stretch.decision,
        asked_by=_by(stretch.asked_by),
        decided_by=_by(stretch.decided_by),
        decided_at=stretch.decided_at,
        recorded_at=stretch.recorded_at,
    )


def _epoch(row: epochs.Turned) -> schemas.EpochOut:
    return schemas.EpochOut(epoch=row.epoch, at=row.at, cause=row.cause, before=row.before, after=row.after)


def extension(row: Extension) -> schemas.ExtensionOut:
    """More time that was asked for."""
    decided = None
    if row.decided_by_person is not None and row.decided_by_position is not None:
        decided = By(row.decided_by_person, row.decided_by_position)
    return schemas.ExtensionOut(
        id=row.id,
        clock_id=row.clock_id,
        limit=schemas.LimitOut(amount=row.amount, unit=arithmetic.Unit(row.unit)),
        reason=row.reason,
        state=Decision(row.state),
        asked_at=row.asked_at,
        asked_by=schemas.ByOut(person_id=row.asked_by_person, position_id=row.asked_by_position),
        due_before=row.due_before,
        decided_at=row.decided_at,
        decided_by=_by(decided),
        decision_reason=row.decision_reason,
        due_after=row.due_after,
    )


def explanation(clock: ClockNow, at: datetime) -> schemas.ExplainOut:
    """How the due time of a clock comes about."""
    told = counting.explain(clock, running.calendar_of(clock), clock.stopped_at or at)
    made = told.as_json()
    return schemas.ExplainOut(
        clock_id=clock.id or 0,
        due_at=told.due.at,
        provisional=told.due.provisional,
        years_missing=list(told.due.years_missing),
        lines=made["lines"],
        text_zh=told.as_text("zh"),
        text_en=told.as_text("en"),
    )


def policy(given: Policy) -> schemas.PolicyOut:
    """One version of a policy."""
    matters, terms = given.matters, given.terms
    return schemas.PolicyOut(
        id=given.id,
        code=given.code,
        version=given.version,
        county=given.county,
        stage=matters.stage,
        category=matters.category,
        category_group=matters.category_group,
        priority=matters.priority,
        network=Network(matters.network) if matters.network else None,
        role=matters.role,
        urban=matters.urban,
        limit=limit(terms.limit),
        calendar=terms.calendar,
        remind_percent=terms.remind_percent,
        yellow_percent=terms.yellow_percent,
        red_percent=terms.red_percent,
        set_by_level=terms.set_by_level,
        valid_from=given.valid_from,
        is_withdrawn=given.is_withdrawn,
    )


def year(calendar: Calendar, number: int) -> schemas.CalendarOut:
    """A year of a calendar, day by day."""
    days = [
        schemas.DayOut(day=on, kind=each.kind, name=each.name, spans=[tuple(span) for span in each.spans])
        for on, each in calendar.days(number)
    ]
    return schemas.CalendarOut(
        calendar=calendar.code,
        version=calendar.version,
        year=number,
        is_published=calendar.is_published(number),
        days=days,
    )
