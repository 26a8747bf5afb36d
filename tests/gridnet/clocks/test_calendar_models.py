"""The database repeats the promises of calendars."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError

YEAR = text("""
    INSERT INTO calendar_year (calendar_code, year, version, source, document, recorded_at)
    VALUES ('CN', 2027, 9, '示例', '示例', TIMESTAMPTZ '2026-11-25 00:00Z')
""")
DAY = text("""
    INSERT INTO calendar_day (calendar_code, version, day, year, kind, name, spans)
    VALUES ('CN', 9, CAST(:day AS date), 2027, CAST(:kind AS text), '', CAST(CAST(:spans AS text) AS smallint[]))
""")


@pytest.fixture
def put(session):
    session.execute(YEAR)
    return lambda spans="{510,720}", kind="special", day="2027-03-04": session.execute(
        DAY, {"day": day, "kind": kind, "spans": spans}
    )


@pytest.mark.parametrize("spans", ["{}", "{0,1440}", "{510,720,720,1050}", "{1,2,3,4,5,6,7,8}"])
def test_spans_that_follow_each_other(put, spans):
    assert put(spans).rowcount == 1


@pytest.mark.parametrize(
    "spans",
    [
        "{510,720,700,1050}",  # overlap
        "{870,1050,510,720}",  # wrong order
        "{510,510}",  # empty
        "{720,510}",  # backwards
        "{510}",  # without an end
        "{510,720,870}",
        "{-1,60}",
        "{510,1441}",
        "{510,NULL}",
        "{1,2,3,4,5,6,7,7}",
        "{1,2,3,4,5,6,7,8,9,10}",  # more than four
    ],
)
def test_spans_that_do_not_are_refused(put, spans):
    with pytest.raises(IntegrityError, match="spans_do_not_overlap"):
        put(spans)


@pytest.mark.parametrize(
    ("kind", "spans"), [("working", "{}"), ("make_up", "{}"), ("weekend", "{1,2}"), ("holiday", "{1,2}")]
)
def test_the_kind_says_whether_it_is_worked(put, kind, spans):
    with pytest.raises(IntegrityError, match="kind_says_whether_it_is_worked"):
        put(spans, kind)


def test_a_day_is_of_its_year(put):
    with pytest.raises(IntegrityError, match="day_is_of_its_year"):
        put(day="2026-12-31")


def test_a_kind_is_known(put):
    with pytest.raises(IntegrityError, match="ck_calendar_day_kind"):
        put(kind="party")


def test_a_minute_is_small(put):
    with pytest.raises(DataError):
        put("{510,72000}")
