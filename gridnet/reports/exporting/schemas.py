"""What is asked of an export."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from gridnet.reports.funnel import Fate
from gridnet.reports.schemas import ReportQuery


class Format(StrEnum):
    """As what an export is written."""

    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


class ExportQuery(ReportQuery):
    """An answer as a file."""

    format: Format = Field(Format.CSV, description="csv holds the figures; xlsx and pdf the definitions as well")
    language: Literal["zh", "en"] = "zh"


class CasesQuery(ExportQuery):
    """The cases behind an answer as a file; narrow it to a row of the answer by the filters."""

    fate: Fate | None = Field(None, description="only those that this became of: a step of the funnel")
    late: bool | None = Field(None, description="only those that are late, or only those that are not")
