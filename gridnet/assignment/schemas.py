"""The shapes of the assignment at the doors."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from gridnet.base.network import Network
from gridnet.incidents.lifecycle import LegState, Role


class WhyOut(BaseModel):
    """Why one leg was given to whoever has it, for people and for programs."""

    leg_id: int
    network: Network
    role: Role
    state: LegState
    why: str
    decided_at: datetime
    told_zh: list[str] = Field(description="the reason in sentences, in Chinese")
    told_en: list[str] = Field(description="the reason in sentences, in English")
    record: dict[str, Any] = Field(description="versions, candidates and tie-break, as stored and as replayed")


class WhyList(BaseModel):
    """Every assignment an incident ever had, in the order they were made."""

    items: list[WhyOut]


class CandidateQuery(BaseModel):
    """Whose leg is to be given to somebody else."""

    model_config = ConfigDict(extra="forbid")

    network: Network


class CandidateOut(BaseModel):
    """Somebody of the chain who could have the leg, or why not."""

    position_id: int = Field(description="for the step hand_over, as to_position")
    person: str
    staff_no: str
    role: str
    rung: int = Field(description="place in the chain, 1 is searched first")
    on_duty: bool
    duty_reason: str
    open: int = Field(description="cases this position has open")
    skip: str | None = Field(description="why the search would pass them over; absent where it would not")
    has_it: bool
    may_have_it: bool


class CandidateList(BaseModel):
    """The chain of one network, in the order it is searched."""

    items: list[CandidateOut]
