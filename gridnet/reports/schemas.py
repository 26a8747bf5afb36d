"""The shapes of reports at the doors."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from gridnet.base import paging
from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.incidents import numbers
from gridnet.incidents.categories import Category, Priority
from gridnet.incidents.lifecycle import Role
from gridnet.reports import statistics
from gridnet.reports.answering import Answer, Source
from gridnet.reports.catalogue import Definition
from gridnet.reports.drilldown import Narrowed
from gridnet.reports.figures import Figures, Table
from gridnet.reports.funnel import Fate
from gridnet.reports.measures import Counting, Event, Measure, Pauses, Pick, Scope
from gridnet.reports.naming import NAMELESS, Names
from gridnet.reports.periods import Compare, Period
from gridnet.reports.question import Basis, Boundaries, Cut, Filters, Question

Code = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}$")]
Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}([0-9]{2}|[0-9]{4}|[0-9]{7}|[0-9]{10})?$")]
Word = Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,64}$")]


class Strict(BaseModel, extra="forbid"):
    """A shape that takes no unknown fields."""


class ReportQuery(Strict):
    """What is asked; the address is the permalink (with `as_of` it gives the same numbers next year)."""

    model_config = ConfigDict(populate_by_name=True)

    measure: Code = Field(description="code of a measure or a rate; GET /reports/measures lists them")
    scope: Digits = Field(description="division code of 2, 4, 6, 9 or 12 digits")
    since: date = Field(alias="from", description="first local day")
    until: date = Field(alias="to", description="last local day, included")
    basis: Basis = Field(Basis.REPORTED, description="which incidents: reported in the period, or closed in it")
    by: Annotated[str, StringConstraints(pattern=r"^([a-z_]+(,[a-z_]+)?)?$")] = Field(
        "", description=f"at most two of {', '.join(Cut)}, comma-separated"
    )
    compare: Compare | None = None
    boundaries: Boundaries = Boundaries.THEN
    as_of: AwareDatetime | None = Field(None, description="what was heard of later is left out; now where not given")
    limit_s: int | None = Field(None, ge=1, le=10**9, description="hold against so many seconds instead of the clocks")
    network: Network | None = None
    role: Role | None = None
    priority: Priority | None = None
    category: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")] | None = None
    group: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")] | None = None
    channel: Word | None = None
    station: Word | None = None
    area_id: int | None = Field(None, ge=1, lt=2**63)
    hour: int | None = Field(None, ge=0, le=23)
    weekday: int | None = Field(None, ge=1, le=7, description="1 is Monday")

    def question(self, now: datetime) -> Question:
        """The question it makes; raises `Invalid`."""
        names = Filters.__dataclass_fields__
        return Question(
            code=self.measure,
            scope=self.scope,
            period=Period(self.since, self.until),
            as_of=self.as_of or now,
            is_past=self.as_of is not None and self.as_of < now,
            basis=self.basis,
            cuts=read_cuts(self.by),
            filters=Filters(**{name: getattr(self, name) for name in names}),
            compare=self.compare,
            boundaries=self.boundaries,
            limit_s=self.limit_s,
        )


def read_cuts(text: str) -> tuple[Cut, ...]:
    """The cuts named, comma-separated; raises `Invalid`."""
    try:
        return tuple(Cut(name) for name in text.split(",") if name)
    except ValueError:
        raise Invalid(
            f"an answer is divided by {', '.join(Cut)}, not by {text!r}", errors=[{"field": "by", "message": "unknown"}]
        ) from None


class CasesQuery(ReportQuery, paging.Wish):
    """Which of the cases behind an answer, and how many of them."""

    key: Annotated[str, StringConstraints(pattern=r"^[^,]{0,64}(,[^,]{0,64})?$")] | None = Field(
        None, description="the values of a group, one a cut, comma-separated; an empty value is none"
    )
    fate: Fate | None = Field(None, description="those that were measured, or lost for this reason")
    late: bool | None = Field(None, description="of those due: the late ones, or those in their limit")

    def narrowed(self) -> Narrowed:
        """Which of the cases."""
        key = None if self.key is None else tuple(part or None for part in self.key.split(","))
        return Narrowed(key=key, fate=self.fate, is_late=self.late)


class CaseOut(BaseModel):
    """A case behind a number; of a leg, `network` says whose."""

    number: str
    network: Network | None
    category: str
    category_zh: str
    category_en: str
    priority: Priority
    state: str
    division_code: str
    reported_at: datetime
    fate: Fate
    seconds: float | None
    open_s: float | None = Field(description="how long it has been open at `as_of`, where it is")
    is_due: bool
    is_late: bool

    @classmethod
    def of(cls, county: County, row: Any, category: Category | None) -> "CaseOut":
        """The row as it is shown."""
        names = ("category", "priority", "state", "division_code", "reported_at", "fate", "is_due", "is_late")
        return cls(
            **{name: getattr(row, name) for name in names},
            number=numbers.write(county, row.id),
            network=row.network or None,
            category_zh=category.name_zh if category else row.category,
            category_en=category.name_en if category else row.category,
            seconds=row.seconds if row.fate == Fate.MEASURED else None,
            open_s=row.open_s if row.fate == Fate.OPEN else None,
        )


class DefinitionOut(BaseModel):
    """A measure or a rate: what it is, from which event to which, of what, and what is left out."""

    code: str
    kind: str = Field(description="measure (a duration) or rate")
    name_zh: str
    name_en: str
    scope: Scope
    stage: str | None = Field(description="the clock whose limit it is held against")
    roles: list[Role]
    from_event: Event | None = None
    to_event: Event | None = None
    counting: Counting | None = None
    pick: Pick | None = None
    pauses: Pauses | None = None
    about_zh: str
    about_en: str
    less_is_better: bool = False

    @classmethod
    def of(cls, definition: Definition) -> "DefinitionOut":
        """The definition as it is shown."""
        common: dict[str, Any] = {name: getattr(definition, name) for name in ("code", "name_zh", "name_en", "scope")}
        common |= {"stage": definition.stage, "roles": sorted(definition.roles)}
        if isinstance(definition, Measure):
            names = ("from_event", "to_event", "counting", "pick", "pauses", "about_zh", "about_en")
            return cls(kind="measure", **common, **{name: getattr(definition, name) for name in names})
        return cls(
            kind="rate",
            **common,
            about_zh=f"{definition.did_zh} ÷ {definition.should_zh}",
            about_en=f"{definition.did_en} ÷ {definition.should_en}",
            less_is_better=definition.less_is_better,
        )


class UntoldOut(BaseModel):
    """A rate of the trade that cannot be told, and why."""

    name_zh: str
    name_en: str
    why_zh: str
    why_en: str


class Definitions(BaseModel):
    """Every measure and rate, what cannot be told, and how percentiles and intervals are found."""

    items: list[DefinitionOut]
    untold: list[UntoldOut]
    percentile_method: str = statistics.METHOD
    interval_method: str = "Wilson score, 95 %"
    waiting_method: str = "Kaplan-Meier, open cases censored at `as_of`"
    fewest: int = Field(
        5,
        description="a group of fewer is masked, and others with it so that it cannot be worked out from that answer; "
        "answers to several questions laid beside each other are not masked against one another",
    )


class FunnelOut(BaseModel):
    """From what was reported to what was measured."""

    reported: int
    valid: int
    measured: int
    zero: int = Field(description="of those measured, how many took no time at all; they are kept")
    lost: dict[Fate, int] = Field(description="what was not measured, by the reason")


class FiguresOut(BaseModel):
    """What is said of a group of cases."""

    n: int
    funnel: FunnelOut
    median_s: float | None
    p90_s: float | None
    waiting_median_s: float | None = Field(description="with whoever still waits taken into account")
    waiting_p90_s: float | None
    due: int = Field(description="how many the share is of")
    in_limit: int
    open_late: int = Field(description="of those due, how many are open and late")
    share: float | None
    share_low: float | None
    share_high: float | None

    @classmethod
    def of(cls, figures: Figures | None) -> "FiguresOut | None":
        """The figures as they are shown; None where masked."""
        if figures is None:
            return None
        low, high = figures.share.wilson() or (None, None)
        funnel = figures.funnel
        return cls(
            n=figures.n,
            funnel=FunnelOut(
                reported=funnel.reported,
                valid=funnel.valid,
                measured=funnel.measured,
                zero=funnel.zero,
                lost={fate: count for fate in Fate if fate is not Fate.MEASURED and (count := funnel.count(fate))},
            ),
            median_s=figures.median.seconds if figures.median else None,
            p90_s=figures.p90.seconds if figures.p90 else None,
            waiting_median_s=figures.waiting_median_s,
            waiting_p90_s=figures.waiting_p90_s,
            due=figures.share.of,
            in_limit=figures.share.count,
            open_late=figures.open_late,
            share=figures.share.value,
            share_low=low,
            share_high=high,
        )


class GroupOut(BaseModel):
    """A group: its key, a value a cut (null: the case has none), and its figures (null: masked)."""

    key: list[str | None]
    label: list[str | None] = Field(description="names from the registers; the key itself where there is none")
    label_en: list[str | None]
    is_redrawn: bool = Field(description="the ground changed within the period: not the same ground throughout")
    figures: FiguresOut | None


class TableOut(BaseModel):
    """The total and the groups of a period. Masked groups hold fewer than five, or would give such a group away."""

    first_day: date
    last_day: date
    total: FiguresOut | None
    groups: list[GroupOut]
    masked: int

    @classmethod
    def of(cls, table: Table, period: Period, cuts: Sequence[Cut] = (), named: Names = NAMELESS) -> "TableOut":
        """The table as it is shown."""
        groups = [
            GroupOut(
                key=list(each.key),
                label=named.label(cuts, each.key),
                label_en=named.label(cuts, each.key, "en"),
                is_redrawn=named.is_redrawn(cuts, each.key),
                figures=FiguresOut.of(each.figures),
            )
            for each in table.groups
        ]
        return cls(
            first_day=period.first,
            last_day=period.last,
            total=FiguresOut.of(table.total),
            groups=groups,
            masked=table.masked,
        )


class AnswerOut(TableOut):
    """An answer with all that is needed to stand behind it."""

    definition: DefinitionOut
    scope: str
    basis: Basis
    boundaries: Boundaries
    cuts: list[Cut]
    filters: dict[str, Any]
    as_of: datetime
    limit_s: int | None
    source: Source
    percentile_method: str
    facts_until: date | None = Field(description="of an answer from facts: the last day they are there for")
    facts_written_at: datetime | None = Field(description="when the oldest of them was written")
    facts_are_later: bool = Field(description="some were written after `as_of`, and may tell more than was known then")
    before: TableOut | None = Field(description="the same for the period it is compared with")

    @classmethod
    def made(cls, answer: Answer, named: Names = NAMELESS) -> "AnswerOut":
        """The answer as it is shown, with the names of its keys."""
        question, before = answer.question, answer.before
        table = TableOut.of(answer.table, question.period, question.cuts, named)
        return cls(
            **dict(table),
            definition=DefinitionOut.of(answer.definition),
            scope=question.scope,
            basis=question.basis,
            boundaries=question.boundaries,
            cuts=list(question.cuts),
            filters=question.filters.given(),
            as_of=question.as_of,
            limit_s=question.limit_s,
            source=answer.source,
            percentile_method=answer.method,
            facts_until=answer.facts_until,
            facts_written_at=answer.facts_written_at,
            facts_are_later=answer.facts_are_later,
            before=TableOut.of(before.table, before.question.period, question.cuts, named) if before else None,
        )
