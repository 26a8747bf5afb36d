"""Who serves when: turns and leaves of the sample staff, with the holes that a real roster has. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from gridnet.base.moment import LOCAL
from gridnet.people.duty import Keeps, Rule
from gridnet.people.roles import Role
from gridnet.sample.crew import OFFICERS_A_STATION, Crew, Member, Seat

DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
#: Shares of turns that nobody took on.
MISSED = {Role.GRID_WORKER: 0.25, Role.TOWNSHIP_DESK: 0.03, Role.STATION_DUTY: 0.02, Role.OFFICER: 0.1}
#: Share of the staff who are away once, and for how many days at most by kind.
AWAY = 0.3
KINDS = (("annual", 7), ("sick", 3), ("training", 2))


@dataclass(frozen=True, slots=True)
class Turn:
    """A shift of a seat."""

    seat: Seat
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Away:
    """A leave of a member."""

    staff_no: str
    starts_at: datetime
    ends_at: datetime
    kind: str


Hours = tuple[int, int]


def turns(crew: Crew, first: date, days: int, seed: int) -> list[Turn]:
    """The turns of all rostered seats over `days` local days from `first` on."""
    numbers = {member.staff_no: number for number, member in enumerate(crew.members)}
    keepers = {each.area_code: each.staff_no for each in crew.seats if each.keeps is Keeps.PRIMARY}
    random = np.random.default_rng((seed, 11))
    made = []
    for seat in crew.seats:
        if seat.rule is Rule.ROSTERED:
            own, primary = numbers[seat.staff_no], numbers[keepers.get(seat.area_code, seat.staff_no)]
            made += list(_turns(seat, own, primary, first, days, random.random(2 * days)))
    return made


def _turns(seat: Seat, own: int, primary: int, first: date, days: int, luck: np.ndarray) -> Iterator[Turn]:  # noqa: PLR0913, PLR0917 - a turn has that many parts
    missed = MISSED.get(seat.role, 0.0) if seat.keeps is not Keeps.PRIMARY else 0.0
    for number in range(days):
        day = first + number * DAY
        for half, (opens, shuts) in enumerate(_hours(seat, own, primary, day)):
            if luck[2 * number + half] >= missed:
                yield Turn(seat, _at(day, opens), _at(day, shuts))


def _hours(seat: Seat, own: int, primary: int, day: date) -> Sequence[Hours]:
    """The hours of a day a seat is held; beyond 24 they run into the next day."""
    return _PLANS[seat.role](seat, own, primary, day)


def _worker(seat: Seat, _own: int, primary: int, day: date) -> Sequence[Hours]:
    """Six days a week; on the primary's day off the deputy comes in."""
    is_off = (primary + day.toordinal()) % 7 == 0
    return ((7, 21),) if is_off is (seat.keeps is Keeps.DEPUTY) else ()


def _leader(_seat: Seat, _own: int, _primary: int, day: date) -> Sequence[Hours]:
    return () if day.weekday() == SUNDAY else ((8, 22),)


def _desk(_seat: Seat, own: int, _primary: int, day: date) -> Sequence[Hours]:
    """Two who take turns: one has the day, the other the night."""
    return ((8, 20),) if (own + day.toordinal()) % 2 else ((20, 32),)


def _officer(seat: Seat, _own: int, primary: int, day: date) -> Sequence[Hours]:
    """The primary on working days; the deputy when the primary rests after a night on duty, and on Saturdays."""
    rests = _has_duty(primary, day - DAY) or day.weekday() >= SATURDAY
    if seat.keeps is Keeps.PRIMARY:
        return () if rests else ((8, 18),)
    return ((8, 18),) if rests and day.weekday() != SUNDAY else ()


def _station(_seat: Seat, own: int, _primary: int, day: date) -> Sequence[Hours]:
    return ((8, 20), (20, 32)) if _has_duty(own, day) else ()


def _has_duty(number: int, day: date) -> bool:
    """One of a station's officers, whose numbers follow each other, has its duty; each has it every third day."""
    return (number + day.toordinal()) % OFFICERS_A_STATION == 0


_PLANS: Mapping[Role, Callable[[Seat, int, int, date], Sequence[Hours]]] = {
    Role.GRID_WORKER: _worker,
    Role.GRID_LEADER: _leader,
    Role.TOWNSHIP_DESK: _desk,
    Role.OFFICER: _officer,
    Role.STATION_DUTY: _station,
}


def leaves(members: Sequence[Member], first: date, days: int, seed: int) -> list[Away]:
    """Who is away when: some of the staff, once each, for a few whole days."""
    random = np.random.default_rng((seed, 12))
    made = []
    for member in members:
        luck, start, kind, length = random.random(4)
        name, longest = KINDS[int(kind * len(KINDS))]
        if luck < AWAY:
            begins = first + int(start * days) * DAY
            made.append(Away(member.staff_no, _at(begins, 0), _at(begins + (1 + int(length * longest)) * DAY, 0), name))
    return made


def _at(day: date, hour: int) -> datetime:
    """The local hour of a day; hours from 24 on belong to the next one."""
    return datetime.combine(day, time(), tzinfo=LOCAL) + timedelta(hours=hour)
