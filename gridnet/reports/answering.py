"""Answering a question: from the cases of one county, exactly, or from daily facts where it is about many."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from gridnet.base.errors import Invalid
from gridnet.reports import cases, figures, sketch, statistics, summary
from gridnet.reports import question as questions
from gridnet.reports.catalogue import Definition
from gridnet.reports.figures import Cases, Table
from gridnet.reports.question import COUNTY_DIGITS, Question

#: A longer period of a whole county is answered from facts; of a part of it, such as a township, from its cases.
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
    #: Of an answer from facts: the last day they are there for, when the oldest was written, and whether any was
    #: written after the moment the question is of, so that it may tell more than was known then.
    facts_until: date | None = None
    facts_written_at: datetime | None = None
    facts_are_later: bool = False
    before: "Answer | None" = None

    @property
    def method(self) -> str:
        """How its percentiles were found."""
        return statistics.METHOD if self.source is Source.EXACT else sketch.METHOD


def answer(question: Question, *, now: datetime, tolerance_m: float) -> Answer:
    """The answer; raises `Invalid` for what cannot be asked. Whether the asker may is for `scope.check` to say."""
    return _answer(questions.check(question, now=now), tolerance_m)


def _answer(question: Question, tolerance_m: float) -> Answer:
    asked_before = question.before()
    before = _answer(asked_before, tolerance_m) if asked_before else None
    if not is_exact(question):
        found = summary.summarise(question)
        return Answer(
            question=question,
            definition=question.definition,
            source=Source.FACTS,
            table=found.table,
            facts_until=found.until,
            facts_written_at=found.written_at,
            facts_are_later=found.is_later,
            before=before,
        )
    table = figures.tabulate(load(question, tolerance_m=tolerance_m))
    return Answer(question=question, definition=question.definition, source=Source.EXACT, table=table, before=before)


def is_exact(question: Question) -> bool:
    """Whether it is about few enough cases to be answered from every one of them."""
    is_within_county = len(question.scope) > COUNTY_DIGITS
    return question.county is not None and (question.period.days <= EXACT_DAYS or is_within_county)


def load(question: Question, *, tolerance_m: float) -> Cases:
    """The cases behind an exact answer, held against the limit that was asked for; raises `Invalid`."""
    if question.county is None or not is_exact(question):
        raise Invalid(
            f"single cases are read for one county and at most {EXACT_DAYS} days; name a county, or ask for a month",
            errors=[{"field": "scope", "message": "too wide"}],
        )
    found = cases.load(question.county, question, tolerance_m=tolerance_m)
    return found if question.limit_s is None else found.held_against(question.limit_s)


def durations(question: Question, *, tolerance_m: float) -> Cases:
    """The single durations behind an exact answer, for a picture of their distribution; raises `Invalid`."""
    return load(replace(question, cuts=(), compare=None), tolerance_m=tolerance_m)
