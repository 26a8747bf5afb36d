"""The shapes of what is told of verified closing, recurrence, and closing for the figure."""

from pydantic import BaseModel, ConfigDict, Field

from gridnet.reports.quality import Quality, Unit, Watched
from gridnet.reports.question import Cut
from gridnet.reports.schemas import ReportQuery
from gridnet.reports.statistics import Share


class QualityQuery(ReportQuery):
    """Whose cases, by which unit, and what is looked for."""

    measure: str = Field("closing", pattern="^closing$", description="the cases are those of closing")
    unit: Cut = Field(Cut.TOWNSHIP, description="county, township, village, station, grid or beat")
    metres: int = Field(50, ge=5, le=1000, description="so near counts as the same place")
    days: int = Field(30, ge=1, le=180, description="so soon after closing counts as again")
    batch: int = Field(10, ge=2, le=1000, description="so many at once are a batch")
    seconds: int = Field(60, ge=1, le=3600, description="handled so soon after arriving")
    far_m: int = Field(500, ge=50, le=100_000, description="a photo so far from the scene")

    def wanted(self) -> Watched:
        """What is looked for."""
        return Watched(metres=self.metres, days=self.days, batch=self.batch, seconds=self.seconds, far_m=self.far_m)


class ShareOut(BaseModel):
    """So many of so many, with its interval."""

    count: int
    of: int
    value: float | None
    low: float | None
    high: float | None

    @classmethod
    def made(cls, count: int, of: int) -> "ShareOut":
        """The share as it is shown."""
        share = Share(count, of)
        low, high = share.wilson() or (None, None)
        return cls(count=count, of=of, value=share.value, low=low, high=high)


class UnitOut(BaseModel):
    """What was counted of a unit's cases: whether closing held, and what looks like closing for the figure."""

    model_config = ConfigDict(from_attributes=True)

    cases: int
    closed: int
    verified: ShareOut
    reopened: ShareOut
    recurred: ShareOut = Field(description="of those closed whose place is known and whose days are over")
    batched: ShareOut
    hasty: ShareOut
    far: ShareOut = Field(description="of those with a photo whose position is known")
    month_end: ShareOut = Field(description="closed on the last two days of a month; about 7 % are to be expected")

    @classmethod
    def of(cls, unit: Unit | None) -> "UnitOut | None":
        """The unit as it is shown; None where masked."""
        if unit is None:
            return None
        return cls(
            cases=unit.cases,
            closed=unit.closed,
            verified=ShareOut.made(unit.verified, unit.closed),
            reopened=ShareOut.made(unit.reopened, unit.closed),
            recurred=ShareOut.made(unit.recurred, unit.watched),
            batched=ShareOut.made(unit.batched, unit.cases),
            hasty=ShareOut.made(unit.hasty, unit.cases),
            far=ShareOut.made(unit.far, unit.pictured),
            month_end=ShareOut.made(unit.month_end, unit.closed),
        )


class QualityGroup(BaseModel):
    """A unit by its key and name."""

    key: str | None
    label: str | None
    figures: UnitOut | None


class QualityOut(BaseModel):
    """All units, and all together; units of fewer than five cases are masked, and others with them."""

    groups: list[QualityGroup]
    total: UnitOut | None

    @classmethod
    def made(cls, found: Quality, labels: dict[str | None, str | None]) -> "QualityOut":
        """The answer as it is shown."""
        groups = [QualityGroup(key=key, label=labels.get(key), figures=UnitOut.of(unit)) for key, unit in found.units]
        return cls(groups=groups, total=UnitOut.of(found.total))
