"""Legs as rows: found, locked, moved, released."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import NotFound
from gridnet.base.network import Network
from gridnet.clocks.counting import ClockNow
from gridnet.incidents.lifecycle import LegState, Role
from gridnet.incidents.models import Leg

__all__ = ["Leg", "LegView", "get", "lead_of", "list_all", "list_live", "persons_before", "release", "with_clocks"]


@dataclass(frozen=True, slots=True)
class LegView:
    """A leg as it is shown: the row, the name of whoever has it, when it is to be accepted, and its open clocks."""

    id: int
    network: str
    role: str
    state: str
    person_id: int | None
    position_id: int | None
    desk_code: str | None
    why: str
    assigned_at: datetime | None
    accepted_at: datetime | None
    contacted_at: datetime | None
    departed_at: datetime | None
    arrived_at: datetime | None
    handled_at: datetime | None
    ended_at: datetime | None
    name: str | None
    accept_by: datetime | None
    clocks: Sequence[ClockNow] = ()


def with_clocks(views: Sequence[LegView], clocks: Sequence[ClockNow]) -> list[LegView]:
    """Legs, each with the open clocks of its network; they are those of the last leg the network was given."""
    last = {view.network: view.id for view in views}
    by_network = {name: [each for each in clocks if each.network == name] for name in last}
    return [replace(view, clocks=by_network[view.network]) if last[view.network] == view.id else view for view in views]


def get(county: County, leg_id: int) -> Leg:
    """The leg; raises `NotFound`."""
    leg = db.session.get(Leg, (county, leg_id))
    if leg is None:
        raise NotFound(f"there is no leg {leg_id}")
    return leg


def list_live(county: County, incident_id: int) -> list[Leg]:
    """The legs of an incident that somebody answers for now, the lead first; locked until the transaction ends."""
    query = (
        select(Leg)
        .where(Leg.county == county, Leg.incident_id == incident_id, Leg.ended_at.is_(None))
        .order_by(Leg.role != Role.LEAD, Leg.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def list_all(county: County, incident_id: int) -> Sequence[Leg]:
    """Every leg an incident ever had, in the order they were given."""
    query = select(Leg).where(Leg.county == county, Leg.incident_id == incident_id).order_by(Leg.id)
    return db.session.scalars(query).all()


def persons_before(county: County, incident_id: int, network: Network) -> set[int]:
    """Whoever has already given this network's leg back."""
    query = select(Leg.person_id).where(
        Leg.county == county,
        Leg.incident_id == incident_id,
        Leg.network == network,
        Leg.state == LegState.RELEASED,
        Leg.person_id.is_not(None),
    )
    return {person for person in db.session.scalars(query) if person is not None}


def release(legs: Sequence[Leg], *, at: datetime) -> None:
    """End legs that somebody else will have."""
    for leg in legs:
        leg.state, leg.ended_at, leg.version = LegState.RELEASED, at, leg.version + 1
    db.session.flush()


def lead_of(legs: Sequence[Leg]) -> Leg | None:
    """The lead among live legs."""
    return next((leg for leg in legs if leg.role == Role.LEAD), None)
