"""The shapes of proposals about time limits at the doors."""

import datetime as dt

from pydantic import BaseModel, Field

from gridnet.base import paging
from gridnet.clocks.models import PolicyProposal
from gridnet.clocks.policy_proposals import State, Would
from gridnet.clocks.schemas import ByOut, CountyCode, PolicyIn, Reason, Strict

#: So many of the clocks that would move are named.
NAMED = 20


class ProposalQuery(paging.Wish):
    """Whose proposals, and whether those that wait or those that are decided."""

    county: CountyCode
    waiting: bool = True


class VersionIn(Strict):
    """The version of the proposal that was looked at."""

    version: int = Field(ge=1)


class RefusalIn(VersionIn):
    """Why the proposal is not to hold."""

    reason: Reason


class MovedOut(BaseModel):
    """A running clock whose due time would move."""

    clock_id: int
    stage: str
    due_before: dt.datetime
    due_after: dt.datetime


class WouldOut(BaseModel):
    """What would become of clocks that run now, were the proposal in force and for them as well."""

    looked_at: int
    is_all: bool = Field(description="whether every running clock of the county was looked at")
    moved: int
    first: list[MovedOut] = Field(description=f"those that would move, {NAMED} at most")

    @classmethod
    def of(cls, would: Would) -> "WouldOut":
        """What was foreseen, as it is shown."""
        first = [
            MovedOut(clock_id=e.clock.id or 0, stage=e.clock.stage, due_before=e.due_before, due_after=e.due_after)
            for e in would.moved[:NAMED]
        ]
        return cls(looked_at=would.looked_at, is_all=would.is_all, moved=len(would.moved), first=first)


class ProposalOut(BaseModel):
    """A version of a policy, or its end, that one administrator proposed and another has to confirm."""

    id: int
    county: str = Field(description="where it lies; `content.county` says whose limit it is about")
    code: str
    content: PolicyIn
    is_withdrawal: bool
    state: State
    version: int = Field(description="to be sent with the decision")
    proposed_at: dt.datetime
    proposed_by: ByOut
    decided_at: dt.datetime | None
    decided_by: ByOut | None
    reason: str | None = Field(description="why it was declined or taken back")
    policy_version_id: int | None = Field(description="what it became once confirmed")

    @classmethod
    def of(cls, row: PolicyProposal) -> "ProposalOut":
        """A proposal as it is shown."""
        decided = None
        if row.decided_by is not None and row.decided_as is not None:
            decided = ByOut(person_id=row.decided_by, position_id=row.decided_as)
        return cls(
            id=row.id,
            county=row.county,
            code=row.code,
            content=PolicyIn.model_validate(row.content),
            is_withdrawal=row.is_withdrawal,
            state=State(row.state),
            version=row.version,
            proposed_at=row.proposed_at,
            proposed_by=ByOut(person_id=row.proposed_by, position_id=row.proposed_as),
            decided_at=row.decided_at,
            decided_by=decided,
            reason=row.reason,
            policy_version_id=row.policy_id,
        )


class ProposalDetail(ProposalOut):
    """A proposal, and while it waits what it would change."""

    would: WouldOut | None = Field(None, description="absent once decided, and where it could not be written any more")
    trouble: str | None = Field(None, description="why it could not be written any more")
