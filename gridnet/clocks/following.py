"""What happens to matters, taken through the table to their clocks: read once, moved in memory, written once.

One act or a day of them: the same table, the same number of statements.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks import clock_queries, counting, deciding, running, storing
from gridnet.clocks.counting import By, ClockNow, Stretch
from gridnet.clocks.deciding import Asked
from gridnet.clocks.table import DESKS, ROLES, TABLE, Effect, Happened, Line, Reach
from gridnet.clocks.values import Decision, Holder, Known, Stage, Subject, ToStart

LEAD = "lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that happened to a matter, when it was done and when we heard of it; `network` is that of the leg.

    `holder` is whoever has the leg from then on, `by` whoever did it, `cause` the word that is kept with the clocks.
    """

    subject: Subject
    happened: Happened
    done_at: datetime
    at: datetime
    network: Network | None = None
    role: str | None = None
    reason: str = ""
    cause: str = ""
    by: By | None = None
    holder: Holder | None = None
    known: Known | None = None

    @property
    def word(self) -> str:
        """The word that is kept with the clocks."""
        return self.cause or self.happened


#: Asked about a matter that has no clock to tell it from.
Recall = Callable[[Subject], Known]


def follow(county: County, acts: Sequence[Act], recall: Recall) -> list[ClockNow]:
    """Let the clocks follow what happened, in the order given; returns those that were started."""
    clocks = clock_queries.of_subjects(county, {act.subject for act in acts})
    for act in acts:
        _Following(county, act, clocks.setdefault(act.subject, []), recall).take()
    every = [clock for mine in clocks.values() for clock in mine]
    started = [clock for clock in every if clock.id is None]
    asked = _asked(every)
    storing.write(county, every)
    storing.write_stretches(county, every)
    for clock, stretch in asked:
        if stretch.id is not None and stretch.asked_by is not None:
            deciding.tell_deciders(clock, Asked("pause", stretch.id, stretch.asked_by), at=stretch.recorded_at)
    return started


def _asked(clocks: Iterable[ClockNow]) -> list[tuple[ClockNow, Stretch]]:
    """The pauses just asked for that somebody must decide about, one for all clocks of a leg."""
    pending = (
        ((clock.subject, clock.network), (clock, stretch))
        for clock in clocks
        for stretch in clock.stretches
        if stretch.id is None and stretch.decision is Decision.PENDING and stretch.to_at is None
    )
    return list(dict(pending).values())


class _Following:
    """One act on the clocks of its subject."""

    def __init__(self, county: County, act: Act, mine: list[ClockNow], recall: Recall) -> None:
        self._county, self._act, self._mine, self._recall = county, act, mine, recall
        self._network = act.network or self._lead()

    def take(self) -> None:
        """Do what the table says."""
        for line in TABLE[self._act.happened]:
            if line.effect is Effect.START:
                self._start(line.stages)
            elif line.effect is Effect.START_AGAIN_ONCE:
                self._start_again(line.stages)
            else:
                for clock in list(self._concerned(line)):
                    self._move(clock, line.effect)

    def _lead(self) -> Network | None:
        return next((clock.network for clock in reversed(self._mine) if clock.role == LEAD), None)

    def _concerned(self, line: Line) -> Iterable[ClockNow]:
        """The last turn of each clock that is meant."""
        last = {(clock.network, clock.stage): clock for clock in sorted(self._mine, key=lambda each: each.turn)}
        for clock in last.values():
            is_mine = line.reach is Reach.ALL or clock.network == self._network
            is_meant = not line.priorities or clock.about.priority in line.priorities
            if is_mine and is_meant and (not line.stages or clock.stage in line.stages):
                yield clock

    def _move(self, clock: ClockNow, effect: Effect) -> None:
        act, calendar = self._act, running.calendar_of(clock)
        if effect is Effect.REVIVE:
            if not clock.is_open:
                counting.revive(clock, calendar, done_at=act.done_at, at=act.at, reason=act.word)
        elif not clock.is_open:
            return
        elif effect is Effect.STOP:
            counting.stop(clock, calendar, done_at=act.done_at, at=act.at, cause=act.word)
        elif effect is Effect.HAND_ON and act.holder is not None:
            counting.hand_on(clock, act.holder)
        elif effect is Effect.PAUSE and clock.open_stretch is None and act.by is not None:
            counting.pause(clock, done_at=act.done_at, at=act.at, reason=act.reason, by=act.by)
        elif effect is Effect.RESUME and clock.open_stretch is not None:
            counting.resume(clock, calendar, done_at=act.done_at, at=act.at)

    def _start(self, stages: Iterable[Stage]) -> None:
        role = self._act.role or LEAD
        for stage in stages:
            turns = self._turns(stage)
            if role in ROLES[stage] and not any(clock.is_open for clock in turns):
                self._begin(stage, role, len(turns) + 1)

    def _start_again(self, stages: Iterable[Stage]) -> None:
        for stage in stages:
            turns = self._turns(stage)
            if turns and turns[-1].cause == Happened.HANDED_OVER:
                continue
            if turns and turns[-1].is_open:
                self._move(turns[-1], Effect.STOP)
            self._begin(stage, self._act.role or LEAD, len(turns) + 1)

    def _turns(self, stage: Stage) -> list[ClockNow]:
        mine = (clock for clock in self._mine if clock.network == self._network and clock.stage == stage)
        return sorted(mine, key=lambda clock: clock.turn)

    def _begin(self, stage: Stage, role: str, turn: int) -> None:
        known = self._known()
        holder = None if stage in DESKS else self._act.holder
        wish = ToStart(
            subject=self._act.subject,
            network=self._act.network or self._network or known.lead,
            role=role,
            stage=stage,
            about=known.about,
            holder=holder or Holder(known.division_code),
            turn=turn,
            cause=self._act.word,
        )
        self._mine += running.made(self._county, [wish], self._act.at)

    def _known(self) -> Known:
        if self._act.known is not None:
            return self._act.known
        if self._mine:
            last = self._mine[-1]
            return Known(last.about, last.holder.division_code, self._network)
        return self._recall(self._act.subject)
