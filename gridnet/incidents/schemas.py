"""The shapes of incidents at the doors: what comes in, what goes out."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from geo.datums import Datum
from gridnet.base import paging
from gridnet.base.network import Network
from gridnet.clocks.ladder import Mark
from gridnet.clocks.schemas import StageOut
from gridnet.incidents.categories import Priority
from gridnet.incidents.lifecycle import LegState, Role, State, Step

Ref = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{8,64}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
CountyCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Channel(StrEnum):
    """Where a report came from; codes that never change."""

    GRID_APP = "GRID_APP"
    QR_WEB = "QR_WEB"
    CENTRE_VISIT = "CENTRE_VISIT"
    HOTLINE_12345 = "HOTLINE_12345"
    POLICE_110 = "POLICE_110"
    POLICE_BEAT = "POLICE_BEAT"
    DEPT_PUSH = "DEPT_PUSH"
    LEADER = "LEADER"
    PATROL_TASK = "PATROL_TASK"
    SWEEP = "SWEEP"
    IMPORT = "IMPORT"


class Strict(BaseModel):
    """A shape that takes nothing it does not know, so that a misspelt field is noticed."""

    model_config = ConfigDict(extra="forbid")


class PlaceIn(Strict):
    """A point in its own datum; it is converted once, on entry."""

    lng: float = Field(description="longitude in degrees", allow_inf_nan=False, examples=[113.62])
    lat: float = Field(description="latitude in degrees", allow_inf_nan=False, examples=[34.75])
    datum: Datum = Field(description="wgs84 (GPS), cgcs2000, gcj02 (Amap, Tencent) or bd09 (Baidu)")
    accuracy_m: float | None = Field(None, ge=0, le=100_000, allow_inf_nan=False)


class ContactIn(Strict):
    """Whom to ring back; sealed at rest and shown only to whoever handles the case."""

    name: Line | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9+() -]{5,24}$")] | None = None


class ReportIn(Strict):
    """An incident as it is reported. Say where in one of three ways: `place`, `grid_code` or `address`."""

    client_ref: Ref = Field(description="made once by the sender; sending it again never makes a second incident")
    category: Code
    text: Words
    channel: Channel = Channel.GRID_APP
    place: PlaceIn | None = None
    grid_code: Line | None = None
    address: Line | None = None
    division_code: Annotated[str, StringConstraints(pattern=r"^([0-9]{9}|[0-9]{12})$")] | None = Field(
        None, description="township or village, where only an address is known"
    )
    county: CountyCode | None = Field(None, description="needed only where the place does not tell it")
    priority: Priority | None = Field(None, description="the category's own where not given")
    occurred_at: AwareDatetime | None = None
    captured_at: AwareDatetime | None = Field(None, description="the device's time, when it was written offline")
    people_count: int | None = Field(None, ge=0, le=1_000_000)
    contact: ContactIn | None = None
    names_staff: list[Line] = Field(
        default_factory=list, max_length=20, description="staff numbers of those the matter is about"
    )
    handled_on_the_spot: Words | None = Field(None, description="what was done, where nothing is left to do")

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if self.place is None and self.grid_code is None and self.address is None:
            raise ValueError("say where: place (lng, lat, datum), grid_code, or address")
        return self


class PlaceChange(Strict):
    """The place of an incident that had none, or a better one."""

    place: PlaceIn


class StepIn(Strict):
    """A step to be taken; which ones are open now is told with the incident."""

    step: Step
    network: Network | None = Field(None, description="whose leg is meant; one's own where not given")
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
    note: Words | None = None
    occurred_at: AwareDatetime | None = Field(None, description="when it was done, where it is told later")
    to_position: int | None = Field(None, ge=1, description="for hand_over: whom to; found anew where not given")
    duplicate_of: Line | None = Field(None, description="for duplicate: the number of the other incident")
    client_ref: Ref | None = None


class ReasonIn(Strict):
    """Why somebody's contact must be known, or why one steps aside; the reason is kept with who asked."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=500)]


class ContactOut(BaseModel):
    """Whom to ring back."""

    name: str | None = None
    phone: str | None = None


class PlaceOut(BaseModel):
    """A point in WGS-84."""

    lng: float
    lat: float
    accuracy_m: float | None = None


class AreaOut(BaseModel):
    """A grid or a beat as it was when the incident was reported."""

    code: str
    name: str
    outline_id: int
    edge_m: float | None = Field(description="metres from the place to the nearest edge")
    near_edge: bool = Field(description="so near an edge that the spot is worth confirming")


class LegOut(BaseModel):
    """One network's part: who has it, how it stands, and what may be done with it now."""

    id: int
    network: Network
    role: Role
    state: LegState
    person: str | None = Field(description="name of whoever has it; absent where a desk does")
    person_id: int | None
    position_id: int | None
    desk_code: str | None
    why: str = Field(description="reason code; the whole record is under /why")
    assigned_at: datetime | None
    accept_by: datetime | None = Field(description="when it is to be accepted at the latest; absent without a limit")
    accepted_at: datetime | None
    contacted_at: datetime | None = Field(description="when the reporter was first rung up")
    departed_at: datetime | None
    arrived_at: datetime | None
    handled_at: datetime | None
    ended_at: datetime | None
    stages: list[StageOut] = Field(default_factory=list, description="what is open, what runs out first in front")
    steps: list[Step] = Field(default_factory=list)


