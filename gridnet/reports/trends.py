"""A measure or rate from day to day, week to week or month to month, with the limits of what is noise."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from gridnet.base.errors import Invalid
from gridnet.reports import answering, control
from gridnet.reports.answering import Answer
from gridnet.reports.control import Control
from gridnet.reports.figures import Figures
from gridnet.reports.measures import Measure
from gridnet.reports.periods import DAY, Period
from gridnet.reports.question import Cut, Question

STEPS = frozenset({Cut.DAY, Cut.WEEK, Cut.MONTH})
FORMS = {Cut.DAY: "%Y-%m-%d", Cut.WEEK: "%G-W%V", Cut.MONTH: "%Y-%m"}


@dataclass(frozen=True, slots=True)
class Trend:
    """The points in their order, each with its figures: None where masked, and where nothing was reported."""

    answer: Answer
    points: list[tuple[str, Figures | None, bool]]
    median: Control | None
    p90: Control | None
    share: Control | None


def trend(question: Question, every: Cut, *, now: datetime, tolerance_m: float) -> Trend:
    """The trend; raises `Invalid` for a step that is none, and for a question that is divided already."""
    if every not in STEPS or question.cuts:
        raise Invalid("a trend goes by day, week or month, and is divided by nothing else; leave `by` out")
    asked = replace(question, cuts=(every,), compare=None)
    found = answering.answer(asked, now=now, tolerance_m=tolerance_m)
    told = {group.key[0]: group.figures for group in found.table.groups}
    keys = steps(question.period, every)
    points = [(key, told.get(key), key in told and told[key] is None) for key in keys]
    return Trend(found, points, *_limits(found, [figures for _, figures, _ in points]))


def _limits(answer: Answer, points: list[Figures | None]) -> tuple[Control | None, Control | None, Control | None]:
    total = answer.table.total
    if total is None:
        return None, None, None
    share = control.of_shares([each.share if each else None for each in points], total.share)
    if not isinstance(answer.definition, Measure):
        return None, None, share
    median = control.of_durations([each.median if each else None for each in points], total.median)
    return median, control.of_durations([each.p90 if each else None for each in points], total.p90), share


def steps(period: Period, every: Cut) -> list[str]:
    """The keys of all steps of the period, also of those in which nothing happened."""
    days: list[date] = [period.first + number * DAY for number in range(period.days)]
    return list(dict.fromkeys(day.strftime(FORMS[every]) for day in days))
