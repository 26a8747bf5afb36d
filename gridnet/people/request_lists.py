"""Lists of requests about duty, with the names of those they are about; and the shifts one can swap with."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.errors import Conflict, NotFound
from gridnet.people import roles, roster
from gridnet.people.access import Held
from gridnet.people.models import Person, Position, Shift
from gridnet.people.request_models import DutyRequest
from gridnet.people.request_rules import OPEN, State
from gridnet.people.staff import By
from gridnet.territory.models import Area

#: Shifts one can swap with begin within this time; so many are offered at most.
AHEAD = timedelta(days=28)
OFFERED = 40
#: So many of one's own are shown, and those decided this long ago are shown no more.
OWN, REMEMBERED = 10, timedelta(days=14)

Asker, Other, OtherShift = aliased(Person), aliased(Person), aliased(Shift)


def _requests(county: County) -> Any:
    """Requests as `DutyRequest`, `name`, `other_name`, `role`, and the beginning and end of the other's shift."""
    return (
        select(
            DutyRequest,
            Asker.name.label("name"),
            Other.name.label("other_name"),
            Position.role.label("role"),
            OtherShift.starts_at.label("other_starts_at"),
            OtherShift.ends_at.label("other_ends_at"),
        )
        .join(Asker, and_(Asker.county == DutyRequest.county, Asker.id == DutyRequest.person_id))
        .join(Position, and_(Position.county == DutyRequest.county, Position.id == DutyRequest.position_id))
        .outerjoin(Other, and_(Other.county == DutyRequest.county, Other.id == DutyRequest.other_id))
        .outerjoin(
            OtherShift, and_(OtherShift.county == DutyRequest.county, OtherShift.id == DutyRequest.other_shift_id)
        )
        .where(DutyRequest.county == county)
    )


def list_own(county: County, person_id: int, at: datetime) -> Sequence[Row[Any]]:
    """Somebody's own requests that are open or were answered lately, newest first."""
    recent = or_(DutyRequest.state.in_(OPEN), DutyRequest.asked_at > at - REMEMBERED)
    query = _requests(county).where(DutyRequest.person_id == person_id, recent)
    return db.session.execute(query.order_by(DutyRequest.id.desc()).limit(OWN)).all()


def list_asked_of(county: County, person_id: int, at: datetime) -> Sequence[Row[Any]]:
    """The swaps somebody is asked to agree to, whose shift is still to come; the next first."""
    query = _requests(county).where(
        DutyRequest.other_id == person_id, DutyRequest.state == State.ASKED, DutyRequest.starts_at > at
    )
    return db.session.execute(query.order_by(DutyRequest.starts_at, DutyRequest.id)).all()


def list_waiting(county: County, held: Iterable[Held], but: int, wish: paging.Wish, at: datetime) -> Sequence[Row[Any]]:
    """A page of what waits for a decision by whoever holds these, one row more than asked for; not their own."""
    query = _requests(county).where(
        DutyRequest.state == State.WAITING,
        DutyRequest.ends_at > at,
        DutyRequest.person_id != but,
        or_(DutyRequest.other_id.is_(None), DutyRequest.other_id != but),
        or_(false(), *(_decides(each) for each in held)),
    )
    if wish.after:
        (id_,) = paging.read(wish.after, [int])
        query = query.where(DutyRequest.id > id_)
    return db.session.execute(query.order_by(DutyRequest.id).limit(wish.limit + 1)).all()


def _decides(held: Held) -> ColumnElement[bool]:
    """`request_rules.may_decide` as a condition."""
    conditions = [
        Position.role.in_(roles.DECIDES_ABOUT.get(held.role, ())),
        Position.scope.startswith(held.scope, autoescape=True),
    ]
    if held.network is not None:
        conditions.append(Position.network == held.network)
    if held.area_id is not None:
        conditions.append(Position.area_id == held.area_id)
    return and_(*conditions)


def find(county: County, id_: int) -> Row[Any]:
    """A request with its names; raises `NotFound`."""
    row = db.session.execute(_requests(county).where(DutyRequest.id == id_)).first()
    if row is None:
        raise NotFound(f"there is no request {id_} in {county}")
    return row


def places(county: County, shift_ids: Iterable[int]) -> dict[int, str]:
    """Where these shifts are served, by id: the code of the area, of the station or of the division."""
    query = (
        select(Shift.id, func.coalesce(Area.code, Position.station_code, Position.scope).label("place"))
        .outerjoin(Position, and_(Position.county == Shift.county, Position.id == Shift.position_id))
        .outerjoin(Area, and_(Area.county == Shift.county, Area.id == func.coalesce(Shift.area_id, Position.area_id)))
        .where(Shift.county == county, Shift.id.in_(list(shift_ids)))
    )
    return {row.id: row.place for row in db.session.execute(query)}


def list_offers(shift: Shift, by: By) -> list[Row[Shift, str]]:
    """The coming shifts that `shift` can be swapped with, as `Shift` and `name`: same seat, each free for the other."""
    served = roster.position_served(shift)
    query = (
        select(Shift, Person.name.label("name"))
        .join(Person, and_(Person.county == Shift.county, Person.id == Shift.person_id))
        .where(
            Shift.county == shift.county,
            Shift.withdrawn_at.is_(None),
            Shift.person_id != shift.person_id,
            Shift.starts_at > by.at,
            Shift.starts_at < by.at + AHEAD,
            or_(
                Shift.position_id.in_(_same_seat(served)),
                and_(Shift.area_id.is_not(None), Shift.area_id == served.area_id),
            ),
        )
        .order_by(Shift.starts_at, Shift.id)
        .limit(OFFERED)
    )
    return [row for row in db.session.execute(query).all() if _can(shift, row.Shift, by)]


def _same_seat(served: Position) -> Select[Any]:
    """The positions that may have the same seat; `roster` looks again at each."""
    query = select(Position.id).where(Position.county == served.county, Position.withdrawn_at.is_(None))
    if served.area_id is not None:
        return query.where(Position.area_id == served.area_id)
    if served.station_code is not None:
        return query.where(Position.station_code == served.station_code)
    return query.where(Position.scope == served.scope, Position.role == served.role)


def _can(shift: Shift, other: Shift, by: By) -> bool:
    try:
        roster.check_swap(shift, other, by)
    except Conflict:
        return False
    return True
