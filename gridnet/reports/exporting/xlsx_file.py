"""A document as a workbook: the tables, then what they are of, then the definitions, each on a sheet of its own.

Rows go to the disk as they come (XlsxWriter's constant memory), so that a hundred thousand take no more than one.
"""

from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from gridnet.base import moment
from gridnet.base.errors import Invalid
from gridnet.reports.exporting.document import DAY, Column, Document, Kind, Table, Value

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 100_000
#: A sheet's name has at most 31 characters, here with room for a number, and none of those.
LONGEST_NAME, FORBIDDEN = 28, str.maketrans("[]:*?/\\", "       ")
FORMATS: Mapping[Kind, str] = {
    Kind.TEXT: "@",
    Kind.COUNT: "#,##0",
    Kind.SECONDS: "[h]:mm:ss",
    Kind.SHARE: "0.0%",
    Kind.MOMENT: "yyyy-mm-dd hh:mm:ss",
}
WIDTHS: Mapping[Kind, int] = {Kind.TEXT: 22, Kind.COUNT: 11, Kind.SECONDS: 13, Kind.SHARE: 11, Kind.MOMENT: 19}


def write(document: Document, path: Path, *, facts_title: str) -> None:
    """Write the workbook to `path`; raises `Invalid` for a table with more rows than one takes."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": document.title, "author": "gridnet"})
        formats = {kind: book.add_format({"num_format": each}) for kind, each in FORMATS.items()}
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        columns = (Column("what", ""), Column("is", ""))
        facts = Table(facts_title, columns, [*document.facts, *(("", note) for note in document.notes)])
        for table in (*document.tables, facts, document.definitions):
            _sheet(book.add_worksheet(_name(table.title, book.sheetnames)), table, formats, bold)


def _sheet(sheet: Any, table: Table, formats: Mapping[Kind, Any], bold: Any) -> None:
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, WIDTHS[column.kind])
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, [column.title for column in table.columns], bold)
    for number, row in enumerate(table.rows, start=1):
        if number > MOST_ROWS:
            raise too_many()
        _row(sheet, number, row, table.columns, formats)


def _row(sheet: Any, number: int, row: Sequence[Value], columns: Sequence[Column], formats: Mapping[Kind, Any]) -> None:
    for place, (value, column) in enumerate(zip(row, columns, strict=True)):
        if isinstance(value, str):
            sheet.write_string(number, place, value)
        elif value is not None:
            sheet.write(number, place, _kept(value, column.kind), formats[column.kind])


def _kept(value: Value, kind: Kind) -> Any:
    """As the workbook keeps it: a duration in days, a moment as the wall's clock showed it."""
    if isinstance(value, datetime):
        return moment.local(value).replace(tzinfo=None)
    return value / DAY if kind is Kind.SECONDS and isinstance(value, int | float) else value


def _name(title: str, others: Container[str]) -> str:
    name = title.translate(FORBIDDEN)[:LONGEST_NAME].strip()
    return next(each for each in (name, *(f"{name} {number}" for number in range(2, 99))) if each not in others)


def too_many() -> Invalid:
    """The refusal of a table that a workbook should not hold."""
    return Invalid(f"a workbook takes at most {MOST_ROWS:,} rows; ask for csv, or narrow the period or the filters")
