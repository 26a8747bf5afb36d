"""Paper: laid out for real; what stands on the pages is read from the pages."""

import pytest

from gridnet.base.errors import Invalid
from gridnet.reports.exporting import charts, pdf_file
from gridnet.reports.exporting.charts import Point
from gridnet.reports.exporting.document import Column, Document, Kind, Picture, Table


def document(rows, language="zh", columns=2):
    named = [Column("group", "乡镇"), *(Column("n", "件数", Kind.COUNT) for _ in range(columns - 1))]
    return Document(
        language=language,
        title="到场用时 <b>",
        facts=[("统计范围", "410599")],
        tables=[Table("统计结果", named, rows)],
        definitions=Table("指标定义", [Column("code", "代码")], [["arrive"]]),
        notes=["本文件不含姓名"],
        pictures=[Picture(charts.bars([Point("甲", 60, 90)], "zh"), "各组中位数")],
    )


def text(page):
    return "".join(getattr(box, "text", "") for box in page._page_box.descendants())


def test_every_page_is_numbered_and_the_definitions_stand_on_the_last():
    pages = pdf_file.lay_out(document([["示例街道", 1234]] * 60)).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"第 {number} 页，共 {len(pages)} 页" in text(page)
    assert all(word in text(pages[0]) for word in ("到场用时 <b>", "410599", "1,234", "各组中位数", "乡镇"))
    assert "乡镇" in text(pages[1]), "the columns are named again"
    assert all(word in text(pages[-1]) for word in ("指标定义", "arrive", "本文件不含姓名"))


def test_chinese_is_set_in_a_chinese_face():
    made = pdf_file.lay_out(document([["示例街道", 1]])).write_pdf(uncompressed_pdf=True)
    assert made.startswith(b"%PDF-")
    assert b"Noto-Sans-CJK-SC" in made


def test_wide_tables_lie_across():
    (upright,) = pdf_file.lay_out(document([["a", 1]])).pages
    (across,) = pdf_file.lay_out(document([["a", *[1] * 9]], columns=10)).pages
    assert upright.width < upright.height
    assert across.width > across.height


def test_two_million_rows_are_refused_before_they_are_all_read():
    read = []

    def rows():
        for number in range(2_000_000):
            read.append(number)
            yield "a", number

    with pytest.raises(Invalid, match="ask for csv") as refused:
        pdf_file.render(document(rows()))
    assert "at most 500 rows" in str(refused.value)
    assert len(read) == pdf_file.MOST_ROWS + 1


def test_nothing_is_fetched_for_a_document():
    with pytest.raises(ValueError, match="fetches nothing"):
        pdf_file._fetch_nothing("http://127.0.0.1/picture.png")
