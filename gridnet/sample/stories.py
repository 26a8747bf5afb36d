"""Sample incidents as they stand, moved by the tables of the life cycle; what each step writes, as plain values. Pure.

The same rules as `incidents.steps`, over many incidents at once: a test takes the same lives through both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from gridnet.base.network import Network
from gridnet.incidents import lifecycle
from gridnet.incidents.events import IncidentMoved, LegMoved
from gridnet.incidents.lifecycle import LegState, Part, Role, State, Step
from gridnet.incidents.models import Leg
from gridnet.sample.courses import Act
from gridnet.sample.ground import COUNTY
from gridnet.sample.happenings import Happening
from gridnet.sample.staff import Holder

LATE = timedelta(minutes=5)
STAMPS = tuple(lifecycle.STAMPS.values())


@dataclass(slots=True, kw_only=True)
class LegNow:
    """A leg as it stands."""

    id: int
    network: Network
    role: Role
    state: LegState
    version: int = 1
    person_id: int | None = None
    position_id: int | None = None
    desk_code: str | None = None
    ended_at: datetime | None = None
    stamps: dict[str, datetime] = field(default_factory=dict)

    def move(self, to: LegState, at: datetime) -> None:
        """Into another state; a leg that stays as it is is not touched."""
        if to is not self.state:
            self.state, self.version = to, self.version + 1
            self.ended_at = at if to in lifecycle.LEG_ENDED else None


@dataclass(slots=True, kw_only=True)
class Story:
    """An incident as it stands, with the last leg of each network."""

    id: int
    happening: Happening
    desk_code: str
    state: State
    areas: Mapping[Network, str]
    legs: dict[Network, LegNow]
    version: int = 1
    ended_at: datetime | None = None
    closed_at: datetime | None = None
    duplicate_of: int | None = None

    def live(self) -> tuple[LegNow, ...]:
        """The legs that somebody answers for."""
        return tuple(leg for leg in self.legs.values() if leg.ended_at is None)


@dataclass(frozen=True, slots=True)
class Moved:
    """What a step writes on the timeline, what is told of it, and the legs it moved."""

    entry: Mapping[str, Any]
    event: LegMoved | IncidentMoved
    legs: tuple[LegNow, ...]


def of_row(leg: Leg) -> LegNow:
    """A leg as it stands in its row."""
    stamps = {stamp: at for stamp in STAMPS if (at := getattr(leg, stamp)) is not None}
    return LegNow(
        id=leg.id,
        network=Network(leg.network),
        role=Role(leg.role),
        state=LegState(leg.state),
        version=leg.version,
        person_id=leg.person_id,
        position_id=leg.position_id,
        desk_code=leg.desk_code,
        ended_at=leg.ended_at,
        stamps=stamps,
    )


def step_on_leg(story: Story, leg: LegNow, act: Act, who: Holder, part: Part) -> Moved:
    """Move a leg, and the incident with its lead."""
    step, before = Step(act.step), leg.state
    after = lifecycle.follow_leg(leg.role, before, step, part, act.reason)
    leg.state, leg.version = after, leg.version + 1
    if stamp := lifecycle.STAMPS.get(step):
        leg.stamps.setdefault(stamp, act.done_at)
    if leg.role is Role.LEAD:
        story.state = lifecycle.incident_state(after)
    story.version += 1
    entry = _entry(story, act, who, before, after) | {"leg_id": leg.id, "network": leg.network}
    event = LegMoved(
        county=COUNTY,
        incident_id=story.id,
        leg_id=leg.id,
        network=leg.network,
        role=leg.role,
        step=step,
        state=after,
        reason=act.reason,
        person_id=who.person_id,
        position_id=who.position_id,
        occurred_at=act.done_at,
        at=act.told_at,
    )
    return Moved(entry, event, (leg,))


def step_on_whole(story: Story, act: Act, who: Holder, duplicate_of: int | None) -> Moved:
    """Decide about the whole incident."""
    step, before = Step(act.step), story.state
    after = lifecycle.follow_whole(before, step, Part.DESK, act.reason)
    touched = tuple(story.legs.values()) if step is Step.REOPEN else story.live()
    for leg in touched:
        leg.move(lifecycle.leg_after(step, leg.role, leg.state), act.told_at)
    story.state, story.version = after, story.version + 1
    if after is not before:
        story.ended_at = act.told_at if after in lifecycle.ENDED else None
        story.closed_at = act.told_at if after is State.CLOSED else story.closed_at
    entry = _entry(story, act, who, before, after)
    if step is Step.DUPLICATE:
        story.duplicate_of = duplicate_of
        entry["detail"] = {"duplicate_of": duplicate_of}
    event = IncidentMoved(
        county=COUNTY, incident_id=story.id, step=step, state=after, occurred_at=act.done_at, at=act.told_at
    )
    return Moved(entry, event, touched)


def is_late(act: Act) -> bool:
    """Whether a step is told so much later than it was done that it counts as told late."""
    return act.told_at - act.done_at > LATE


def _entry(story: Story, act: Act, who: Holder, before: str, after: str) -> dict[str, Any]:
    return {
        "incident_id": story.id,
        "leg_id": None,
        "network": None,
        "step": act.step,
        "from_state": before,
        "to_state": after,
        "reason": act.reason or None,
        "person_id": who.person_id,
        "position_id": who.position_id,
        "occurred_at": act.done_at,
        "recorded_at": act.told_at,
        "is_late": is_late(act),
        "detail": {},
    }
