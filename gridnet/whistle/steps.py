"""Taking a step on a summons: the row is locked, the table asked, clocks follow, the entry is written, desks hear."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, Stale
from gridnet.incidents import lifecycle as incident_lifecycle
from gridnet.incidents import queries
from gridnet.incidents.events import IncidentMoved, IncidentReclassified
from gridnet.incidents.models import Incident
from gridnet.people.roles import Matter
from gridnet.whistle import history, lifecycle, telling, timing
from gridnet.whistle.lifecycle import ENDED, NOT_THERE, STAMPS, Part, State, Step
from gridnet.whistle.models import Department, Summons, Whistle
from gridnet.whistle.values import By, Rating, Stage

#: Which clocks a step stops; none is stopped by what is not here.
STOPS = {
    Step.ACKNOWLEDGE: (Stage.ACKNOWLEDGE,),
    Step.ARRIVE: tuple(Stage),
    Step.DECLINE: tuple(Stage),
    Step.MISS: tuple(Stage),
    Step.WITHDRAW: tuple(Stage),
    Step.LAPSE: tuple(Stage),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A step as somebody asks for it. `occurred_at` is when it was done, `at` when we hear of it."""

    step: Step
    reason: str = ""
    rating: Rating | None = None
    occurred_at: datetime
    at: datetime
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class _Whole:
    """A summons with all that belongs to it."""

    incident: Incident
    whistle: Whistle
    summons: Summons
    department: Department


def take(county: County, summons_id: int, wish: Wish, parts: dict[Part, By]) -> Summons:
    """Take a step and return the summons as it stands then.

    Raises `Stale` where it is no longer the version that was looked at, `Conflict` for a step the table does not have
    from here, `NotAllowed` where it is not this person's to take, `Invalid` for a missing reason or rating.
    """
    summons = db.lock(Summons, county, summons_id)
    if wish.expected_version is not None and wish.expected_version != summons.version:
        raise Stale(f"the summons is at version {summons.version}, not {wish.expected_version}; read it again")
    whole = _whole(county, summons)
    _check_time(summons, wish)
    before, is_past = State(summons.state), wish.at >= whole.whistle.meet_at
    after = lifecycle.follow(before, wish.step, frozenset(parts), wish.reason, is_past=is_past)
    if wish.step is Step.INSIST and whole.incident.ended_at is not None:
        raise Conflict("the case has ended; there is nothing left to insist on")
    _move(whole, wish, after, next(by for part, by in parts.items() if lifecycle.is_for(part, before, wish.step)))
    return summons


def _whole(county: County, summons: Summons) -> _Whole:
    return _Whole(
        db.session.get_one(Incident, (county, summons.incident_id)),
        db.session.get_one(Whistle, (county, summons.whistle_id)),
        summons,
        db.session.get_one(Department, (county, summons.department_id)),
    )


def _check_time(summons: Summons, wish: Wish) -> None:
    if wish.occurred_at > wish.at:
        raise _untimely("occurred_at lies in the future; check the device's clock and its time zone")
    if wish.occurred_at < summons.called_at:
        raise _untimely("occurred_at lies before the department was called; check the digits")


def _untimely(words: str) -> Invalid:
    return Invalid(words, errors=[{"field": "occurred_at", "message": words}])


def _move(whole: _Whole, wish: Wish, after: State, by: By | None) -> None:
    summons, before = whole.summons, State(whole.summons.state)
    rating = lifecycle.rating_of(wish.step, wish.rating)
    summons.state, summons.version = after, summons.version + 1
    if (stamp := STAMPS.get(after)) and getattr(summons, stamp) is None:
        setattr(summons, stamp, wish.occurred_at)
    if after in ENDED:
        summons.ended_at = wish.at
    if rating is not None:
        summons.attendance, summons.outcome = rating.attendance, rating.outcome
    db.session.flush()
    _follow(whole, wish, by)
    history.note_step(
        whole.incident,
        summons,
        whole.department,
        wish.step,
        before=before,
        by=by,
        reason=wish.reason,
        rating=rating,
        occurred_at=wish.occurred_at,
        at=wish.at,
    )
    telling.tell_step(whole.incident, whole.whistle, summons, whole.department, wish.step, at=wish.at)


def _follow(whole: _Whole, wish: Wish, by: By | None) -> None:
    """Let the clocks follow: what was insisted on begins anew, and whoever acknowledged has what still runs."""
    summons, county = whole.summons, County(whole.summons.county)
    if wish.step in STOPS:
        stages = STOPS[wish.step]
        timing.stop(county, summons.id, stages, done_at=wish.occurred_at, at=wish.at, why=wish.step)
    if wish.step is Step.ACKNOWLEDGE and by is not None:
        timing.hand_on(county, summons.id, by.person_id, by.position_id)
    if wish.step is Step.INSIST:
        summons.turn += 1
        code, division = whole.department.code, whole.incident.division_code
        named = frozenset(queries.list_named(county, summons.incident_id))
        holder = timing.holders(county, [code], division, unless=named, at=wish.at)[code]
        timing.start(county, whole.incident, whole.whistle, {summons: holder}, at=wish.at)


def withdraw_all(county: County, whistle_id: int, by: By, reason: str, *, at: datetime) -> int:
    """Withdraw what a whistle still waits for; returns how many departments that were.

    Raises `Conflict` where there is none left, `Invalid` for a missing reason.
    """
    query = select(Summons.id).where(
        Summons.county == county, Summons.whistle_id == whistle_id, Summons.state.in_(NOT_THERE)
    )
    ids = db.session.scalars(query.order_by(Summons.id)).all()
    if not ids:
        raise Conflict("no department of this whistle can be called off any more: they are there, or it is over")
    wish = Wish(step=Step.WITHDRAW, reason=reason, occurred_at=at, at=at)
    for id_ in ids:
        take(county, id_, wish, {Part.TOWNSHIP: by})
    return len(ids)


def end_with_case(event: IncidentMoved) -> None:
    """The case has ended: whoever has not arrived need not come any more. Those who are there finish, and are rated."""
    if event.state in incident_lifecycle.ENDED:
        _lapse(event.county, event.incident_id, event.at)


def end_recast(event: IncidentReclassified) -> None:
    """The case has become a matter that departments are not called to."""
    if event.raised.category.matter is not Matter.ORDINARY:
        _lapse(event.county, event.raised.id, event.at)


def _lapse(county: County, incident_id: int, at: datetime) -> None:
    query = select(Summons.id).where(
        Summons.county == county, Summons.incident_id == incident_id, Summons.state.in_(NOT_THERE)
    )
    for id_ in db.session.scalars(query.order_by(Summons.id)).all():
        summons = db.lock(Summons, county, id_)
        if State(summons.state) in NOT_THERE:
            wish = Wish(step=Step.LAPSE, occurred_at=at, at=at)
            _move(_whole(county, summons), wish, State.WITHDRAWN, None)
