"""An answer as a document: its figures, what was lost on the way, its definition, a link to the same again. Pure."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from gridnet.base import moment
from gridnet.reports.answering import Source
from gridnet.reports.exporting import charts
from gridnet.reports.exporting.charts import Point
from gridnet.reports.exporting.document import Column, Document, Kind, Picture, Table, Value, say_seconds
from gridnet.reports.exporting.words import Words
from gridnet.reports.funnel import Fate
from gridnet.reports.measures import Event
from gridnet.reports.question import Cut, Question
from gridnet.reports.schemas import AnswerOut, DefinitionOut, FiguresOut, GroupOut, TableOut

ADDRESS = "/api/v1/reports/answer"
#: Cuts that follow each other in time.
TIMES = frozenset({Cut.DAY, Cut.WEEK, Cut.MONTH})
DURATIONS = ("median_s", "p90_s", "waiting_median_s", "waiting_p90_s")
SHARES = ("share", "share_low", "share_high")
COUNTS = ("in_limit", "due", "open_late")


def permalink(question: Question) -> str:
    """The address that gives the same answer again, whenever it is opened: all of the question, its moment included."""
    asked: dict[str, object] = {
        "measure": question.code,
        "scope": question.scope,
        "from": question.period.first,
        "to": question.period.last,
        "basis": question.basis,
        "by": ",".join(question.cuts),
        "compare": question.compare,
        "boundaries": question.boundaries,
        "as_of": question.as_of.isoformat(),
        "limit_s": question.limit_s,
        **question.filters.given(),
    }
    return f"{ADDRESS}?{urlencode({name: value for name, value in asked.items() if value not in {None, ''}})}"


def make(answer: AnswerOut, question: Question, language: str, ground: str) -> Document:
    """The document of an answer; `ground` is what its division is called."""
    words = Words(language)
    name = answer.definition.name_zh if language == "zh" else answer.definition.name_en
    tables = [_figures(answer, answer, words.label("figures"), words)]
    if answer.before is not None:
        title = f"{words.label('before')} {_period(answer.before)}"
        tables.append(_figures(answer, answer.before, title, words))
    tables.append(_funnel(answer, words))
    return Document(
        language=language,
        title=f"{name} · {ground} · {_period(answer)}",
        facts=facts(answer, question, words, ground),
        tables=tables,
        definitions=definitions([answer.definition], words),
        notes=_notes(answer, words),
        pictures=_pictures(answer, words),
    )


def _period(table: TableOut) -> str:
    return f"{table.first_day} – {table.last_day}"


def facts(answer: AnswerOut, question: Question, words: Words, ground: str) -> list[tuple[str, str]]:
    """Of what the figures are, on what basis, and as of when."""
    told = [
        ("measure", f"{answer.definition.name_zh} {answer.definition.name_en} ({answer.definition.code})"),
        ("scope", ground),
        ("period", _period(answer)),
        ("basis", words.value("basis", answer.basis)),
        ("boundaries", words.value("boundaries", answer.boundaries)),
        ("source", words.value("source", answer.source)),
        ("as_of", f"{moment.local(answer.as_of):%Y-%m-%d %H:%M:%S}"),
    ]
    if answer.filters:
        told.append(("filters", ", ".join(f"{name}={value}" for name, value in answer.filters.items())))
    if answer.limit_s is not None:
        told.append(("limit", say_seconds(answer.limit_s, words.language)))
    told.append(("permalink", permalink(question)))
    return [(words.label(code), value) for code, value in told]


def _columns(answer: AnswerOut) -> Iterator[tuple[str, Kind]]:
    """The columns of its figures: a rate has no durations, a measure without a limit no shares."""
    yield "n", Kind.COUNT
    if answer.definition.kind == "measure":
        yield from ((code, Kind.SECONDS) for code in DURATIONS)
    if answer.definition.kind == "rate" or _has_limit(answer):
        yield from ((code, Kind.SHARE) for code in SHARES)
        yield from ((code, Kind.COUNT) for code in COUNTS)


def _has_limit(answer: AnswerOut) -> bool:
    """Whether it could be in time at all: by a clock, by the limit asked for, or by what history came with."""
    return (
        answer.definition.stage is not None or answer.limit_s is not None or answer.definition.to_event == Event.CLOSED
    )


def _keys(answer: AnswerOut, words: Words) -> list[Column]:
    return [Column(cut, words.value("cut", cut)) for cut in answer.cuts] or [Column("what", "")]


def _figures(answer: AnswerOut, table: TableOut, title: str, words: Words) -> Table:
    columns = [(code, kind) for code, kind in _columns(answer)]
    titled = [Column(code, words.label(code), kind) for code, kind in columns]
    codes = [code for code, _ in columns]
    rows = [
        _row(key, [_value(figures, code) for code in codes], figures, words)
        for key, figures in _all(answer, table, words)
    ]
    return Table(title, [*_keys(answer, words), *titled], rows)


def _value(figures: FiguresOut | None, code: str) -> Value:
    found: Value = getattr(figures, code) if figures is not None else None
    return found


def _row(key: list[Value], values: list[Value], figures: FiguresOut | None, words: Words) -> list[Value]:
    """A row; the first of its figures says so where they are masked."""
    return [*key, *values] if figures is not None else [*key, words.masked, *values[1:]]


def _all(answer: AnswerOut, table: TableOut, words: Words) -> Iterator[tuple[list[Value], FiguresOut | None]]:
    """The total, then the groups."""
    width = max(len(answer.cuts), 1)
    yield [words.label("all"), *[""] * (width - 1)], table.total
    for group in table.groups:
        yield _key(answer.cuts, group, words), group.figures


def _key(cuts: Sequence[Cut], group: GroupOut, words: Words) -> list[Value]:
    return [
        words.label("none") if label is None else words.value(cut, label)
        for cut, label in zip(cuts, group.label, strict=True)
    ]


def _funnel(answer: AnswerOut, words: Words) -> Table:
    """What became of all that was reported; the columns that any row has something in."""
    rows = list(_all(answer, answer, words))
    present = {fate for _, figures in rows if figures is not None for fate in figures.funnel.lost}
    fates = [fate for fate in Fate if fate in present]
    columns = [
        *_keys(answer, words),
        *(Column(code, words.label(code), Kind.COUNT) for code in ("reported", "valid")),
        *(Column(fate, words.value("fate", fate), Kind.COUNT) for fate in fates),
        Column("measured", words.value("fate", Fate.MEASURED), Kind.COUNT),
        Column("zero", words.label("zero"), Kind.COUNT),
    ]
    return Table(words.label("funnel"), columns, [_row(key, _lost(each, fates), each, words) for key, each in rows])


def _lost(figures: FiguresOut | None, fates: Sequence[Fate]) -> list[Value]:
    if figures is None:
        return [None] * (len(fates) + 4)
    funnel = figures.funnel
    lost = [funnel.lost.get(fate, 0) for fate in fates]
    return [funnel.reported, funnel.valid, *lost, funnel.measured, funnel.zero]


def definitions(of: Sequence[DefinitionOut], words: Words) -> Table:
    """The definitions as a table."""
    codes = ("code", "name", "about", "from_event", "to_event", "of", "counting", "pauses", "roles")
    return Table(
        words.label("definitions"),
        [Column(code, words.label(code)) for code in codes],
        [_definition(each, words) for each in of],
    )


def _definition(each: DefinitionOut, words: Words) -> list[Value]:
    is_zh = words.language == "zh"
    return [
        each.code,
        each.name_zh if is_zh else each.name_en,
        each.about_zh if is_zh else each.about_en,
        words.value("event", each.from_event) if each.from_event else "",
        words.value("event", each.to_event) if each.to_event else "",
        words.value("of", each.scope),
        words.value("counting", each.counting) if each.counting else "",
        words.value("pauses", each.pauses) if each.pauses else "",
        ", ".join(words.value("role", role) for role in each.roles),
    ]


def _notes(answer: AnswerOut, words: Words) -> list[str]:
    kind = "" if answer.source is Source.EXACT else "_facts"
    told = [words.note(f"same{kind}"), words.note("intervals"), words.note("no_names")]
    if answer.definition.kind == "measure":
        told += [words.note(f"percentiles{kind}"), words.note("waiting")]
    masked = answer.masked + (answer.before.masked if answer.before else 0)
    return told + ([words.note("masked", count=masked)] if masked else [])


def _pictures(answer: AnswerOut, words: Words) -> list[Picture]:
    """Durations by one cut, beside each other or over time."""
    if answer.definition.kind != "measure" or len(answer.cuts) != 1:
        return []
    points = [_point(answer, group, words) for group in answer.groups]
    is_trend = answer.cuts[0] in TIMES
    svg = (charts.trend if is_trend else charts.bars)(points, words.language)
    return [Picture(svg, words.note("trend" if is_trend else "bars"))] if svg else []


def _point(answer: AnswerOut, group: GroupOut, words: Words) -> Point:
    figures = group.figures
    label = " ".join(str(part) for part in _key(answer.cuts, group, words))
    return Point(label, figures.median_s if figures else None, figures.p90_s if figures else None)
