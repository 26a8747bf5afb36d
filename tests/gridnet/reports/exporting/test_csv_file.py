"""CSV: piece by piece, whole, and harmless in a spreadsheet."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.reports.exporting import csv_file
from gridnet.reports.exporting.document import Column, Table

COLUMNS = (Column("a", "甲"), Column("b", "乙"))


def written(rows):
    return b"".join(csv_file.pieces(Table("", COLUMNS, rows)))


def read(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_it_begins_with_the_mark_that_spreadsheets_need_and_its_columns():
    content = written([["一", 2]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert read(content) == [["甲", "乙"], ["一", "2"]]


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.integers())))
def test_whatever_stands_in_it_is_read_back(rows):
    found = read(written(rows))[1:]
    assert [(text.removeprefix("'") if text[:1] == "'" else text) for text, _ in found] == [
        (text.removeprefix("'") if text[:1] == "'" else text) for text, _ in rows
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_marked_as_text(text):
    assert csv_file.plain(text) == f"'{text}"


def test_a_number_below_zero_stays_a_number():
    assert csv_file.plain(-90.0) == -90.0


def test_moments_are_local_with_their_offset():
    assert csv_file.plain(datetime(2026, 3, 2, 1, 30, tzinfo=UTC)) == "2026-03-02T09:30:00+08:00"


def test_rows_are_sent_while_others_are_still_to_be_read():
    seen = []

    def rows():
        for number in range(csv_file.ROWS_A_PIECE * 3):
            seen.append(number)
            yield str(number), number

    pieces = csv_file.pieces(Table("", COLUMNS, rows()))
    next(pieces)
    assert len(seen) == csv_file.ROWS_A_PIECE
