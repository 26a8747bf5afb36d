"""The duty roster: shifts and leaves added, withdrawn and swapped. Rows are withdrawn, never rewritten."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.exc import IntegrityError

from gridnet.base import audit, db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotAllowed, NotFound
from gridnet.base.network import Network
from gridnet.people import duty
from gridnet.people.access import Held
from gridnet.people.duty import Seat
from gridnet.people.models import Leave, Position, Shift
from gridnet.people.roles import Role
from gridnet.people.staff import By

KINDS = ("annual", "sick", "training", "secondment", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftWish:
    """A shift to be served: in a position, or for an area by one of those who keep it."""

    starts_at: datetime
    ends_at: datetime
    position_id: int | None = None
    area_id: int | None = None
    person_id: int | None = None


def check_span(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse a shift that ends before it begins, or never; raises `Invalid`."""
    if ends_at <= starts_at:
        raise Invalid("a shift ends after it begins")
    if ends_at - starts_at > duty.LONGEST_SHIFT:
        raise Invalid(
            f"a shift lasts {duty.LONGEST_SHIFT.days} days at most; for longer, let the position be always on duty"
        )


def add_shift(county: County, wish: ShiftWish, by: By, *, source: str = "desk") -> Shift:
    """Add a shift; raises `Invalid`, `NotFound`, or `Conflict` where it overlaps another one of the same position."""
    check_span(wish.starts_at, wish.ends_at)
    position = position_for(county, wish)
    shift = Shift(
        county=county,
        position_id=wish.position_id,
        area_id=wish.area_id,
        person_id=position.person_id,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        source=source,
        recorded_at=by.at,
        recorded_by=by.person_id,
    )
    _flush(shift, "it overlaps another shift of the same position; withdraw that one first")
    _audit(county, "shift.add", ("shift", shift.id), by)
    return shift


def position_for(county: County, wish: ShiftWish) -> Position:
    """The position in which a shift would be served, valid for all of it; raises `Invalid` or `NotFound`."""
    if (wish.position_id is None) == (wish.area_id is None):
        raise Invalid("a shift is for a position, or for an area and a person")
    if wish.position_id is not None:
        named = Position.id == wish.position_id
    else:
        named = and_(Position.area_id == wish.area_id, Position.person_id == wish.person_id)
    lasts = or_(Position.valid_to.is_(None), Position.valid_to >= wish.ends_at)
    query = select(Position).where(
        Position.county == county, named, Position.withdrawn_at.is_(None), Position.valid_from <= wish.starts_at, lasts
    )
    position = db.session.scalars(query.order_by(Position.id)).first()
    if position is None:
        raise NotFound("nobody holds this position, or keeps this area, for the whole of the shift")
    return position


def check_may_roster(held: Iterable[Held], *positions: Position) -> None:
    """Whether one of these is rostered by somebody who holds `held`: of their division and, if they have one, network.

    Raises `NotAllowed`.
    """
    if not any(_rosters(each, position) for each in held for position in positions):
        raise NotAllowed("this is on the roster of another division or network")


def _rosters(held: Held, position: Position) -> bool:
    return position.scope.startswith(held.scope) and held.network in {None, position.network}


def withdraw_shift(shift: Shift, by: By) -> None:
    """Take a shift off the roster; raises `Conflict` when that was done already."""
    shift = db.lock(Shift, shift.county, shift.id)
    _withdraw(shift, by)
    _audit(County(shift.county), "shift.withdraw", ("shift", shift.id), by)


def get_shift(county: County, shift_id: int) -> Shift:
    """The shift; raises `NotFound`."""
    shift = db.session.get(Shift, (county, shift_id))
    if shift is None:
        raise NotFound(f"there is no shift {shift_id} in {county}")
    return shift


def get_leave(county: County, leave_id: int) -> Leave:
    """The leave; raises `NotFound`."""
    leave = db.session.get(Leave, (county, leave_id))
    if leave is None:
        raise NotFound(f"there is no leave {leave_id} in {county}")
    return leave


def add_leave(county: County, person_id: int, starts_at: datetime, ends_at: datetime, kind: str, by: By) -> Leave:  # noqa: PLR0913, PLR0917 - whose, when, why, by whom
    """Let a person be away, whatever the roster says; raises `Invalid`, or `Conflict` for a second leave at once."""
    if ends_at <= starts_at:
        raise Invalid("a leave ends after it begins")
    if kind not in KINDS:
        raise Invalid(f"a leave is one of {', '.join(KINDS)}, not {kind!r}")
    leave = Leave(
        county=county,
        person_id=person_id,
        starts_at=starts_at,
        ends_at=ends_at,
        kind=kind,
        recorded_at=by.at,
        recorded_by=by.person_id,
    )
    _flush(leave, "it overlaps another leave of this person; withdraw that one first")
    _audit(county, "leave.add", ("leave", leave.id), by)
    return leave


