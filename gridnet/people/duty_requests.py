"""Leave and swaps asked for by those who serve: asked, answered by the other person, decided, taken back.

The roster changes with the approval and not before; whoever has to act next, or waits for the answer, is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from gridnet.base import audit, db, events
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from gridnet.people import deciders, request_rules, roles, roster
from gridnet.people.access import Held
from gridnet.people.events import DutyRequestMoved
from gridnet.people.models import Position
from gridnet.people.request_models import DutyRequest
from gridnet.people.request_rules import BEGINS, Kind, Move, State
from gridnet.people.staff import By

#: An illness is told of when it is there; whoever asks later than this has it entered by their desk.
LATEST = timedelta(days=1)
FURTHEST = timedelta(days=366)
_DECIDED_ABOUT = frozenset().union(*roles.DECIDES_ABOUT.values())


@dataclass(frozen=True, slots=True)
class LeaveWish:
    """When somebody wants to be away, and why."""

    starts_at: datetime
    ends_at: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a request is approved, and why not where it is declined."""

    approves: bool
    reason: str | None = None


def ask_leave(county: County, held: Iterable[Held | Position], wish: LeaveWish, by: By) -> DutyRequest:
    """Ask to be away; raises `Invalid`, or `NotAllowed` for whoever's leave is not asked for here."""
    _check_leave(wish, by.at)
    return _ask(
        DutyRequest(
            county=county,
            kind=Kind.LEAVE,
            person_id=by.person_id,
            position_id=_served(held).id,
            starts_at=wish.starts_at,
            ends_at=wish.ends_at,
            leave_kind=wish.kind,
        ),
        by,
    )


def _check_leave(wish: LeaveWish, at: datetime) -> None:
    starts_at, ends_at = wish.starts_at, wish.ends_at
    if wish.kind not in roster.KINDS:
        raise Invalid(f"a leave is one of {', '.join(roster.KINDS)}, not {wish.kind!r}")
    if ends_at <= starts_at:
        raise _at("ends_at", "a leave ends after it begins")
    if starts_at < at - LATEST or ends_at <= at:
        raise _at("starts_at", "a leave is asked for before it is over, at the latest on the day after it began")
    if ends_at > starts_at + FURTHEST or starts_at > at + FURTHEST:
        raise _at("ends_at", "a leave is asked for within a year, and lasts a year at most")


def _at(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, errors=[{"field": field, "message": sentence}])


def _served(held: Iterable[Held | Position]) -> Held | Position:
    """The position as which somebody asks; raises `NotAllowed` where nobody decides about any of theirs."""
    found = next((each for each in held if each.role in _DECIDED_ABOUT), None)
    if found is None:
        raise NotAllowed("nobody decides here about the leave of your position; ask another administrator")
    return found


def ask_swap(county: County, shift_id: int, other_shift_id: int, by: By) -> DutyRequest:
    """Ask to serve somebody's shift while they serve one's own; raises what a swap now would raise."""
    mine = roster.get_shift(county, shift_id)
    if mine.person_id != by.person_id:
        raise NotFound(f"you have no shift {shift_id} in {county}")
    other = roster.get_shift(county, other_shift_id)
    roster.check_swap(mine, other, by)
    position = roster.position_served(mine)
    return _ask(
        DutyRequest(
            county=county,
            kind=Kind.SWAP,
            person_id=mine.person_id,
            position_id=position.id,
            starts_at=mine.starts_at,
            ends_at=mine.ends_at,
            shift_id=mine.id,
            other_id=other.person_id,
            other_shift_id=other.id,
        ),
        by,
    )


def _ask(row: DutyRequest, by: By) -> DutyRequest:
    _check_first(row)
    row.state, row.version, row.asked_at = BEGINS[Kind(row.kind)], 1, by.at
    db.session.add(row)
    db.session.flush()
    _said(row, "asked", by)
    return row


def _check_first(row: DutyRequest) -> None:
    """Refuse what was asked for already; two at once would only undo each other."""
    others = select(DutyRequest.id).where(
        DutyRequest.county == row.county,
        DutyRequest.person_id == row.person_id,
        DutyRequest.kind == row.kind,
        DutyRequest.state.in_(request_rules.OPEN),
        DutyRequest.starts_at < row.ends_at,
        DutyRequest.ends_at > row.starts_at,
    )
    if db.session.scalars(others).first() is not None:
        raise Conflict("you have asked for this time already; take that request back first")


