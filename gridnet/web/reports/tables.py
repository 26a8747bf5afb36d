"""Answers as tables of a page; every number leads to the cases behind it, what is too few is said to be so."""

from collections.abc import Iterator, Sequence

from gridnet.reports.funnel import Fate
from gridnet.reports.question import Question
from gridnet.reports.schemas import AnswerOut, FiguresOut, GroupOut, TableOut
from gridnet.web.reports import saying
from gridnet.web.reports.asking import Form
from gridnet.web.reports.shape import Cell, Table
from gridnet.web.wording import gettext as _


def few() -> str:
    """What stands for figures that are not told."""
    return _("fewer than 5")


def figures(form: Form, question: Question, answer: AnswerOut, groups: Sequence[GroupOut] | None = None) -> Table:
    """The answer: the total, then its groups (all of them, unless some are named)."""
    is_measure = answer.definition.kind == "measure"
    said = saying.words()
    columns = [said.label("n"), *([said.label("median_s"), said.label("p90_s")] if is_measure else [])]
    columns += [said.label("share"), _("chance: from – to"), _("late")]
    names = [said.value("cut", cut) for cut in answer.cuts] or [""]
    shown = answer.groups if groups is None else groups
    total = [Cell(said.label("all"), is_number=False), *[Cell("", is_number=False)] * (len(names) - 1)]
    rows = [[*total, *_cells(Behind(form, question, None), answer.total, is_measure=is_measure)]]
    rows += [_row(form, question, answer, group, is_measure=is_measure) for group in shown]
    return Table(_("Figures"), [*names, *columns], rows, words=len(names), note=_masked(answer))


def _masked(table: TableOut) -> str:
    if not table.masked:
        return ""
    return _(
        "%(n)s groups are not told: they hold fewer than 5 cases, or would give away one that does.", n=table.masked
    )


def _row(form: Form, question: Question, answer: AnswerOut, group: GroupOut, *, is_measure: bool) -> list[Cell]:
    parts = saying.key(answer, group)
    if group.is_redrawn:
        parts[0] = _("%(name)s (boundary changed)", name=parts[0])
    behind = Behind(form, question, group.key)
    return [*(Cell(part, is_number=False) for part in parts), *_cells(behind, group.figures, is_measure=is_measure)]


class Behind:
    """The way from a number to the cases behind it, where they can be listed: of one county."""

    def __init__(self, form: Form, question: Question, key: Sequence[str | None] | None) -> None:
        self._form, self._question, self._key = form, question, key

    def link(self, **narrowed: str) -> str:
        """The address of the list; empty where there is none."""
        if self._question.county is None or self._key == [None]:
            return ""
        key = None if self._key is None else ",".join(part or "" for part in self._key)
        cuts = ",".join(self._question.cuts) if key is not None else None
        measure = self._question.code
        return self._form.link("reports.cases", measure=measure, by=cuts, key=key, view=None, about=None, **narrowed)


def behind(form: Form, question: Question, key: Sequence[str | None]) -> str:
    """The address of the cases behind a group."""
    return Behind(form, question, key).link()


def _cells(behind: Behind, told: FiguresOut | None, *, is_measure: bool) -> Iterator[Cell]:
    if told is None:
        yield Cell(few(), mark="few")
        yield from [Cell("")] * (5 if is_measure else 3)
        return
    yield Cell(f"{told.n:,}", behind.link(fate=Fate.MEASURED))
    if is_measure:
        yield Cell(saying.duration(told.median_s))
        yield Cell(saying.duration(told.p90_s))
    yield Cell(saying.percent(told.share))
    is_known = told.share is not None
    yield Cell(f"{saying.percent(told.share_low)} – {saying.percent(told.share_high)}" if is_known else saying.NOTHING)
    late = told.due - told.in_limit
    yield Cell(f"{late:,}", behind.link(late="true") if late else "")


def funnel(form: Form, question: Question, told: FiguresOut) -> Table:
    """From what was reported to what was measured, every loss counted and named."""
    said = saying.words()
    behind = Behind(form, question, None)
    steps = [(said.label("reported"), told.funnel.reported, behind.link())]
    steps += [(said.value("fate", fate), -count, behind.link(fate=fate)) for fate, count in told.funnel.lost.items()]
    steps.append((said.value("fate", Fate.MEASURED), told.funnel.measured, behind.link(fate=Fate.MEASURED)))
    rows = [
        [Cell(name, is_number=False), Cell(f"{count:+,}" if count < 0 else f"{count:,}", href)]
        for name, count, href in steps
    ]
    return Table(said.label("funnel"), [said.label("fate"), said.label("n")], rows)
