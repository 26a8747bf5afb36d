"""The shapes of cards and of the ladder at the doors."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gridnet.base import paging
from gridnet.base.network import Network
from gridnet.clocks.card_models import Card, Escalation, Fault
from gridnet.clocks.card_queries import Which
from gridnet.clocks.ladder import Level, Mark, Tell
from gridnet.clocks.schemas import CountyCode, Reason, Strict

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,32}$")]


class CardQuery(paging.Wish):
    """Which cards of a county."""

    county: CountyCode
    which: Which = Field(Which.MINE, description="mine, those of my divisions, or those raised to my desk")
    open: bool | None = Field(None, description="neither answered nor cancelled")


class FaultQuery(paging.Wish):
    """Which county's clocks were set aside."""

    county: CountyCode


class LadderQuery(Strict):
    """Whose ladder."""

    county: CountyCode


class ReasonIn(Strict):
    """Why."""

    reason: Reason


class HeardOut(BaseModel):
    """Somebody who heard of a card, or the desk that did where nobody holds a seat."""

    model_config = ConfigDict(from_attributes=True)

    tell: Tell
    person_id: int | None
    position_id: int | None
    desk_code: str | None
    duty_reason: str | None
    at: dt.datetime
    not_before: dt.datetime | None
    hold_reason: str | None

    @classmethod
    def of(cls, row: Escalation) -> "HeardOut":
        """The row as it is shown."""
        return cls.model_validate(row)


class CardOut(BaseModel):
    """A card: which clock is late, since when, when that was seen, and what was done about it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    county: str
    clock_id: int
    epoch: int
    level: int
    mark: Mark
    needs_reason: bool
    due_at: dt.datetime
    detected_at: dt.datetime
    is_late: bool = Field(description="seen late: the watch had been away")
    skipped: list[int] = Field(description="levels passed on the way, for which there is no card of their own")
    subject_kind: str
    subject_id: int
    network: Network | None
    stage: str
    priority: str | None
    holder_person_id: int | None
    holder_position_id: int | None
    division_code: str
    raised_to: str | None
    acted_at: dt.datetime | None
    acted_by: int | None
    acted_as: int | None
    act_reason: str | None
    cancelled_at: dt.datetime | None
    cancelled_by: int | None
    cancelled_as: int | None
    cancel_reason: str | None

    @classmethod
    def of(cls, row: Card) -> "CardOut":
        """The row as it is shown."""
        return cls.model_validate(row)


class CardDetail(CardOut):
    """A card with whoever heard of it."""

    heard: list[HeardOut] = []


class FaultOut(BaseModel):
    """A clock set aside: what went wrong, how often it was tried, when it is tried again."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    clock_id: int
    first_at: dt.datetime
    last_at: dt.datetime
    tries: int
    error: str
    until_at: dt.datetime

    @classmethod
    def of(cls, row: Fault) -> "FaultOut":
        """The row as it is shown."""
        return cls.model_validate(row)


class LevelIn(Strict):
    """A county's own row for a level of the ladder."""

    county: CountyCode
    level: int = Field(ge=1, le=99)
    mark: Mark
    tells: list[Tell] = Field(default_factory=list)
    needs_reason: bool = False
    waits: bool = Field(default=True, description="for opening, when nobody is on duty at night")
    is_skipped: bool = False
    priority: Word | None = None
    stage: Word | None = None
    network: Network | None = None

    def level_of(self) -> Level:
        """The row as the rules know it."""
        return Level(**self.model_dump(exclude={"tells"}), tells=frozenset(self.tells))


class LevelOut(BaseModel):
    """A row of the ladder; without a county it is everybody's."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    county: str | None
    level: int
    mark: Mark
    tells: list[Tell]
    needs_reason: bool
    waits: bool
    is_skipped: bool
    priority: str | None
    stage: str | None
    network: Network | None

    @classmethod
    def of(cls, row: object) -> "LevelOut":
        """The row as it is shown."""
        return cls.model_validate(row)


class Ladder(BaseModel):
    """All rows that can hold in a county; of those for one level the most specific holds."""

    items: list[LevelOut]
