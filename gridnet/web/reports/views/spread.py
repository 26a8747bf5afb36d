"""How durations are spread: the share that was over by when, with and without whoever still waits."""

from collections.abc import Sequence
from itertools import pairwise

from gridnet.base import http
from gridnet.reports import answering
from gridnet.reports.distribution import Distribution
from gridnet.reports.picture_schemas import CurvePoint, DistributionOut
from gridnet.reports.question import Question
from gridnet.reports.schemas import AnswerOut
from gridnet.web.reports import saying
from gridnet.web.reports.asking import Form
from gridnet.web.reports.shape import Cell, Picture, Table
from gridnet.web.wording import gettext as _

#: The shares that the table tells.
TOLD = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
#: Where the axis is marked, seconds.
MARKS = (1, 10, 60, 300, 900, 3600, 4 * 3600, 86400, 3 * 86400, 7 * 86400, 30 * 86400)
#: Limits that are offered to hold the durations against, seconds.
LIMITS = (300, 900, 1800, 3600, 4 * 3600, 86400, 3 * 86400)


def draw(_form: Form, question: Question, answer: AnswerOut) -> list[Picture]:
    """The curve; nothing of a rate, which has no durations; raises `Invalid` where single cases are not read."""
    if answer.definition.kind != "measure":
        return []
    tolerance_m = http.settings().nearest_tolerance_m
    found = DistributionOut.of(Distribution.of(answering.durations(question, tolerance_m=tolerance_m)))
    if not found.measured or answer.total is None:
        return []
    told = answer.total
    sentences = [saying.how_long(told), saying.how_many(told, answer.definition), saying.still_open(told)]
    return [
        Picture(
            kind="spread",
            title=_("What share was over by when"),
            sentence=" ".join(sentences),
            data=_data(found, question),
            table=_table(found),
        )
    ]


def _data(found: DistributionOut, question: Question) -> dict[str, object]:
    limit = question.limit_s
    return {
        "curves": [
            {"name": _("measured"), "points": _points(found.measured)},
            {"name": _("with those still open"), "points": _points(found.with_waiting)},
        ],
        "marks": [(seconds, saying.mark(seconds)) for seconds in _marks(found.measured[-1].seconds)],
        "limit": None if limit is None else (limit, _("limit %(limit)s", limit=saying.mark(limit))),
    }


def _points(curve: Sequence[CurvePoint]) -> list[tuple[float, float, str]]:
    return [(point.seconds, point.share, saying.duration(point.seconds)) for point in curve]


def _marks(longest: float) -> Sequence[int]:
    """The marks up to the first one beyond the longest."""
    return [mark for before, mark in pairwise((0, *MARKS)) if before <= longest]


def _table(found: DistributionOut) -> Table:
    rows = [
        [Cell(f"{share * 100:.0f}%", is_number=False), *(Cell(_when(curve, share)) for curve in _curves(found))]
        for share in TOLD
    ]
    return Table(_("Behind the picture"), [_("Over by then"), _("measured"), _("with those still open")], rows)


def _curves(found: DistributionOut) -> tuple[list[CurvePoint], list[CurvePoint]]:
    return found.measured, found.with_waiting


def _when(curve: Sequence[CurvePoint], share: float) -> str:
    return next((saying.duration(point.seconds) for point in curve if point.share >= share), _("not known yet"))