class AlikeOut(BaseModel):
    """A likely duplicate; merging is a person's decision."""

    number: str
    reported_at: datetime
    state: State
    away_m: float


class AlikeQuery(Strict):
    """What is about to be reported, and where."""

    category: Code
    lng: float = Field(description="longitude in degrees", allow_inf_nan=False)
    lat: float = Field(description="latitude in degrees", allow_inf_nan=False)
    datum: Datum = Field(description="wgs84 (GPS), cgcs2000, gcj02 (Amap, Tencent) or bd09 (Baidu)")


class AlikeList(BaseModel):
    """Likely duplicates, the nearest first."""

    items: list[AlikeOut]


class IncidentOut(BaseModel):
    """An incident as the viewer may see it; what is masked is null and named in `masked`."""

    number: str
    county: str
    category: str
    category_name: str
    category_name_en: str
    priority: Priority
    channel: str
    state: State
    version: int
    text: str | None
    address: str | None
    place: PlaceOut | None
    located_by: str
    grid: AreaOut | None
    beat: AreaOut | None
    desk_code: str
    has_contact: bool = Field(description="somebody can be rung back; POST …/contact reveals whom, with a reason")
    people_count: int | None
    occurred_at: datetime
    captured_at: datetime | None
    reported_at: datetime
    recorded_at: datetime
    ended_at: datetime | None
    duplicate_of: str | None
    legs: list[LegOut]
    steps: list[Step] = Field(description="steps open to the viewer on the whole incident")
    masked: list[str] = Field(default_factory=list)


class ReportOut(IncidentOut):
    """The answer to a report: both assignees, why, and what it may be a duplicate of."""

    is_repeat: bool = Field(description="this client_ref had been taken in before")
    alike: list[AlikeOut] = Field(default_factory=list)


class IncidentRow(BaseModel):
    """An incident in a list."""

    number: str
    category: str
    category_name: str
    category_name_en: str
    priority: Priority
    state: State
    located_by: str
    reported_at: datetime
    occurred_at: datetime
    ended_at: datetime | None


class MineOut(BaseModel):
    """A leg that waits for the viewer."""

    incident: IncidentRow
    leg_id: int
    network: Network
    role: Role
    state: LegState
    assigned_at: datetime | None
    due_at: datetime | None = Field(description="when the first stage that is the holder's own to keep runs out")
    mark: Mark | None = Field(description="the colour of that stage; absent while all is well")
    due: StageOut | None = Field(description="that stage, whole")
    stages: list[StageOut] = Field(description="every stage of the leg that is open")
    steps: list[Step]


class EntryOut(BaseModel):
    """One act of the timeline, with the time it was done and the time it was heard of."""

    id: int
    step: str
    network: Network | None
    from_state: str | None
    to_state: str
    reason: str | None
    note: str | None
    person_id: int | None
    position_id: int | None
    occurred_at: datetime
    recorded_at: datetime
    is_late: bool = Field(description="told later than done; nobody is blamed for a dead zone")
    detail: dict[str, Any]


class AttachmentOut(BaseModel):
    """A photo. Where it was taken is told only to those who handle the case."""

    id: int
    media_type: str
    size_bytes: int
    width_px: int
    height_px: int
    taken_at: datetime | None
    taken_place: PlaceOut | None
    added_at: datetime
    url: str


class CategoryOut(BaseModel):
    """A category as it holds in the county."""

    code: str
    group: str
    name_zh: str
    name_en: str
    police_role: str
    sensitivity: str
    priority: Priority
    conflict_route: bool


class CategoryList(BaseModel):
    """Every category of a county."""

    items: list[CategoryOut]


class AttachmentList(BaseModel):
    """The photos of an incident."""

    items: list[AttachmentOut]


class CountyQuery(Strict):
    """Which county is meant."""

    county: CountyCode


class ListQuery(paging.Wish):
    """What a list of incidents is narrowed to."""

    county: CountyCode
    state: State | None = None
    category: Code | None = None
    priority: Priority | None = None
    grid: Line | None = Field(None, description="code of a grid")
    beat: Line | None = Field(None, description="code of a beat")
    unlocated: bool = Field(default=False, description="only those that wait for a place")
    open: bool | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since >= self.until:
            raise ValueError("since must lie before until")
        return self


class MineOrder(StrEnum):
    """How what waits for the viewer is sorted."""

    NEWEST = "newest"
    DUE = "due"


class MineQuery(paging.Wish):
    """A page of what waits for the viewer."""

    order: MineOrder = Field(MineOrder.NEWEST, description="newest: last given first; due: what runs out first")
