"""The history of the sample county told day by day: every report through the intake, every step through the tables.

Steps that make somebody else responsible are taken one by one through `incidents.steps`, so that the assignment
answers them; all others are moved in memory by the same tables and written a day at a time.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush

import numpy as np

from gridnet import wiring
from gridnet.assignment.events import Assigned
from gridnet.assignment.values import LegWritten
from gridnet.base import db, events, moment
from gridnet.base.network import Network
from gridnet.incidents import intake, legs, placing, steps
from gridnet.incidents.categories import Priority
from gridnet.incidents.events import IncidentRaised
from gridnet.incidents.lifecycle import LEG_STEPS, LegState, Part, State, Step
from gridnet.incidents.models import Incident
from gridnet.incidents.placing import Place
from gridnet.incidents.steps import Standing, Wish
from gridnet.incidents.values import Given, Raised
from gridnet.people.duty import Keeps
from gridnet.sample import courses, happenings, reports, stories
from gridnet.sample.courses import PLACE, Act, Start
from gridnet.sample.ground import COUNTY, Ground
from gridnet.sample.happenings import Happening, Land, Oddity
from gridnet.sample.ledger import Ledger
from gridnet.sample.plan import Plan
from gridnet.sample.staff import Holder, Staff
from gridnet.sample.stories import LegNow, Story

#: Steps after which somebody else is responsible, or everybody once more.
RELEASING: Collection[Step] = frozenset({Step.DECLINE, Step.HAND_OVER, Step.ESCALATE, Step.REOPEN})


@dataclass(slots=True)
class _Heard:
    """What the intake and the assignment told last."""

    raised: list[Raised] = field(default_factory=list)
    legs: list[LegWritten] = field(default_factory=list)

    def take(self) -> tuple[list[Raised], list[LegWritten]]:
        """What was told since the last time."""
        told = self.raised, self.legs
        self.raised, self.legs = [], []
        return told


@contextmanager
def listening() -> Iterator[_Heard]:
    """The service's own reactions, and an ear for who was made responsible."""
    heard = _Heard()
    ears: events.Reactions = {
        IncidentRaised: (lambda event: heard.raised.extend(event.raised),),
        Assigned: (lambda event: heard.legs.extend(event.legs),),
    }
    both = {kind: (*wiring.REACTIONS.get(kind, ()), *ears.get(kind, ())) for kind in {*wiring.REACTIONS, *ears}}
    events.connect(both)
    try:
        yield heard
    finally:
        events.connect(wiring.REACTIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told."""

    reports: int
    steps: int
    open: int


class Teller:
    """Tells the history; `one_by_one` names the steps that go through `incidents.steps`."""

    def __init__(self, staff: Staff, plan: Plan, heard: _Heard, one_by_one: Collection[Step] = RELEASING) -> None:
        self._staff, self._plan, self._heard, self._one_by_one = staff, plan, heard, one_by_one
        self._ledger = Ledger()
        self._ids: dict[int, int] = {}
        self._open: dict[int, Story] = {}
        self._coming: list[tuple[datetime, int, int, Act]] = []
        self.steps = 0

    def day(self, told: list[Happening], ends: datetime) -> None:
        """Take in the reports of a day, then take the steps that fall before its end."""
        for happening in told:
            if happening.at <= self._plan.until:
                self._take_in(happening)
        while self._coming and self._coming[0][0] < min(ends, self._plan.until):
            _, number, _, act = heappop(self._coming)
            self._take(self._open[number], act)
        self._ledger.flush()
        db.session.expunge_all()

    @property
    def told(self) -> Told:
        """How much was told so far."""
        still = sum(story.ended_at is None for story in self._open.values())
        return Told(reports=len(self._ids), steps=self.steps, open=still)

    def _take_in(self, happening: Happening) -> None:
        report, tolerance_m = reports.report(happening, self._staff), self._plan.tolerance_m
        ref = reports.client_ref(happening, self._plan.seed)
        taken = intake.take_in(COUNTY, ref, intake.fingerprint({"ref": ref}), report, tolerance_m=tolerance_m)
        (raised,), written = self._heard.take()
        story = Story(
            id=taken.id,
            happening=happening,
            desk_code=raised.desk_code,
            state=State.HANDLED if raised.self_handled else State.ASSIGNED,
            areas={network: placed.code for network, placed in raised.placed.items()},
            legs={leg.network: _told(leg, happening.at) for leg in written},
        )
        self._ids[happening.number] = taken.id
        self._open[happening.number] = story
        for turn, act in enumerate(self._acts(story, raised)):
            heappush(self._coming, (act.told_at, happening.number, turn, act))

    def _acts(self, story: Story, raised: Raised) -> list[Act]:
        random = np.random.default_rng((self._plan.seed, 31, story.happening.number))
        start = Start(
            at=story.happening.at,
            priority=Priority(raised.priority),
            legs={Network(leg.network): leg.role for leg in story.legs.values()},
            queued=frozenset(Network(leg.network) for leg in story.legs.values() if leg.person_id is None),
            is_placed=story.happening.oddity is not Oddity.ADDRESS,
        )
        return courses.plan(courses.choose(story.happening, random), start, random)

    def _take(self, story: Story, act: Act) -> None:
        self.steps += 1
        if act.step == PLACE:
            self._place(story, act)
        elif act.step in self._one_by_one:
            self._take_singly(story, act)
        elif act.step in LEG_STEPS:
            leg = story.legs[_network(act)]
            who, part = self._hands(story, leg, act)
            self._ledger.note(story, stories.step_on_leg(story, leg, act, who, part))
        else:
            who = self._desk(story, act.told_at)
            self._ledger.note(story, stories.step_on_whole(story, act, who, self._original(story, act)))

    def _original(self, story: Story, act: Act) -> int | None:
        other = story.happening.duplicate_of
        return self._ids.get(other) if act.step is Step.DUPLICATE and other is not None else None

    def _desk(self, story: Story, at: datetime) -> Holder:
        return self._staff.holder(self._staff.desk(story.desk_code, at))

    def _hands(self, story: Story, leg: LegNow | None, act: Act) -> tuple[Holder, Part]:
        """Who takes the step, and as what: the leg's own holder, or whoever sits at the desk."""
        if leg is None or act.by is Part.DESK or leg.person_id is None or leg.position_id is None:
            code = leg.desk_code if leg and leg.desk_code else story.desk_code
            own = leg is not None and leg.person_id is None
            return self._staff.holder(self._staff.desk(code, act.told_at)), Part.ASSIGNEE if own else Part.DESK
        return Holder(leg.person_id, leg.position_id), Part.ASSIGNEE

    def _place(self, story: Story, act: Act) -> None:
        who, spot = self._desk(story, act.told_at), story.happening.spot
        given = Given(spot.lng, spot.lat, story.happening.datum)
        self._ledger.flush(story)
        where = Place(spot, given, self._plan.tolerance_m, who.person_id, who.position_id)
        self._reread(story, placing.place(COUNTY, story.id, where, expected_version=story.version, at=act.told_at))

    def _take_singly(self, story: Story, act: Act) -> None:
        leg = story.legs[act.network] if act.network else None
        who, part = self._hands(story, leg, act)
        self._ledger.flush(story)
        wish = Wish(
            step=Step(act.step),
            network=act.network,
            reason=act.reason,
            note=None,
            occurred_at=act.done_at,
            at=act.told_at,
            is_late=stories.is_late(act),
            person_id=who.person_id,
            position_id=who.position_id,
            to_position=self._by_hand(story, leg) if act.by_hand else None,
            duplicate_of=self._original(story, act),
            expected_version=story.version,
        )
        desks = frozenset({leg.desk_code}) if leg and leg.desk_code else frozenset()
        self._reread(story, steps.take(COUNTY, story.id, wish, Standing(frozenset({part})), desks))

    def _by_hand(self, story: Story, leg: LegNow | None) -> int | None:
        """The deputy's position, where the area has one who is not the holder already."""
        if leg is None or leg.network not in story.areas:
            return None
        deputy = self._staff.keeper(story.areas[leg.network], Keeps.DEPUTY)
        holder = self._staff.holder(deputy) if deputy else None
        named = story.happening.oddity is Oddity.NAMES_KEEPER
        return holder.position_id if holder and holder.person_id != leg.person_id and not named else None

    def _reread(self, story: Story, incident: Incident) -> None:
        """How the incident stands after it went through the tables themselves."""
        self._heard.take()
        story.state, story.version, story.desk_code = State(incident.state), incident.version, incident.desk_code
        story.ended_at, story.closed_at = incident.ended_at, incident.closed_at
        story.duplicate_of = incident.duplicate_of
        story.legs = {leg.network: leg for leg in map(stories.of_row, legs.list_all(COUNTY, story.id))}


def _network(act: Act) -> Network:
    assert act.network is not None, "a step on a leg names its network"
    return act.network


def _told(written: LegWritten, at: datetime) -> LegNow:
    done = written.state is LegState.HANDLED
    return LegNow(
        id=written.id,
        network=written.network,
        role=written.role,
        state=written.state,
        person_id=written.person_id,
        position_id=written.position_id,
        desk_code=written.desk_code,
        stamps={"accepted_at": at, "handled_at": at} if done else {},
    )


def days(ground: Ground, plan: Plan) -> Iterator[tuple[list[Happening], datetime]]:
    """The reports of each day of the history, and when the day ends."""
    land, today, number = Land(ground), moment.local(plan.until).date(), 0
    for back in range(plan.size.days, -1, -1):
        day = today - timedelta(days=back)
        told = happenings.of_day(land, day, plan.size.per_day, plan.seed, number)
        number += len(told)
        yield told, _midnight_after(day)


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=moment.LOCAL)


def tell(
    ground: Ground,
    staff: Staff,
    plan: Plan,
    *,
    one_by_one: Collection[Step] = RELEASING,
    each_day: Callable[[int], object] = lambda _: None,
) -> Told:
    """Tell the whole history in the caller's transaction, and after each day how many are done."""
    with listening() as heard:
        teller = Teller(staff, plan, heard, one_by_one)
        for number, (told, ends) in enumerate(days(ground, plan), start=1):
            teller.day(told, ends)
            each_day(number)
        return teller.told
