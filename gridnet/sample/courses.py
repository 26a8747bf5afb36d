"""How the life of a sample incident goes: a plan of steps with their moments, drawn when its legs are known. Pure.

Somebody who is quick, somebody who is late, a case that waits for a resident, one that is handed over, one that is
reopened: what a plan holds beyond the present has not happened, so that some cases are always under way.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

import numpy as np

from gridnet.base.moment import LOCAL
from gridnet.base.network import Network
from gridnet.incidents.categories import Priority
from gridnet.incidents.lifecycle import SUSPEND_REASONS, Part, Role, Step
from gridnet.sample.happenings import Happening, Oddity

OPENS, SHUTS = 7, 21
DESK_OPENS, DESK_SHUTS = 8, 18


class Course(StrEnum):
    """What is remarkable about a life."""

    PLAIN = "plain"
    SUSPENDED = "suspended"
    HANDED_OVER = "handed_over"
    HANDED_BY_HAND = "handed_by_hand"
    DECLINED = "declined"
    ESCALATED = "escalated"
    REWORKED = "reworked"
    REOPENED = "reopened"
    REJECTED = "rejected"
    CONVERTED = "converted"
    FORGOTTEN = "forgotten"
    DUPLICATE = "duplicate"
    ON_THE_SPOT = "on_the_spot"


SHARES = {
    Course.SUSPENDED: 0.04,
    Course.HANDED_OVER: 0.015,
    Course.HANDED_BY_HAND: 0.015,
    Course.DECLINED: 0.015,
    Course.ESCALATED: 0.012,
    Course.REWORKED: 0.02,
    Course.REOPENED: 0.02,
    Course.REJECTED: 0.015,
    Course.CONVERTED: 0.01,
    Course.FORGOTTEN: 0.003,
}
#: Lives of one step of a desk, and after how many minutes.
SHORT: Mapping[Course, tuple[Step, float]] = {
    Course.ON_THE_SPOT: (Step.CLOSE, 300),
    Course.REJECTED: (Step.REJECT, 90),
    Course.CONVERTED: (Step.CONVERT, 240),
    Course.DUPLICATE: (Step.DUPLICATE, 60),
}
#: Typical minutes from one step to the next: accept, depart, arrive, handle.
PACE: Mapping[Priority, tuple[float, float, float, float]] = {
    Priority.P1: (3, 2, 12, 90),
    Priority.P2: (14, 10, 35, 300),
    Priority.P3: (40, 60, 50, 420),
    Priority.P4: (90, 120, 60, 480),
}
#: In how many cases whoever leads rings up the reporter before setting out.
RUNG_UP: Mapping[Priority, float] = {Priority.P2: 0.3, Priority.P3: 0.5, Priority.P4: 0.6}
#: Within how many days a desk rings back after closing, and in how many cases it remembers to.
RINGS_BACK: Mapping[Priority, float] = {Priority.P1: 2, Priority.P2: 6, Priority.P3: 20}
RUNG_BACK = 0.93
#: Share of slow lives, and how much slower they are.
SLOW, SLOWER = 0.09, (4.0, 12.0)
#: Share of steps told later than they were done, from where there is no signal.
TOLD_LATE = 0.03
REASONS: Mapping[str, tuple[str, ...]] = {
    Step.HANDLE: ("现场处置完毕", "已劝导并达成一致", "已联系责任单位修复", "已当面答复并登记"),
    Step.SUSPEND: tuple(sorted(SUSPEND_REASONS)),
    Step.HAND_OVER: ("人手不足，请他人承办", "熟悉情况者承办"),
    Step.DECLINE: ("不在现场，无法处置", "正在处置其他事项"),
    Step.ESCALATE: ("超出网格处置能力，请上级协调",),
    Step.REWORK: ("现场核查未见整改",),
    Step.REOPEN: ("群众反映问题再次出现", "当事人对结果有异议"),
    Step.REJECT: ("经核实情况不属实",),
    Step.CONVERT: ("转为矛盾纠纷案件办理",),
    Step.DUPLICATE: ("同一事项已登记",),
}


#: Not a step of the life cycle: a desk finds out where a case is.
PLACE: Final = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A step to come: when it is done, when it is told, on which leg (None: the whole), by whom."""

    step: Step | Literal["place"]
    done_at: datetime
    told_at: datetime
    network: Network | None = None
    by: Part = Part.ASSIGNEE
    reason: str = ""
    by_hand: bool = False


