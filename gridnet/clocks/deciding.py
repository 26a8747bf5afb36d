"""Who must decide about a pause or about more time is told, and whoever asked is told what was decided.

Told are those of the lowest level that may decide and has anybody: everybody on it, for whoever comes first decides.
Nobody is told of what they asked for themselves, of a clock of their own, or of a matter that names them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks import hearing, levels, subjects
from gridnet.clocks.counting import By, ClockNow
from gridnet.clocks.subjects import Key, Told
from gridnet.notices import promising
from gridnet.notices.promising import Promise
from gridnet.people import roles, seats
from gridnet.people.roles import Permission, Role

_STATION = text("""
    SELECT coalesce(position.station_code, outline.parent_code) AS code
    FROM position
    LEFT JOIN LATERAL (
        SELECT parent_code FROM area_outline
        WHERE county = :county AND area_id = position.area_id AND valid_from <= CAST(:at AS timestamptz)
        ORDER BY valid_from DESC LIMIT 1
    ) AS outline ON position.area_id IS NOT NULL
    WHERE position.county = :county AND position.id = CAST(:id AS bigint)
""")


class Asked(NamedTuple):
    """What somebody asked for: a `pause` or an `extension`, by its id."""

    what: str
    id: int
    by: By


def tell_deciders(clock: ClockNow, asked: Asked, *, least: int = 0, at: datetime) -> None:
    """Promise a notice to whoever may decide, of level `least` or above; to the desk where nobody holds such a seat."""
    told = _told(clock)
    kept_from = frozenset({*told.kept_from, asked.by.person_id, clock.holder.person_id or asked.by.person_id})
    key, common = f"{asked.what} asked {asked.id}", _common(clock, told) | {"kind": f"{asked.what}_asked"}
    promises = [
        Promise(key=f"{key} {each.person_id}", person_id=each.person_id, position_id=each.id, **common)
        for each in _deciders(clock, least, kept_from, at)
    ]
    desk = clock.holder.division_code[: hearing.TOWNSHIP if least <= levels.TOWNSHIP else hearing.COUNTY]
    nobody = [Promise(key=key, desk_code=desk, unless=kept_from, **common)]
    promising.promise(clock.county, promises or nobody, at=at)


def tell_asker(clock: ClockNow, asked: Asked, decision: str, *, at: datetime) -> None:
    """Promise a notice of what was decided to whoever asked for it."""
    told = _told(clock)
    if asked.by.person_id in told.kept_from:
        return
    common = _common(clock, told)
    common["params"]["decision"] = decision
    promise = Promise(
        key=f"{asked.what} decided {asked.id}",
        kind=f"{asked.what}_decided",
        person_id=asked.by.person_id,
        position_id=asked.by.position_id,
        **common,
    )
    promising.promise(clock.county, [promise], at=at)


def _deciders(clock: ClockNow, least: int, kept_from: frozenset[int], at: datetime) -> Iterable[Any]:
    """Those of the lowest level, of `least` or above, that has anybody on it; each person once."""
    by_level: dict[int, dict[int, Any]] = {}
    for row in seats.list_officers(_seats(clock, at), at):
        role = Role(row.role)
        level = levels.level_of(role, row.scope) if roles.grants(role, Permission.CLOCK_DECIDE) else None
        if level is not None and level >= least and row.person_id not in kept_from:
            by_level.setdefault(level, {})[row.person_id] = row
    return by_level[min(by_level)].values() if by_level else ()


def _seats(clock: ClockNow, at: datetime) -> seats.Seats:
    county, code = clock.county, clock.holder.division_code
    scopes = {(county, code[:digits]) for digits in (hearing.VILLAGE, hearing.TOWNSHIP, hearing.COUNTY)}
    if clock.network is not Network.POLICE:
        return seats.Seats(scopes=scopes)
    stations = {(county, each) for each in _stations(county, clock.holder.position_id, at)}
    return seats.Seats(scopes={(county, str(county))}, stations=stations)


def _stations(county: County, position_id: int | None, at: datetime) -> Iterable[str]:
    if position_id is None:
        return ()
    return [row.code for row in db.run(_STATION, {"county": county, "id": position_id, "at": at}) if row.code]


def _told(clock: ClockNow) -> Told:
    key = Key(clock.county, clock.subject.kind, clock.subject.id)
    return subjects.tell([key])[key]


def _common(clock: ClockNow, told: Told) -> dict[str, Any]:
    about = {"priority": clock.about.priority, "network": clock.network, "stage": clock.stage}
    return {
        "params": {**told.params, **about, "due_at": clock.marks.due_at},
        "subject_kind": clock.subject.kind,
        "subject_id": clock.subject.id,
        "network": clock.network,
    }
