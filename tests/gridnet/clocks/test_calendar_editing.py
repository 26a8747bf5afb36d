"""A day of a calendar changed by hand."""

from datetime import date

import pytest

from gridnet.base.errors import Invalid
from gridnet.clocks import calendar_cache, calendar_editing
from gridnet.clocks.calendar_sources import Said
from gridnet.clocks.calendars import DayKind, Span
from tests.factories import territory
from tests.factories.people import AT, COUNTY

pytestmark = pytest.mark.usefixtures("session")

A_TUESDAY, A_SUNDAY = date(2026, 6, 16), date(2026, 6, 28)


@pytest.fixture(autouse=True)
def _county(session):
    territory.division(COUNTY)


def days():
    return dict(calendar_cache.get(COUNTY).days(2026))


def put(on, said):
    calendar_editing.put_day(COUNTY, on, said, document="测试文件", by=None, at=AT)
    return days()[on]


def unusual():
    return calendar_editing.unusual(calendar_cache.get(COUNTY), 2026)


def test_a_working_day_becomes_a_holiday_and_the_rest_stays():
    before = days()
    assert put(A_TUESDAY, Said(DayKind.HOLIDAY, None, "临时放假")).kind is DayKind.HOLIDAY
    after = days()
    assert {on for on in after if after[on] != before[on]} == {A_TUESDAY}


def test_what_is_changed_is_unusual_and_what_is_changed_back_is_not():
    put(A_TUESDAY, Said(DayKind.HOLIDAY, None, "临时放假"))
    assert A_TUESDAY in unusual()
    put(A_TUESDAY, Said(DayKind.WORKING, None, ""))
    assert A_TUESDAY not in unusual()


def test_a_sunday_that_is_worked_is_unusual_and_one_that_is_not_is_not():
    assert A_SUNDAY not in unusual()
    put(A_SUNDAY, Said(DayKind.SPECIAL, (Span(510, 720),), "防汛值守"))
    assert unusual()[A_SUNDAY].kind is DayKind.SPECIAL


def test_a_holiday_on_which_somebody_works_is_refused():
    with pytest.raises(Invalid):
        put(A_TUESDAY, Said(DayKind.HOLIDAY, (Span(510, 720),), "放假不上班"))
