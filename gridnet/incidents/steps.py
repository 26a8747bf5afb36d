"""Taking a step on an incident: the row is locked, the table is asked, the entry is written, the rest is told.

Two people acting at once act one after the other; the second is judged by what the first left behind, so that
no act is lost and no state is reached that the table does not have.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import insert

from gridnet.base import db, events
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotFound, Stale
from gridnet.base.network import Network
from gridnet.incidents import legs, lifecycle, numbers, queries
from gridnet.incidents.events import IncidentMoved, LegMoved, LegReleased
from gridnet.incidents.lifecycle import LegState, Part, Role, State, Step
from gridnet.incidents.models import Entry, Incident, Leg, StepReceipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A step as somebody asks for it. `occurred_at` is when it was done, `at` when we hear of it."""

    step: Step
    network: Network | None
    reason: str
    note: str | None
    occurred_at: datetime
    at: datetime
    is_late: bool
    person_id: int
    position_id: int | None
    to_position: int | None = None
    duplicate_of: int | None = None
    expected_version: int | None = None
    client_ref: str | None = None
    body_hash: bytes = b""
    is_recusal: bool = False


class Owned(Protocol):
    """A leg, as far as it tells whose it is."""

    @property
    def person_id(self) -> int | None:
        """Whoever has it."""

    @property
    def position_id(self) -> int | None:
        """As which position."""

    @property
    def desk_code(self) -> str | None:
        """In whose queue it waits."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to an incident: by position and permission, and as the one a leg was given to."""

    parts: frozenset[Part]

    def on(self, leg: Owned, person_id: int, desks: frozenset[str]) -> frozenset[Part]:
        """The parts held towards one leg: whoever sits at the desk of an ownerless leg is its assignee."""
        is_mine = leg.person_id == person_id or (leg.position_id is None and leg.desk_code in desks)
        return self.parts | {Part.ASSIGNEE} if is_mine else self.parts


def take(county: County, incident_id: int, wish: Wish, standing: Standing, desks: frozenset[str]) -> Incident:
    """Take a step and return the incident as it stands then.

    Raises `Stale` when the expected version is not the current one, `Conflict` for a step the table does not have
    from here, `NotAllowed` when it is not this person's to take, `Invalid` for a missing reason.
    """
    incident = db.lock(Incident, county, incident_id)
    if wish.client_ref and _is_repeat(county, incident_id, wish):
        return incident
    check_is_live(incident)
    if wish.expected_version is not None and wish.expected_version != incident.version:
        raise Stale(f"the incident is at version {incident.version}, not {wish.expected_version}; read it again")
    live = legs.list_live(county, incident_id)
    if wish.step in lifecycle.LEG_STEPS:
        _take_on_leg(incident, _leg_for(live, wish, desks), wish, standing, desks)
    else:
        _take_on_whole(incident, live, wish, standing)
    db.session.flush()
    return incident


def check_is_live(incident: Incident) -> None:
    """Refuse to act on what came out of a file of the past; raises `Conflict`."""
    if incident.is_history:
        raise Conflict("this is a record of the past, and stays as it was written down; report the matter anew")


def _is_repeat(county: County, incident_id: int, wish: Wish) -> bool:
    receipt = db.session.get(StepReceipt, (county, wish.client_ref))
    if receipt is None:
        return False
    taken = db.session.get_one(Entry, (county, receipt.entry_id))
    if (receipt.body_hash, taken.incident_id, taken.person_id) != (wish.body_hash, incident_id, wish.person_id):
        raise Conflict(f"client_ref {wish.client_ref} was already used for another step; nothing was changed")
    return True


def _leg_for(live: list[Leg], wish: Wish, desks: frozenset[str]) -> Leg:
    """The leg meant: of the network named, else one's own, else the lead."""
    if wish.network is not None:
        leg = next((each for each in live if each.network == wish.network), None)
        if leg is None:
            raise NotFound(f"the incident has no live leg in the {wish.network} network")
        return leg
    own = [each for each in live if each.person_id == wish.person_id or each.desk_code in desks]
    leg = own[0] if own else legs.lead_of(live)
    if leg is None:
        raise Conflict("the incident has ended; reopen it first")
    return leg


def _take_on_leg(incident: Incident, leg: Leg, wish: Wish, standing: Standing, desks: frozenset[str]) -> None:
    held = standing.on(leg, wish.person_id, desks)
    part = _part(held, lifecycle.LEG.get((LegState(leg.state), wish.step)))
    before = LegState(leg.state)
    after = lifecycle.follow_leg(Role(leg.role), before, wish.step, part, wish.reason)
    leg.state, leg.version = after, leg.version + 1
    if (stamp := lifecycle.STAMPS.get(wish.step)) and getattr(leg, stamp) is None:
        setattr(leg, stamp, wish.occurred_at)
    if after in lifecycle.LEG_ENDED:
        leg.ended_at = wish.at
    if leg.role == Role.LEAD:
        incident.state = lifecycle.incident_state(after)
    incident.version += 1
    _write(incident, wish, before, after, leg)
    db.session.flush()
    _tell_leg(incident, leg, wish, after)


