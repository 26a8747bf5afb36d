"""Reading tables people send: CSV in whatever encoding, or XLSX; rows as text, numbered as the sender sees them."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from gridnet.base.errors import Invalid

ENCODINGS = ("utf-8-sig", "gb18030")
SNIFFED = 1 << 20
DAMAGE = (OSError, EOFError, zlib.error, BadZipFile, ParseError)


class Line(NamedTuple):
    """A row of the table: its number in the file, counted with the header, and its cells by column."""

    number: int
    cells: Mapping[str, str]


@contextmanager
def open_table(path: Path, encoding: str | None = None) -> Iterator[tuple[list[str], Iterator[Line]]]:
    """The columns and the rows of a CSV (also .gz) or XLSX file; raises `Invalid` for what is neither."""
    is_workbook = path.suffix.lower() in {".xlsx", ".xlsm"}
    with _open_workbook(path) if is_workbook else _open_csv(path, encoding) as rows:
        numbered = _numbered(rows, path)
        columns = _columns(next(numbered, None), path)
        yield columns, _lines(numbered, columns)


def count_lines(path: Path) -> int | None:
    """About how many rows a CSV file has, for a progress bar; None where that cannot be told quickly."""
    if path.suffix.lower() != ".csv":
        return None
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


@contextmanager
def _open_csv(path: Path, encoding: str | None) -> Iterator[Iterable[list[str]]]:
    """The rows of a CSV file; strict, since a quotation mark that is never closed would swallow rows unnoticed."""
    with _open_text(path, encoding) as file:
        yield csv.reader(file, strict=True)


@contextmanager
def _open_text(path: Path, encoding: str | None) -> Iterator[IO[str]]:
    try:
        binary = cast("IO[bytes]", gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb"))  # noqa: SIM115 - closed below
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}") from None
    with binary:
        try:
            found = encoding or _encoding(binary.read(SNIFFED))
            binary.seek(0)
        except DAMAGE:
            raise Invalid(f"{path} is damaged or cut off") from None
        with io.TextIOWrapper(binary, encoding=found, newline="") as text:
            yield text


def _encoding(start: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            start[: start.rfind(b"\n") + 1 or None].decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Invalid("the file is neither UTF-8 nor GB18030 text; name its encoding")


def _numbered(rows: Iterable[list[str]], path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers; raises `Invalid` where they cannot be read on."""
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            yield number, row
    except csv.Error as error:
        raise Invalid(f"{path} cannot be read after row {number}, for a quotation mark there ({error})") from None
    except UnicodeError:
        raise Invalid(f"{path} is in another encoding after row {number}; name its encoding, or mend the row") from None
    except DAMAGE:
        raise Invalid(f"{path} is damaged or cut off after row {number}") from None


def _columns(header: tuple[int, list[str]] | None, path: Path) -> list[str]:
    columns = [name.strip() for name in header[1]] if header else []
    if not any(columns):
        raise Invalid(f"{path} has no header row")
    if repeated := {name for name in columns if name and columns.count(name) > 1}:
        raise Invalid(f"{path} has the column {min(repeated)!r} twice")
    return columns


def _lines(rows: Iterator[tuple[int, list[str]]], columns: list[str]) -> Iterator[Line]:
    for number, row in rows:
        if any(row):
            yield Line(number, dict(zip(columns, (cell.strip() for cell in row), strict=False)))


@contextmanager
def _open_workbook(path: Path) -> Iterator[Iterable[list[str]]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, *DAMAGE) as error:
        raise Invalid(f"{path} is no XLSX workbook that can be read ({error})") from None
    with closing(book):
        if book.active is None:
            raise Invalid(f"{path} has no sheet")
        yield ([_cell(value) for value in row] for row in book.active.iter_rows(values_only=True))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat(sep=" ") if hasattr(value, "hour") and hasattr(value, "isoformat") else str(value)
