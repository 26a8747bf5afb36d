"""Starting clocks, and moving one of them by hand. Each function writes in the caller's transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from gridnet.base.county import County
from gridnet.base.errors import NotFound
from gridnet.clocks import (
    arithmetic,
    calendar_cache,
    calendars,
    clock_queries,
    counting,
    deciding,
    marking,
    policy_cache,
    storing,
)
from gridnet.clocks.arithmetic import Calendar
from gridnet.clocks.counting import By, ClockNow, Verdict
from gridnet.clocks.deciding import Asked
from gridnet.clocks.policies import Policy
from gridnet.clocks.values import CalendarKind, Marks, ToStart


def start_many(county: County, wishes: Sequence[ToStart], at: datetime) -> list[ClockNow]:
    """Start the clocks there is a policy for, in one statement; the answer tells their due times.

    The policies and the calendar come from the memory of the process.
    """
    clocks = made(county, wishes, at)
    storing.insert(county, clocks)
    return clocks


def made(county: County, wishes: Iterable[ToStart], at: datetime) -> list[ClockNow]:
    """The clocks there is a policy for, starting at `at`, not yet written."""
    book, starting = policy_cache.get(county), _Starting(county, at)
    clocks = []
    for wish in wishes:
        policy = book.choose(wish.about, wish.stage, wish.network, wish.role, at)
        if policy is not None:
            clocks.append(starting.begin(wish, policy))
    return clocks


def start_until(county: County, wishes: Iterable[ToStart], *, until: datetime, at: datetime) -> list[ClockNow]:
    """Start clocks that run out at a moment that was named; each begins so long before it as its limit says.

    That may lie ahead of us, or behind. The policies are those that hold at `at`.
    """
    book, clocks = policy_cache.get(county), []
    for wish in wishes:
        policy = book.choose(wish.about, wish.stage, wish.network, wish.role, at)
        if policy is not None:
            calendar = calendar_for(county, policy.terms.calendar)
            started_at = marking.start_for(policy.terms, until, calendar)
            clocks.append(_Starting(county, started_at).begin(wish, policy))
    storing.insert(county, clocks)
    return clocks


class _Starting:
    """Clocks that start together: each calendar is asked for once, and each limit counted once."""

    def __init__(self, county: County, at: datetime) -> None:
        self._county, self._at = county, at
        self._calendars: dict[CalendarKind, Calendar] = {}
        self._counted: dict[int, Marks] = {}

    def begin(self, wish: ToStart, policy: Policy) -> ClockNow:
        """A clock by this policy."""
        calendar = self._calendar(policy.terms.calendar)
        clock = counting.begin(
            self._county,
            policy,
            calendar,
            self._at,
            subject=wish.subject,
            network=wish.network,
            role=wish.role,
            about=wish.about,
            holder=wish.holder,
            turn=wish.turn,
            cause=wish.cause,
            known=self._counted.get(policy.id),
        )
        self._counted[policy.id] = clock.marks
        return clock

    def _calendar(self, kind: CalendarKind) -> Calendar:
        if kind not in self._calendars:
            self._calendars[kind] = calendar_for(self._county, kind)
        return self._calendars[kind]


def calendar_for(county: County, kind: CalendarKind) -> Calendar:
    """The calendar a policy of this kind is counted in."""
    return arithmetic.ALWAYS if kind is CalendarKind.ALWAYS else calendar_cache.get(county)


def calendar_of(clock: ClockNow) -> Calendar:
    """The calendar of a clock, as it stands now."""
    if clock.calendar_code == calendars.ALWAYS_CODE:
        return arithmetic.ALWAYS
    return calendar_for(clock.county, clock.terms.calendar)


def calendar_then(clock: ClockNow) -> Calendar:
    """The calendar of a clock in the version it was last counted in."""
    return calendar_cache.get_version(clock.calendar_code, clock.calendar_version)


def get(county: County, id_: int, *, hold: bool = False) -> ClockNow:
    """A clock, held until the transaction ends where `hold` says so; raises `NotFound`."""
    clock = clock_queries.find(county, id_, hold=hold)
    if clock is None:
        raise NotFound(f"there is no clock {id_} in {county}")
    return clock


def stop(county: County, id_: int, *, done_at: datetime, at: datetime, cause: str) -> ClockNow:
    """Stop a clock; raises `Conflict` where it has stopped."""
    return _moved(county, id_, lambda c: counting.stop(c, calendar_of(c), done_at=done_at, at=at, cause=cause))


def pause(county: County, id_: int, *, reason: str, by: By, at: datetime) -> ClockNow:
    """Let a clock stand still, or ask for it; raises `Conflict` where it has stopped or stands still, or `Invalid`."""
    return _moved(county, id_, lambda c: counting.pause(c, done_at=at, at=at, reason=reason, by=by))


def resume(county: County, id_: int, *, done_at: datetime, at: datetime) -> ClockNow:
    """Let a clock run on; raises `Conflict` where it runs already or has stopped."""
    return _moved(county, id_, lambda c: counting.resume(c, calendar_of(c), done_at=done_at, at=at))


def decide_pause(county: County, id_: int, interval_id: int, verdict: Verdict) -> ClockNow:
    """Grant or refuse a pause that was asked for; raises `NotFound`, or `Conflict` where it is decided or one's own."""

    def decide(clock: ClockNow) -> None:
        stretch = next((each for each in clock.stretches if each.id == interval_id), None)
        if stretch is None:
            raise NotFound(f"clock {id_} has no pause {interval_id}")
        counting.decide_pause(clock, calendar_of(clock), stretch, verdict)
        if stretch.asked_by is not None:
            deciding.tell_asker(clock, Asked("pause", interval_id, stretch.asked_by), stretch.decision, at=verdict.at)

    return _moved(county, id_, decide)


def _moved(county: County, id_: int, move: Callable[[ClockNow], object]) -> ClockNow:
    clock = get(county, id_, hold=True)
    move(clock)
    storing.write(county, [clock])
    storing.write_stretches(county, [clock])
    return clock
