"""Answering a question: from the cases of one county, exactly, or from daily facts where it is about many."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from gridnet.base.errors import Invalid
from gridnet.reports import cases, figures
from gridnet.reports import question as questions
from gridnet.reports.catalogue import Definition
from gridnet.reports.figures import Cases, Table
from gridnet.reports.question import Question

#: A longer period of a county is answered from facts.
EXACT_DAYS = 92


class Source(StrEnum):
    """From what an answer was worked out."""

    EXACT = "exact"
    FACTS = "facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to a question, with the answer for the period it is compared with."""

    question: Question
    definition: Definition
    source: Source
    table: Table
    before: "Answer | None" = None


def answer(question: Question, *, now: datetime, tolerance_m: float) -> Answer:
    """The answer; raises `Invalid` for what cannot be asked. Whether the asker may is for `scope.check` to say."""
    questions.check(question, now=now)
    return _answer(question, tolerance_m)


def _answer(question: Question, tolerance_m: float) -> Answer:
    before = question.before()
    return Answer(
        question=question,
        definition=question.definition,
        source=Source.EXACT,
        table=figures.tabulate(load(question, tolerance_m=tolerance_m)),
        before=_answer(before, tolerance_m) if before else None,
    )


def load(question: Question, *, tolerance_m: float) -> Cases:
    """The cases behind an exact answer, held against the limit that was asked for; raises `Invalid`."""
    if question.county is None or question.period.days > EXACT_DAYS:
        raise Invalid(
            f"single cases are read for one county and at most {EXACT_DAYS} days; name a county, or ask for a month",
            errors=[{"field": "scope", "message": "too wide"}],
        )
    found = cases.load(question.county, question, tolerance_m=tolerance_m)
    return found if question.limit_s is None else found.held_against(question.limit_s)


def durations(question: Question, *, tolerance_m: float) -> Cases:
    """The single durations behind an exact answer, for a picture of their distribution; raises `Invalid`."""
    return load(replace(question, cuts=(), compare=None), tolerance_m=tolerance_m)
