"""Blowing the whistle: departments are called to an open case, their clocks start, their desks are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from gridnet.clocks.values import Holder
from gridnet.incidents import numbers, queries, steps
from gridnet.incidents.models import Incident
from gridnet.people.roles import Matter
from gridnet.whistle import departments, history, telling, timing, values
from gridnet.whistle.lifecycle import State
from gridnet.whistle.models import Department, Summons, Whistle
from gridnet.whistle.values import MOST_CALLED, By, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A whistle as somebody wants it: whom it calls, how urgently, where and by when, and for what."""

    departments: Sequence[int]
    urgency: Urgency
    place: str
    meet_at: datetime
    need: str
    at: datetime
    expected_version: int | None = None
    client_ref: str | None = None
    body_hash: bytes | None = None


def open_(county: County, incident_id: int, wish: Wish, by: By) -> Whistle:
    """Call departments to a case, once a `client_ref`.

    Raises `Stale` where the case is no longer the version that was looked at, `Conflict` where it has ended or a
    department is called to it already, `NotAllowed` for what is no ordinary matter, `NotFound` or `Invalid` for a
    department that cannot be called, and `Invalid` for a moment that cannot be.
    """
    incident = db.lock(Incident, county, incident_id)
    if wish.client_ref and (before := _before(county, incident_id, wish, by)):
        return before
    _check(incident, wish)
    called = _called(county, incident_id, wish.departments)
    whistle = _write(incident, wish, by)
    summonses = [_summon(whistle, each) for each in called]
    db.session.flush()
    named = frozenset(queries.list_named(county, incident_id))
    codes = [each.code for each in called]
    holders = timing.holders(county, codes, incident.division_code, unless=named, at=wish.at)
    held: dict[Summons, Holder] = {one: holders[each.code] for one, each in zip(summonses, called, strict=True)}
    due = timing.start(county, incident, whistle, held, at=wish.at)
    history.note_opened(incident, whistle, called, by)
    telling.tell_called(incident, whistle, list(zip(summonses, called, strict=True)), due, at=wish.at)
    return whistle


def _before(county: County, incident_id: int, wish: Wish, by: By) -> Whistle | None:
    mine = (Whistle.county == county, Whistle.opened_by == by.person_id, Whistle.client_ref == wish.client_ref)
    found = db.session.scalars(select(Whistle).where(*mine)).first()
    if found is not None and (found.incident_id, found.body_hash) != (incident_id, wish.body_hash):
        raise Conflict(f"client_ref {wish.client_ref} was already used for another whistle; nothing was changed")
    return found


def _check(incident: Incident, wish: Wish) -> None:
    number = numbers.write(incident.county, incident.id)
    steps.check_is_live(incident)
    if wish.expected_version is not None and wish.expected_version != incident.version:
        raise Stale(f"the incident is at version {incident.version}, not {wish.expected_version}; read it again")
    if incident.ended_at is not None:
        raise Conflict(f"incident {number} has ended; reopen it before departments are called to it")
    if incident.matter != Matter.ORDINARY:
        raise NotAllowed("departments are called to ordinary matters, not to the police's and not to complaints")
    values.check_meeting(wish.meet_at, wish.at)


def _called(county: County, incident_id: int, ids: Sequence[int]) -> list[Department]:
    """The departments meant; raises what `open_` does."""
    if not 1 <= len(ids) <= MOST_CALLED:
        raise _invalid(f"call 1 to {MOST_CALLED} departments, not {len(ids)}")
    if len(set(ids)) < len(ids):
        raise _invalid("a department is called once; one of them is named twice")
    found = departments.by_ids(county, ids)
    for id_ in ids:
        if id_ not in found:
            raise NotFound(f"there is no department {id_} in {county}")
        if found[id_].retired_at is not None:
            raise _invalid(f"{found[id_].name_en} ({found[id_].code}) is called no more; choose another department")
    live = select(Summons.department_id).where(
        Summons.county == county, Summons.incident_id == incident_id, Summons.ended_at.is_(None)
    )
    for id_ in db.session.scalars(live):
        if id_ in found:
            name = f"{found[id_].name_en} ({found[id_].code})"
            words = f"{name} is called to this case already; withdraw or rate that summons first"
            raise Conflict(words, errors=[{"field": "departments", "message": words}])
    return [found[id_] for id_ in ids]


def _invalid(words: str) -> Invalid:
    return Invalid(words, errors=[{"field": "departments", "message": words}])


def _write(incident: Incident, wish: Wish, by: By) -> Whistle:
    whistle = Whistle(
        county=incident.county,
        incident_id=incident.id,
        urgency=wish.urgency,
        place=wish.place,
        need=wish.need,
        meet_at=wish.meet_at,
        opened_at=wish.at,
        opened_by=by.person_id,
        opened_as=by.position_id,
        client_ref=wish.client_ref,
        body_hash=wish.body_hash if wish.client_ref else None,
    )
    db.session.add(whistle)
    db.session.flush()
    return whistle


def _summon(whistle: Whistle, department: Department) -> Summons:
    summons = Summons(
        county=whistle.county,
        whistle_id=whistle.id,
        incident_id=whistle.incident_id,
        department_id=department.id,
        state=State.CALLED,
        version=1,
        turn=1,
        called_at=whistle.opened_at,
    )
    db.session.add(summons)
    return summons
