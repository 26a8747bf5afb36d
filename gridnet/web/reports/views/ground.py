"""Where it is slow: the parts on the map and in a table, the worst first, and each township through the weeks."""

from collections.abc import Iterator, Sequence

from gridnet.reports import api
from gridnet.reports.question import Cut, Question
from gridnet.reports.schemas import AnswerOut, FiguresOut, GroupOut
from gridnet.territory import tiles
from gridnet.web.reports import ranking, saying, tables
from gridnet.web.reports.asking import Form
from gridnet.web.reports.overview import parts_of
from gridnet.web.reports.shape import Cell, Picture, Table
from gridnet.web.wording import gettext as _

#: The networks whose areas are drawn.
DRAWN = {Cut.GRID: "community", Cut.BEAT: "police"}
OFFERED = (Cut.GRID, Cut.BEAT, Cut.VILLAGE, Cut.TOWNSHIP, Cut.STATION)
WIDE = (Cut.COUNTY, Cut.CITY)
#: So many small pictures stand beside each other.
MOST = 24


def draw(form: Form, question: Question, _answer: AnswerOut) -> list[Picture]:
    """The map or bars of the parts, and the townships through the weeks; raises `Invalid`."""
    cut = parts(form, question)
    asked = form.question(cuts=(cut,), compares=False)
    found = api.show(asked, form.now)
    drawn = [_parts(form, asked, found, cut)]
    if question.county is not None and cut is not Cut.COUNTY:
        drawn += _multiples(form)
    return drawn


def parts(form: Form, question: Question) -> Cut:
    """By what the ground is divided."""
    offered = OFFERED if question.county else WIDE
    return Cut(form.get("by")) if form.get("by") in offered else parts_of(question.scope)


def _parts(form: Form, question: Question, found: AnswerOut, cut: Cut) -> Picture:
    ranked = ranking.slowest(found.groups)
    rest = [each for each in found.groups if each not in ranked]
    network, county = DRAWN.get(cut), question.county
    is_drawn = network is not None and county is not None
    return Picture(
        kind="ground" if is_drawn else "bars",
        title=_("Where it is slow"),
        sentence=saying.worst(found, ranked),
        data=_map(found, network) if is_drawn else _bars(found, ranked),
        table=tables.figures(form, question, found, ranked + rest),
        more={"county": county, "bounds": tiles.bounds(county, form.now)} if county and is_drawn else {},
    )


def _value(figures: FiguresOut | None, *, is_share: bool) -> float | None:
    if figures is None:
        return None
    return figures.share if is_share else figures.median_s


def _told(figures: FiguresOut | None, *, is_share: bool) -> str:
    value = _value(figures, is_share=is_share)
    if figures is None:
        return tables.few()
    return f"{saying.percent(value) if is_share else saying.duration(value)} (n {figures.n})"


def _map(found: AnswerOut, network: str | None) -> dict[str, object]:
    is_share = _is_share(found)
    areas = [
        (
            int(group.key[0]),
            _value(group.figures, is_share=is_share),
            saying.key(found, group)[0],
            _told(group.figures, is_share=is_share),
        )
        for group in found.groups
        if group.key[0] is not None
    ]
    known = sorted(value for _id, value, _name, _said in areas if value is not None)
    steps = _steps(known)
    said = saying.percent if is_share else saying.duration
    return {
        "network": network,
        "areas": areas,
        "steps": steps,
        "said_steps": [said(step) for step in steps],
        "is_share": is_share,
        "few": tables.few(),
        "none": _("nothing reported"),
        "up_to": _("up to"),
        "all_alike": said(known[0]) if known else tables.few(),
    }


def _steps(known: Sequence[float]) -> list[float]:
    """Four bounds that part the values into five classes of about equally many; fewer where values are the same."""
    if not known:
        return []
    bounds = {known[(len(known) - 1) * number // 5] for number in range(1, 5)}
    return sorted(bounds - {known[-1]})


def _is_share(found: AnswerOut) -> bool:
    return found.total is not None and found.total.share is not None


def _bars(found: AnswerOut, ranked: Sequence[GroupOut]) -> dict[str, object]:
    is_share = _is_share(found)
    return {
        "names": [" · ".join(saying.key(found, each)) for each in ranked[:MOST]],
        "values": [_value(each.figures, is_share=is_share) for each in ranked[:MOST]],
        "said": [_told(each.figures, is_share=is_share) for each in ranked[:MOST]],
        "low": [each.figures and each.figures.share_low for each in ranked[:MOST]] if is_share else None,
        "high": [each.figures and each.figures.share_high for each in ranked[:MOST]] if is_share else None,
        "whole": _value(found.total, is_share=is_share),
        "whole_said": saying.words().label("all"),
        "is_share": is_share,
    }


def _multiples(form: Form) -> Iterator[Picture]:
    asked = form.question(cuts=(Cut.TOWNSHIP, Cut.WEEK), compares=False)
    found = api.show(asked, form.now)
    names: dict[str, list[GroupOut]] = {}
    for group in found.groups:
        if group.key[0] is not None:
            names.setdefault(saying.key(found, group)[0], []).append(group)
    weeks = sorted({group.key[1] for group in found.groups if group.key[1] is not None})
    if len(weeks) < 2 or len(names) < 2:  # noqa: PLR2004 - one is no comparison
        return
    is_share = _is_share(found)
    each = [(name, _line(groups, weeks, is_share=is_share)) for name, groups in list(names.items())[:MOST]]
    yield Picture(
        kind="multiples",
        title=_("Each township, week by week"),
        sentence=_("All on the same scale. Where a line breaks off, the week had fewer than 5 cases there."),
        data={"weeks": weeks, "lines": each, "is_share": is_share, "whole": _value(found.total, is_share=is_share)},
        table=_weeks(found, names, weeks, is_share=is_share),
    )


def _line(groups: Sequence[GroupOut], weeks: Sequence[str], *, is_share: bool) -> list[float | None]:
    by_week = {group.key[1]: _value(group.figures, is_share=is_share) for group in groups}
    return [by_week.get(week) for week in weeks]


def _weeks(found: AnswerOut, names: dict[str, list[GroupOut]], weeks: Sequence[str], *, is_share: bool) -> Table:
    rows = []
    for name, groups in names.items():
        by_week = {group.key[1]: _told(group.figures, is_share=is_share) for group in groups}
        rows.append([Cell(name, is_number=False), *(Cell(by_week.get(week, "")) for week in weeks)])
    return Table(_("Behind the picture"), [saying.words().value("cut", found.cuts[0]), *weeks], rows)
