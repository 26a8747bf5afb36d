"""The shapes of the assignment at the doors."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

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
