"""Figures in words, in the viewer's language: how fast, how much in the limit, better or worse, and what is noise."""

from collections.abc import Sequence
from dataclasses import dataclass

from gridnet.reports import comparison
from gridnet.reports.exporting.document import say_seconds
from gridnet.reports.exporting.words import Words
from gridnet.reports.question import Cut
from gridnet.reports.schemas import AnswerOut, DefinitionOut, FiguresOut, GroupOut, TableOut
from gridnet.reports.statistics import Share
from gridnet.web import wording
from gridnet.web.reports import ranking
from gridnet.web.wording import gettext as _

NOTHING = "–"


def words() -> Words:
    """The words of reports, the same as in their exports."""
    return Words(wording.locale())


def duration(seconds: float | None) -> str:
    """A duration as people read it."""
    return NOTHING if seconds is None else say_seconds(seconds, wording.locale())


def mark(seconds: float) -> str:
    """A duration on an axis: without tenths that are none."""
    return duration(seconds).replace(".0", "")


def percent(share: float | None) -> str:
    """A share in per cent, to a tenth."""
    return NOTHING if share is None else f"{share * 100:.1f}%"


def name(definition: DefinitionOut) -> str:
    """What a measure or rate is called."""
    return definition.name_zh if wording.locale() == "zh" else definition.name_en


def about(definition: DefinitionOut) -> str:
    """What a measure or rate is."""
    return definition.about_zh if wording.locale() == "zh" else definition.about_en


def key(answer: AnswerOut, group: GroupOut) -> list[str]:
    """What a group is called, a part a cut."""
    return parts(answer.cuts, group.label if wording.locale() == "zh" else group.label_en)


def parts(cuts: Sequence[Cut], labels: Sequence[str | None]) -> list[str]:
    """The labels of a key in words."""
    said, pairs = words(), zip(cuts, labels, strict=True)
    return [said.label("none") if label is None else _part(said, cut, label) for cut, label in pairs]


def _part(said: Words, cut: Cut, label: str) -> str:
    return f"{label}:00" if cut is Cut.HOUR else said.value(cut, label)


def how_long(figures: FiguresOut) -> str:
    """How long it took."""
    if figures.median_s is None:
        return _("Nothing was measured, so nothing can be said of how long it took.")
    return _(
        "Half took at most %(median)s, nine out of ten at most %(p90)s.",
        median=duration(figures.median_s),
        p90=duration(figures.p90_s),
    )


def how_many(figures: FiguresOut, definition: DefinitionOut) -> str:
    """What share kept the limit, or had what the rate counts, and how sure that is."""
    if figures.share is None:
        return _("No limit applies here, so no share in the limit can be told.")
    given = {
        "share": percent(figures.share),
        "count": figures.in_limit,
        "due": figures.due,
        "low": percent(figures.share_low),
        "high": percent(figures.share_high),
    }
    if definition.kind == "rate":
        return _("%(share)s: %(count)s of %(due)s. By chance alone it may lie from %(low)s to %(high)s.", **given)
    return _(
        "In the limit: %(share)s, %(count)s of %(due)s. By chance alone it may lie from %(low)s to %(high)s.", **given
    )


def still_open(figures: FiguresOut) -> str:
    """What those do to the figures that are not over yet."""
    count = figures.funnel.lost.get("open", 0)  # type: ignore[call-overload]
    if not count:
        return _("None of them is still open.")
    if figures.waiting_median_s is None:
        return _("%(n)s are still open; with them the median is not known yet.", n=count)
    return _(
        "%(n)s are still open. Counted with the time they have waited, the median is %(median)s, not %(naive)s; "
        "nine out of ten: %(p90)s.",
        n=count,
        median=duration(figures.waiting_median_s),
        naive=duration(figures.median_s),
        p90=duration(figures.waiting_p90_s) if figures.waiting_p90_s is not None else _("not known yet"),
    )


