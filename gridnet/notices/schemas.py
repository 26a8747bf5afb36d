"""The shapes of notices at the doors: what comes in, what goes out. Addresses go out masked."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from gridnet.base import paging
from gridnet.base.network import Network
from gridnet.notices.services import Service
from gridnet.people.schemas import Code6, CountyCode, Id, Strict

Language = Literal["zh", "en"]
Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]
Division = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}([0-9]{3}([0-9]{3})?)?$")]
State = Literal["pending", "sending", "failed", "sent", "given_up"]


class InboxQuery(paging.Wish):
    """Which of one's notices, and in which language."""

    unseen: bool = Field(default=False, description="only those not seen yet")
    language: Language = "zh"


class LiveQuery(Strict):
    """Whether the open page shows a board, and of which county."""

    board: CountyCode | None = Field(None, description="tell also when something on this county's board changes")


class NoticeOut(BaseModel):
    """A notice."""

    id: int
    kind: str
    title: str
    body: str
    number: str | None = Field(None, description="of the incident it is about")
    network: Network | None
    urgent: bool
    created_at: datetime
    not_before: datetime | None = Field(description="when the channels are told, where that waits")
    hold_reason: str | None
    seen_at: datetime | None


class StandingOut(BaseModel):
    """How many notices somebody has not seen; 100 is that or more."""

    unseen: int
    newest: int | None


class SeenIn(Strict):
    """What was seen: the notices named, or all up to one."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=200)] | None = None
    up_to: Id | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.ids is None) == (self.up_to is None):
            raise ValueError("give either ids or up_to")
        return self


class SeenOut(StandingOut):
    """How many were marked, and what is left."""

    marked: int


class ChannelIn(Strict):
    """A channel of one's own. What is given is an address, not a URL."""

    service: Literal["mail", "wecombot", "dingtalk", "feishu"]
    address: Address = Field(description="an e-mail address, or the key or token of a robot of one's own group")
    language: Language = "zh"
    urgent_only: bool = False


class RobotIn(Strict):
    """The robot of a division's group, told what the desks there are told."""

    division: Division
    service: Service
    address: Address = Field(description="the robot's key or token, or an Apprise URL of an allowed service")
    language: Language = "zh"
    urgent_only: bool = False
    kinds: list[str] | None = Field(None, max_length=50, description="only these kinds of notice")


class CodeIn(Strict):
    """The code that came through the channel."""

    code: Code6


class ChannelOut(BaseModel):
    """A channel, its address masked."""

    id: int
    service: Service
    shown: str
    division: str | None
    language: Language
    urgent_only: bool
    kinds: list[str] | None
    verified: bool
    created_at: datetime


class ChannelList(BaseModel):
    """Channels."""

    items: list[ChannelOut]


class RobotQuery(Strict):
    """Which county's robots."""

    county: CountyCode


class DeliveryQuery(paging.Wish):
    """Which messages of a county."""

    county: CountyCode
    state: State | None = None


class DeliveryOut(BaseModel):
    """A message and what became of it; not what it said."""

    id: int
    county: str
    ref: str = Field(description="what the message names itself by")
    state: State
    service: Service
    shown: str
    person_id: int | None
    division: str | None
    urgent: bool
    tries: int
    unsure: int = Field(description="tries whose end nobody recorded: each may have arrived")
    last_error: str | None
    created_at: datetime
    next_try_at: datetime | None
    sent_at: datetime | None
