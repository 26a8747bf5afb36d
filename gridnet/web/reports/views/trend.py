"""Whether it is getting better: from step to step, with the limits of what may be noise."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from gridnet.base import http
from gridnet.reports import trends
from gridnet.reports.picture_schemas import ControlOut, PointOut, TrendOut
from gridnet.reports.question import Cut, Question
from gridnet.reports.schemas import AnswerOut, FiguresOut
from gridnet.web.reports import saying, tables
from gridnet.web.reports.asking import Form
from gridnet.web.reports.shape import Cell, Picture, Table
from gridnet.web.wording import gettext as _

#: Up to so many days a step is a day, or a week.
BY_DAY, BY_WEEK = 62, 400
STEPS = (Cut.DAY, Cut.WEEK, Cut.MONTH)


def draw(form: Form, question: Question, answer: AnswerOut) -> list[Picture]:
    """The share and the median over time, each where there is one; raises `Invalid`."""
    tolerance_m = http.settings().nearest_tolerance_m
    asked = replace(question, cuts=(), compare=None)
    found = TrendOut.made(trends.trend(asked, step(form, question), now=form.now, tolerance_m=tolerance_m))
    drawn = []
    if answer.total is not None and answer.total.share is not None:
        drawn.append(_picture(found, found.share, _("Share in the limit, step by step"), _share, saying.percent))
    if answer.total is not None and answer.total.median_s is not None:
        drawn.append(_picture(found, found.median, _("Median, step by step"), _median, saying.duration))
    return drawn


def step(form: Form, question: Question) -> Cut:
    """From when to when a point is."""
    if form.get("every") in STEPS:
        return Cut(form.get("every"))
    days = question.period.days
    return Cut.DAY if days <= BY_DAY else Cut.WEEK if days <= BY_WEEK else Cut.MONTH


def _share(figures: FiguresOut) -> float | None:
    return figures.share


def _median(figures: FiguresOut) -> float | None:
    return figures.median_s


Read = Callable[[FiguresOut], float | None]
Say = Callable[[float | None], str]


def _picture(found: TrendOut, control: ControlOut | None, title: str, read: Read, say: Say) -> Picture:
    return Picture(
        kind="trend",
        title=title,
        sentence=_sentence(found.points, control, say),
        data=_data(found.points, control, title, read, say),
        table=_table(found.points, control, read, say),
    )


def _sentence(points: Sequence[PointOut], control: ControlOut | None, say: Say) -> str:
    if control is None:
        return _("Too few points to tell noise from news: no limits are drawn.")
    told = [(point.key, limits) for point, limits in zip(points, control.points, strict=True) if limits]
    signals = [key for key, limits in told if limits.signal]
    given = {"centre": say(control.centre), "n": len(told)}
    if not signals:
        return _("All %(n)s points lie within the limits of chance around %(centre)s: no change, only noise.", **given)
    return _(
        "Around %(centre)s; of %(n)s points %(many)s are no noise: %(which)s.",
        many=len(signals),
        which=", ".join(signals),
        **given,
    )


def _data(
    points: Sequence[PointOut], control: ControlOut | None, title: str, read: Read, say: Say
) -> dict[str, object]:
    limits = control.points if control else [None] * len(points)
    values = [read(point.figures) if point.figures else None for point in points]
    return {
        "name": title,
        "keys": [point.key for point in points],
        "values": values,
        "said": [_said(point, value, say) for point, value in zip(points, values, strict=True)],
        "low": [each and each.low for each in limits],
        "high": [each and each.high for each in limits],
        "signals": [bool(each and each.signal) for each in limits],
        "centre": control and control.centre,
        "is_share": say is saying.percent,
        "marks": None if say is saying.percent else _marks(values, limits),
        "limits": _("limits of chance"),
    }


def _marks(values: Sequence[float | None], limits: Sequence[object]) -> list[tuple[float, str]]:
    """Where the axis of durations is marked: a quarter of the highest value apart, to whole units."""
    highest = max([value for value in values if value] + [getattr(each, "high", 0) for each in limits], default=0)
    unit = next((unit for unit in (86400, 3600, 60) if highest >= 2 * unit), 1)
    apart = max(1, round(highest / unit / 4))
    return [(n * apart * unit, saying.mark(n * apart * unit)) for n in range(6) if n * apart * unit <= highest * 1.1]


def _said(point: PointOut, value: float | None, say: Say) -> str:
    return tables.few() if point.masked else say(value)


def _table(points: Sequence[PointOut], control: ControlOut | None, read: Read, say: Say) -> Table:
    limits = control.points if control else [None] * len(points)
    rows = [
        [
            Cell(point.key, is_number=False),
            Cell(_said(point, read(point.figures) if point.figures else None, say)),
            Cell(f"{point.figures.n:,}" if point.figures else ""),
            Cell(f"{say(each.low)} – {say(each.high)}" if each else ""),
            Cell(_("no noise") if each and each.signal else "", is_number=False),
        ]
        for point, each in zip(points, limits, strict=True)
    ]
    columns = [_("When"), _("Value"), saying.words().label("n"), _("limits of chance"), ""]
    return Table(_("Behind the picture"), columns, rows)
