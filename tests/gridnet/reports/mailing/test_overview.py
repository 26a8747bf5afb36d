"""What a weekly or monthly report tells."""

import pytest

from gridnet.reports.mailing import overview
from gridnet.reports.mailing.overview import Wanted
from gridnet.reports.mailing.periods_due import Cadence
from tests.factories import report_mail
from tests.factories.reports import COUNTY, MARCH, NOW

pytestmark = pytest.mark.usefixtures("session")


def made(scope=COUNTY, language="zh"):
    return overview.make(Wanted(scope, Cadence.MONTHLY, MARCH, NOW, language), tolerance_m=50)


def test_it_tells_every_measure_against_the_month_before_and_where(session):
    report_mail.busy_month()
    document = made()
    assert [row[0] for row in document.tables[0].rows][:4] == ["首次响应用时", "接单用时", "到场用时", "处置用时"]
    assert len(document.tables[0].rows) == len(overview.TOLD)
    assert [table.title for table in document.tables[1:]] == [
        "首次响应用时：统计结果",
        "首次响应用时：从上报到统计",
        "按时处置率：统计结果",
    ]
    assert len(document.definitions.rows) == len(overview.TOLD)


def test_figures_of_fewer_than_five_are_masked():
    report_mail.busy_month(4)
    lines = {row[0]: row[1:] for row in made(language="en").tables[0].rows}
    assert lines["Handling time"] == ["masked", None, None, None, None, None]


@pytest.mark.parametrize(("scope", "by"), [(f"{COUNTY}001", "村（社区）"), ("41", "市"), ("4105", "县（区）")])
def test_a_division_is_told_by_its_parts_and_what_cannot_be_had_is_named(scope, by):
    report_mail.busy_month()
    document = made(scope)
    told = {row[0] for row in document.tables[0].rows}
    left_out = [note for note in document.notes if "未列出" in note]
    assert len(told) + sum(note.count(",") + 1 for note in left_out) == len(overview.TOLD)
    assert any(column.title == by for table in document.tables[1:] for column in table.columns) or left_out
