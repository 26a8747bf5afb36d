"""What a weekly or monthly report tells of a division: how fast, how well, against the period before, and where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from gridnet.base import moment
from gridnet.base.errors import Invalid
from gridnet.reports import answering, catalogue, naming
from gridnet.reports.exporting import answer_document
from gridnet.reports.exporting.document import Column, Document, Kind, Picture, Table, Value
from gridnet.reports.exporting.words import Words
from gridnet.reports.mailing.periods_due import Cadence
from gridnet.reports.periods import Compare, Period
from gridnet.reports.question import Cut, Question
from gridnet.reports.schemas import AnswerOut, DefinitionOut, FiguresOut

#: What is told, in this order.
TOLD = (
    "response",
    "accept",
    "arrive",
    "handle",
    "close",
    "on_time_accept",
    "on_time_arrive",
    "on_time_handle",
    "on_time_close",
    "dual_response",
    "rework",
    "reopened",
)
#: What is told of each part of the division.
TOLD_OF_PARTS = ("response", "on_time_handle")
#: The parts that a division of so many digits is told by.
PARTS = {2: Cut.CITY, 4: Cut.COUNTY, 6: Cut.TOWNSHIP, 9: Cut.VILLAGE, 12: Cut.GRID}
FIGURES = (("n", Kind.COUNT), ("median_s", Kind.SECONDS), ("p90_s", Kind.SECONDS), ("share", Kind.SHARE))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report that is to be made."""

    scope: str
    cadence: Cadence
    period: Period
    as_of: datetime
    language: str


def make(wanted: Wanted, *, tolerance_m: float) -> Document:
    """The document, in the caller's transaction. What cannot be answered for such a division is left out and named."""
    words, ground = Words(wanted.language), naming.ground(wanted.scope)
    whole = {code: _answer(wanted, code, (), tolerance_m) for code in TOLD}
    parts = [_answer(wanted, code, (PARTS[len(wanted.scope)],), tolerance_m) for code in TOLD_OF_PARTS]
    answered = [answer for answer in whole.values() if answer is not None]
    documents = [_document(wanted, answer, ground) for answer in parts if answer is not None]
    missing = [code for code, answer in whole.items() if answer is None]
    return Document(
        language=wanted.language,
        title=f"{words.value('cadence', wanted.cadence)} · {ground} · {_said(wanted.period)}",
        facts=_facts(wanted, answered, words, ground),
        tables=[_overview(answered, words), *_first_tables(documents)],
        definitions=answer_document.definitions([DefinitionOut.of(catalogue.get(code)) for code in TOLD], words),
        notes=[*_notes(documents), *([words.note("missing", codes=", ".join(missing))] if missing else [])],
        pictures=list(_pictures(documents)),
    )


def _answer(wanted: Wanted, code: str, cuts: tuple[Cut, ...], tolerance_m: float) -> AnswerOut | None:
    question = _question(wanted, code, cuts)
    try:
        answer = answering.answer(question, now=wanted.as_of, tolerance_m=tolerance_m)
        return AnswerOut.made(answer, naming.of_answer(answer))
    except Invalid:  # not every figure can be had of a province
        return None


def _question(wanted: Wanted, code: str, cuts: tuple[Cut, ...]) -> Question:
    compare = None if cuts else Compare.PREVIOUS
    return Question(
        code=code,
        scope=wanted.scope,
        period=wanted.period,
        as_of=wanted.as_of,
        cuts=cuts,
        compare=compare,
        is_past=True,  # a report that failed is made later, and tells the same
    )


def _document(wanted: Wanted, answer: AnswerOut, ground: str) -> Document:
    question = _question(wanted, answer.definition.code, tuple(answer.cuts))
    return answer_document.make(answer, question, wanted.language, ground)


def _said(period: Period) -> str:
    return f"{period.first} – {period.last}"


def _facts(wanted: Wanted, answers: Sequence[AnswerOut], words: Words, ground: str) -> list[tuple[str, str]]:
    told = [
        ("scope", ground),
        ("period", _said(wanted.period)),
        ("basis", words.value("basis", "reported")),
        ("boundaries", words.value("boundaries", "then")),
        ("as_of", f"{moment.local(wanted.as_of):%Y-%m-%d %H:%M:%S}"),
    ]
    if answers:
        question = _question(wanted, answers[0].definition.code, ())
        told += [
            ("source", words.value("source", answers[0].source)),
            ("permalink", answer_document.permalink(question)),
        ]
    return [(words.label(code), value) for code, value in told]


def _overview(answers: Sequence[AnswerOut], words: Words) -> Table:
    """A line a measure: the figures of this period, and of the one before."""
    before = [
        Column(f"before_{code}", f"{words.label('before')} {words.label(code)}", kind)
        for code, kind in FIGURES
        if code in {"median_s", "share"}
    ]
    columns = [
        Column("measure", words.label("measure")),
        *(Column(code, words.label(code), kind) for code, kind in FIGURES),
        *before,
    ]
    return Table(words.label("figures"), columns, [_line(answer, words) for answer in answers])


def _line(answer: AnswerOut, words: Words) -> list[Value]:
    name = answer.definition.name_zh if words.language == "zh" else answer.definition.name_en
    now, then = answer.total, answer.before.total if answer.before else None
    figures = [_of(now, code) for code, _ in FIGURES] if now else [words.masked, None, None, None]
    return [name, *figures, _of(then, "median_s"), _of(then, "share")]


def _of(figures: FiguresOut | None, code: str) -> Value:
    found: Value = getattr(figures, code) if figures is not None else None
    return found


def _first_tables(documents: Sequence[Document]) -> Iterator[Table]:
    """Of each answer by part: its figures, and of the first what was lost on the way."""
    for number, each in enumerate(documents):
        measure = each.title.partition(" · ")[0]
        for table in each.tables[: 2 if number == 0 else 1]:
            yield Table(f"{measure}：{table.title}", table.columns, table.rows)


def _notes(documents: Sequence[Document]) -> list[str]:
    """Each once."""
    return list(dict.fromkeys(note for each in documents for note in each.notes))


def _pictures(documents: Sequence[Document]) -> Iterator[Picture]:
    for each in documents:
        measure = each.title.partition(" · ")[0]
        yield from (Picture(picture.svg, f"{measure}：{picture.alt}") for picture in each.pictures)
