"""Whether the number can be trusted: what was lost on the way to it, who still waits, and what speed may have cost."""

from collections.abc import Iterator

from gridnet.base.errors import Invalid
from gridnet.reports import api
from gridnet.reports.funnel import Fate
from gridnet.reports.question import Question
from gridnet.reports.schemas import AnswerOut, FiguresOut
from gridnet.web.reports import saying, tables
from gridnet.web.reports.asking import Form
from gridnet.web.reports.shape import Cell, Picture, Table
from gridnet.web.reports.views import quality
from gridnet.web.wording import gettext as _

#: What stands beside speed, so that quick is not merely careless.
BESIDE = ("verified_closure", "reopened", "rework", "accurate_dispatch")


def draw(form: Form, question: Question, answer: AnswerOut) -> list[Picture]:
    """The funnel, the open cases, and the quality beside the speed; raises `Invalid`."""
    told = answer.total
    if told is None:
        return []
    drawn = [_funnel(form, question, told)]
    if answer.definition.kind == "measure":
        drawn.append(_open(told))
    return [*drawn, *_beside(form), *quality.draw(form, question, answer)]


def _funnel(form: Form, question: Question, told: FiguresOut) -> Picture:
    said = saying.words()
    steps = [(said.label("reported"), told.funnel.reported), (said.label("valid"), told.funnel.valid)]
    steps.append((said.value("fate", Fate.MEASURED), told.funnel.measured))
    return Picture(
        kind="funnel",
        title=_("From reported to measured"),
        sentence=losses(told),
        data={"steps": steps},
        table=tables.funnel(form, question, told),
    )


def losses(told: FiguresOut) -> str:
    """How many of those reported stand behind the figures, and what became of the others."""
    said, funnel = saying.words(), told.funnel
    lost = [f"{said.value('fate', fate)} {count:,}" for fate, count in funnel.lost.items()]
    given = {"measured": f"{funnel.measured:,}", "reported": f"{funnel.reported:,}"}
    sentence = (
        _("All %(reported)s reported were measured.", reported=given["reported"])
        if not lost
        else _(
            "%(measured)s of %(reported)s reported were measured; left out: %(lost)s.", lost=", ".join(lost), **given
        )
    )
    if not funnel.zero:
        return sentence
    return sentence + " " + _("%(n)s took no time at all and are kept in.", n=funnel.zero)


def _open(told: FiguresOut) -> Picture:
    said = saying.words()
    rows = [
        [
            Cell(said.label("median_s"), is_number=False),
            Cell(saying.duration(told.median_s)),
            _with(told.waiting_median_s),
        ],
        [Cell(said.label("p90_s"), is_number=False), Cell(saying.duration(told.p90_s)), _with(told.waiting_p90_s)],
    ]
    columns = ["", _("only those that are over"), _("with those still open (Kaplan–Meier)")]
    return Picture(
        kind="",
        title=_("Who still waits"),
        sentence=saying.still_open(told),
        table=Table(_("With and without the open ones"), columns, rows),
    )


def _with(seconds: float | None) -> Cell:
    return Cell(saying.duration(seconds) if seconds is not None else _("not known yet"))


def _beside(form: Form) -> Iterator[Picture]:
    rows = list(_rates(form))
    if rows:
        columns = [_("Rate"), saying.words().label("share"), _("count"), _("chance: from – to")]
        yield Picture(
            kind="",
            title=_("What stands beside speed"),
            sentence=_("Quick is not good if it was not verified, or has to be done again."),
            table=Table(_("Quality beside speed"), columns, rows),
        )


def _rates(form: Form) -> Iterator[list[Cell]]:
    for code in BESIDE:
        try:
            question = form.question(code, (), compares=False)
            answer = api.show(question, form.now)
        except Invalid:  # a province has not all of them
            continue
        told, name = (
            answer.total,
            Cell(saying.name(answer.definition), form.link("reports.answer", measure=code, view=None), is_number=False),
        )
        if told is None:
            yield [name, Cell(tables.few(), mark="few"), Cell(""), Cell("")]
            continue
        count = Cell(f"{told.in_limit:,} / {told.due:,}", tables.Behind(form, question, None).link(fate=Fate.MEASURED))
        chance = f"{saying.percent(told.share_low)} – {saying.percent(told.share_high)}"
        yield [name, Cell(saying.percent(told.share)), count, Cell(chance if told.due else saying.NOTHING)]
