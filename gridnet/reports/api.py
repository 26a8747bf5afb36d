"""The doors of reports."""

from gridnet.base import http, moment
from gridnet.base.db import Routes
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.reports import answering, catalogue, scope
from gridnet.reports.catalogue import CODES
from gridnet.reports.schemas import AnswerOut, DefinitionOut, Definitions, ReportQuery

routes = Routes("reports", __name__, url_prefix="/api/v1/reports")

TAGS = ("reports",)


@routes.get("/measures")
@http.permit(Permission.REPORT_READ)
@http.door(gives=Definitions, summary="Every measure and rate, defined", tags=TAGS)
def list_measures() -> Definitions:
    """The definitions that every answer refers to."""
    return Definitions(items=[DefinitionOut.of(catalogue.get(code)) for code in CODES])


@routes.get("/answer")
@http.permit(Permission.REPORT_READ)
@http.door(query=ReportQuery, gives=AnswerOut, summary="A measure or rate, of a division in a period", tags=TAGS)
def get_answer(query: ReportQuery) -> AnswerOut:
    """The answer to one question."""
    now = moment.now()
    question = scope.check(query.question(now), access.actor().reach)
    return AnswerOut.made(answering.answer(question, now=now, tolerance_m=http.settings().nearest_tolerance_m))
