"""A document as the body of a response: written piece by piece, or to the disk first, never held as a whole."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from flask import Response

from gridnet.base import db
from gridnet.reports.exporting import csv_file, pdf_file, xlsx_file
from gridnet.reports.exporting.document import Column, Document, Table
from gridnet.reports.exporting.schemas import Format
from gridnet.reports.exporting.words import Words

PIECE = 1 << 16
MEDIA = {Format.CSV: csv_file.MEDIA, Format.XLSX: xlsx_file.MEDIA, Format.PDF: pdf_file.MEDIA}


def respond(body: bytes | Iterable[bytes], format_: Format, name: str) -> Response:
    """The response that a browser saves under `name`."""
    response = Response(body, content_type=MEDIA[format_])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{format_}"'
    return response


def write(document: Document, format_: Format) -> bytes | Iterable[bytes]:
    """A document whose rows are at hand; raises `Invalid` where it has too many for that format."""
    if format_ is Format.PDF:
        return pdf_file.render(document)
    return workbook(document) if format_ is Format.XLSX else csv_file.pieces(_with_facts(document))


def _with_facts(document: Document) -> Table:
    """The first table, each row with what it is of: a file of rows has no other place for it."""
    table, facts = document.tables[0], document.facts
    columns = [*table.columns, *(Column(what, what) for what, _ in facts)]
    return Table(table.title, columns, ([*row, *(is_ for _, is_ in facts)] for row in table.rows))


class Spooled:
    """A file that has no name any more, piece by piece; closed at its end, or by whoever sends it no further."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from iter(lambda: self._file.read(PIECE), b"")
        finally:
            self.close()

    def close(self) -> None:
        """Let it go."""
        self._file.close()


def workbook(document: Document) -> Spooled:
    """The workbook, written to the disk before this returns, then piece by piece; nothing is left behind."""
    handle, name = tempfile.mkstemp(prefix="gridnet-", suffix=".xlsx")
    os.close(handle)
    path = Path(name)
    try:
        xlsx_file.write(document, path, facts_title=Words(document.language).label("facts"))
        return Spooled(path.open("rb"))
    finally:
        path.unlink()


def in_own_transaction(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces that ask the database while they are sent, after the view has ended: in a transaction of their own."""
    try:
        with db.transaction():
            yield from pieces
    finally:
        db.session.remove()
