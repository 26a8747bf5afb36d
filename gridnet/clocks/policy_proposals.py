"""Changes of time limits take two persons: one proposes, another administrator confirms or declines.

A proposal is checked when it is made and again when it is confirmed, for others may have changed what it rests on.
Nothing holds before the second person has said so; whoever proposed may take it back and never confirm it.
A proposal lies in a county. One about everybody's limits names no county in its content, and lies in its author's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select

from gridnet.base import audit, db, paging, two_persons
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotAllowed, NotFound
from gridnet.base.reach import Reach
from gridnet.clocks import clock_queries, epochs, policies, policy_book, policy_cache, policy_reading
from gridnet.clocks.counting import By, ClockNow
from gridnet.clocks.models import PolicyProposal
from gridnet.clocks.policies import Book, Policy
from gridnet.clocks.policy_book import Draft
from gridnet.clocks.schemas import PolicyIn

#: So many running clocks are looked at for what would change.
LOOKED_AT = 2000
#: Forms know minutes only: what begins in this one begins now.
MINUTE = timedelta(minutes=1)


class State(StrEnum):
    """Where a proposal stands."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is proposed: a version of a policy as a door takes it, or that the policy holds no longer."""

    body: PolicyIn
    is_withdrawal: bool = False

    @classmethod
    def of(cls, row: PolicyProposal) -> "Wish":
        """What a proposal proposes."""
        return cls(PolicyIn.model_validate(row.content), row.is_withdrawal)

    def draft(self, county: County, at: datetime) -> Draft:
        """The version as it would be written at `at`: never for a moment that has passed by then."""
        draft = policy_reading.draft(self.body, county if self.body.county else None, at)
        return draft if draft.valid_from >= at else replace(draft, valid_from=at)


def withdrawal(county: County | None, code: str, valid_from: datetime | None) -> Wish:
    """That a policy holds no longer from a moment on; raises `NotFound` where none of that code holds."""
    held = next((each for each in reversed(policy_book.list_versions(county)) if each.code == code), None)
    if held is None or held.is_withdrawn:
        raise NotFound(f"there is no policy {code} in force")
    return Wish(policy_reading.body(held, county, valid_from), is_withdrawal=True)


def check_reach(row: PolicyProposal, reach: Reach) -> None:
    """Leave a proposal about everybody's limits to whoever reaches everywhere; raises `NotAllowed`."""
    if row.content["county"] is None and not reach.covers(""):
        raise NotAllowed("everybody's limits are set for the whole; this proposal is not your county's to decide")


def propose(county: County, wish: Wish, *, by: By, at: datetime) -> PolicyProposal:
    """Keep a proposal; raises what writing the policy would raise, `Conflict` where one for its code waits already."""
    _check_moment(wish, at)
    db.hold("policy proposal", county, wish.body.code)
    if waiting := _waiting(county, wish.body.code):
        raise Conflict(f"proposal {waiting.id} about {wish.body.code} waits already; have it decided first")
    _try(county, wish, by=by, at=at)
    row = PolicyProposal(
        county=county,
        code=wish.body.code,
        content=wish.body.model_dump(mode="json"),
        is_withdrawal=wish.is_withdrawal,
        applies_to_running=wish.body.apply_to_running,
        state=State.WAITING,
        proposed_at=at,
        proposed_by=by.person_id,
        proposed_as=by.position_id,
        version=1,
    )
    db.session.add(row)
    db.session.flush()
    _note(county, "policy.propose", row, by, at)
    return row


def _check_moment(wish: Wish, at: datetime) -> None:
    begins = wish.body.valid_from
    if begins is not None and begins < at - MINUTE:
        raise Conflict("a policy begins now or later; what was started before keeps what held then")


def _try(county: County, wish: Wish, *, by: By, at: datetime) -> None:
    """Write the policy and undo it: what the book refuses is told to whoever proposes."""
    nested = db.session.begin_nested()
    try:
        _write(county, wish, by=by, at=at)
    finally:
        nested.rollback()


