"""The shapes of requests about duty at the doors."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, StringConstraints, model_validator

from gridnet.base import paging
from gridnet.people.request_rules import Kind, State
from gridnet.people.schemas import CountyCode, Id, Moment, Strict

LeaveKind = Literal["annual", "sick", "training", "secondment", "other"]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class LeaveAskIn(Strict):
    """A leave one asks for oneself."""

    starts_at: Moment
    ends_at: Moment
    kind: LeaveKind


class SwapAskIn(Strict):
    """One's own shift, and somebody's that one would serve instead."""

    shift_id: Id
    other_shift_id: Id


class AnswerIn(Strict):
    """What the other person says to a swap."""

    agrees: bool


class DecisionIn(Strict):
    """What is decided; a reason is wanted where it is declined."""

    approves: bool
    reason: Reason | None = None

    @model_validator(mode="after")
    def _with_reason(self) -> Self:
        if not self.approves and self.reason is None:
            raise ValueError("say why it is declined in `reason`")
        return self


class RequestQuery(paging.Wish):
    """Which requests: one's own, those one is asked to agree to, or those that wait for one's decision."""

    county: CountyCode
    of: Literal["own", "asked", "waiting"] = "own"


class RequestOut(BaseModel):
    """A request. Why somebody is away is for them and for whoever decides."""

    id: int
    county: str
    kind: Kind
    state: State
    version: int
    person_id: int
    name: str
    role: str
    starts_at: datetime
    ends_at: datetime
    leave_kind: str | None
    shift_id: int | None
    other_id: int | None
    other_name: str | None
    other_shift_id: int | None
    other_starts_at: datetime | None
    other_ends_at: datetime | None
    asked_at: datetime
    decided_at: datetime | None
    reason: str | None

    @classmethod
    def of(cls, row: Any) -> "RequestOut":
        """A row of `request_lists`."""
        own = {name: getattr(row.DutyRequest, name) for name in cls.model_fields if hasattr(row.DutyRequest, name)}
        named = ("name", "other_name", "role", "other_starts_at", "other_ends_at")
        return cls(**own | {name: getattr(row, name) for name in named})
