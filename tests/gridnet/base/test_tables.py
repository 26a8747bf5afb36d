"""Tables as people send them."""

import csv
import gzip
import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from gridnet.base import tables
from gridnet.base.errors import Invalid

TEXT = "编号,经度\nA1,113.5\nA2,\n\nA3,113.7\n"


def read(path, encoding=None):
    with tables.open_table(path, encoding) as (columns, lines):
        return columns, [(line.number, dict(line.cells)) for line in lines]


ROWS = [(2, {"编号": "A1", "经度": "113.5"}), (3, {"编号": "A2", "经度": ""}), (5, {"编号": "A3", "经度": "113.7"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("name", ["table.csv", "table.csv.gz"])
def test_whatever_it_is_encoded_in_the_rows_are_the_same(tmp_path, encoding, name):
    content = TEXT.encode(encoding)
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    assert read(tmp_path / name) == (["编号", "经度"], ROWS)


def test_the_encoding_can_be_named(tmp_path):
    (tmp_path / "table.csv").write_bytes(TEXT.encode("utf-16"))
    assert read(tmp_path / "table.csv", "utf-16") == (["编号", "经度"], ROWS)


def workbook(path, rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def test_a_workbook_reads_like_a_table(tmp_path):
    rows = [["编号", "经度", "时间", "日"], ["A1", 113.5, datetime(2026, 3, 2, 9, 30), date(2026, 3, 2)], [7.0, None]]  # noqa: DTZ001 - a cell knows no zone
    workbook(tmp_path / "table.xlsx", rows)
    columns, found = read(tmp_path / "table.xlsx")
    assert columns == rows[0]
    assert found[0] == (2, {"编号": "A1", "经度": "113.5", "时间": "2026-03-02 09:30:00", "日": "2026-03-02 00:00:00"})
    assert found[1][1]["编号"] == "7"  # a number that is whole keeps no trace of being a float


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="\ufeff"), min_size=1)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8))
def test_every_row_written_is_read_again(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("tables") / "table.csv"
    out = io.StringIO()
    csv.writer(out).writerows([("a", "b"), *rows])
    path.write_bytes(out.getvalue().encode())
    expected = [(number, {"a": a.strip(), "b": b.strip()}) for number, (a, b) in enumerate(rows, start=2)]
    assert read(path)[1] == expected


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gone.csv", None, "cannot be read"),
        ("empty.csv", b"", "no header row"),
        ("blank.csv", b" , ,\n1,2,3\n", "no header row"),
        ("twice.csv", b"a,b,a\n1,2,3\n", "column 'a' twice"),
        ("binary.csv", b"\xff\xff\xff\xff\n\xff", "neither UTF-8 nor GB18030"),
        ("late.csv", b"a,b\n" + b"1,2\n" * 300_000 + b"\xff\xff\n", "after row 29"),  # past what was sniffed
        ("cut.csv.gz", gzip.compress(TEXT.encode(), mtime=0)[:-12], "damaged or cut off"),
        ("cut_late.csv.gz", gzip.compress(bytes(range(48, 58)) * 400_000, 0, mtime=0)[:3_000_000], "cut off"),
        ("no.csv.gz", b"not gzip", "damaged or cut off"),
        ("quote.csv", b'a,b\n"1,2\n3,4\n', "quotation mark"),  # opened and never closed
        ("quote_far.csv", b'a,b\n"1,2\n' + b"x" * 200_000, "quotation mark"),
        ("no.xlsx", b"not a workbook", "no XLSX workbook"),
        ("empty.xlsx", b"", "no XLSX workbook"),
    ],
)
def test_what_is_no_table_is_told_so(tmp_path, name, content, sentence):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(Invalid, match=sentence):
        read(tmp_path / name)


def test_a_zip_that_is_no_workbook_is_told_so(tmp_path):
    workbook(tmp_path / "table.xlsx", [["a"], [1]])
    content = (tmp_path / "table.xlsx").read_bytes()
    (tmp_path / "table.xlsx").write_bytes(content[: len(content) // 2])
    with pytest.raises(Invalid, match="no XLSX workbook"):
        read(tmp_path / "table.xlsx")


def test_rows_are_counted_for_a_progress_bar(tmp_path):
    (tmp_path / "table.csv").write_text(TEXT)
    assert tables.count_lines(tmp_path / "table.csv") == 5
    assert tables.count_lines(tmp_path / "table.xlsx") is None