def _write(county: County, wish: Wish, *, by: By, at: datetime) -> Policy:
    draft = wish.draft(county, at)
    if wish.is_withdrawal:
        return policy_book.withdraw(draft.code, draft.county, valid_from=draft.valid_from, by=by, at=at)
    return policy_book.put(draft, by=by, at=at)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The version that holds now, and the running clocks that went over to it."""

    policy: Policy
    changed: Sequence[epochs.Changed]


def confirm(county: County, proposal_id: int, *, by: By, at: datetime, version: int) -> Confirmed:
    """Let a proposal become a version of its policy; a moment that has passed meanwhile becomes this one.

    Raises `NotAllowed` for whoever proposed it, `Conflict` where it is decided or is no longer what was looked at,
    and what writing the policy raises.
    """
    row = _claim(county, proposal_id, version)
    two_persons.check(row.proposed_by, by.person_id)
    wish = Wish.of(row)
    made = _write(county, wish, by=By(row.proposed_by, row.proposed_as), at=at)
    row.policy_id = made.id
    _close(row, State.CONFIRMED, by=by, at=at)
    policy_cache.forget()
    goes_over = row.applies_to_running and wish.body.county is not None  # everybody's is for what begins after it
    changed = epochs.apply_policies(county, at=at) if goes_over else []
    _note(county, "policy.confirm", row, by, at)
    return Confirmed(made, changed)


def decline(  # noqa: PLR0913 - which, why, and by whom
    county: County, proposal_id: int, *, reason: str, by: By, at: datetime, version: int
) -> PolicyProposal:
    """Say no for a reason, or take back what oneself has proposed; nothing changes. Raises as `confirm` does."""
    if not reason.strip():
        raise Invalid("say why", errors=[{"field": "reason", "message": "say why"}])
    row = _claim(county, proposal_id, version)
    state = State.WITHDRAWN if row.proposed_by == by.person_id else State.DECLINED
    row.reason = reason
    _close(row, state, by=by, at=at)
    _note(county, f"policy.{'take_back' if state is State.WITHDRAWN else 'decline'}", row, by, at)
    return row


def _claim(county: County, proposal_id: int, version: int) -> PolicyProposal:
    """A proposal that waits, as it was looked at, held until the transaction ends."""
    row = db.lock(PolicyProposal, county, proposal_id)
    if row.state != State.WAITING:
        raise Conflict(f"proposal {proposal_id} is {row.state} already")
    if row.version != version:
        raise Conflict(f"proposal {proposal_id} has changed since you looked at it; look again")
    return row


def _close(row: PolicyProposal, state: State, *, by: By, at: datetime) -> None:
    """Say how it was decided, all at once."""
    row.state, row.decided_at, row.version = state, at, row.version + 1
    row.decided_by, row.decided_as = by.person_id, by.position_id
    db.session.flush()


def _waiting(county: County, code: str) -> PolicyProposal | None:
    one = PolicyProposal
    query = select(one).where(one.county == county, one.code == code, one.state == State.WAITING)
    return db.session.scalars(query).first()


def get(county: County, proposal_id: int) -> PolicyProposal:
    """The proposal; raises `NotFound`."""
    row = db.session.get(PolicyProposal, (county, proposal_id))
    if row is None:
        raise NotFound(f"there is no proposal {proposal_id} in {county}")
    return row


def count_waiting(county: County) -> int:
    """How many proposals of a county wait for a second person."""
    query = select(func.count()).where(PolicyProposal.county == county, PolicyProposal.state == State.WAITING)
    return db.session.execute(query).scalar_one()


def list_proposals(county: County, wish: paging.Wish, *, is_waiting: bool) -> Sequence[PolicyProposal]:
    """A page of proposals that wait, or that are decided, newest first, one row more than asked for."""
    one = PolicyProposal
    query = select(one).where(one.county == county, (one.state == State.WAITING) == is_waiting)
    if wish.after:
        (id_,) = paging.read(wish.after, [int])
        query = query.where(one.id < id_)
    return db.session.scalars(query.order_by(one.id.desc()).limit(wish.limit + 1)).all()


@dataclass(frozen=True, slots=True)
class Would:
    """What a policy would change of the clocks that run now: those looked at, and those whose due time would move."""

    looked_at: int
    is_all: bool
    moved: Sequence[epochs.Changed]


def foresee(county: County, wish: Wish, *, by: By, at: datetime) -> Would:
    """What would change for running clocks, were the policy in force now and for them as well; nothing is kept."""
    nested = db.session.begin_nested()
    try:
        made = _write(county, wish, by=by, at=at)
        book = Book(policy_book.list_versions(county))
        clocks = clock_queries.list_open(0, LOOKED_AT, county)
        moved = [each for clock in clocks if (each := _moves(county, clock, book, made.valid_from))]
        return Would(len(clocks), len(clocks) < LOOKED_AT, moved)
    finally:
        nested.rollback()


def _moves(county: County, clock: ClockNow, book: Book, at: datetime) -> epochs.Changed | None:
    policy = book.choose(clock.about, clock.stage, clock.network, clock.role, at)
    return None if policy is None else epochs.foresee(county, clock, policy)


def in_force_now(county: County, code: str, at: datetime) -> Policy | None:
    """The version of a policy that holds now, to be laid beside what is proposed."""
    found = policies.in_force(policy_book.list_versions(county), at)
    return next((each for each in found if each.code == code), None)


def _note(county: County, action: str, row: PolicyProposal, by: By, at: datetime) -> None:
    audit.write(
        county,
        action,
        at=at,
        person_id=by.person_id,
        position_id=by.position_id,
        subject=("policy_proposal", row.id),
        detail={"code": row.code},
    )
