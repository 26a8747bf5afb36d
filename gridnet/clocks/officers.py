"""Whoever may hear of a batch of cards, looked up in one question and sought by their seats."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks import hearing
from gridnet.clocks.hearing import Hears, Holder, Hours, Officer, Wanted
from gridnet.people import duty
from gridnet.people import queries as people
from gridnet.people.roles import Role


def holder_of(clock: Any) -> Holder:
    """Who holds a claimed clock, and the smallest division known to hold it."""
    network = Network(clock.network) if clock.network else None
    is_police = network is Network.POLICE
    return Holder(
        network=network,
        position_id=clock.holder_position_id,
        person_id=clock.holder_person_id,
        role=Role(clock.role) if clock.role else None,
        area_id=clock.area_id,
        station_code=clock.station_code or (clock.parent_code if is_police else None),
        division_code=_smallest(clock.division_code, None if is_police else clock.parent_code),
    )


def _smallest(desk_code: str, parent_code: str | None) -> str:
    """The village of the area where it lies in the desk's division; otherwise that division."""
    return parent_code if parent_code and parent_code.startswith(desk_code) else desk_code


class Officers:
    """Whoever may hear of a batch, looked up together; clocks with one holder are decided together as well."""

    def __init__(self, county: County, holders: Sequence[Holder], at: datetime) -> None:
        self._by_seat: dict[tuple[str, Any], list[Officer]] = {}
        self._heard: dict[tuple[Holder, Wanted], tuple[Hears, ...]] = {}
        for officer in _look_up(county, holders, at):
            for seat in _seats_of(officer):
                self._by_seat.setdefault(seat, []).append(officer)

    def hear(self, holder: Holder, wanted: Wanted, hours: Hours) -> tuple[Hears, ...]:
        """Who hears of a card of this holder's."""
        key = (holder, wanted)
        if key not in self._heard:
            chain = {each.position_id: each for seat in _seats_about(holder) for each in self._by_seat.get(seat, ())}
            self._heard[key] = hearing.hear(holder, wanted, chain.values(), hours)
        return self._heard[key]


def _look_up(county: County, holders: Sequence[Holder], at: datetime) -> Iterable[Officer]:
    if not holders:
        return
    seats = people.Seats(
        areas={each.area_id for each in holders if each.area_id is not None},
        scopes={scope for each in holders for scope in _scopes(each.division_code)},
        stations={each.station_code for each in holders if each.station_code},
        positions={each.position_id for each in holders if each.position_id is not None},
    )
    for row, reason in people.list_officers(county, at, seats):
        yield Officer(
            position_id=row.id,
            person_id=row.person_id,
            role=Role(row.role),
            network=Network(row.network) if row.network else None,
            area_id=row.area_id,
            scope=row.scope,
            station_code=row.station_code,
            on_duty=duty.is_on(reason),
            is_away=reason is duty.Reason.ON_LEAVE,
            duty_reason=reason,
        )


def _scopes(code: str) -> Iterable[str]:
    """The division and those it lies in, up to its county."""
    return (code[:digits] for digits in (hearing.VILLAGE, hearing.TOWNSHIP, hearing.COUNTY) if len(code) >= digits)


def _seats_of(officer: Officer) -> Iterable[tuple[str, Any]]:
    yield "position", officer.position_id
    if officer.area_id is not None:
        yield "area", officer.area_id
    elif officer.station_code:
        yield "station", officer.station_code
    else:
        yield "scope", officer.scope


def _seats_about(holder: Holder) -> Iterable[tuple[str, Any]]:
    yield "position", holder.position_id
    yield "area", holder.area_id
    yield "station", holder.station_code
    for scope in _scopes(holder.division_code):
        yield "scope", scope
