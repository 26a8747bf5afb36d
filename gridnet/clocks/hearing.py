"""Who hears of a card, and when: the assignee, the direct head, the next level's supervisor, the leader. Pure.

Everybody stands on a rung: 0 keeps an area, 1 leads a village's grids or sits at its desk, 2 sits at the township's
desk or has the duty of a station, 3 answers for the county. The head stands on the next rung that has anybody, the
supervisor on the one above the head's, the leader on the top one.

By day the notice goes to the first rung that has anybody, whoever is on duty there before the others. At night it goes
to whoever is on duty at that moment, if need be further up; when nobody is, it waits for opening, and says why. What
may not wait is told at any hour.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.clocks import walltime
from gridnet.clocks.calendars import Calendar
from gridnet.clocks.ladder import Tell
from gridnet.people.roles import Role

VILLAGE, TOWNSHIP, COUNTY = 12, 9, 6  # digits of their codes


class Standing(IntEnum):
    """The rungs."""

    KEEPER = 0
    VILLAGE = 1
    TOWNSHIP = 2
    COUNTY = 3


#: Where a role stands, and in which order those of one rung are asked.
_STANDS: dict[Role, tuple[Standing, int]] = {
    Role.GRID_WORKER: (Standing.KEEPER, 0),
    Role.OFFICER: (Standing.KEEPER, 0),
    Role.GRID_HELPER: (Standing.KEEPER, 1),
    Role.AUXILIARY: (Standing.KEEPER, 1),
    Role.GRID_LEADER: (Standing.VILLAGE, 0),
    Role.VILLAGE_DESK: (Standing.VILLAGE, 1),
    Role.STATION_DUTY: (Standing.TOWNSHIP, 0),
    Role.DEPARTMENT_DESK: (Standing.TOWNSHIP, 0),
    Role.TOWNSHIP_DESK: (Standing.TOWNSHIP, 1),
    Role.SUPERVISOR: (Standing.COUNTY, 0),
    Role.DISPATCHER: (Standing.COUNTY, 1),
    Role.COUNTY_DESK: (Standing.COUNTY, 2),
}


class Holder(NamedTuple):
    """Who holds a clock, and where the chain above begins."""

    network: Network | None
    position_id: int | None
    person_id: int | None
    role: Role | None
    area_id: int | None
    station_code: str | None
    division_code: str  # the smallest division known to hold it: the area's village, else the desk that answers


class Officer(NamedTuple):
    """Somebody who may hear, with whether they are on duty at that moment."""

    position_id: int
    person_id: int
    role: Role
    network: Network | None
    area_id: int | None
    scope: str
    station_code: str | None
    on_duty: bool
    is_away: bool
    duty_reason: str


class Hours(NamedTuple):
    """Whether the offices are open at the moment of the card, and when they open next."""

    is_open: bool
    opens_at: datetime


class Wanted(NamedTuple):
    """Who is to be told of a card, whether they may be told in the morning, and whom the matter itself names."""

    tells: AbstractSet[Tell]
    waits: bool = True
    kept_from: AbstractSet[int] = frozenset()


class Hears(NamedTuple):
    """One person who hears, as what, and until when it waits, with the reason."""

    tell: Tell
    officer: Officer
    not_before: datetime | None = None
    hold_reason: str | None = None


NOBODY_ON_DUTY = "nobody_on_duty"


def standing_of(officer: Officer) -> Standing | None:
    """The rung somebody stands on; a supervisor of a township stands on the township's."""
    return _stands(officer.role, len(officer.scope))


@cache
def _stands(role: Role, digits: int) -> Standing | None:
    found = _STANDS.get(role)
    if found is None:
        return None
    if role is Role.SUPERVISOR and digits >= TOWNSHIP:
        return Standing.TOWNSHIP if digits == TOWNSHIP else Standing.VILLAGE
    return found[0]


def standing_of_holder(holder: Holder) -> Standing:
    """The rung of whoever holds a clock; a queue without a person stands where its desk stands."""
    if holder.role is not None and holder.role in _STANDS:
        return _STANDS[holder.role][0]
    if holder.network is Network.POLICE or len(holder.division_code) == TOWNSHIP:
        return Standing.TOWNSHIP
    return Standing.VILLAGE if len(holder.division_code) == VILLAGE else Standing.COUNTY


def above(holder: Holder, tell: Tell) -> Standing:
    """The lowest rung on which whoever is to be told may stand."""
    own = standing_of_holder(holder)
    first = (
        Standing.TOWNSHIP if own is Standing.KEEPER and holder.network is Network.POLICE else Standing(min(own + 1, 3))
    )
    if tell is Tell.HEAD:
        return first
    return Standing.COUNTY if tell is Tell.LEADER else Standing(min(first + 1, 3))


