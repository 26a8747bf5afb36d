"""The shapes of what pictures are drawn from: trends, distributions, and what may be asked about."""

from collections.abc import Sequence

from pydantic import BaseModel, Field

from gridnet.reports.answering import Source
from gridnet.reports.control import Control, Signal
from gridnet.reports.distribution import Distribution
from gridnet.reports.question import Cut
from gridnet.reports.schemas import DefinitionOut, FiguresOut, ReportQuery
from gridnet.reports.scope import MayAsk
from gridnet.reports.trends import Trend


class TrendQuery(ReportQuery):
    """A question, and from when to when each point is."""

    every: Cut = Field(Cut.DAY, description="day, week or month")


class LimitsOut(BaseModel):
    """The limits at a point, and why it is no noise (null: it may be)."""

    low: float
    high: float
    signal: Signal | None


class ControlOut(BaseModel):
    """The centre and the limits of a trend, a pair a point (null: no value there)."""

    chart: str
    centre: float
    points: list[LimitsOut | None]

    @classmethod
    def of(cls, control: Control | None) -> "ControlOut | None":
        """The limits as they are shown."""
        if control is None:
            return None
        points = [each and LimitsOut(low=each.low, high=each.high, signal=each.signal) for each in control.points]
        return cls(chart=control.chart, centre=control.centre, points=points)


class PointOut(BaseModel):
    """A step of a trend: its figures (null: masked where `masked`, else nothing was reported)."""

    key: str
    figures: FiguresOut | None
    masked: bool


class TrendOut(BaseModel):
    """A trend, and limits for the median, the P90 and the share; null of fewer than six points."""

    definition: DefinitionOut
    source: Source
    total: FiguresOut | None
    points: list[PointOut]
    median: ControlOut | None
    p90: ControlOut | None
    share: ControlOut | None

    @classmethod
    def made(cls, trend: Trend) -> "TrendOut":
        """The trend as it is shown."""
        points = [
            PointOut(key=key, figures=FiguresOut.of(figures), masked=masked) for key, figures, masked in trend.points
        ]
        return cls(
            definition=DefinitionOut.of(trend.answer.definition),
            source=trend.answer.source,
            total=FiguresOut.of(trend.answer.table.total),
            points=points,
            median=ControlOut.of(trend.median),
            p90=ControlOut.of(trend.p90),
            share=ControlOut.of(trend.share),
        )


class CurvePoint(BaseModel):
    """So large a share was over within so many seconds."""

    seconds: float
    share: float


class DistributionOut(BaseModel):
    """How durations are spread: of those measured, and with whoever still waits. Null counts: too few to be told."""

    n: int | None
    waiting: int | None
    measured: list[CurvePoint]
    with_waiting: list[CurvePoint]

    @classmethod
    def of(cls, found: Distribution) -> "DistributionOut":
        """The distribution as it is shown."""
        curves = ([CurvePoint(**point._asdict()) for point in curve] for curve in (found.measured, found.with_waiting))
        measured, with_waiting = curves
        return cls(n=found.n, waiting=found.waiting, measured=measured, with_waiting=with_waiting)


class ScopeOut(BaseModel):
    """A division, or an area of a county, that may be asked about."""

    scope: str
    name: str
    area_id: int | None = Field(description="pass it along as `area_id`; null is the whole division")


class Scopes(BaseModel):
    """What the viewer may ask about, the widest first; whatever lies below may be asked about as well."""

    items: list[ScopeOut]

    @classmethod
    def of(cls, found: Sequence[MayAsk]) -> "Scopes":
        """The list as it is shown."""
        return cls(items=[ScopeOut(scope=each.scope, name=each.name, area_id=each.area_id) for each in found])
