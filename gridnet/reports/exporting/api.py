"""The doors of exports; each is audited, and none holds anybody's name, contact or story."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from flask import Response

from gridnet.base import audit, http, moment
from gridnet.base.db import Routes
from gridnet.base.errors import NotAllowed
from gridnet.people import access
from gridnet.people.access import Actor
from gridnet.people.roles import Permission
from gridnet.reports import answering, naming, scope
from gridnet.reports import question as questions
from gridnet.reports.exporting import answer_document, csv_file, files, listing, pdf_file, xlsx_file
from gridnet.reports.exporting.document import Document, Table
from gridnet.reports.exporting.listing import Wanted
from gridnet.reports.exporting.schemas import CasesQuery, ExportQuery, Format
from gridnet.reports.exporting.words import Words
from gridnet.reports.question import Question
from gridnet.reports.schemas import AnswerOut, DefinitionOut

routes = Routes("report_exports", __name__, url_prefix="/api/v1/reports")

TAGS = ("reports",)
ANY = "application/octet-stream"


@routes.get("/answer/export")
@http.permit(Permission.REPORT_READ)
@http.door(query=ExportQuery, summary="An answer as CSV, XLSX or PDF", tags=TAGS, media=ANY)
def export_answer(query: ExportQuery) -> Response:
    """The file, with the basis, the definition, and a link that gives the same figures again."""
    now, actor = moment.now(), access.actor()
    question = scope.check(query.question(now), actor.reach)
    answer = answering.answer(question, now=now, tolerance_m=http.settings().nearest_tolerance_m)
    told = AnswerOut.made(answer, naming.of_answer(answer))
    document = answer_document.make(told, question, query.language, naming.ground(question.scope))
    _audit(actor, "report.export", question, query, now)
    return files.respond(files.write(document, query.format), query.format, name_of(question))


@routes.get("/cases/export")
@http.permit(Permission.REPORT_READ)
@http.door(query=CasesQuery, summary="The cases behind an answer as CSV, XLSX or PDF", tags=TAGS, media=ANY)
def export_cases(query: CasesQuery) -> Response:
    """The list, of what the actor may read, oldest first; a PDF has 500 rows at most, a workbook 100,000."""
    now, actor = moment.now(), access.actor()
    wanted = _wanted(query, actor, now)
    _audit(actor, "report.export_cases", wanted.question, query, now)
    name = f"{name_of(wanted.question)}-cases"
    if query.format is Format.CSV:
        return files.respond(files.in_own_transaction(_csv(wanted, Words(query.language))), query.format, name)
    limited = _LIMITED[query.format]
    listing.check_size(wanted, limited.MOST_ROWS, limited.too_many)
    return files.respond(files.write(_listed(wanted, query.language), query.format), query.format, name)


#: What takes only so many rows.
_LIMITED: Mapping[Format, Any] = {Format.XLSX: xlsx_file, Format.PDF: pdf_file}


def _wanted(query: CasesQuery, actor: Actor, now: datetime) -> Wanted:
    question = questions.check(scope.check(query.question(now), actor.reach), now=now)
    if not actor.permitting(Permission.INCIDENT_READ):
        raise NotAllowed("a list of cases is for those who may read cases; the figures are at /reports/answer")
    if not actor.credential.is_strong:
        raise NotAllowed(
            "a list of cases leaves only by a second factor: enrol one (POST /api/v1/me/totp) and sign in with it"
        )
    tolerance_m = http.settings().nearest_tolerance_m
    wanted = Wanted(question=question, actor=actor, tolerance_m=tolerance_m, fate=query.fate, late=query.late)
    _ = wanted.county  # a list is of one county
    return wanted


def _csv(wanted: Wanted, words: Words) -> Iterator[bytes]:
    return csv_file.pieces(listing.table(wanted, words, listing.read(wanted)))


def _listed(wanted: Wanted, language: str) -> Document:
    words, question = Words(language), wanted.question
    definition = DefinitionOut.of(question.definition)
    table: Table = listing.table(wanted, words, listing.read(wanted))
    name, period = definition.name_zh if language == "zh" else definition.name_en, question.period
    return Document(
        language=language,
        title=" · ".join(
            (words.label("cases"), name, naming.ground(question.scope), f"{period.first} – {period.last}")
        ),
        facts=[
            (words.label("measure"), f"{definition.name_zh} {definition.name_en} ({definition.code})"),
            (words.label("basis"), words.value("basis", question.basis)),
            (words.label("boundaries"), words.value("boundaries", question.boundaries)),
            (words.label("as_of"), f"{moment.local(question.as_of):%Y-%m-%d %H:%M:%S}"),
            (words.label("permalink"), answer_document.permalink(question)),
        ],
        tables=[table],
        definitions=answer_document.definitions([definition], words),
        notes=[words.note("no_names"), words.note("readable")],
    )


def name_of(question: Question) -> str:
    """What a file is called, without its ending."""
    return f"gridnet-{question.code}-{question.scope}-{question.period.first}-{question.period.last}"


def _audit(actor: Actor, action: str, question: Question, query: ExportQuery, at: datetime) -> None:
    audit.write(
        question.county or actor.county,
        action,
        at=at,
        person_id=actor.person_id,
        position_id=actor.position_id,
        subject=("report", question.code),
        source=actor.source,
        detail={"format": query.format, "asked": answer_document.permalink(question)},
    )