def _tell_leg(incident: Incident, leg: Leg, wish: Wish, after: LegState) -> None:
    county = County(incident.county)
    if after is LegState.RELEASED:
        events.emit(
            LegReleased(
                county=county,
                incident_id=incident.id,
                leg_id=leg.id,
                step=wish.step,
                to_position=wish.to_position,
                by_position=wish.position_id,
                at=wish.at,
            )
        )
        return
    events.emit(
        LegMoved(
            county=county,
            incident_id=incident.id,
            leg_id=leg.id,
            network=Network(leg.network),
            role=Role(leg.role),
            step=wish.step,
            state=after,
            reason=wish.reason,
            person_id=wish.person_id,
            position_id=wish.position_id,
            occurred_at=wish.occurred_at,
            at=wish.at,
        )
    )


def _take_on_whole(incident: Incident, live: list[Leg], wish: Wish, standing: Standing) -> None:
    before = State(incident.state)
    part = _part(standing.parts, lifecycle.WHOLE.get((before, wish.step)))
    after = lifecycle.follow_whole(before, wish.step, part, wish.reason)
    if wish.step in {Step.DUPLICATE, Step.REOPEN}:
        incident.duplicate_of = _duplicate_of(incident, wish) if wish.step is Step.DUPLICATE else None
    touched = _last_legs(incident) if wish.step is Step.REOPEN else live
    for leg in touched:
        _move_leg(leg, lifecycle.leg_after(wish.step, Role(leg.role), LegState(leg.state)), wish.at)
    incident.state, incident.version = after, incident.version + 1
    if after is not before:
        incident.ended_at = wish.at if after in lifecycle.ENDED else None
        incident.closed_at = wish.at if after is State.CLOSED else incident.closed_at
    _write(incident, wish, before, after, None)
    db.session.flush()
    events.emit(
        IncidentMoved(
            county=County(incident.county),
            incident_id=incident.id,
            step=wish.step,
            state=after,
            occurred_at=wish.occurred_at,
            at=wish.at,
        )
    )


def _duplicate_of(incident: Incident, wish: Wish) -> int:
    if wish.duplicate_of is None or wish.duplicate_of == incident.id:
        raise Invalid(
            "name the other incident in duplicate_of", errors=[{"field": "duplicate_of", "message": "required"}]
        )
    other = queries.get_incident(County(incident.county), wish.duplicate_of, viewer=wish.person_id)
    if other.duplicate_of is not None:
        first = numbers.write(other.county, other.duplicate_of)
        raise Conflict(f"{numbers.write(other.county, other.id)} is itself a duplicate of {first}; name that one")
    return other.id


def _last_legs(incident: Incident) -> list[Leg]:
    """The legs that were live when the incident ended: the last one of each network."""
    every = legs.list_all(County(incident.county), incident.id)
    return list({leg.network: leg for leg in every}.values())


def _move_leg(leg: Leg, after: LegState, at: datetime) -> None:
    if leg.state == after:
        return
    leg.state, leg.version = after, leg.version + 1
    leg.ended_at = at if after in lifecycle.LEG_ENDED else None


def _part(held: frozenset[Part], passage: lifecycle.Passage | None) -> Part | None:
    """The part under which a step may be taken, the nearest to the case first."""
    able = held & passage.by if passage else held
    return next((part for part in Part if part in able), None)


def _write(incident: Incident, wish: Wish, before: str, after: str, leg: Leg | None) -> None:
    entry = Entry(
        county=incident.county,
        incident_id=incident.id,
        leg_id=leg.id if leg else None,
        network=leg.network if leg else None,
        step=wish.step,
        from_state=before,
        to_state=after,
        reason=wish.reason or None,
        note=wish.note,
        person_id=wish.person_id,
        position_id=wish.position_id,
        occurred_at=wish.occurred_at,
        recorded_at=wish.at,
        is_late=wish.is_late,
        client_ref=wish.client_ref,
        detail=_detail(incident, wish),
    )
    db.session.add(entry)
    db.session.flush()
    if wish.client_ref:
        db.session.execute(
            insert(StepReceipt),
            [
                {
                    "county": incident.county,
                    "client_ref": wish.client_ref,
                    "body_hash": wish.body_hash,
                    "entry_id": entry.id,
                }
            ],
        )


def _detail(incident: Incident, wish: Wish) -> dict[str, object]:
    """What an entry keeps beside its columns."""
    if wish.step is Step.DUPLICATE:
        return {"duplicate_of": incident.duplicate_of}
    return {"recusal": True} if wish.is_recusal else {}
