"""A roster from a table: each row a shift, taken once, however often the file is run; checked and written set-wise."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from gridnet.base import audit, db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, Refusal
from gridnet.base.moment import local
from gridnet.base.network import Network
from gridnet.base.tables import Line
from gridnet.people import duty, roster, sheets
from gridnet.people.duty import Keeps
from gridnet.people.models import Person, Position, Shift
from gridnet.people.roles import Role
from gridnet.people.sheets import Rejected, Tally
from gridnet.people.staff import By
from gridnet.territory.models import Area

Span = tuple[datetime, datetime]
#: What shifts must not overlap on: a position, or an area and a person.
Key = tuple[int | None, int | None, int]


@dataclass(frozen=True, slots=True)
class Seat:
    """A position somebody may be rostered in."""

    id: int
    person_id: int
    role: Role
    area_code: str | None
    area_id: int | None
    network: Network | None
    valid_from: datetime
    valid_to: datetime | None

    def holds(self, span: Span) -> bool:
        """Whether the position is held for the whole of a shift."""
        return self.valid_from <= span[0] and (self.valid_to is None or span[1] <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Run:
    """One import of one file into one county; `hours` are those of named shifts."""

    county: County
    columns: Mapping[str, str]
    hours: Mapping[str, tuple[str, str]]
    by: By
    seats: Mapping[str, list[Seat]]
    taken: dict[Key, list[Span]] = field(default_factory=dict)


def seats(county: County) -> dict[str, list[Seat]]:
    """Every position that can be rostered, by staff number; one statement."""
    query = (
        select(Position, Person.staff_no, Area.code)
        .join(Person, (Person.county == Position.county) & (Person.id == Position.person_id))
        .outerjoin(Area, (Area.county == Position.county) & (Area.id == Position.area_id))
        .where(Position.county == county, Position.withdrawn_at.is_(None))
        .order_by(Position.id)
    )
    found: dict[str, list[Seat]] = {}
    for position, staff_no, code in db.session.execute(query):
        if duty.rung_of(Role(position.role), Keeps(position.keeps) if position.keeps else None) is not None:
            found.setdefault(staff_no, []).append(_seat(position, code))
    return found


def _seat(position: Position, code: str | None) -> Seat:
    network = Network(position.network) if position.network else None
    return Seat(
        position.id,
        position.person_id,
        Role(position.role),
        code,
        position.area_id,
        network,
        position.valid_from,
        position.valid_to,
    )


def taken(county: County, spans: Iterable[Span]) -> dict[Key, list[Span]]:
    """The live shifts of the stretch that `spans` make up, by what they must not overlap on; one statement."""
    stretch = list(spans)
    if not stretch:
        return {}
    query = select(Shift.position_id, Shift.area_id, Shift.person_id, Shift.starts_at, Shift.ends_at).where(
        Shift.county == county,
        Shift.withdrawn_at.is_(None),
        Shift.starts_at < max(end for _, end in stretch),
        Shift.ends_at > min(start for start, _ in stretch),
    )
    found: dict[Key, list[Span]] = {}
    for position_id, area_id, person_id, starts_at, ends_at in db.session.execute(query.order_by(Shift.starts_at)):
        found.setdefault(_key(position_id, area_id, person_id), []).append((starts_at, ends_at))
    return found


def _key(position_id: int | None, area_id: int | None, person_id: int) -> Key:
    return position_id, area_id, 0 if position_id is not None else person_id


def take_in(run: Run, lines: Iterable[Line], tally: Tally) -> None:
    """Take in rows within the caller's transaction, adding to the tally."""
    read = list(_read_all(run, lines, tally))
    run.taken.update(taken(run.county, (span for _, _, span in read)))
    fresh = [_row(run, seat, span) for seat, span in _place_all(run, read, tally)]
    if fresh:
        _insert(fresh)
        _note(run, len(fresh))


def _insert(fresh: list[dict[str, object]]) -> None:
    try:
        db.session.execute(insert(Shift), fresh)
    except IntegrityError as error:
        raise Conflict("somebody else changed the roster at the same moment; run the import again") from error


def _read_all(run: Run, lines: Iterable[Line], tally: Tally) -> Iterator[tuple[Line, Seat, Span]]:
    for line in lines:
        try:
            seat, span = _read(run, line.cells)
        except Refusal as error:
            tally.rejected.append(Rejected(line.number, str(error), line.cells))
        else:
            yield line, seat, span


