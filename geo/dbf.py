"""Which encoding the texts of a DBF table are in, where neither the file nor anybody says."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from geo.errors import BadFile

#: Tried in this order: whatever is valid UTF-8 is UTF-8; GB18030 holds GBK and GB2312.
_TRIED = ("utf-8", "gb18030")
#: The byte of the header that names a code page, for the pages in use here.
_LANGUAGE_BYTE, _LANGUAGES = 29, {0x4D: "gb18030", 0x7A: "gb18030", 0x78: "big5", 0x4F: "big5"}
_ENOUGH_RECORDS = 5_000
_DESCRIPTOR = 32


def encoding_of(table: Path) -> str:
    """The encoding of the DBF file `table`: that of the .cpg beside it, or of its header, or the first that fits.

    Raises `BadFile` if none does.
    """
    raw = table.read_bytes()
    said = _said(table) or _LANGUAGES.get(raw[_LANGUAGE_BYTE])
    texts = list(_texts(raw))
    for encoding in (said, *_TRIED):
        if encoding and _fits(texts, encoding):
            return encoding
    raise BadFile("the texts of its table are neither UTF-8 nor GB18030; name their encoding")


def _said(table: Path) -> str | None:
    """What the .cpg file says, if Python knows that encoding."""
    page = table.with_suffix(".cpg")
    if not page.is_file():
        return None
    name = page.read_text("ascii", errors="replace").strip()
    for spelling in (name, f"cp{name}"):
        try:
            return codecs.lookup(spelling).name
        except LookupError:
            continue
    return None


def _texts(raw: bytes) -> Iterator[bytes]:
    """The names of the fields, and the texts of the first records."""
    start, size = int.from_bytes(raw[8:10], "little"), int.from_bytes(raw[10:12], "little")
    columns, offset = [], 1
    for at in range(_DESCRIPTOR, start - _DESCRIPTOR + 1, _DESCRIPTOR):
        field = raw[at : at + _DESCRIPTOR]
        yield field[:11].split(b"\0")[0]
        if field[11:12] == b"C":
            columns.append(slice(offset, offset + field[16]))
        offset += field[16]
    for at in range(start, min(len(raw), start + size * _ENOUGH_RECORDS), max(size, 1)):
        yield from (raw[at : at + size][column].rstrip(b" \0") for column in columns)


def _fits(texts: list[bytes], encoding: str) -> bool:
    """Whether all texts can be read; a character cut off by the width of its field is forgiven."""
    make = codecs.getincrementaldecoder(encoding)
    try:
        for text in texts:
            make().decode(text)
    except UnicodeDecodeError:
        return False
    return True
