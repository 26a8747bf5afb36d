"""The five questions of a supervisor about one division and period, each answered in short."""

from collections.abc import Sequence
from dataclasses import dataclass

from gridnet.base.errors import Invalid
from gridnet.reports import api, catalogue
from gridnet.reports.question import COUNTY_DIGITS, Cut
from gridnet.reports.schemas import AnswerOut, DefinitionOut, GroupOut
from gridnet.web.reports import ranking, saying
from gridnet.web.reports.asking import Form
from gridnet.web.reports.saying import Change

#: How fast we respond, told by these.
TOLD = ("accept", "arrive", "handle")
#: So many of the slowest are named.
SLOWEST = 5
HOURS = 3
#: By what a division of so many digits is divided, to say where it is slow.
PARTS = {2: Cut.COUNTY, 4: Cut.COUNTY}


@dataclass(frozen=True, slots=True)
class Told:
    """A measure and how it has changed."""

    answer: AnswerOut
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Where, when, who waits, by the measure asked about; None where such a division cannot be asked that."""

    about: AnswerOut
    parts: AnswerOut | None
    slowest: Sequence[GroupOut]
    hours: AnswerOut | None
    waits: AnswerOut | None

    @property
    def slow_hours(self) -> Sequence[GroupOut]:
        """The hours of the day that are surely slower than all together, the worst first."""
        return ranking.slower(self.hours)[:HOURS] if self.hours else ()

    @property
    def offered(self) -> Sequence[tuple[str, str]]:
        """The measures that can be asked about, by code and name."""
        return [(code, saying.name(DefinitionOut.of(catalogue.get(code)))) for code in TOLD]


def read(form: Form) -> list[Told]:
    """How fast, and whether that has changed; raises `Invalid` and `NotFound`."""
    return [Told(answer, saying.change(answer)) for answer in (_ask(form, code) for code in TOLD)]


def read_rest(form: Form) -> Rest:
    """All else; raises `Invalid` and `NotFound`."""
    parts = _try(form, about_of(form), parts_of(form.place))
    return Rest(
        about=_ask(form, about_of(form)),
        parts=parts,
        slowest=ranking.slowest(parts.groups)[:SLOWEST] if parts else (),
        hours=_try(form, about_of(form), Cut.HOUR),
        waits=_try(form, "dual_gap", Cut.WAITED_FOR),
    )


def about_of(form: Form) -> str:
    """The measure by which it is said where and when it is slow."""
    return form.get("about") if form.get("about") in TOLD else TOLD[0]


def parts_of(place: str) -> Cut:
    """By what a place is divided to say where it is slow: by grid, as far as single cases are read."""
    return PARTS.get(len(place), Cut.GRID) if len(place) < COUNTY_DIGITS else Cut.GRID


def _ask(form: Form, code: str) -> AnswerOut:
    return api.show(form.question(code, ()), form.now)


def _try(form: Form, code: str, cut: Cut) -> AnswerOut | None:
    try:
        return api.show(form.question(code, (cut,), compares=False), form.now)
    except Invalid:  # daily facts do not know everything
        return None
