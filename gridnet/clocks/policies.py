"""Limits as policies: which one holds for a matter, and what a county may not do to them. Pure.

Of the policies that fit, the most specific holds. The county's own goes before everybody's; then what names the
category, the group, the priority, town or country, the network, the role, in this order of weight; between equals the
one written later. What is not named fits everything, and what nobody knows of a matter fits only what does not name it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from gridnet.base.errors import Conflict, Invalid
from gridnet.clocks.arithmetic import Limit, Unit
from gridnet.clocks.limits import HIGHEST_PERCENT
from gridnet.clocks.values import About, CalendarKind

#: A priority at which a county may tighten what everybody has, and never loosen it.
URGENT = "P1"
CONFERENCE_AFTER_RED = 100
HIGHEST_RED = HIGHEST_PERCENT - CONFERENCE_AFTER_RED
#: How long a unit is on a calendar that is never shut, at most: for comparing limits of what is urgent.
_MINUTES = {Unit.MINUTE: 1, Unit.WORKING_HOUR: 60, Unit.WORKING_DAY: 1440, Unit.DAY: 1440, Unit.MONTH: 31 * 1440}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a clock runs by: a limit, the calendar it is counted in, and the shares of it at which something is due."""

    limit: Limit
    calendar: CalendarKind
    remind_percent: int = 80
    yellow_percent: int = 100
    red_percent: int = 200
    set_by_level: int = 3

    def __post_init__(self) -> None:
        """Refuse marks out of their order."""
        if not 0 < self.remind_percent < self.yellow_percent < self.red_percent:
            raise Invalid(
                f"the marks must rise: the reminder ({self.remind_percent} %), then yellow ({self.yellow_percent} %), "
                f"then red ({self.red_percent} %)",
                errors=[{"field": "red_percent", "message": "must be more than yellow, and yellow more than remind"}],
            )

    @property
    def conference_percent(self) -> int:
        """The share at which the case conference is due: the red one and one limit more."""
        return self.red_percent + CONFERENCE_AFTER_RED


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """Which clocks a policy is for; what is None fits all."""

    stage: str
    category: str | None = None
    category_group: str | None = None
    priority: str | None = None
    network: str | None = None
    role: str | None = None
    urban: bool | None = None

    def __post_init__(self) -> None:
        """Refuse to say twice what kind of matter is meant."""
        if self.category is not None and self.category_group is not None:
            raise Invalid(
                "a policy is for a category or for a group of them, not for both",
                errors=[{"field": "category_group", "message": "leave one of them out"}],
            )

    def fit(self, about: About, stage: str, network: str | None, role: str | None) -> bool:
        """Whether a clock of this stage about this matter is meant."""
        return (
            self.stage == stage
            and self.category in {None, about.category}
            and (self.category_group is None or self.category_group == (about.category or "")[:2])
            and self.priority in {None, about.priority}
            and self.network in {None, network}
            and self.role in {None, role}
            and self.urban in {None, about.urban}
        )

    def meet(self, other: "Matters") -> bool:
        """Whether some clock is meant by both."""
        pairs = (
            (self.priority, other.priority),
            (self.network, other.network),
            (self.role, other.role),
            (self.urban, other.urban),
            (self.group, other.group),
            (self.category, other.category),
        )
        return self.stage == other.stage and all(None in pair or pair[0] == pair[1] for pair in pairs)

    @property
    def group(self) -> str | None:
        """The group of categories meant, also where one category is."""
        return self.category[:2] if self.category else self.category_group


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of a policy."""

    id: int
    code: str
    version: int
    county: str | None
    matters: Matters
    terms: Terms
    valid_from: datetime
    is_withdrawn: bool = False

    @property
    def weight(self) -> tuple[bool | int, ...]:
        """How specific it is."""
        named = self.matters
        return (
            self.county is not None,
            named.category is not None,
            named.category_group is not None,
            named.priority is not None,
            named.urban is not None,
            named.network is not None,
            named.role is not None,
            self.id,
        )


def in_force(versions: Iterable[Policy], at: datetime) -> list[Policy]:
    """The version of each policy that holds at `at`; one withdrawn by then does not."""
    last: dict[str, Policy] = {}
    for each in versions:
        if each.valid_from <= at and (each.code not in last or last[each.code].version < each.version):
            last[each.code] = each
    return [each for each in last.values() if not each.is_withdrawn]


class Book:
    """The policies of a county with those of all; a question that was asked before is answered from memory."""

    def __init__(self, versions: Sequence[Policy]) -> None:
        self.versions = versions
        self._turns = sorted({each.valid_from for each in versions})
        self._in_force: dict[int, list[Policy]] = {}
        self._answers: dict[tuple[int, About, str, str | None, str | None], Policy | None] = {}

    def choose(self, about: About, stage: str, network: str | None, role: str | None, at: datetime) -> Policy | None:
        """The policy that holds at `at`, or None where there is no limit."""
        turn = bisect_right(self._turns, at)
        asked = (turn, about, stage, network, role)
        if asked not in self._answers:
            if turn not in self._in_force:
                self._in_force[turn] = in_force(self.versions, at)
            fitting = [each for each in self._in_force[turn] if each.matters.fit(about, stage, network, role)]
            self._answers[asked] = max(fitting, key=lambda each: each.weight, default=None)
        return self._answers[asked]


def check_terms(terms: Terms) -> None:
    """Refuse a policy that could never fall due; raises `Invalid`."""
    if terms.calendar is CalendarKind.ALWAYS and terms.limit.unit in {Unit.WORKING_HOUR, Unit.WORKING_DAY}:
        raise Invalid(
            f"a limit in {terms.limit.unit}s wants the working calendar; round the clock there are none",
            errors=[{"field": "calendar", "message": "has no working days"}],
        )
    if terms.red_percent > HIGHEST_RED:
        raise Invalid(
            f"red comes at {HIGHEST_RED} % of the limit at the latest",
            errors=[{"field": "red_percent", "message": f"at most {HIGHEST_RED}"}],
        )


def check_tightens(matters: Matters, terms: Terms, everybody: Iterable[Policy]) -> None:
    """Refuse a county's policy that gives something urgent more time than everybody's does; raises `Conflict`."""
    if matters.priority not in {None, URGENT}:
        return
    for each in everybody:
        if each.county is None and each.matters.priority == URGENT and each.matters.meet(matters):
            _check_no_looser(terms, each)


def _check_no_looser(terms: Terms, than: Policy) -> None:
    if than.terms.calendar is CalendarKind.ALWAYS and terms.calendar is not CalendarKind.ALWAYS:
        raise Conflict(f"{than.code} counts round the clock, and a county may tighten it, not loosen it")
    for name in ("remind", "yellow", "red"):
        own, common = _minutes(terms, name), _minutes(than.terms, name)
        if own > common:
            raise Conflict(
                f"{than.code} is due ({name}) after {common:g} minutes; "
                f"a county may tighten it, not loosen it to {own:g}"
            )


def _minutes(terms: Terms, name: str) -> float:
    percent: int = getattr(terms, f"{name}_percent")
    return terms.limit.amount * _MINUTES[terms.limit.unit] * percent / 100
