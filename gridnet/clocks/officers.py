"""Whoever may hear of a batch of cards, looked up in one question and sought by their seats."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks import hearing
from gridnet.clocks.hearing import Hears, Holder, Hours, Officer, Wanted
from gridnet.people import duty, seats
from gridnet.people.duty import Rule
from gridnet.people.roles import Role

NETWORKS: Mapping[str | None, Network | None] = {None: None, **{str(each): each for each in Network}}
ROLES: Mapping[str | None, Role | None] = {None: None, **{str(each): each for each in Role}}


def holder_of(clock: Any) -> Holder:
    """Who holds a claimed clock, and the smallest division known to hold it."""
    network = NETWORKS[clock.network]
    is_police = network is Network.POLICE
    return Holder(
        network,
        clock.holder_position_id,
        clock.holder_person_id,
        ROLES[clock.role],
        clock.area_id,
        clock.station_code or (clock.parent_code if is_police else None),
        clock.division_code if is_police else _smallest(clock.division_code, clock.parent_code),
    )


def _smallest(desk_code: str, parent_code: str | None) -> str:
    """The village of the area where it lies in the desk's division; otherwise that division."""
    return parent_code if parent_code and parent_code.startswith(desk_code) else desk_code


class Officers:
    """Whoever may hear of a batch, looked up together; clocks with one holder are decided together as well."""

    def __init__(self, holders: Sequence[tuple[County, Holder]], at: datetime) -> None:
        self._by_seat: dict[tuple[str, County, Any], list[Officer]] = {}
        self._heard: dict[tuple[County, Holder, Wanted], tuple[Hears, ...]] = {}
        for county, officer in _look_up(holders, at):
            for kind, held in _seats_of(officer):
                self._by_seat.setdefault((kind, county, held), []).append(officer)

    def hear(self, county: County, holder: Holder, wanted: Wanted, hours: Hours) -> tuple[Hears, ...]:
        """Who hears of a card of this holder's."""
        key = (county, holder, wanted)
        found = self._heard.get(key)
        if found is None:
            found = self._heard[key] = hearing.hear(holder, wanted, self._chain(county, holder), hours)
        return found

    def _chain(self, county: County, holder: Holder) -> Iterable[Officer]:
        found: dict[int, Officer] = {}
        for kind, held in _seats_about(holder):
            found |= {each.position_id: each for each in self._by_seat.get((kind, county, held), ())}
        return found.values()


def _look_up(holders: Sequence[tuple[County, Holder]], at: datetime) -> Iterable[tuple[County, Officer]]:
    if not holders:
        return
    wanted = seats.Seats(
        areas={(county, each.area_id) for county, each in holders if each.area_id is not None},
        scopes={(county, scope) for county, each in holders for scope in _scopes(each.division_code)},
        stations={(county, each.station_code) for county, each in holders if each.station_code},
        positions={(county, id_) for county, each in holders if (id_ := _sought_by_itself(each)) is not None},
    )
    for row in seats.list_officers(wanted, at):
        reason = _reason(row.duty_rule, row.has_shift, row.has_leave)
        yield (
            row.county,
            Officer(
                row.id,
                row.person_id,
                Role(row.role),
                NETWORKS[row.network],
                row.area_id,
                row.scope,
                row.station_code,
                duty.is_on(reason),
                reason is duty.Reason.ON_LEAVE,
                reason,
            ),
        )


def _sought_by_itself(holder: Holder) -> int | None:
    """The position of a holder, unless it is found by the area it keeps."""
    return holder.position_id if holder.area_id is None else None


@cache
def _reason(rule: str, has_shift: bool, has_leave: bool) -> duty.Reason:  # noqa: FBT001 - the key of the cache
    return duty.why(Rule(rule), has_shift=has_shift, has_leave=has_leave)


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
