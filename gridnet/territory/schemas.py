"""The shapes of territory at the doors: what comes in, what goes out."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from geo.datums import Datum
from geo.verdicts import Grade
from gridnet.base import paging
from gridnet.base.network import Network
from gridnet.territory.lookup import How, Placed
from gridnet.territory.models import AreaOutline, Draft, Publication
from gridnet.territory.reading import Options
from gridnet.territory.values import DraftState, Kind

CountyCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Strict(BaseModel):
    """A shape that takes nothing it does not know, so that a misspelt field is noticed."""

    model_config = ConfigDict(extra="forbid")


class PlaceQuery(Strict):
    """A point and a moment."""

    lng: float = Field(description="longitude in degrees", allow_inf_nan=False)
    lat: float = Field(description="latitude in degrees", allow_inf_nan=False)
    datum: Datum = Field(description="wgs84 (GPS), cgcs2000, gcj02 (Amap, Tencent) or bd09 (Baidu)")
    at: AwareDatetime | None = Field(None, description="the moment asked about; now where not given")


class PlacedOut(BaseModel):
    """An area found for a place."""

    network: Network
    code: str
    name: str
    kind: Kind
    parent_code: str | None
    area_m2: float
    edge_m: float | None = Field(description="metres to its nearest edge; below the error of the point, it may be next")
    how: How = Field(description="inside, or nearest within the tolerance")

    @classmethod
    def of(cls, placed: Placed) -> Self:
        """The shape of one."""
        return cls(
            network=placed.network,
            code=placed.code,
            name=placed.name,
            kind=Kind(placed.kind),
            parent_code=placed.parent_code,
            area_m2=round(placed.area_m2, 1),
            edge_m=placed.edge_m,
            how=placed.how,
        )


class PlaceOut(BaseModel):
    """Which grid and which beat answer for a place; `says` puts in words what is missing or doubtful."""

    county: str | None
    lng: float = Field(description="longitude in WGS-84")
    lat: float = Field(description="latitude in WGS-84")
    at: datetime
    grid: PlacedOut | None
    beat: PlacedOut | None
    nearest: list[PlacedOut] = Field(description="in a network that has no area here: the nearest one, however far")
    says: list[str]


class AreaQuery(paging.Wish):
    """Which layer of which county, at what moment."""

    county: CountyCode
    network: Network
    at: AwareDatetime | None = Field(None, description="the moment asked about; now where not given")
    prefix: str = Field("", max_length=40, description="only codes that begin with this")


class TileQuery(Strict):
    """Whose layer, at what moment, and the datum of the map it is to lie on."""

    county: CountyCode
    datum: Datum = Field(Datum.WGS84, description="gcj02 for a base map that is drawn in it")
    at: AwareDatetime | None = Field(None, description="the moment asked about; now where not given")


class AreaOut(BaseModel):
    """A version of an area, without its outline."""

    county: str
    network: Network
    code: str
    name: str
    kind: Kind
    parent_code: str | None
    area_m2: float
    valid_from: datetime
    valid_to: datetime | None

    @classmethod
    def of(cls, version: AreaOutline) -> Self:
        """The shape of one."""
        return cls(
            county=version.county,
            network=Network(version.network),
            code=version.code,
            name=version.name,
            kind=Kind(version.kind),
            parent_code=version.parent_code,
            area_m2=round(version.area_m2, 1),
            valid_from=version.valid_from,
            valid_to=version.valid_to,
        )


class MomentQuery(Strict):
    """A moment."""

    at: AwareDatetime | None = Field(None, description="the moment asked about; now where not given")


class OneAreaQuery(MomentQuery):
    """In which county and at what moment."""

    county: CountyCode | None = Field(None, description="the code's first six digits where not given")


class Feature(BaseModel):
    """A GeoJSON feature in longitude and latitude, WGS-84."""

    type: Literal["Feature"] = "Feature"
    properties: dict[str, Any]
    geometry: dict[str, Any] | None


class FeatureCollection(BaseModel):
    """GeoJSON features in longitude and latitude, WGS-84."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Feature]


class DraftIn(Strict):
    """How a boundary file is to be read; sent as fields of the form beside `file`, or in the address."""

    county: CountyCode
    network: Network
    code_field: Text
    name_field: Text | None = None
    parent_field: Text | None = None
    kind_field: Text | None = None
    dedicated_values: Text | None = Field(None, description="values of the kind field, between commas")
    layer: Text | None = None
    system: Text | None = Field(None, description="for files that declare none, as EPSG:4490")
    datum: Datum = Datum.WGS84
    encoding: Text | None = None
    merge_codes: bool = Field(default=False, description="make outlines of one code one area")

    def options(self) -> Options:
        """As the reader of files wants them."""
        given = self.model_dump(exclude={"county", "network", "dedicated_values"}, exclude_none=True)
        if self.dedicated_values:
            given["dedicated_values"] = frozenset(each.strip() for each in self.dedicated_values.split(","))
        return Options(**given)


class DraftQuery(paging.Wish):
    """Whose drafts."""

    county: CountyCode
    network: Network | None = None


class DraftLine(BaseModel):
    """A draft in a list."""

    county: str
    id: int
    network: Network
    state: DraftState
    verdict: Grade | None
    source: str
    areas: int
    rejected: int
    created_at: datetime
    version: int

    @classmethod
    def of(cls, draft: Draft) -> Self:
        """The shape of one."""
        return cls(**{name: getattr(draft, name) for name in DraftLine.model_fields})


class DraftOut(DraftLine):
    """A draft with its topology report."""

    datum: Datum
    system: str
    report: dict[str, Any]

    @classmethod
    def of(cls, draft: Draft) -> Self:
        """The shape of one."""
        line = DraftLine.of(draft).model_dump()
        return cls(**line, datum=Datum(draft.datum), system=draft.crs, report=draft.report)


class PublicationIn(Strict):
    """From when on a draft is to be in force."""

    valid_from: AwareDatetime
    backdated: bool = Field(default=False, description="a moment in the past is meant")


class PublicationOut(BaseModel):
    """What a publication changed."""

    county: str
    id: int
    network: Network
    draft_id: int
    valid_from: datetime
    published_at: datetime
    backdated: bool
    added: int
    changed: int
    kept: int
    retired: int

    @classmethod
    def of(cls, publication: Publication) -> Self:
        """The shape of one."""
        return cls(**{name: getattr(publication, name) for name in cls.model_fields})


class CountyQuery(MomentQuery):
    """A county at a moment."""

    county: CountyCode


class AlignmentOut(BaseModel):
    """How grids and beats line up: by code, what of the other network shares an area, the largest share first."""

    county: str
    at: datetime
    counts: dict[str, int]
    split: list[str] = Field(description="grids that lie in more than one beat")
    grids: dict[str, list[dict[str, Any]]]
    beats: dict[str, list[dict[str, Any]]]
    uncovered_grids: dict[str, float]
    uncovered_beats: dict[str, float]
