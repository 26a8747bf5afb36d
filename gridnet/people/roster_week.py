"""A week of the roster: who is rostered where on which day, by person; and a week copied from the one before."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.errors import Conflict, NotFound
from gridnet.people import roster
from gridnet.people.roster import ShiftWish
from gridnet.people.staff import By

DAYS = 7
WEEK = timedelta(days=DAYS)

#: Positions that are rostered in a division, a page of them by staff number, each with what it keeps.
_SEATS = text("""
    SELECT position.id, person.id AS person_id, person.name, person.staff_no, position.role, position.scope,
           position.network, position.duty_rule, area.id AS area_id, area.code AS area_code, position.station_code
    FROM position
    JOIN person ON person.county = position.county AND person.id = position.person_id
    LEFT JOIN area ON area.county = position.county AND area.id = position.area_id
    WHERE position.county = :county AND position.withdrawn_at IS NULL AND starts_with(position.scope, :prefix)
      AND (CAST(:always AS boolean) OR position.duty_rule = 'rostered')
      AND (CAST(:network AS text) IS NULL OR position.network = :network)
      AND (CAST(:area AS text) = '' OR starts_with(area.code, :area))
      AND position.role IN ('grid_worker', 'grid_helper', 'grid_leader', 'officer', 'auxiliary', 'station_duty',
                            'village_desk', 'township_desk')
      AND position.valid_from < CAST(:until AS timestamptz)
      AND (position.valid_to IS NULL OR position.valid_to > CAST(:since AS timestamptz))
      AND (person.staff_no, position.id) > (CAST(:staff_no AS text), CAST(:after AS bigint))
    ORDER BY person.staff_no, position.id LIMIT CAST(:most AS bigint)
""")
_SHIFTS = text("""
    SELECT shift.id, shift.position_id, shift.area_id, shift.person_id, shift.starts_at, shift.ends_at, shift.source
    FROM shift
    WHERE shift.county = :county AND shift.withdrawn_at IS NULL
      AND shift.person_id = ANY(CAST(:persons AS bigint[]))
      AND shift.starts_at BETWEEN CAST(:since AS timestamptz) - interval '31 days' AND CAST(:until AS timestamptz)
      AND shift.starts_at < CAST(:until AS timestamptz) AND shift.ends_at > CAST(:since AS timestamptz)
    ORDER BY shift.starts_at, shift.id
""")
_LEAVES = text("""
    SELECT id, person_id, starts_at, ends_at, kind FROM leave
    WHERE county = :county AND withdrawn_at IS NULL AND person_id = ANY(CAST(:persons AS bigint[]))
      AND starts_at < CAST(:until AS timestamptz) AND ends_at > CAST(:since AS timestamptz)
    ORDER BY starts_at
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Which part of the roster: from which midnight on, of which division, network and areas.

    Positions that are always on duty need no shifts; with `always` they are there as well.
    """

    since: datetime
    prefix: str
    network: str | None = None
    area: str = ""
    always: bool = False


@dataclass(slots=True)
class Line:
    """A position with its week: the shifts and leaves that touch each of its days."""

    seat: Any
    days: list[list[Any]] = field(default_factory=lambda: [[] for _ in range(DAYS)])
    away: list[list[Any]] = field(default_factory=lambda: [[] for _ in range(DAYS)])


def read(county: County, ask: Ask, wish: paging.Wish) -> Sequence[Line]:
    """A page of positions by staff number with their week, one more than asked for; three statements."""
    staff_no, after = paging.read(wish.after, [str, int]) if wish.after else ("", 0)
    asked = {"county": county, "since": ask.since, "until": ask.since + WEEK}
    more: dict[str, Any] = {"prefix": ask.prefix, "network": ask.network, "area": ask.area, "always": ask.always}
    more |= {"staff_no": staff_no, "after": after}
    lines = [Line(row) for row in db.run(_SEATS, asked | more | {"most": wish.limit + 1})]
    persons = {"persons": sorted({line.seat.person_id for line in lines})}
    shifts, leaves = db.run(_SHIFTS, asked | persons), db.run(_LEAVES, asked | persons)
    for line in lines:
        mine = [each for each in shifts if _serves(line.seat, each)]
        _lay(line.days, mine, ask.since)
        _lay(line.away, [each for each in leaves if each.person_id == line.seat.person_id], ask.since)
    return lines


def _serves(seat: Any, shift: Any) -> bool:
    """Whether a shift is served in this position: by its id, or by its area and person."""
    if shift.position_id is not None:
        return bool(shift.position_id == seat.id)
    return bool(shift.area_id == seat.area_id and shift.person_id == seat.person_id)


def _lay(days: list[list[Any]], spans: Sequence[Any], since: datetime) -> None:
    """Put each span under every day it touches."""
    for number, day in enumerate(days):
        begins = since + timedelta(days=number)
        day += [each for each in spans if each.starts_at < begins + timedelta(days=1) and each.ends_at > begins]


@dataclass(frozen=True, slots=True)
class Copied:
    """How many shifts were copied, and how many could not be for something stood there."""

    added: int
    left: int


def copy(county: County, ask: Ask, held: Sequence[Any], by: By) -> Copied:
    """Let the shifts that begin in the week before stand a week later too, where `held` may roster them.

    What overlaps a shift that is there already, or what nobody holds any more, is left out and counted.
    """
    before = replace(ask, since=ask.since - WEEK)
    added, left, wish = 0, 0, paging.Wish(limit=paging.LARGEST, after=None)
    while True:
        lines, after = paging.cut(read(county, before, wish), wish, lambda line: [line.seat.staff_no, line.seat.id])
        for shift in _beginning(lines, before.since):
            done = _copy_one(county, shift, held, by)
            added, left = added + done, left + (not done)
        if after is None:
            return Copied(added, left)
        wish = paging.Wish(limit=paging.LARGEST, after=after)


def _beginning(lines: Sequence[Line], since: datetime) -> list[Any]:
    found = {shift.id: shift for line in lines for day in line.days for shift in day}
    return [shift for shift in found.values() if since <= shift.starts_at < since + WEEK]


def _copy_one(county: County, shift: Any, held: Sequence[Any], by: By) -> bool:
    wish = ShiftWish(
        starts_at=shift.starts_at + WEEK,
        ends_at=shift.ends_at + WEEK,
        position_id=shift.position_id,
        area_id=shift.area_id,
        person_id=shift.person_id if shift.area_id is not None else None,
    )
    try:
        with db.session.begin_nested():
            roster.check_may_roster(held, roster.position_for(county, wish))
            roster.add_shift(county, wish, by)
    except (Conflict, NotFound):
        return False
    return True
