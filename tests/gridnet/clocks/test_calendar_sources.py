from datetime import date

import chinese_calendar
import pytest

from gridnet.base.errors import Invalid, NotFound
from gridnet.clocks import calendar_sources
from gridnet.clocks.calendar_sources import Said
from gridnet.clocks.calendars import DayKind, Span


@pytest.fixture
def table(tmp_path):
    def write(*rows, name="假期.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_text("\n".join(rows) + "\n", encoding=encoding)
        return path

    return write


def test_the_library_names_holidays_and_the_days_worked_for_them():
    notice = calendar_sources.from_library(2026)
    assert notice.days[date(2026, 2, 14)] == Said(DayKind.MAKE_UP, None, "春节")
    assert notice.days[date(2026, 10, 1)] == Said(DayKind.HOLIDAY, None, "国庆节")
    assert notice.document == "国务院办公厅关于2026年部分节假日安排的通知"
    assert {on.year for on in notice.days} == {2026}


@pytest.mark.parametrize("year", calendar_sources.library_years())
def test_every_day_is_worked_as_the_library_says(year):
    days = calendar_sources.from_library(year).days
    for on in chinese_calendar.get_dates(date(year, 1, 1), date(year, 12, 31)):
        said = days.get(on)
        worked = said.kind is DayKind.MAKE_UP if said else on.weekday() < 5
        assert worked == chinese_calendar.is_workday(on), on


def test_a_year_that_is_not_published_is_refused_with_what_follows():
    beyond = calendar_sources.library_years()[-1] + 1
    with pytest.raises(NotFound, match=f"not {beyond}: it is not published yet.*provisional"):
        calendar_sources.from_library(beyond)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("day,kind,spans,name", "2027-02-06,special,09:00-11:00,集中接访"),
        ("日期,类型,工作时段,名称", "2027-02-06,特殊,09:00-11:00,集中接访"),
        ("date,type,hours,name", "2027-02-06, Special ,09:00-11:00,  集中接访 "),
    ],
)
def test_a_table_is_read_by_the_usual_names_of_its_columns(table, header, row):
    notice = calendar_sources.from_table(table(header, row), 2027)
    assert notice.days == {date(2027, 2, 6): Said(DayKind.SPECIAL, (Span(540, 660),), "集中接访")}


def test_a_table_from_an_office_is_read_in_its_encoding(table):
    path = table("日期,类型,名称", "2027-01-01,休,元旦", "2027-01-02,补班,元旦", encoding="gb18030")
    notice = calendar_sources.from_table(path, 2027, document="豫政办〔2026〕示例号")
    assert [said.kind for said in notice.days.values()] == [DayKind.HOLIDAY, DayKind.MAKE_UP]
    assert (notice.source, notice.document) == ("假期.csv", "豫政办〔2026〕示例号")


def test_a_table_names_itself_where_no_document_is_named(table):
    assert calendar_sources.from_table(table("day,kind", "2027-01-01,holiday"), 2027).document == "假期.csv"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2027-02-30,holiday,", "is no day"),
        ("soon,holiday,", "is no day"),
        ("2026-12-31,holiday,", "2026-12-31 is no day of 2027"),
        ("2027-01-01,party,", "'party' is none of working, make_up, special, weekend, holiday"),
        ("2027-01-01,,", "'' is none of"),
        ("2027-02-06,make_up,08:30-12:00 11:00-17:30", "overlap"),
        ("2027-02-06,make_up,half past eight", "is no working span"),
        ("2027-01-01,holiday,08:30-12:00", "a holiday day has no working spans"),
    ],
)
def test_a_row_that_cannot_be_is_refused(table, row, reason):
    with pytest.raises(Invalid, match=f"row 2: .*{reason}"):
        calendar_sources.from_table(table("day,kind,spans", row), 2027)


def test_all_rows_at_fault_are_named_at_once(table):
    path = table("day,kind", "2027-01-01,holiday", "2027-01-01,weekend", "2027-13-01,holiday")
    with pytest.raises(Invalid) as refused:
        calendar_sources.from_table(path, 2027)
    assert [each["msg"].split(":")[0] for each in refused.value.errors] == ["row 3", "row 4"]
    assert "2027-01-01 stands here twice" in str(refused.value)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (["day,what", "2027-01-01,holiday"], "has the columns day and kind"),
        (["day,kind"], "has no day of 2027"),
    ],
)
def test_a_table_of_something_else_is_refused(table, rows, reason):
    with pytest.raises(Invalid, match=reason):
        calendar_sources.from_table(table(*rows), 2027)