def _place_all(run: Run, read: Iterable[tuple[Line, Seat, Span]], tally: Tally) -> Iterator[tuple[Seat, Span]]:
    for line, seat, span in read:
        try:
            is_new = _place(run, seat, span)
        except Conflict as error:
            tally.rejected.append(Rejected(line.number, str(error), line.cells))
            continue
        tally.added += is_new
        tally.kept += not is_new
        if is_new:
            yield seat, span


def _read(run: Run, cells: Mapping[str, str]) -> tuple[Seat, Span]:
    span = read_span(cells, run.columns, run.hours)
    roster.check_span(*span)
    said = {what: sheets.cell(cells, run.columns, what) for what in ("staff_no", "area", "role")}
    mine = run.seats.get(said["staff_no"])
    if not mine:
        raise Invalid(f"nobody with the staff number {said['staff_no']!r} holds a position that can be on duty")
    role = sheets.word(said["role"], sheets.ROLES, "role") if said["role"] else None
    return pick(mine, said["area"], role, span), span


def read_span(cells: Mapping[str, str], columns: Mapping[str, str], hours: Mapping[str, tuple[str, str]]) -> Span:
    """From when to when a row rosters somebody; raises `Invalid`."""
    wanted = ("date", "start", "end", "shift", "starts_at", "ends_at")
    said = {what: sheets.cell(cells, columns, what) for what in wanted}
    if said["starts_at"] and said["ends_at"]:
        return sheets.read_moment(said["starts_at"]), sheets.read_moment(said["ends_at"])
    if not said["date"]:
        raise Invalid("the row says no date")
    if said["start"] and said["end"]:
        return sheets.span(sheets.read_date(said["date"]), said["start"], said["end"])
    if said["shift"] not in hours:
        raise Invalid(f"the hours of the shift {said['shift']!r} are not known; give them as --shift NAME=08:00-20:00")
    return sheets.span(sheets.read_date(said["date"]), *hours[said["shift"]])


def pick(mine: Iterable[Seat], area_code: str, role: Role | None, span: Span) -> Seat:
    """The one position a row means; raises `Invalid` where none or several could be meant."""
    able = [
        seat
        for seat in mine
        if seat.holds(span) and (not area_code or seat.area_code == area_code) and role in {None, seat.role}
    ]
    if not able:
        where = f" for area {area_code}" if area_code else ""
        raise Invalid(f"they hold no such position{where} for the whole of the shift")
    if len(able) > 1:
        raise Invalid(f"they hold {len(able)} positions then; name the area or the role")
    return able[0]


def _place(run: Run, seat: Seat, span: Span) -> bool:
    """Whether the shift is new; raises `Conflict` where it overlaps another one of the same position."""
    found = run.taken.setdefault(_key_of(seat), [])
    at = bisect_left(found, span)
    if at < len(found) and found[at] == span:
        return False
    for start, end in found[max(at - 1, 0) : at + 1]:
        if start < span[1] and span[0] < end:
            raise Conflict(f"it overlaps the shift from {local(start):%Y-%m-%d %H:%M} to {local(end):%Y-%m-%d %H:%M}")
    insort(found, span)
    return True


def _key_of(seat: Seat) -> Key:
    if seat.area_id is None:
        return _key(seat.id, None, seat.person_id)
    return _key(None, seat.area_id, seat.person_id)


def _row(run: Run, seat: Seat, span: Span) -> dict[str, object]:
    """A shift as it is stored: for its area where the position has one, else for the position."""
    return {
        "county": run.county,
        "position_id": seat.id if seat.area_id is None else None,
        "area_id": seat.area_id,
        "person_id": seat.person_id,
        "starts_at": span[0],
        "ends_at": span[1],
        "source": "import",
        "recorded_at": run.by.at,
        "recorded_by": run.by.person_id,
    }


def _note(run: Run, count: int) -> None:
    detail = {"shifts": count} | run.by.told
    by = run.by
    audit.write(
        run.county,
        "roster.import",
        at=by.at,
        person_id=by.person_id,
        position_id=by.position_id,
        source=by.source,
        detail=detail,
    )
