"""The sample staff once they are on the books: who keeps what, who sits where at a moment, under which ids. Pure."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely

from geo.points import LngLat
from gridnet.people.duty import Keeps
from gridnet.people.roles import Role
from gridnet.sample.crew import Crew, Seat
from gridnet.sample.ground import COUNTY
from gridnet.sample.roster import Turn
from gridnet.territory.values import Plot

SeatKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody acting as one of their positions."""

    person_id: int
    position_id: int


@dataclass(frozen=True, slots=True)
class Books:
    """What the register answered: ids of persons by number, ids of positions by key."""

    persons: Mapping[str, int]
    positions: Mapping[SeatKey, int]


class Staff:
    """Who would be found where, for reporting, for desk work and for handing over."""

    def __init__(self, crew: Crew, turns: Sequence[Turn], beats: Sequence[Plot], books: Books) -> None:
        self.names = {each.staff_no: each.name for each in crew.members}
        self.books = books
        self._keepers = {(each.area_code, each.keeps): each for each in crew.seats if _keeps_alone(each)}
        self._desks = _by_place(crew.seats, Role.TOWNSHIP_DESK, turns)
        self._stations = _by_place(crew.seats, Role.STATION_DUTY, turns)
        self._offices = {each.role: each for each in reversed(crew.seats) if each.scope == COUNTY}
        self._beats = beats
        self._tree = shapely.STRtree(np.array([each.outline for each in beats], dtype=object))

    def holder(self, seat: Seat) -> Holder:
        """The ids behind a seat."""
        return Holder(self.books.persons[seat.staff_no], self.books.positions[seat.key])

    def keeper(self, area_code: str, keeps: Keeps = Keeps.PRIMARY) -> Seat | None:
        """Who keeps an area and may do so alone; None where nobody does."""
        return self._keepers.get((area_code, keeps))

    def beat_at(self, place: LngLat) -> Plot | None:
        """The beat at a place, or None."""
        found = self._tree.query(shapely.Point(place), predicate="intersects")
        return self._beats[min(found)] if len(found) else None

    def desk(self, code: str, at: datetime) -> Seat:
        """Who sits at the desk of a township or a station at `at`, on the roster if anybody is; else the dispatcher."""
        watch = self._desks.get(code) or self._stations.get(code)
        return watch.at(at) if watch else self._offices[Role.DISPATCHER]

    def office(self, role: Role) -> Holder:
        """The first holder of an office of the county."""
        return self.holder(self._offices[role])


class _Watch:
    """The turns at one desk, and who sits there when nobody is rostered."""

    def __init__(self, seats: Sequence[Seat], turns: Sequence[Turn]) -> None:
        self._seats = seats
        self._turns = sorted(turns, key=lambda each: each.starts_at)
        self._starts = [each.starts_at for each in self._turns]

    def at(self, at: datetime) -> Seat:
        last = bisect_right(self._starts, at) - 1
        if last >= 0 and self._turns[last].ends_at > at:
            return self._turns[last].seat
        return self._seats[0]


def _keeps_alone(seat: Seat) -> bool:
    return seat.keeps is not None and seat.role is not Role.AUXILIARY


def _by_place(seats: Sequence[Seat], role: Role, turns: Sequence[Turn]) -> Mapping[str, _Watch]:
    here: dict[str, tuple[list[Seat], list[Turn]]] = {}
    for seat in seats:
        if seat.role is role:
            here.setdefault(seat.station_code or seat.scope, ([], []))[0].append(seat)
    for turn in turns:
        if turn.seat.role is role:
            here[turn.seat.station_code or turn.seat.scope][1].append(turn)
    return {code: _Watch(own, some) for code, (own, some) in here.items()}