class Pen:
    """Writes down the steps of one life one after the other, each some time after the one before."""

    def __init__(self, at: datetime, random: np.random.Generator, *, urgent: bool) -> None:
        self.at, self.random, self.urgent = at, random, urgent
        self.slow = float(random.uniform(*SLOWER)) if random.random() < SLOW else 1.0

    def act(self, step: Step, minutes: float, network: Network | None = None, *, by_hand: bool = False) -> Act:
        """The step of a leg's assignee, about so many minutes on; by day unless it is urgent."""
        self.at = self._later(minutes * self.slow, OPENS, SHUTS, urgent=self.urgent)
        is_late = step in {Step.ARRIVE, Step.HANDLE} and self.random.random() < TOLD_LATE
        told = self.at + timedelta(seconds=int(self.random.lognormal(8.0, 0.7))) if is_late else self.at
        done, self.at = self.at, told
        return Act(step=step, done_at=done, told_at=told, network=network, reason=self.reason(step), by_hand=by_hand)

    def desk(self, step: Step | Literal["place"], minutes: float, network: Network | None = None) -> Act:
        """The step of a desk: within its hours, but for a case in its queue that cannot wait."""
        self.at = self._later(minutes, DESK_OPENS, DESK_SHUTS, urgent=self.urgent and network is not None)
        return Act(step=step, done_at=self.at, told_at=self.at, network=network, by=Part.DESK, reason=self.reason(step))

    def reason(self, step: Step | Literal["place"]) -> str:
        """One of the step's reasons; none where it wants none."""
        some = REASONS.get(step, ("",))
        return some[int(self.random.integers(len(some)))]

    def wait(self, minutes: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=round(60 * minutes))

    def _later(self, minutes: float, opens: int, shuts: int, *, urgent: bool) -> datetime:
        at = self.at + timedelta(seconds=max(20, int(60 * minutes * self.random.lognormal(0, 0.5))))
        return at if urgent else by_day(at, opens, shuts, self.random)


def by_day(at: datetime, opens: int, shuts: int, random: np.random.Generator) -> datetime:
    """`at`, or a moment within the first hour and a half of the next day's opening when it falls outside the hours."""
    here = at.astimezone(LOCAL)
    if opens <= here.hour < shuts:
        return at
    day = here if here.hour < opens else here + timedelta(days=1)
    return day.replace(hour=opens, minute=0, second=0) + timedelta(seconds=int(random.uniform(60, 5400)))


