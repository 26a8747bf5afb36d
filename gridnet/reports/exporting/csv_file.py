"""A table as CSV, piece by piece, however long it is. Pure."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from gridnet.base import moment
from gridnet.reports.exporting.document import Table, Value

MEDIA = "text/csv; charset=utf-8"
#: Spreadsheets take text for UTF-8 only after this.
MARK = "\ufeff"
ROWS_A_PIECE = 500
#: What begins like this is run by spreadsheets as a formula (CWE-1236).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def pieces(table: Table) -> Iterator[bytes]:
    """The table, some hundred rows at a time; durations in seconds, moments in ISO 8601 with their offset."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(MARK)
    writer.writerow([column.title for column in table.columns])
    count = 0
    for count, row in enumerate(table.rows, start=1):
        writer.writerow([plain(value) for value in row])
        if count % ROWS_A_PIECE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def plain(value: Value) -> str | int | float | None:
    """A value as it is written; text that a spreadsheet would run is marked as text."""
    if isinstance(value, datetime):
        return moment.local(value).isoformat(timespec="seconds")
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return round(value, 6) if isinstance(value, float) else value


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
