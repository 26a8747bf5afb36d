"""Who is on duty, and in which order they are asked. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from gridnet.base.network import Network
from gridnet.people.roles import SWORN, Role


class Rung(IntEnum):
    """The fallback chain: no vacancy leaves a case without an owner."""

    PRIMARY = 1
    DEPUTY = 2
    LEADER = 3
    VILLAGE_DESK = 4
    TOWNSHIP_DESK = 5


_KEEPS = {"primary": Rung.PRIMARY, "deputy": Rung.DEPUTY, "leader": Rung.LEADER}
#: The roles that stand behind an area by the code of their village, township or station.
_POSTED = {
    Role.STATION_DUTY: Rung.LEADER,
    Role.VILLAGE_DESK: Rung.VILLAGE_DESK,
    Role.TOWNSHIP_DESK: Rung.TOWNSHIP_DESK,
    Role.CENTRE_DESK: Rung.TOWNSHIP_DESK,
}


@dataclass(frozen=True, slots=True)
class Post:
    """Where duty is looked for: an area, and behind it the desks or the station that stand in for it."""

    network: Network
    area_id: int | None
    desk_codes: tuple[str, ...] = ()
    station_code: str | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes under which somebody may stand behind the area."""
        return (self.station_code,) if self.station_code else self.desk_codes


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the chain of a post, on duty or not, and by which rows we know."""

    network: Network
    rung: Rung
    position_id: int
    person_id: int
    name: str
    staff_no: str
    role: Role
    sworn: bool
    on_duty: bool
    duty_reason: str
    shift_id: int | None
    leave_id: int | None


def rung_of(keeps: str | None, role: Role) -> Rung | None:
    """Where on the chain a position stands; None for one that is not on it (a supervisor of the same code)."""
    return _KEEPS[keeps] if keeps else _POSTED.get(role)


def on_duty(duty_rule: str, *, shift_id: int | None, leave_id: int | None) -> tuple[bool, str]:
    """Whether a position is on duty, and why: leave beats a shift, a shift beats its absence."""
    if leave_id is not None:
        return False, "on_leave"
    if shift_id is not None:
        return True, "on_shift"
    return (True, "always") if duty_rule == "always" else (False, "no_shift")


def candidate(  # noqa: PLR0913 - the columns of a position with its person and roster rows
    *,
    network: Network,
    keeps: str | None,
    role: str,
    duty_rule: str,
    position_id: int,
    person_id: int,
    name: str,
    staff_no: str,
    shift_id: int | None,
    leave_id: int | None,
) -> Candidate | None:
    """The candidate that a position makes, or None where it is not on the chain."""
    rung = rung_of(keeps, Role(role))
    if rung is None:
        return None
    is_on, reason = on_duty(duty_rule, shift_id=shift_id, leave_id=leave_id)
    sworn = Role(role) in SWORN
    return Candidate(
        network, rung, position_id, person_id, name, staff_no, Role(role), sworn, is_on, reason, shift_id, leave_id
    )


def ordered(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The chain in the order it is asked."""
    return sorted(candidates, key=lambda each: (each.network, each.rung, each.position_id))


Span = tuple[datetime, datetime]


def join(spans: Iterable[Span]) -> list[Span]:
    """Overlapping and touching spans as one each, in order."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined


def subtract(spans: Sequence[Span], away: Sequence[Span]) -> Iterator[Span]:
    """What of `spans` is left without `away`; both joined."""
    for start, end in spans:
        left = start
        for off, back in away:
            if back <= left or off >= end:
                continue
            if off > left:
                yield left, off
            left = max(left, back)
        if left < end:
            yield left, end


def present(duty_rule: str, shifts: Iterable[Span], away: Iterable[Span], window: Span) -> list[Span]:
    """When a position is on duty within `window`."""
    on = [window] if duty_rule == "always" else clip(shifts, window)
    return list(subtract(join(on), join(clip(away, window))))


def clip(spans: Iterable[Span], window: Span) -> list[Span]:
    """The parts of spans within `window`."""
    cut = ((max(start, window[0]), min(end, window[1])) for start, end in spans)
    return [(start, end) for start, end in cut if start < end]


def holes(present_spans: Iterable[Span], window: Span) -> list[Span]:
    """When within `window` nobody is there."""
    return list(subtract([window], join(present_spans)))
