"""The pages of reports: the overview, one question in its views, and the cases behind a number."""

from dataclasses import replace
from typing import Any

from gridnet.base import county as counties
from gridnet.base import http
from gridnet.base.errors import Invalid
from gridnet.incidents import queries as incidents
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.reports import api, catalogue, drilldown, naming
from gridnet.reports import question as questions
from gridnet.reports.figures import Key
from gridnet.reports.question import Question
from gridnet.reports.schemas import CaseOut, DefinitionOut
from gridnet.reports.untold import UNTOLD
from gridnet.web import frame, wording
from gridnet.web.frame import Page, Pages
from gridnet.web.reports import choices, faults, overview, ranking, saying, tables
from gridnet.web.reports.asking import Form, said
from gridnet.web.reports.shape import Picture
from gridnet.web.reports.views import TABLE, VIEWS, networks, trust
from gridnet.web.wording import gettext as _

routes = Pages("reports", __name__)


@routes.get("/reports")
@http.permit(Permission.REPORT_READ)
def show() -> Page:
    """How fast we respond; the other questions follow as a part of their own, so that nobody waits for all of them."""
    return _overview(Form.here(), is_whole=False)


@routes.get("/reports/rest")
@http.permit(Permission.REPORT_READ)
def rest() -> Page:
    """Where and when it is slow, who waits, better or not, and trust: the part, or the whole page with it."""
    return _overview(Form.here(), is_whole=True)


def _overview(form: Form, *, is_whole: bool) -> Page:
    told = [] if frame.wants_part() else overview.read(form)
    return _page(
        "reports/show.html",
        form,
        part="reports/rest.html" if is_whole else None,
        question=form.question(overview.about_of(form), ()),
        told_all=told,
        is_empty=all(saying.is_empty(each.answer) for each in told),
        rest=overview.read_rest(form) if is_whole else None,
    )


@routes.get("/reports/answer")
@http.permit(Permission.REPORT_READ)
def answer() -> Page:
    """One question: its figures, and the view of it that was chosen."""
    form = Form.here()
    view = form.get("view") if form.get("view") in VIEWS else TABLE
    question = form.question()
    shown = api.show(question if view == TABLE else replace(question, cuts=()), form.now)
    pictures, fault = _pictures(form, view, question, shown)
    return _page(
        "reports/answer.html",
        form,
        question=question,
        shown=shown,
        view=view,
        views=VIEWS,
        pictures=pictures,
        fault=fault,
        table=tables.figures(form, question, shown) if view == TABLE else None,
    )


def _pictures(form: Form, view: str, question: Question, shown: Any) -> tuple[list[Picture], str]:
    draw = VIEWS[view].draw
    if draw is None or saying.is_empty(shown):
        return [], ""
    try:
        return draw(form, question, shown), ""
    except Invalid as error:
        return [], faults.tell(error)


@routes.get("/reports/cases")
@http.permit(Permission.INCIDENT_READ)
def cases() -> Page:
    """A page of the cases behind a number, as far as the viewer may read them."""
    form = Form.here()
    question, query = questions.check(form.question(), now=form.now), form.cases()
    tolerance_m = http.settings().nearest_tolerance_m
    rows, after = drilldown.list_cases(access.actor(), question, query.narrowed(), query, tolerance_m=tolerance_m)
    county = counties.of(question.scope)
    known = incidents.list_categories(county)
    items = [CaseOut.of(county, row, known.get(row.category)) for row in rows]
    more = form.link("reports.cases", after=after) if after else ""
    names = _names(question, query.narrowed().key)
    return _page("reports/cases.html", form, question=question, query=query, items=items, more=more, names=names)


@routes.get("/reports/definitions")
@http.permit(Permission.REPORT_READ)
def define() -> Page:
    """What every measure and rate counts, how figures are worked out, and the rates that cannot be told."""
    every = [DefinitionOut.of(catalogue.get(code)) for code in catalogue.CODES]
    words, is_zh = saying.words(), wording.locale() == "zh"
    return frame.page(
        "reports/definitions.html",
        sections=[
            (_("Durations"), [each for each in every if each.kind == "measure"]),
            (_("Rates"), [each for each in every if each.kind == "rate"]),
        ],
        notes=[words.note(code) for code in ("percentiles", "percentiles_facts", "intervals", "waiting")],
        untold=[(each.name_zh, each.why_zh) if is_zh else (each.name_en, each.why_en) for each in UNTOLD],
        saying=saying,
        said=words,
    )


def _names(question: Question, key: Key | None) -> list[str]:
    """What the group is called whose cases are listed."""
    if key is None:
        return []
    return saying.parts(question.cuts, naming.names(question, [key]).label(question.cuts, key, wording.locale()))


def _page(template: str, form: Form, *, question: Question, part: str | None = None, **given: Any) -> Page:
    """A page about the question, with what its form offers and the words it needs."""
    return frame.page(
        template,
        part=part,
        form=form,
        question=question,
        definition=DefinitionOut.of(question.definition),
        choices=choices,
        period=said(question.period),
        saying=saying,
        tables=tables,
        ranking=ranking,
        networks=networks,
        trust=trust,
        said=saying.words(),
        **given,
    )


def refuse(error: Invalid) -> Page:
    """What cannot be asked, beside the form with all that was typed."""
    given: dict[str, Any] = {"form": Form.here(), "choices": choices, "fault": faults.tell(error), "saying": saying}
    return frame.page("reports/wrong.html", status=error.status, said=saying.words(), **given)


routes.register_error_handler(Invalid, refuse)
