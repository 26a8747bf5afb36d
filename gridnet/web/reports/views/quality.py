"""What looks like closing for the figure, by unit and never by person: questions to be asked, not findings."""

from dataclasses import replace

from gridnet.base import http
from gridnet.base.errors import Invalid
from gridnet.reports import naming, quality
from gridnet.reports.quality import Watched
from gridnet.reports.quality_schemas import QualityOut, ShareOut, UnitOut
from gridnet.reports.question import Cut, Question
from gridnet.reports.schemas import AnswerOut
from gridnet.web.reports import saying, tables
from gridnet.web.reports.asking import Form
from gridnet.web.reports.shape import Cell, Picture, Table
from gridnet.web.wording import gettext as _

UNIT = Cut.TOWNSHIP
WATCHED = Watched()
#: The cases are those of closing, whatever else was asked about.
CODE = "closing"


def draw(form: Form, _question: Question, _answer: AnswerOut) -> list[Picture]:
    """The units side by side; nothing where the ground is too wide to be read case by case."""
    try:
        question = form.question(CODE, (), compares=False)
        found = _read(question)
    except Invalid:
        return []
    return [
        Picture(
            kind="",
            title=_("What may have been closed for the figure"),
            sentence=_sentence(found.total),
            table=_table(found),
        )
    ]


def _read(question: Question) -> QualityOut:
    found = quality.watch(question, UNIT, WATCHED, tolerance_m=http.settings().nearest_tolerance_m)
    named = naming.names(replace(question, cuts=(UNIT,)), [(key,) for key, _unit in found.units])
    return QualityOut.made(found, {key: named.label([UNIT], (key,))[0] for key, _unit in found.units})


def _sentence(total: UnitOut | None) -> str:
    if total is None:
        return _("Fewer than 5 cases: no figures are told, so that nobody is recognised by them.")
    return _(
        "Questions to ask, not findings: %(recurred)s came again within %(metres)s m and %(days)s days; %(batched)s "
        "were closed in batches, %(hasty)s within %(seconds)s s of arriving, %(far)s have a photo from far away; "
        "%(month_end)s were closed on the last two days of a month, about 7 in 100 are to be expected.",
        recurred=_said(total.recurred),
        batched=_said(total.batched),
        hasty=_said(total.hasty),
        far=_said(total.far),
        month_end=_said(total.month_end),
        metres=WATCHED.metres,
        days=WATCHED.days,
        seconds=WATCHED.seconds,
    )


def _said(share: ShareOut) -> str:
    return f"{share.count:,} / {share.of:,} ({saying.percent(share.value)})"


def _table(found: QualityOut) -> Table:
    columns = [
        saying.words().value("cut", UNIT),
        _("verified"),
        _("reopened"),
        _("came again"),
        _("in batches"),
        _("in haste"),
        _("photo from far"),
        _("end of month"),
    ]
    said = saying.words()
    rows = [_row(said.label("all"), found.total)]
    rows += [_row(group.label or said.label("none"), group.figures) for group in found.groups]
    return Table(_("Behind the sentence"), columns, rows)


def _row(name: str, told: UnitOut | None) -> list[Cell]:
    first = Cell(name, is_number=False)
    if told is None:
        return [first, Cell(tables.few(), mark="few"), *[Cell("")] * 6]
    shares = (told.verified, told.reopened, told.recurred, told.batched, told.hasty, told.far, told.month_end)
    return [first, *(Cell(saying.percent(share.value)) for share in shares)]
