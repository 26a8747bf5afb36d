"""Workbooks: read back by another library, cell by cell."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from openpyxl import load_workbook

from gridnet.base.errors import Invalid
from gridnet.reports.exporting import xlsx_file
from gridnet.reports.exporting.document import Column, Document, Kind, Table

COLUMNS = (
    Column("group", "乡镇（街道）"),
    Column("n", "件数", Kind.COUNT),
    Column("median", "中位数", Kind.SECONDS),
    Column("share", "比率", Kind.SHARE),
    Column("at", "上报时间", Kind.MOMENT),
)
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def document(rows, title="统计结果"):
    return Document(
        language="zh",
        title="到场用时",
        facts=[("统计范围", "410599")],
        tables=[Table(title, COLUMNS, rows)],
        definitions=Table("指标定义", [Column("code", "代码")], [["arrive"]]),
        notes=["本文件不含姓名"],
    )


@pytest.fixture
def reopened(tmp_path):
    def reopen(made):
        xlsx_file.write(made, tmp_path / "made.xlsx", facts_title="统计口径")
        return load_workbook(tmp_path / "made.xlsx")

    return reopen


def test_figures_facts_and_definitions_have_a_sheet_each(reopened):
    book = reopened(document([["示例街道", 7, 1554.0, 0.875, AT], ["无", None, None, None, None]]))
    assert book.sheetnames == ["统计结果", "统计口径", "指标定义"]
    sheet = book["统计结果"]
    assert [cell.value for cell in sheet[1]] == ["乡镇（街道）", "件数", "中位数", "比率", "上报时间"]
    group, n, median, share, at = (cell.value for cell in sheet[2])
    assert (group, n, share, at) == ("示例街道", 7, 0.875, datetime(2026, 3, 2, 9, 30))  # noqa: DTZ001 - as Excel has it
    assert median == timedelta(seconds=1554)
    assert [cell.value for cell in sheet[3]] == ["无", None, None, None, None]
    assert [[cell.value for cell in row] for row in book["统计口径"]][1:] == [
        ["统计范围", "410599"],
        ["", "本文件不含姓名"],
    ]


def test_what_looks_like_a_formula_is_text(reopened):
    sheet = reopened(document([["=1+1", 1, 1, 1, AT]]))["统计结果"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")


def test_sheets_are_named_as_excel_takes_it_and_no_two_alike(reopened):
    made = document([], title="对比期 [2026-01-01 – 2026-01-31] 甲乙丙丁")
    book = reopened(replace(made, tables=[*made.tables, Table("指标定义", COLUMNS, [])]))
    assert book.sheetnames == ["对比期  2026-01-01 – 2026-01-31", "指标定义", "统计口径", "指标定义 2"]


def test_more_rows_than_a_workbook_takes_are_refused_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx_file, "MOST_ROWS", 2)
    with pytest.raises(Invalid, match="at most 2 rows; ask for csv"):
        xlsx_file.write(document([["a", 1, 1, 1, AT]] * 3), tmp_path / "made.xlsx", facts_title="x")
