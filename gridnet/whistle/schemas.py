"""The shapes of whistles and departments at the doors: what comes in, what goes out."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from gridnet.base import paging
from gridnet.clocks.schemas import StageOut
from gridnet.incidents.schemas import CountyCode, Line, PlaceOut, Ref, Strict
from gridnet.people.schemas import Id
from gridnet.whistle.lifecycle import State, Step
from gridnet.whistle.reading import Side
from gridnet.whistle.values import MOST_CALLED, Attendance, Outcome, Urgency

Said = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=500)]
Code = Annotated[str, StringConstraints(pattern=r"^DEPT-[A-Z0-9]{2,12}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 -]{4,22}$")]


class DepartmentIn(Strict):
    """A department as it is to be; the telephone is that of its desk, never a person's."""

    code: Code = Field(description="DEPT- and 2 to 12 capital letters or digits; it stays")
    name_zh: Line
    name_en: Line
    phone: Phone | None = None
    is_retired: bool = Field(default=False, description="called no more; what it was called to goes on")


class NewDepartmentIn(DepartmentIn):
    """A department to be added to a county."""

    county: CountyCode


class DepartmentOut(BaseModel):
    """A department of a county."""

    id: int
    county: str
    code: str
    name_zh: str
    name_en: str
    phone: str | None
    is_retired: bool
    version: int


class DepartmentList(BaseModel):
    """The departments of a county, by code."""

    items: list[DepartmentOut]


class DepartmentQuery(Strict):
    """Whose departments."""

    county: CountyCode


class WhistleIn(Strict):
    """A whistle: whom it calls to the case, how urgently, where and by when they meet, and what is needed."""

    departments: list[Id] = Field(min_length=1, max_length=MOST_CALLED, description="ids of departments, each once")
    urgency: Urgency = Urgency.NORMAL
    place: Line = Field(description="where to meet")
    meet_at: AwareDatetime = Field(description="by when they are there: still to come, at most 30 days ahead")
    need: Reason = Field(description="what is needed; the departments read this, so name no party here")
    client_ref: Ref | None = Field(None, description="made once by the sender; sent again, it makes no second whistle")


class StepIn(Strict):
    """A step on a summons; which ones are open now is told with it."""

    step: Step
    reason: Said = Field("", description="why, or for finish what was done; 4 characters at least where it is wanted")
    attendance: Attendance | None = Field(None, description="for rate: on_time or late")
    outcome: Outcome | None = Field(None, description="for rate")
    occurred_at: AwareDatetime | None = Field(None, description="when it was done, where it is told later")


class ReasonIn(Strict):
    """Why."""

    reason: Reason


class WhistleQuery(paging.Wish):
    """Which whistles of a county."""

    county: CountyCode
    side: Side = Field(Side.CALLED, description="those that called my department, or those of my desk's cases")
    open: bool | None = Field(None, description="with a summons that is open, or with one that has ended")


class ActOut(BaseModel):
    """One act on a summons."""

    model_config = ConfigDict(from_attributes=True)

    step: str
    reason: str | None
    attendance: Attendance | None
    outcome: Outcome | None
    person_id: int | None
    position_id: int | None
    occurred_at: datetime
    recorded_at: datetime


class SummonsOut(BaseModel):
    """What one department was called to, where that stands, and the steps the viewer may take."""

    id: int
    version: int
    department_id: int
    department_code: str
    department_zh: str
    department_en: str
    department_phone: str | None
    state: State
    called_at: datetime
    acknowledged_at: datetime | None
    declined_at: datetime | None
    arrived_at: datetime | None
    done_at: datetime | None
    ended_at: datetime | None
    attendance: Attendance | None
    outcome: Outcome | None
    stages: list[StageOut] = Field(description="its open clocks, the one that runs out first in front")
    steps: list[Step]
    acts: list[ActOut]


class WhistleOut(BaseModel):
    """A whistle; of its case it tells the number, the kind and the place, and nothing of the parties."""

    id: int
    county: str
    number: str = Field(description="of the case")
    category: str
    category_name: str
    category_name_en: str
    division_code: str
    point: PlaceOut | None
    urgency: Urgency
    place: str
    need: str
    meet_at: datetime
    opened_at: datetime
    summonses: list[SummonsOut]


class WhistleList(BaseModel):
    """The whistles of a case, the newest first."""

    items: list[WhistleOut]


class WithdrawnOut(BaseModel):
    """How many departments were called off."""

    withdrawn: int
