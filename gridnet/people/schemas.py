"""The shapes of people and duty at the doors: what comes in, what goes out. Telephone numbers go out masked."""

from datetime import UTC, date, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from gridnet.base import paging
from gridnet.base.network import Network
from gridnet.people.coverage import Depth
from gridnet.people.duty import Keeps, Reason, Rule, Rung
from gridnet.people.roles import Permission, Relation, Role

CountyCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=500)]
Moment = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))]
Id = Annotated[int, Field(ge=1, lt=2**63)]
Code6 = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class Strict(BaseModel):
    """A shape that takes nothing it does not know, so that a misspelt field is noticed."""

    model_config = ConfigDict(extra="forbid")


class SignInIn(Strict):
    """What is typed at sign-in. `code` is wanted of those who have a second factor."""

    county: CountyCode | None = Field(None, description="the installation's own where not given")
    login: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    code: Code6 | None = None


class PositionOut(BaseModel):
    """A position."""

    id: int
    role: Role
    network: Network | None
    scope: str = Field(description="prefix of the divisions it is for; empty is everywhere")
    station_code: str | None
    area_id: int | None
    keeps: Keeps | None


class PositionRow(PositionOut):
    """A position with its times."""

    duty_rule: Rule
    valid_from: datetime
    valid_to: datetime | None


class GrantOut(BaseModel):
    """That something is permitted, to what one stands in one of these relations to."""

    permission: Permission
    relations: list[Relation]


class MeOut(BaseModel):
    """Whoever is signed in, as what, and what that permits."""

    county: str
    person_id: int
    name: str
    staff_no: str
    positions: list[PositionOut]
    grants: list[GrantOut]
    is_strong: bool = Field(description="a second factor was shown; administrators are nothing without")
    must_change_password: bool = Field(description="the password has run out; nothing else is open until it is changed")


class PasswordIn(Strict):
    """A change of one's own password."""

    old: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    new: Annotated[str, StringConstraints(min_length=1, max_length=256)]


class CodeIn(Strict):
    """A code of the second factor."""

    code: Code6


class TotpOut(BaseModel):
    """The secret of a second factor, shown once; it counts when a first code has been shown."""

    address: str = Field(description="otpauth:// address, to be read as a QR code")


class RevokedOut(BaseModel):
    """What was ended."""

    sessions: int
    tokens: int


class TokenIn(Strict):
    """A token for a program. Without `permissions` it may what its person may."""

    name: Line
    permissions: list[Permission] | None = Field(None, max_length=40)
    expires_at: Moment


class TokenOut(BaseModel):
    """A token; the secret is not kept."""

    id: int
    name: str
    permissions: list[Permission] | None
    created_at: datetime
    expires_at: datetime
    last_used_on: date | None


class TokenMade(TokenOut):
    """A token just made: `token` is shown this one time."""

    token: str


class TokenList(BaseModel):
    """Tokens that are still good."""

    items: list[TokenOut]


class PersonIn(Strict):
    """A person to be taken on."""

    county: CountyCode
    staff_no: Line
    name: Line
    login: Annotated[str, StringConstraints(max_length=32)] | None = None
    phone: Annotated[str, StringConstraints(max_length=24)] | None = None


class PersonOut(BaseModel):
    """A person; the number is masked and revealed one at a time with a reason."""

    id: int
    county: str
    staff_no: str
    name: str
    phone: str | None
    is_disabled: bool
    version: int
    positions: list[PositionRow]


class PeopleQuery(paging.Wish):
    """Which persons."""

    county: CountyCode
    search: Annotated[str, StringConstraints(max_length=50)] = Field("", description="staff number or part of a name")


class PositionIn(Strict):
    """A position to be given."""

    role: Role
    scope: Annotated[str, StringConstraints(pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$")]
    valid_from: Moment
    valid_to: Moment | None = None
    network: Network | None = None
    station_code: Line | None = None
    area_id: Id | None = None
    keeps: Keeps | None = None
    duty_rule: Rule = Rule.ROSTERED


class EndIn(Strict):
    """When a position ends; now where not given."""

    ends_at: Moment | None = None


class ReasonIn(Strict):
    """Why a number is asked for; it is written down."""

    reason: Words


class PhoneOut(BaseModel):
    """A telephone number, revealed."""

    phone: str


class NewPasswordIn(Strict):
    """A password given to somebody else."""

    password: Annotated[str, StringConstraints(min_length=1, max_length=256)]


class NowQuery(paging.Wish):
    """Who is on duty: for one area (network and code) its whole chain, else everybody of the county."""

    county: CountyCode
    network: Network | None = None
    area: Line | None = Field(None, description="code of a grid or beat; wants `network`")
    at: Moment | None = Field(None, description="the moment meant; now where not given")

    @model_validator(mode="after")
    def _area_has_network(self) -> Self:
        if self.area is not None and self.network is None:
            raise ValueError("name the `network` of the area")
        return self


class DutyOut(BaseModel):
    """Somebody who may answer, and whether they are on duty."""

    network: Network
    rung: Rung
    position_id: int
    person_id: int
    name: str
    staff_no: str
    role: Role
    sworn: bool
    on_duty: bool
    reason: Reason
    shift_id: int | None
    leave_id: int | None


class HolesQuery(Strict):
    """The stretch to look ahead: a fortnight from now where nothing is given."""

    county: CountyCode
    network: Network | None = None
    since: Moment | None = None
    days: int = Field(14, ge=1, le=62)


class HoleOut(BaseModel):
    """A stretch in which an area has nobody of its own (keepers) or nobody at all (chain)."""

    network: Network
    code: str
    name: str
    depth: Depth
    starts_at: datetime
    ends_at: datetime


class HoleList(BaseModel):
    """Every hole of the stretch."""

    since: datetime
    until: datetime
    items: list[HoleOut]


class ShiftIn(Strict):
    """A shift: for a position, or for an area and one of those who keep it."""

    county: CountyCode
    position_id: Id | None = None
    area_id: Id | None = None
    person_id: Id | None = None
    starts_at: Moment
    ends_at: Moment

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.position_id is None) == (self.area_id is None):
            raise ValueError("give position_id, or area_id and person_id")
        if (self.area_id is None) != (self.person_id is None):
            raise ValueError("area_id and person_id belong together")
        return self


class ShiftOut(BaseModel):
    """A shift."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    county: str
    position_id: int | None
    area_id: int | None
    person_id: int
    starts_at: datetime
    ends_at: datetime
    source: str
    swap_of: int | None


class SpanQuery(paging.Wish):
    """A stretch of the roster."""

    county: CountyCode
    since: Moment
    until: Moment
    person_id: Id | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since >= self.until:
            raise ValueError("since must lie before until")
        return self


class LeaveIn(Strict):
    """A leave."""

    county: CountyCode
    person_id: Id
    starts_at: Moment
    ends_at: Moment
    kind: Annotated[str, StringConstraints(pattern=r"^(annual|sick|training|secondment|other)$")]


class LeaveOut(BaseModel):
    """A leave. Why somebody is away is not for everybody: the kind is left out."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    county: str
    person_id: int
    starts_at: datetime
    ends_at: datetime


class SwapIn(Strict):
    """Two shifts whose persons serve each other's."""

    county: CountyCode
    first: Id
    second: Id


class SwapOut(BaseModel):
    """The shifts as they are served now."""

    first: ShiftOut
    second: ShiftOut