@dataclass(frozen=True, slots=True)
class Change:
    """How a share has changed: `sign` is better, worse, noise or none, with the sentence that says so."""

    sign: str
    sentence: str


#: The icon of each.
ICONS = {"better": "trending-up", "worse": "trending-down", "noise": "waves", "none": "minus"}


def change(answer: AnswerOut) -> Change:
    """How the answer differs from the period it is compared with."""
    if answer.before is None:
        return Change("none", _("It is compared with nothing."))
    span = f"{answer.before.first_day} – {answer.before.last_day}"
    now, then = answer.total, answer.before.total
    if now is None or then is None or not now.due or not then.due:
        return Change("none", _("Cannot be compared: fewer than 5 cases from %(span)s.", span=span))
    found = comparison.difference(Share(now.in_limit, now.due), Share(then.in_limit, then.due))
    if found is None:
        return Change("none", _("Cannot be compared: fewer than 5 cases from %(span)s.", span=span))
    given = {"points": f"{abs(found.value) * 100:.1f}", "before": percent(then.share), "span": span}
    if found.is_noise:
        return Change(
            "noise",
            _("%(before)s before (%(span)s). A difference of %(points)s points may be chance: noise.", **given),
        )
    if (found.value > 0) is not answer.definition.less_is_better:
        return Change(
            "better", _("Better by %(points)s points than %(before)s before (%(span)s); no chance effect.", **given)
        )
    return Change(
        "worse", _("Worse by %(points)s points than %(before)s before (%(span)s); no chance effect.", **given)
    )


def basis(answer: AnswerOut) -> list[tuple[str, str]]:
    """On what the figures stand."""
    said = words()
    told = [
        ("basis", said.value("basis", answer.basis)),
        ("boundaries", said.value("boundaries", answer.boundaries)),
        ("source", said.value("source", answer.source)),
    ]
    if answer.limit_s is not None:
        told.append(("limit", duration(answer.limit_s)))
    return [(said.label(code), value) for code, value in told]


def is_empty(table: TableOut) -> bool:
    """Whether nothing at all was reported."""
    return table.total is not None and table.total.funnel.reported == 0


def of_group(figures: FiguresOut) -> str:
    """The figures of one part, in one line."""
    told = {"n": f"{figures.n:,}", "p90": duration(figures.p90_s), "share": percent(figures.share)}
    if figures.share is None:
        return _("nine out of ten at most %(p90)s (n = %(n)s)", n=told["n"], p90=told["p90"])
    return _("%(share)s in the limit, nine out of ten at most %(p90)s (n = %(n)s)", **told)


def worst(answer: AnswerOut, ranked: Sequence[GroupOut]) -> str:
    """Which part is the worst, and whether that may be chance."""
    figures = ranked[0].figures if ranked else None
    if figures is None:
        return _("No part has five cases or more: none can be told apart. Choose larger parts or a longer period.")
    name_ = " · ".join(key(answer, ranked[0]))
    if figures.share is None:
        return _("Slowest: %(name)s, nine out of ten at most %(p90)s.", name=name_, p90=duration(figures.p90_s))
    given = {"name": name_, "share": percent(figures.share), "n": figures.due}
    if ranking.is_noise(ranked[0], answer):
        return _("Slowest: %(name)s, %(share)s of %(n)s in the limit. So few cases may be chance: noise.", **given)
    return _("Slowest: %(name)s, %(share)s of %(n)s in the limit. That is more than chance explains.", **given)


def slow_hours(answer: AnswerOut | None, slow: Sequence[GroupOut]) -> str:
    """Which hours are slower than chance explains, the worst first."""
    if answer is None:
        return _("This is told of one county and at most three months.")
    if not slow:
        return _("None is slower than all together by more than chance explains.")
    told = [f"{' '.join(key(answer, each))} ({percent(each.figures.share if each.figures else None)})" for each in slow]
    return _("Slower than chance explains: %(which)s.", which="; ".join(told))
