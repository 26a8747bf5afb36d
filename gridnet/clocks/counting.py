"""A clock as it stands, and what can be done to it: stop, pause, resume, revive, go over to another policy. Pure.

All times are counted from the snapshot, the stretches left out and the extensions, in the calendar that is handed in.
Two moments are kept of every act: when it was done and when we heard of it. The clock goes by the first, for nobody is
blamed for a dead zone, but never before it began.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid
from gridnet.base.network import Network
from gridnet.clocks import arithmetic, marking
from gridnet.clocks.arithmetic import Calendar, Elapsed, Explanation, Extension, Pause, Snapshot
from gridnet.clocks.policies import Policy, Terms
from gridnet.clocks.values import About, ClockState, Decision, Holder, IntervalKind, Marks, PauseReason, Subject

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class By:
    """Who did something, as which position."""

    person_id: int
    position_id: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody decided about what another one asked for."""

    is_granted: bool
    by: By
    at: datetime
    reason: str | None = None


@dataclass(slots=True, kw_only=True)
class Stretch:
    """Time that is not counted, or that somebody asks not to be counted."""

    id: int | None = None
    kind: IntervalKind = IntervalKind.PAUSE
    from_at: datetime
    to_at: datetime | None = None
    reason: str
    recorded_at: datetime
    asked_by: By | None = None
    decision: Decision = Decision.GRANTED
    decided_at: datetime | None = None
    decided_by: By | None = None
    is_touched: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is left out."""
        return self.decision is Decision.GRANTED

    def end(self, at: datetime) -> None:
        """End it at `at`, or where it began."""
        self.to_at, self.is_touched = max(self.from_at, at), True


@dataclass(slots=True, kw_only=True)
class ClockNow:
    """A clock as it stands. `id` is None until it is written."""

    county: County
    id: int | None = None
    subject: Subject
    network: Network | None
    role: str | None
    stage: str
    turn: int = 1
    epoch: int = 1
    state: ClockState = ClockState.RUNNING
    cause: str
    about: About
    policy_id: int
    terms: Terms
    calendar_code: str
    calendar_version: int
    holder: Holder
    started_at: datetime
    marks: Marks
    next_level: int = 1
    next_check_at: datetime | None = None
    stopped_at: datetime | None = None
    stop_cause: str | None = None
    stop_recorded_at: datetime | None = None
    elapsed_s: int | None = None
    stretches: list[Stretch] = field(default_factory=list)
    extensions: tuple[Extension, ...] = ()
    is_touched: bool = False

    @property
    def snapshot(self) -> Snapshot:
        """What the arithmetic counts from."""
        return marking.snapshot(self.terms, self.started_at)

    @property
    def pauses(self) -> list[Pause]:
        """What is left out, the stretch that is still open among it."""
        return [Pause(each.from_at, each.to_at, each.reason, each.id) for each in self.stretches if each.counts]

    @property
    def ended_pauses(self) -> list[Pause]:
        """What is left out for sure; how long an open pause will be nobody knows."""
        return [each for each in self.pauses if each.to_at is not None]

    @property
    def open_stretch(self) -> Stretch | None:
        """The pause that has begun and not ended, granted or only asked for."""
        return next((each for each in self.stretches if each.to_at is None and each.decision != Decision.REFUSED), None)

    @property
    def is_open(self) -> bool:
        """Whether it has not been stopped."""
        return self.state is not ClockState.STOPPED


def begin(  # noqa: PLR0913 - what a clock is made of
    county: County,
    policy: Policy,
    calendar: Calendar,
    at: datetime,
    *,
    subject: Subject,
    network: Network | None,
    role: str | None,
    about: About,
    holder: Holder,
    turn: int,
    cause: str,
    known: Marks | None = None,
) -> ClockNow:
    """A clock that starts at `at`; `known` are its marks where somebody has counted them already."""
    found = known or marking.first_marks(policy.terms, at, calendar)
    return ClockNow(
        county=county,
        subject=subject,
        network=network,
        role=role,
        stage=policy.matters.stage,
        turn=turn,
        cause=cause,
        about=about,
        policy_id=policy.id,
        terms=policy.terms,
        calendar_code=calendar.code,
        calendar_version=calendar.version,
        holder=holder,
        started_at=at,
        marks=found,
        next_check_at=found.check_at(1),
        is_touched=True,
    )


def count_again(clock: ClockNow, calendar: Calendar) -> None:
    """Compute everything that is kept beside what the clock runs by; nothing else is changed."""
    if clock.ended_pauses or clock.extensions:
        found = marking.marks(clock.terms, clock.started_at, calendar, clock.ended_pauses, clock.extensions)
    else:
        found = marking.first_marks(clock.terms, clock.started_at, calendar)
    clock.marks, clock.is_touched = found, True
    clock.calendar_code, clock.calendar_version = calendar.code, calendar.version
    clock.next_check_at = found.check_at(clock.next_level) if clock.state is ClockState.RUNNING else None
    if clock.stopped_at is not None:
        clock.elapsed_s = elapsed(clock, calendar, clock.stopped_at).net // SECOND


def elapsed(clock: ClockNow, calendar: Calendar, at: datetime) -> Elapsed:
    """How long it has run until `at` (at most until it was stopped): net of pauses, and gross."""
    until = at if clock.stopped_at is None else min(at, clock.stopped_at)
    return arithmetic.elapsed(clock.snapshot, clock.pauses, calendar, until)


def stop(clock: ClockNow, calendar: Calendar, *, done_at: datetime, at: datetime, cause: str) -> None:
    """End it with what was done at `done_at` and heard of at `at`; raises `Conflict` where it has stopped."""
    if not clock.is_open:
        raise Conflict("the clock has stopped already")
    stopped_at = max(clock.started_at, min(done_at, at))
    for each in clock.stretches:
        if each.to_at is None or each.to_at > stopped_at:
            each.end(stopped_at)
    clock.state, clock.stopped_at, clock.stop_cause, clock.stop_recorded_at = ClockState.STOPPED, stopped_at, cause, at
    count_again(clock, calendar)


def pause(clock: ClockNow, *, done_at: datetime, at: datetime, reason: str, by: By) -> Stretch:
    """Let it stand still from `done_at` on, for a lawful reason.

    Whoever holds the clock asks for it, and it runs on until somebody else grants that; anybody else grants it
    at once. Raises `Conflict` where it has stopped or stands still already, `Invalid` for another reason.
    """
    if reason not in set(PauseReason):
        raise Invalid(f"a clock is paused for one of {', '.join(sorted(PauseReason))}, not {reason!r}")
    if not clock.is_open:
        raise Conflict("the clock has stopped; what has stopped cannot be paused")
    if clock.open_stretch is not None:
        raise Conflict("the clock stands still already, or that was asked for; resume it first")
    is_own = by.person_id == clock.holder.person_id
    made = Stretch(
        from_at=max(_free_from(clock), min(done_at, at)),
        reason=reason,
        recorded_at=at,
        asked_by=by if is_own else None,
        decision=Decision.PENDING if is_own else Decision.GRANTED,
        decided_at=None if is_own else at,
        decided_by=None if is_own else by,
        is_touched=True,
    )
    clock.stretches.append(made)
    if made.counts:
        _stand_still(clock)
    return made


def _free_from(clock: ClockNow) -> datetime:
    """The end of the last stretch that stands, or the start."""
    ends = [each.to_at for each in clock.stretches if each.to_at is not None and each.decision != Decision.REFUSED]
    return max([clock.started_at, *ends])


def _stand_still(clock: ClockNow) -> None:
    clock.state, clock.next_check_at, clock.is_touched = ClockState.PAUSED, None, True


def resume(clock: ClockNow, calendar: Calendar, *, done_at: datetime, at: datetime) -> None:
    """Let it run on; raises `Conflict` where it has stopped, or runs already."""
    stretch = clock.open_stretch
    if not clock.is_open:
        raise Conflict("the clock has stopped; it is not resumed, a rework or a reopening begins it again")
    if stretch is None:
        raise Conflict("the clock runs already; it is resumed once")
    stretch.end(max(stretch.from_at, min(done_at, at)))
    clock.state = ClockState.RUNNING
    count_again(clock, calendar)


def decide_pause(clock: ClockNow, calendar: Calendar, stretch: Stretch, verdict: Verdict) -> None:
    """Grant or refuse a pause that was asked for; raises `Conflict` where that was decided, or by the asker."""
    if stretch.decision is not Decision.PENDING:
        raise Conflict(f"this pause was {stretch.decision} already")
    check_another(verdict.by, stretch.asked_by, clock, "pause")
    stretch.decision = Decision.GRANTED if verdict.is_granted else Decision.REFUSED
    stretch.decided_at, stretch.decided_by, stretch.is_touched = verdict.at, verdict.by, True
    if verdict.is_granted and stretch.to_at is None:
        _stand_still(clock)
    count_again(clock, calendar)


def check_another(by: By, asked_by: By | None, clock: ClockNow, what: str) -> None:
    """Refuse a decision by whoever asked, or by whoever holds the clock; raises `Conflict`."""
    if by.person_id in {asked_by.person_id if asked_by else None, clock.holder.person_id}:
        raise Conflict(f"nobody grants their own {what}: somebody else must decide")


def revive(clock: ClockNow, calendar: Calendar, *, done_at: datetime, at: datetime, reason: str) -> None:
    """Let a stopped clock go on; the time since it was stopped is not counted. Raises `Conflict` where it runs."""
    if clock.stopped_at is None:
        raise Conflict("the clock has not stopped")
    gap = Stretch(
        kind=IntervalKind.STOPPED,
        from_at=clock.stopped_at,
        to_at=max(clock.stopped_at, min(done_at, at)),
        reason=reason,
        recorded_at=at,
        decided_at=at,
        is_touched=True,
    )
    clock.stretches.append(gap)
    clock.state = ClockState.RUNNING
    clock.stopped_at = clock.stop_cause = clock.stop_recorded_at = clock.elapsed_s = None
    count_again(clock, calendar)


def hand_on(clock: ClockNow, holder: Holder) -> None:
    """Give it to another holder; it goes on as it is."""
    clock.holder, clock.is_touched = holder, True


def describe(clock: ClockNow, about: About, division_code: str) -> None:
    """Note that its matter has become another, or lies elsewhere; what it runs by is not touched."""
    clock.about, clock.is_touched = about, True
    clock.holder = replace(clock.holder, division_code=division_code)


def go_over(clock: ClockNow, calendar: Calendar, policy: Policy) -> None:
    """Run by another policy from the same start, with the same pauses and extensions; the ladder begins anew.

    Raises `Conflict` where it has stopped: what is over was judged by what held then.
    """
    if not clock.is_open:
        raise Conflict("the clock has stopped; it keeps the policy it was measured by")
    clock.policy_id, clock.terms = policy.id, policy.terms
    clock.epoch, clock.next_level = clock.epoch + 1, 1
    count_again(clock, calendar)


def extend(clock: ClockNow, calendar: Calendar, extension: Extension) -> None:
    """Add time that was granted."""
    clock.extensions = (*clock.extensions, extension)
    count_again(clock, calendar)


def explain(clock: ClockNow, calendar: Calendar, at: datetime) -> Explanation:
    """Line by line how its due time comes about."""
    return arithmetic.explain(clock.snapshot, clock.pauses, clock.extensions, calendar, at=at)


def same(clock: ClockNow, calendar: Calendar) -> bool:
    """Whether everything kept beside what the clock runs by is what the arithmetic says now."""
    found = marking.marks(clock.terms, clock.started_at, calendar, clock.ended_pauses, clock.extensions)
    ran_s = elapsed(clock, calendar, clock.stopped_at).net // SECOND if clock.stopped_at else None
    return (found, ran_s) == (clock.marks, clock.elapsed_s)