def choose(happening: Happening, random: np.random.Generator) -> Course:
    """How the life of this report goes."""
    luck = random.random()
    if happening.oddity is Oddity.DUPLICATE and luck < 0.9:  # noqa: PLR2004 - one in ten is not noticed
        return Course.DUPLICATE
    if happening.oddity is Oddity.ON_THE_SPOT:
        return Course.ON_THE_SPOT
    for course, share in SHARES.items():
        luck -= share
        if luck < 0:
            return course
    return Course.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a life begins with: the legs and their roles, those that wait in a queue, whether the place is known."""

    at: datetime
    priority: Priority
    legs: Mapping[Network, Role]
    queued: frozenset[Network] = frozenset()
    is_placed: bool = True

    @property
    def lead(self) -> Network:
        """The network whose leg leads."""
        return next(network for network, role in self.legs.items() if role is Role.LEAD)


def plan(course: Course, start: Start, random: np.random.Generator) -> list[Act]:
    """The steps of a life in the order in which they are told."""
    pens = {network: Pen(start.at, random, urgent=start.priority is Priority.P1) for network in start.legs}
    acts = list(_lead(course, start, pens[start.lead]))
    ends = next((act.told_at for act in acts if act.network is None and act.step != PLACE), None)
    for network, role in start.legs.items():
        if network is not start.lead:
            beside = _beside(role, network, start, pens[network])
            acts += [act for act in beside if ends is None or act.told_at < ends]
    return sorted(acts, key=lambda act: act.told_at)


def _lead(course: Course, start: Start, pen: Pen) -> Iterator[Act]:
    """The steps of the lead leg and of the whole."""
    if course in SHORT:
        step, minutes = SHORT[course]
        yield pen.desk(step, minutes)
        if step is Step.CLOSE:
            yield from _follow_up(start.priority, pen)
        return
    lead, (accept, depart, arrive, handle) = start.lead, PACE[start.priority]
    if not start.is_placed:
        yield pen.desk(PLACE, 40)
    elif lead in start.queued:
        yield pen.desk(Step.HAND_OVER, 15, lead)
    else:
        yield from _first(course, lead, pen, accept)
    yield pen.act(Step.ACCEPT, accept, lead)
    if course is Course.FORGOTTEN:
        return
    if start.priority in RUNG_UP and pen.random.random() < RUNG_UP[start.priority]:
        yield pen.act(Step.CONTACT, depart / 4, lead)
    yield pen.act(Step.DEPART, depart, lead)
    yield pen.act(Step.ARRIVE, arrive, lead)
    if course is Course.SUSPENDED:
        yield pen.desk(Step.SUSPEND, 30, lead)  # whoever has the case only asks for it
        pen.wait(float(pen.random.uniform(1, 6)) * 24 * 60)
        yield pen.act(Step.RESUME, 60, lead)
    yield pen.act(Step.HANDLE, handle, lead)
    yield from _last(course, start, pen, handle)


def _first(course: Course, lead: Network, pen: Pen, accept: float) -> Iterator[Act]:
    """What goes before the leg is accepted by whoever keeps it."""
    if course is Course.DECLINED:
        yield pen.act(Step.DECLINE, accept, lead)
    if course is Course.HANDED_OVER:
        yield pen.act(Step.ACCEPT, accept, lead)
        yield pen.act(Step.HAND_OVER, 60, lead)
    if course is Course.HANDED_BY_HAND:
        yield pen.act(Step.HAND_OVER, 2 * accept, lead, by_hand=True)
    if course is Course.ESCALATED:
        yield pen.act(Step.ACCEPT, accept, lead)
        yield pen.act(Step.ARRIVE, 60, lead)
        yield pen.act(Step.ESCALATE, 120, lead)


def _last(course: Course, start: Start, pen: Pen, handle: float) -> Iterator[Act]:
    """From handled to closed, and back where it was not good enough."""
    lead = start.lead
    if course is Course.REWORKED:
        yield pen.desk(Step.REWORK, 240)
        yield pen.act(Step.HANDLE, handle, lead)
    if pen.random.random() < 0.6:  # noqa: PLR2004 - the others are closed without a separate check
        yield pen.desk(Step.VERIFY, 180)
    yield pen.desk(Step.CLOSE, 120)
    if course is Course.REOPENED:
        pen.wait(float(pen.random.uniform(1, 7)) * 24 * 60)
        yield pen.desk(Step.REOPEN, 60)
        yield pen.act(Step.ACCEPT, 60, lead)
        yield pen.act(Step.ARRIVE, 90, lead)
        yield pen.act(Step.HANDLE, handle, lead)
        yield pen.desk(Step.CLOSE, 300)
    yield from _follow_up(start.priority, pen)


def _follow_up(priority: Priority, pen: Pen) -> Iterator[Act]:
    """Whether the desk rings back to ask, and after how many days."""
    days = RINGS_BACK.get(priority)
    if days is not None and pen.random.random() < RUNG_BACK:
        pen.wait(float(pen.random.uniform(0.2, days)) * 24 * 60)
        yield pen.desk(Step.FOLLOW_UP, 60)


def _beside(role: Role, network: Network, start: Start, pen: Pen) -> Iterator[Act]:
    """The steps of the other leg: told of it, one accepts; asked to help, one comes."""
    accept, _, arrive, handle = PACE[start.priority]
    if not start.is_placed:
        pen.wait(24 * 60)
    if network in start.queued:
        yield pen.desk(Step.HAND_OVER, 20, network)
    if pen.random.random() < 0.06:  # noqa: PLR2004 - some never answer
        return
    yield pen.act(Step.ACCEPT, accept, network)
    if role is Role.ASSIST and pen.random.random() < 0.7:  # noqa: PLR2004 - in the others a call was enough
        yield pen.act(Step.ARRIVE, 2 * arrive, network)
        yield pen.act(Step.HANDLE, handle / 2, network)
    elif role is Role.ASSIST:
        yield pen.act(Step.CONTACT, arrive, network)