def answer(row: DutyRequest, agrees: bool, by: By, *, version: int | None = None) -> DutyRequest:  # noqa: FBT001 - the answer
    """The other person's answer to a swap; raises `NotFound` for whoever was not asked."""
    if row.other_id is None or row.other_id != by.person_id:
        raise NotFound(f"nobody asked you to swap a shift in request {row.id}")
    row = _move(row, Move.AGREE if agrees else Move.REFUSE, version)
    row.answered_at = by.at
    _said(row, "answered", by)
    return row


def withdraw(row: DutyRequest, by: By, *, version: int | None = None) -> DutyRequest:
    """Take back one's own request; raises `NotFound` for somebody else's."""
    if row.person_id != by.person_id:
        raise NotFound(f"you have no request {row.id} in {row.county}")
    row = _move(row, Move.WITHDRAW, version)
    _said(row, "withdrawn", by)
    return row


def decide(
    row: DutyRequest, held: Iterable[Held], decision: Decision, by: By, *, version: int | None = None
) -> DutyRequest:
    """Approve, which changes the roster, or decline with a reason; raises `NotAllowed`, `Invalid` or `Conflict`."""
    request_rules.check_third(by.person_id or 0, row.person_id, row.other_id)
    if not any(request_rules.may_decide(each, about(row)) for each in held):
        raise NotAllowed("this is on the roster of another division or network")
    reason = (decision.reason or "").strip()
    if not decision.approves and not reason:
        raise _at("reason", "say why")
    row = _move(row, Move.APPROVE if decision.approves else Move.DECLINE, version)
    row.decided_at, row.decided_by, row.decided_as, row.reason = by.at, by.person_id, by.position_id, reason or None
    if decision.approves:
        _carry_out(row, by)
    _said(row, row.state, by)
    return row


def _carry_out(row: DutyRequest, by: By) -> None:
    county = County(row.county)
    if row.kind == Kind.LEAVE:
        assert row.leave_kind is not None
        made = roster.add_leave(county, row.person_id, row.starts_at, row.ends_at, row.leave_kind, by)
        row.leave_id = made.id
        return
    assert row.shift_id is not None
    assert row.other_shift_id is not None
    roster.swap(county, row.shift_id, row.other_shift_id, by)


def about(row: DutyRequest) -> Position:
    """The position whose duty a request is about: that of the asker, as which they asked."""
    return db.session.get_one(Position, (row.county, row.position_id))


def get(county: County, id_: int) -> DutyRequest:
    """The request; raises `NotFound`."""
    row = db.session.get(DutyRequest, (county, id_))
    if row is None:
        raise NotFound(f"there is no request {id_} in {county}")
    return row


def _move(row: DutyRequest, move: Move, version: int | None) -> DutyRequest:
    row = db.lock(DutyRequest, row.county, row.id)
    if version is not None and row.version != version:
        raise Stale("the request has changed since you looked at it; look at it again")
    row.state, row.version = request_rules.next_state(State(row.state), move), row.version + 1
    return row


def _said(row: DutyRequest, what: str, by: By) -> None:
    db.session.flush()
    county = County(row.county)
    audit.write(
        county,
        f"duty_request.{what}",
        at=by.at,
        person_id=by.person_id,
        position_id=by.position_id,
        subject=("duty_request", row.id),
        source=by.source,
        detail={"kind": row.kind} | by.told,
    )
    events.emit(
        DutyRequestMoved(
            county=county,
            request_id=row.id,
            version=row.version,
            kind=Kind(row.kind),
            state=State(row.state),
            starts_at=row.starts_at,
            tells=tuple(_whom(row, by)),
            at=by.at,
        )
    )


def _whom(row: DutyRequest, by: By) -> Iterable[int]:
    """Who has to act now; else those who wait for what came of it, but for whoever did it."""
    if row.state == State.ASKED:
        return [row.other_id or 0]
    if row.state == State.WAITING:
        return deciders.nearest(about(row), {row.person_id, row.other_id}, by.at)
    return [each for each in (row.person_id, row.other_id) if each is not None and each != by.person_id]
