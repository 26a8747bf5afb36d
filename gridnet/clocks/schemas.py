"""The shapes of clocks, policies and calendars at the doors: what comes in, what goes out."""

import datetime as dt
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from gridnet.base.network import Network
from gridnet.clocks.ladder import Mark
from gridnet.clocks.limits import Unit
from gridnet.clocks.values import CalendarKind, ClockState, Decision, IntervalKind

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=500)]
CountyCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
StageName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,32}$")]
PolicyCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{2,63}$")]


class Strict(BaseModel):
    """A shape that takes nothing it does not know, so that a misspelt field is noticed."""

    model_config = ConfigDict(extra="forbid")


class LimitIn(Strict):
    """So many of a unit."""

    amount: int = Field(ge=1, le=10_000_000)
    unit: Unit


class LimitOut(BaseModel):
    """So many of a unit."""

    amount: int
    unit: Unit


class ExtensionIn(LimitIn):
    """More time, and why; asked for before the limit."""

    reason: Reason


class DecisionIn(Strict):
    """What is decided about what somebody else asked for."""

    granted: bool
    reason: Reason | None = None


class ByOut(BaseModel):
    """Who did something, as which position."""

    person_id: int
    position_id: int


class PauseOut(BaseModel):
    """A stretch that is not counted, once it is granted."""

    id: int
    kind: IntervalKind
    from_at: dt.datetime
    to_at: dt.datetime | None
    reason: str
    decision: Decision = Field(description="a pause that is pending counts for nothing yet")
    asked_by: ByOut | None
    decided_by: ByOut | None
    decided_at: dt.datetime | None
    recorded_at: dt.datetime


class ExtensionOut(BaseModel):
    """More time that was asked for; the due time it was asked against is kept."""

    id: int
    clock_id: int
    limit: LimitOut
    reason: str
    state: Decision
    asked_at: dt.datetime
    asked_by: ByOut
    due_before: dt.datetime
    decided_at: dt.datetime | None
    decided_by: ByOut | None
    decision_reason: str | None
    due_after: dt.datetime | None


class EpochOut(BaseModel):
    """That the clock went over to another policy."""

    epoch: int
    at: dt.datetime
    cause: str
    before: dict[str, Any]
    after: dict[str, Any]


class ClockOut(BaseModel):
    """A clock as it stands, and how much of it has run."""

    id: int
    county: str
    stage: str
    network: Network | None
    role: str | None
    turn: int
    epoch: int
    state: ClockState
    cause: str = Field(description="what started it")
    priority: str | None
    policy_version_id: int
    limit: LimitOut
    calendar: str
    calendar_version: int
    started_at: dt.datetime
    remind_at: dt.datetime
    due_at: dt.datetime
    yellow_at: dt.datetime
    red_at: dt.datetime
    provisional: bool = Field(description="it rests on a calendar year that is not published yet")
    stopped_at: dt.datetime | None = Field(description="when what was waited for was done")
    stop_recorded_at: dt.datetime | None = Field(description="when we heard of it")
    stop_cause: str | None
    elapsed_s: int = Field(description="net of pauses, in the time the limit is counted in")
    gross_s: int
    remaining_s: int | None = Field(description="negative when late; absent once it has stopped")
    person_id: int | None
    position_id: int | None
    division_code: str
    pauses: list[PauseOut]
    extensions: list[ExtensionOut]
    epochs: list[EpochOut]


class StageOut(BaseModel):
    """A stage that is open: when it runs out, and what a ring of it is drawn from."""

    clock_id: int
    stage: str
    state: ClockState
    limit: LimitOut
    started_at: dt.datetime
    yellow_at: dt.datetime
    due_at: dt.datetime = Field(description="while it is paused, as if it ran on from the beginning of the pause")
    red_at: dt.datetime
    provisional: bool = Field(description="it rests on a calendar year that is not published yet")
    mark: Mark | None = Field(description="colour: the highest mark it has come to; absent while all is well")
    share: float = Field(description="how much has run of the limit with its extensions, net of pauses; late above 1")


class ClockList(BaseModel):
    """The clocks of an incident, in the order in which they were started."""

    items: list[ClockOut]


class ExplainOut(BaseModel):
    """How a due time comes about, line by line, for machines and for people."""

    clock_id: int
    due_at: dt.datetime
    provisional: bool
    years_missing: list[int]
    lines: list[dict[str, Any]]
    text_zh: str
    text_en: str


class PolicyIn(Strict):
    """A policy, or a further version of one. What is left out fits everything."""

    code: PolicyCode
    county: CountyCode | None = Field(None, description="absent: for everybody")
    stage: StageName = Field(description="accept, arrive, handle, verify, follow_up, or one of another module's")
    category: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")] | None = None
    category_group: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")] | None = None
    priority: Annotated[str, StringConstraints(pattern=r"^P[1-4]$")] | None = None
    network: Network | None = None
    role: Annotated[str, StringConstraints(pattern=r"^(lead|assist|inform)$")] | None = None
    urban: bool | None = None
    limit: LimitIn
    calendar: CalendarKind = CalendarKind.WORKING
    remind_percent: int = Field(80, ge=1, le=900)
    yellow_percent: int = Field(100, ge=1, le=900)
    red_percent: int = Field(200, ge=1, le=900)
    set_by_level: int = Field(3, ge=1, le=5, description="2 township, 3 county, 4 city, 5 province")
    valid_from: AwareDatetime | None = Field(None, description="now where not given")
    note: Reason | None = None
    apply_to_running: bool = Field(default=False, description="running clocks go over to it as well, as a new epoch")


class WithdrawIn(Strict):
    """From when on a policy holds no longer; clocks that run by it keep it."""

    county: CountyCode | None = None
    valid_from: AwareDatetime | None = None


class PolicyOut(BaseModel):
    """One version of a policy."""

    id: int
    code: str
    version: int
    county: str | None
    stage: str
    category: str | None
    category_group: str | None
    priority: str | None
    network: Network | None
    role: str | None
    urban: bool | None
    limit: LimitOut
    calendar: CalendarKind
    remind_percent: int
    yellow_percent: int
    red_percent: int
    set_by_level: int
    valid_from: dt.datetime
    is_withdrawn: bool


class PolicyMade(PolicyOut):
    """A policy just written, and how many running clocks went over to it."""

    clocks_changed: int = 0


class PolicyList(BaseModel):
    """The policies of a county, with those of everybody."""

    items: list[PolicyOut]


class PolicyQuery(Strict):
    """Whose policies, and whether those that hold now or every version."""

    county: CountyCode
    history: bool = False


class CalendarQuery(Strict):
    """Which year is meant."""

    year: int = Field(ge=1992, le=2200)


class DayOut(BaseModel):
    """A day of a calendar: what it is, and its working spans in minutes since midnight."""

    day: dt.date
    kind: str
    name: str
    spans: list[tuple[int, int]]


class CalendarOut(BaseModel):
    """A year of the calendar that holds in a county."""

    calendar: str
    version: int
    year: int
    is_published: bool = Field(description="otherwise its days are assumed, and due times that rest on it provisional")
    days: list[DayOut]
