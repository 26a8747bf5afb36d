"""Which of the two networks waits for the other, and how each of them does."""

from gridnet.base.network import Network
from gridnet.reports import api
from gridnet.reports.question import Cut, Question
from gridnet.reports.schemas import AnswerOut
from gridnet.web.naming import network_name
from gridnet.web.reports import saying, tables
from gridnet.web.reports.asking import Form
from gridnet.web.reports.shape import Picture
from gridnet.web.wording import gettext as _

#: The measure of how long the one waits for the other.
GAP = "dual_gap"


def draw(form: Form, _question: Question, answer: AnswerOut) -> list[Picture]:
    """Who was waited for, and the measure itself by network where it is of one; raises `Invalid`."""
    asked = form.question(GAP, (Cut.WAITED_FOR,), compares=False)
    gap = api.show(asked, form.now)
    drawn = [
        Picture(
            kind="bars",
            title=_("Who waited for whom"),
            sentence=waiting(gap),
            data=_bars(gap, is_share=False, waits=True),
            table=tables.figures(form, asked, gap),
        )
    ]
    if answer.definition.scope == "leg":
        drawn.append(_of_each(form))
    return drawn


def waiting(gap: AnswerOut) -> str:
    """Who was waited for, how often and how long."""
    if gap.total is None or not gap.total.n:
        return _("There are too few incidents that both networks act on to tell who waits for whom.")
    said = [
        _wait(group.key[0], group.figures.n, gap.total.n, group.figures.median_s, group.figures.p90_s)
        for group in gap.groups
        if group.key[0] and group.figures and group.figures.n
    ]
    return " ".join(said)


def _wait(last: str, n: int, whole: int, median_s: float | None, p90_s: float | None) -> str:
    late = Network(last)
    other = Network.POLICE if late is Network.COMMUNITY else Network.COMMUNITY
    return _(
        "In %(n)s of %(whole)s incidents %(other)s waited for %(late)s: half of them at most %(median)s, nine out of "
        "ten at most %(p90)s.",
        n=f"{n:,}",
        whole=f"{whole:,}",
        other=network_name(other),
        late=network_name(late),
        median=saying.duration(median_s),
        p90=saying.duration(p90_s),
    )


def _of_each(form: Form) -> Picture:
    asked = form.question(cuts=(Cut.NETWORK,), compares=False)
    found = api.show(asked, form.now)
    is_share = found.total is not None and found.total.share is not None
    return Picture(
        kind="bars",
        title=_("Each network by itself"),
        sentence=" ".join(
            f"{saying.key(found, group)[0]}: {saying.how_long(group.figures)}"
            for group in found.groups
            if group.figures
        ),
        data=_bars(found, is_share=is_share),
        table=tables.figures(form, asked, found),
    )


def _bars(found: AnswerOut, *, is_share: bool, waits: bool = False) -> dict[str, object]:
    told = [group for group in found.groups if group.figures is not None and group.key[0]]
    values = [
        (group.figures.share if is_share else group.figures.median_s) if group.figures else None for group in told
    ]
    return {
        "names": [
            _("waited for: %(name)s", name=saying.key(found, group)[0]) if waits else saying.key(found, group)[0]
            for group in told
        ],
        "values": values,
        "said": [saying.percent(value) if is_share else saying.duration(value) for value in values],
        "low": [group.figures and group.figures.share_low for group in told] if is_share else None,
        "high": [group.figures and group.figures.share_high for group in told] if is_share else None,
        "whole": (found.total.share if is_share else found.total.median_s) if found.total else None,
        "whole_said": saying.words().label("all"),
        "is_share": is_share,
    }