def raised_to(holder: Holder, tells: AbstractSet[Tell]) -> str | None:
    """The division on whose board the card is shown as raised; None while it has not left the desk's own."""
    rungs = [above(holder, tell) for tell in tells if tell in {Tell.SUPERVISOR, Tell.LEADER}]
    if not rungs:
        return None
    return holder.division_code[: TOWNSHIP if max(rungs) is Standing.TOWNSHIP else COUNTY]


def answers(officer: Officer, rung: Standing | None, holder: Holder) -> bool:
    """Whether somebody on that rung stands in the chain above (or beside) the holder."""
    if rung is Standing.KEEPER:
        return officer.area_id is not None and officer.area_id == holder.area_id
    if officer.role is Role.STATION_DUTY:
        return holder.network is Network.POLICE and officer.station_code == holder.station_code
    if officer.role is Role.DEPARTMENT_DESK:
        return officer.station_code == holder.station_code
    if rung is None or (rung is not Standing.COUNTY and holder.network is Network.POLICE):
        return False
    if officer.area_id is not None:
        return officer.area_id == holder.area_id
    return holder.division_code.startswith(officer.scope)


#: The rungs of a chain that have anybody, each in the order in which those on it are asked.
Rungs = Mapping[Standing, Sequence[Officer]]


def hear(holder: Holder, wanted: Wanted, officers: Iterable[Officer], hours: Hours) -> tuple[Hears, ...]:
    """Who hears of a card, each person once."""
    rungs = _rungs(holder, wanted, officers)
    told: dict[int, Hears] = {}
    for tell in Tell:
        if tell in wanted.tells:
            found = _one(tell, _asked(tell, holder, rungs, told), hours, waits=wanted.waits)
            if found is not None:
                told.setdefault(found.officer.person_id, found)
    return tuple(told.values())


def _rungs(holder: Holder, wanted: Wanted, officers: Iterable[Officer]) -> Rungs:
    found: dict[Standing, list[Officer]] = {}
    for each in officers:
        rung = standing_of(each)
        if rung is not None and each.person_id not in wanted.kept_from and answers(each, rung, holder):
            found.setdefault(rung, []).append(each)
    return {rung: sorted(found[rung], key=_order) for rung in sorted(found)}


def _asked(tell: Tell, holder: Holder, rungs: Rungs, told: Iterable[int]) -> list[Sequence[Officer]]:
    """Who may be told, rung by rung."""
    if tell is Tell.ASSIGNEE:
        return _beside(holder, rungs)
    lowest, passed = above(holder, tell), {holder.person_id, *told}
    left = ([each for each in rungs[rung] if each.person_id not in passed] for rung in rungs if rung >= lowest)
    return [each for each in left if each]


def _beside(holder: Holder, rungs: Rungs) -> list[Sequence[Officer]]:
    """The assignee, then whoever keeps the same area or sits at the same desk, then the rungs above."""
    own = standing_of_holder(holder)
    mine = [each for rung in rungs.values() for each in rung if each.position_id == holder.position_id]
    others = (
        [each for each in rungs[rung] if each not in mine and each.role is not Role.AUXILIARY]
        for rung in rungs
        if rung >= own
    )
    return [each for each in (mine, *others) if each]


def _order(officer: Officer) -> tuple[int, int]:
    return _STANDS[officer.role][1], officer.position_id


def _one(tell: Tell, rungs: Sequence[Sequence[Officer]], hours: Hours, *, waits: bool) -> Hears | None:
    if not rungs:
        return None
    by_day = hours.is_open or not waits
    present = [rung for rung in rungs if not all(each.is_away for each in rung)] or rungs
    asked = present[:1] if by_day else present
    on_duty = next((each for rung in asked for each in rung if each.on_duty), None)
    if on_duty is not None:
        return Hears(tell, on_duty)
    first = next((each for each in present[0] if not each.is_away), present[0][0])
    return Hears(tell, first) if by_day else Hears(tell, first, hours.opens_at, NOBODY_ON_DUTY)


def hours_at(calendar: Calendar, at: datetime) -> Hours:
    """Whether the offices of a working calendar are open at `at`; one without any working time is always open."""
    us = walltime.wall(at)
    try:
        opens_us = calendar.reach(us, 1) - 1
    except Invalid:
        return Hours(is_open=True, opens_at=at)
    return Hours(is_open=opens_us <= us, opens_at=walltime.moment_at(opens_us))
