"""What is asked of the reports, as one value: a permalink is its fields, and the same question has the same answer."""

from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum

from gridnet.base import county as counties
from gridnet.base import moment
from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.incidents.categories import Priority
from gridnet.incidents.lifecycle import Role
from gridnet.reports import catalogue, periods
from gridnet.reports.catalogue import Definition
from gridnet.reports.periods import Compare, Period

MOST_CUTS = 2
SCOPE_DIGITS = (2, 4, 6, 9, 12)
COUNTY_DIGITS = 6


class Basis(StrEnum):
    """Which incidents belong to the period: those reported in it, or those closed in it."""

    REPORTED = "reported"
    CLOSED = "closed"


class Boundaries(StrEnum):
    """Whose ground an incident is counted to: as it lay then, or as it lies now."""

    THEN = "then"
    NOW = "now"


class Cut(StrEnum):
    """By what an answer is divided."""

    NETWORK = "network"
    GRID = "grid"
    BEAT = "beat"
    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    STATION = "station"
    CATEGORY = "category"
    GROUP = "group"
    PRIORITY = "priority"
    ROLE = "role"
    WAITED_FOR = "waited_for"  # of the two networks, which one accepted later, or has not yet
    CHANNEL = "channel"
    HOUR = "hour"
    WEEKDAY = "weekday"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"


#: The cuts that put incidents on the ground, which depend on whose boundaries are meant.
PLACES = frozenset({Cut.GRID, Cut.BEAT, Cut.VILLAGE, Cut.TOWNSHIP, Cut.STATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the cases are narrowed to; None is all of them."""

    network: Network | None = None
    role: Role | None = None
    priority: Priority | None = None
    category: str | None = None
    group: str | None = None
    channel: str | None = None
    station: str | None = None
    area_id: int | None = None
    hour: int | None = None
    weekday: int | None = None

    def given(self) -> dict[str, object]:
        """Those that are not None, by name."""
        every = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in every.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A measure or rate (`code`), of a division (2 to 12 digits), in a period, divided and narrowed.

    `limit_s` holds the durations against so many seconds instead of the limits of the clocks. `as_of` is the
    moment the answer is of: what was heard of later is not in it.
    """

    code: str
    scope: str
    period: Period
    as_of: datetime
    basis: Basis = Basis.REPORTED
    cuts: tuple[Cut, ...] = ()
    filters: Filters = field(default_factory=Filters)
    compare: Compare | None = None
    boundaries: Boundaries = Boundaries.THEN
    limit_s: int | None = None
    #: Whether more may have been heard of since `as_of`.
    is_past: bool = field(default=False, compare=False)

    @property
    def definition(self) -> Definition:
        """The measure or rate; raises `Invalid`."""
        return catalogue.get(self.code)

    @property
    def county(self) -> County | None:
        """The county it is about, or None where it is about several."""
        return counties.of(self.scope) if len(self.scope) >= COUNTY_DIGITS else None

    def before(self) -> "Question | None":
        """The question about the period it is compared with, or None."""
        if self.compare is None:
            return None
        return replace(self, period=periods.compared(self.period, self.compare), compare=None)


def check(question: Question, *, now: datetime) -> Question:
    """The question, as it is asked now; raises `Invalid` naming what is wrong with it."""
    catalogue.get(question.code)
    periods.check(question.period, moment.local(now).date())
    if not question.scope.isascii() or not question.scope.isdigit() or len(question.scope) not in SCOPE_DIGITS:
        raise _wrong("scope", f"{question.scope!r} is no division code of 2, 4, 6, 9 or 12 digits")
    if question.as_of > now:
        raise _wrong("as_of", f"{question.as_of.isoformat()} is still to come; leave `as_of` out for now")
    if len(question.cuts) > MOST_CUTS or len(set(question.cuts)) < len(question.cuts):
        raise _wrong("by", f"an answer is divided by at most {MOST_CUTS} different cuts")
    if question.limit_s is not None and question.limit_s <= 0:
        raise _wrong("limit_s", "a limit is more than no seconds")
    return replace(question, is_past=True) if question.as_of < now else question


def _wrong(name: str, sentence: str) -> Invalid:
    return Invalid(sentence, errors=[{"field": name, "message": sentence}])