def withdraw_leave(leave: Leave, by: By) -> None:
    """Take a leave back; raises `Conflict` when that was done already."""
    leave = db.lock(Leave, leave.county, leave.id)
    _withdraw(leave, by)
    _audit(County(leave.county), "leave.withdraw", ("leave", leave.id), by)


def swap(county: County, first_id: int, second_id: int, by: By) -> tuple[Shift, Shift]:
    """Let two persons serve each other's shifts; returns the new ones, first and second.

    Each must hold a position with the same seat (area, station or desk) as the shift they take over, so that the
    duty of that seat is still kept. Raises `Conflict` when one cannot, or when a shift has begun or is withdrawn.
    """
    if first_id == second_id:
        raise Invalid("name two shifts")
    locked = {id_: db.lock(Shift, county, id_) for id_ in sorted({first_id, second_id})}
    first, second = locked[first_id], locked[second_id]
    if first.person_id == second.person_id:
        raise Invalid("both shifts are the same person's")
    taken = _takes_over(first, second.person_id, by), _takes_over(second, first.person_id, by)
    for shift in (first, second):
        _withdraw(shift, by)
    db.session.flush()
    for shift in taken:
        _flush(shift, "one of them already has a shift at that time in that position")
    _audit(county, "shift.swap", ("shift", first_id), by, second=second_id)
    return taken


def check_swap(first: Shift, second: Shift, by: By) -> None:
    """Refuse what `swap` would refuse now, and change nothing."""
    if first.person_id == second.person_id:
        raise Invalid("both shifts are the same person's")
    _takes_over(first, second.person_id, by)
    _takes_over(second, first.person_id, by)


def _takes_over(shift: Shift, person_id: int, by: By) -> Shift:
    """The shift as `person_id` would serve it."""
    if shift.withdrawn_at is not None or shift.starts_at <= by.at:
        raise Conflict(f"shift {shift.id} has begun or is off the roster; only coming shifts are swapped")
    if _is_away(shift, person_id):
        raise Conflict(f"person {person_id} is on leave during shift {shift.id}")
    own = _own_position(shift, person_id)
    return Shift(
        county=shift.county,
        position_id=own.id if shift.position_id is not None else None,
        area_id=shift.area_id,
        person_id=person_id,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        source="swap",
        swap_of=shift.id,
        recorded_at=by.at,
        recorded_by=by.person_id,
    )


def _own_position(shift: Shift, person_id: int) -> Position:
    """The position in which a person can serve somebody else's shift: the same seat, valid for all of it."""
    served = position_served(shift)
    lasts = or_(Position.valid_to.is_(None), Position.valid_to >= shift.ends_at)
    mine = select(Position).where(
        Position.county == shift.county,
        Position.person_id == person_id,
        Position.withdrawn_at.is_(None),
        Position.valid_from <= shift.starts_at,
        lasts,
    )
    seat = _seat(served)
    able = [each for each in db.session.scalars(mine.order_by(Position.id)) if _seat(each) == seat]
    if not able:
        raise Conflict(
            f"person {person_id} holds no position where shift {shift.id} is served; make them a deputy there first"
        )
    duty.check_stands_in(Role(able[0].role), Role(served.role))
    return able[0]


def position_served(shift: Shift) -> Position:
    """The position in which a shift is served."""
    if shift.position_id is not None:
        return db.session.get_one(Position, (shift.county, shift.position_id))
    wish = ShiftWish(starts_at=shift.starts_at, ends_at=shift.ends_at, area_id=shift.area_id, person_id=shift.person_id)
    return position_for(County(shift.county), wish)


def _seat(position: Position) -> Seat:
    network = Network(position.network) if position.network else None
    return Seat.of(Role(position.role), network, position.area_id, position.station_code, position.scope)


def _is_away(shift: Shift, person_id: int) -> bool:
    query = select(Leave.id).where(
        Leave.county == shift.county,
        Leave.person_id == person_id,
        Leave.withdrawn_at.is_(None),
        Leave.starts_at < shift.ends_at,
        Leave.ends_at > shift.starts_at,
    )
    return db.session.scalars(query).first() is not None


def _withdraw(row: Shift | Leave, by: By) -> None:
    if row.withdrawn_at is not None:
        raise Conflict("it is off the roster already")
    row.withdrawn_at, row.withdrawn_by = by.at, by.person_id
    db.session.flush()


def _flush(row: Shift | Leave, taken: str) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError as error:
        raise Conflict(taken) from error


def _audit(county: County, action: str, subject: tuple[str, int], by: By, **detail: object) -> None:
    audit.write(
        county,
        action,
        at=by.at,
        person_id=by.person_id,
        position_id=by.position_id,
        subject=subject,
        source=by.source,
        detail=detail | by.told,
    )
