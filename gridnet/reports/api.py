"""The doors of reports."""

from dataclasses import asdict, replace
from datetime import datetime

from gridnet.base import county as counties
from gridnet.base import http, moment
from gridnet.base.db import Routes
from gridnet.base.paging import Page
from gridnet.incidents import queries as incidents
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.reports import answering, catalogue, drilldown, naming, quality, scope, trends
from gridnet.reports import question as questions
from gridnet.reports.catalogue import CODES
from gridnet.reports.distribution import Distribution
from gridnet.reports.picture_schemas import DistributionOut, Scopes, TrendOut, TrendQuery
from gridnet.reports.quality_schemas import QualityOut, QualityQuery
from gridnet.reports.question import Question
from gridnet.reports.schemas import (
    AnswerOut,
    CaseOut,
    CasesQuery,
    DefinitionOut,
    Definitions,
    ReportQuery,
    UntoldOut,
)
from gridnet.reports.untold import UNTOLD

routes = Routes("report_figures", __name__, url_prefix="/api/v1/reports")

TAGS = ("reports",)


@routes.get("/measures")
@http.permit(Permission.REPORT_READ)
@http.door(gives=Definitions, summary="Every measure and rate, defined", tags=TAGS)
def list_measures() -> Definitions:
    """The definitions that every answer refers to."""
    untold = [UntoldOut(**asdict(each)) for each in UNTOLD]
    return Definitions(items=[DefinitionOut.of(catalogue.get(code)) for code in CODES], untold=untold)


@routes.get("/scopes")
@http.permit(Permission.REPORT_READ)
@http.door(gives=Scopes, summary="The divisions and areas whose figures you may see", tags=TAGS)
def list_scopes() -> Scopes:
    """What can be asked about."""
    return Scopes.of(scope.list_scopes(access.actor().reach))


@routes.get("/answer")
@http.permit(Permission.REPORT_READ)
@http.door(query=ReportQuery, gives=AnswerOut, summary="A measure or rate, of a division in a period", tags=TAGS)
def get_answer(query: ReportQuery) -> AnswerOut:
    """The answer to one question."""
    return show(_asked(query), moment.now())


@routes.get("/trend")
@http.permit(Permission.REPORT_READ)
@http.door(query=TrendQuery, gives=TrendOut, summary="A measure or rate over time, with control limits", tags=TAGS)
def get_trend(query: TrendQuery) -> TrendOut:
    """Day by day, week by week or month by month."""
    question = _asked(query)
    found = trends.trend(question, query.every, now=moment.now(), tolerance_m=_tolerance_m())
    return TrendOut.made(found)


@routes.get("/distribution")
@http.permit(Permission.REPORT_READ)
@http.door(query=ReportQuery, gives=DistributionOut, summary="How the durations of a measure are spread", tags=TAGS)
def get_distribution(query: ReportQuery) -> DistributionOut:
    """The curve of one county, or of a part of it."""
    question = questions.check(_asked(query), now=moment.now())
    return DistributionOut.of(Distribution.of(answering.durations(question, tolerance_m=_tolerance_m())))


@routes.get("/quality")
@http.permit(Permission.REPORT_READ)
@http.door(
    query=QualityQuery, gives=QualityOut, summary="Verified closing, recurrence, closing for the figure", tags=TAGS
)
def get_quality(query: QualityQuery) -> QualityOut:
    """By unit, never by person."""
    question = questions.check(_asked(query), now=moment.now())
    found = quality.watch(question, query.unit, query.wanted(), tolerance_m=_tolerance_m())
    named = naming.names(replace(question, cuts=(query.unit,)), [(key,) for key, _ in found.units])
    return QualityOut.made(found, {key: named.label([query.unit], (key,))[0] for key, _ in found.units})


@routes.get("/cases")
@http.permit(Permission.INCIDENT_READ)
@http.door(query=CasesQuery, gives=Page[CaseOut], summary="The cases behind a number, newest first", tags=TAGS)
def list_cases(query: CasesQuery) -> Page[CaseOut]:
    """A page of the cases behind an answer that the viewer may see as cases; short pages may have a `next`."""
    question = questions.check(_asked(query), now=moment.now())
    rows, after = drilldown.list_cases(access.actor(), question, query.narrowed(), query, tolerance_m=_tolerance_m())
    county = counties.of(question.scope)
    known = incidents.list_categories(county)
    return Page(items=[CaseOut.of(county, row, known.get(row.category)) for row in rows], next=after)


def show(question: Question, now: datetime) -> AnswerOut:
    """The answer to a question that the viewer may ask, with the names of its keys."""
    found = answering.answer(question, now=now, tolerance_m=_tolerance_m())
    return AnswerOut.made(found, naming.of_answer(found))


def _asked(query: ReportQuery) -> Question:
    """The question, if the viewer may ask it."""
    return scope.check(query.question(moment.now()), access.actor().reach_for(Permission.REPORT_READ))


def _tolerance_m() -> float:
    return http.settings().nearest_tolerance_m
