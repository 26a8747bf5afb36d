"""Who answers for an area at a moment, and in which order the search goes. Pure.

The chain: primary, deputy, grid leader or station duty officer, village desk, township desk. A position that is
`always` on duty is so unless its holder is on leave; a `rostered` one needs a shift that covers the moment. A shift
begins with its first moment and ends before its last, so that two shifts in a row leave no gap and no overlap.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum

from gridnet.base.errors import Conflict, Invalid
from gridnet.base.network import Network
from gridnet.people import roles
from gridnet.people.roles import Role

VILLAGE, TOWNSHIP = 12, 9  # digits of their codes
LONGEST_SHIFT = timedelta(days=31)


class Rung(IntEnum):
    """How far down the chain somebody stands; the search takes the lowest rung that has anybody."""

    PRIMARY = 1
    DEPUTY = 2
    LEADER = 3
    VILLAGE_DESK = 4
    TOWNSHIP_DESK = 5


class Keeps(StrEnum):
    """As what a position keeps its area."""

    PRIMARY = "primary"
    DEPUTY = "deputy"


class Rule(StrEnum):
    """When a position is on duty."""

    ROSTERED = "rostered"
    ALWAYS = "always"


class Reason(StrEnum):
    """Why somebody is on duty, or is not."""

    ALWAYS = "always"
    ON_SHIFT = "on_shift"
    NO_SHIFT = "no_shift"
    ON_LEAVE = "on_leave"


@dataclass(frozen=True, slots=True)
class Post:
    """Where the duty of one network is looked for: an area, the desks behind it, the station behind it."""

    network: Network
    area_id: int | None
    desk_codes: tuple[str, ...] = ()
    station_code: str | None = None

    @classmethod
    def of(cls, network: Network, area_id: int, parent_code: str | None) -> "Post":
        """The post of an area: behind a grid stand its village and its township, behind a beat its station."""
        if network is Network.POLICE:
            return cls(network, area_id, (), parent_code)
        parent = parent_code or ""
        return cls(
            network,
            area_id,
            tuple(dict.fromkeys(code for code in (parent[:VILLAGE], parent[:TOWNSHIP]) if _is_desk(code))),
        )


def _is_desk(code: str) -> bool:
    return len(code) in {VILLAGE, TOWNSHIP}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may answer for a post, and whether they are on duty."""

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


#: The rung of a role that keeps no area.
_RUNGS: Mapping[Role, Rung] = {
    Role.GRID_LEADER: Rung.LEADER,
    Role.STATION_DUTY: Rung.LEADER,
    Role.VILLAGE_DESK: Rung.VILLAGE_DESK,
    Role.TOWNSHIP_DESK: Rung.TOWNSHIP_DESK,
}
#: Found by the code of a division: a leader may lead all the grids of a village.
DESK_ROLES = (Role.VILLAGE_DESK, Role.TOWNSHIP_DESK, Role.GRID_LEADER)


def rung_of(role: Role, keeps: Keeps | None) -> Rung | None:
    """Where a position stands in the chain; None when it answers for nothing."""
    if keeps is not None:
        return Rung.PRIMARY if keeps is Keeps.PRIMARY else Rung.DEPUTY
    return _RUNGS.get(role)


def why(rule: Rule, *, has_shift: bool, has_leave: bool) -> Reason:
    """Whether a position is on duty, as the reason."""
    if has_leave:
        return Reason.ON_LEAVE
    if rule is Rule.ALWAYS:
        return Reason.ALWAYS
    return Reason.ON_SHIFT if has_shift else Reason.NO_SHIFT


def is_on(reason: Reason) -> bool:
    """Whether somebody with this reason is on duty."""
    return reason in {Reason.ALWAYS, Reason.ON_SHIFT}


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The one order in which candidates are ever shown or weighed: network, rung, position."""
    return sorted(candidates, key=lambda each: (each.network, each.rung, each.position_id))


def first_on_duty(candidates: Iterable[Candidate]) -> Candidate | None:
    """Who answers: the first in order that is on duty and, in the police network, sworn."""
    able = (
        each for each in in_order(candidates) if each.on_duty and (each.sworn or each.network is not Network.POLICE)
    )
    return next(able, None)


@dataclass(frozen=True, slots=True)
class Seat:
    """What a position answers for; two people who have the same seat can stand in for each other there."""

    network: Network | None
    area_id: int | None
    station_code: str | None
    desk_code: str | None

    @classmethod
    def of(
        cls, role: Role, network: Network | None, area_id: int | None, station_code: str | None, scope: str
    ) -> "Seat":
        """The seat of a position, by the most precise thing it answers for."""
        if area_id is not None:
            return cls(network, area_id, None, None if role in roles.KEEPERS else role)
        if role in roles.POSTED:
            return cls(network, None, station_code, None)
        return cls(network, None, None, scope if role in DESK_ROLES else f"{role}:{scope}")


def check_stands_in(role: Role, for_role: Role) -> None:
    """Refuse an auxiliary in a sworn officer's shift: nobody would be left to hold the police leg."""
    if roles.is_sworn(for_role) and not roles.is_sworn(role):
        raise Conflict("auxiliary police cannot take over a sworn officer's shift; choose a sworn officer")


def check_seat(role: Role, *, network: Network | None, area: bool, keeps: Keeps | None, station: bool) -> None:
    """Refuse a position that the chain could not read; raises `Invalid` with what is missing."""
    if roles.NETWORK.get(role) is not network:
        wanted = roles.NETWORK.get(role)
        raise Invalid(f"a {role} belongs to {f'the {wanted} network' if wanted else 'no network'}")
    if keeps is not None and role not in roles.KEEPERS:
        raise Invalid(f"a {role} does not keep an area as {keeps}; leave `keeps` out")
    if keeps is Keeps.PRIMARY and role not in roles.PRIMARIES:
        raise Invalid(f"a {role} assists and cannot be primary; make them deputy")
    if (keeps is not None) != (area and role in roles.KEEPERS):
        raise Invalid(f"a {role} keeps an area as primary or deputy: name both the area and `keeps`, or neither")
    if area and role not in roles.KEEPERS | {Role.GRID_LEADER}:
        raise Invalid(f"a {role} has no area of their own; give a division in `scope`")
    if station != (role in roles.POSTED):
        raise Invalid("a station code belongs to a station duty officer, or to a department's desk, and to nobody else")
