"""Facts: what a day came to, written once or ten times, on time or a week late."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from gridnet.base import db
from gridnet.reports import daily
from gridnet.reports.models import Fact
from tests.factories import reports
from tests.factories.reports import COUNTY, MINUTE, NINE

DAY = timedelta(days=1)
MONDAY = date(2026, 3, 2)
TUESDAY_NIGHT = NINE + DAY - 9 * 60 * MINUTE  # one in the morning, in China

pytestmark = pytest.mark.usefixtures("session")


def facts(code="handle", **given):
    query = select(Fact).where(Fact.code == code, Fact.cut == given.pop("cut", "")).order_by(Fact.day, Fact.value)
    query = query.filter_by(**({"grain": "day"} | given))
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def every():
    columns = [column for column in Fact.__table__.columns if column.name != "written_at"]
    return {str(tuple(row)) for row in db.session.execute(select(*columns))}


@pytest.fixture
def monday():
    for minutes in (10, 20, 30, 0, 90, None):
        reports.handled(minutes)
    reports.leg(reports.incident(state="duplicate"))
    reports.handled(10, priority="P1", category="0101")


def test_a_day_is_written_with_its_counts_and_its_sketch(monday):
    daily.tick(TUESDAY_NIGHT)
    (fact,) = facts()
    assert (fact.county, fact.day, fact.network) == (COUNTY, MONDAY, "community")
    assert (fact.measured, fact.zero, fact.due, fact.in_limit, fact.open, fact.open_late) == (6, 1, 7, 5, 1, 1)
    assert (fact.duplicate, sum(fact.counts)) == (1, 5)


def test_its_parts_stand_beside_it(monday):
    daily.tick(TUESDAY_NIGHT)
    assert [(fact.value, fact.measured) for fact in facts(cut="priority")] == [("P1", 1), ("P3", 5)]
    assert [(fact.value, fact.measured) for fact in facts(cut="group")] == [("01", 1), ("04", 5)]


def test_to_run_twice_changes_nothing(monday):
    daily.tick(TUESDAY_NIGHT)
    before = every()
    daily.tick(TUESDAY_NIGHT + MINUTE)
    assert every() == before


def test_a_week_that_was_missed_is_written_at_once(monday):
    reports.handled(5, reported_at=NINE + 4 * DAY)
    daily.tick(NINE + 8 * DAY)
    assert [fact.day for fact in facts()] == [MONDAY, MONDAY + 4 * DAY]


def test_today_is_not_written(monday):
    daily.tick(NINE + 60 * MINUTE)
    assert facts() == []


def test_a_day_that_a_late_entry_touched_is_written_again(monday):
    daily.tick(TUESDAY_NIGHT)
    late = reports.handled(40, of=reports.incident())
    reports.entry(late, "handle", minutes=40, recorded=24 * 60)
    daily.tick(TUESDAY_NIGHT + DAY)
    assert facts()[0].measured == 7


def test_a_day_on_which_a_limit_has_run_out_since_is_written_again():
    reports.handled(None, due=20 * 60)
    daily.tick(TUESDAY_NIGHT)
    assert (facts()[0].due, facts("on_time_handle")[0].not_due) == (0, 1)
    daily.tick(TUESDAY_NIGHT + DAY)
    assert (facts()[0].open_late, facts("on_time_handle")[0].not_due) == (1, 0)


def test_a_month_is_written_when_it_is_over_and_again_when_a_day_of_it_is(monday):
    daily.tick(TUESDAY_NIGHT)
    assert facts(grain="month") == []
    daily.tick(NINE + 31 * DAY)
    assert [fact.measured for fact in facts(grain="month")] == [6]
    late = reports.handled(40, of=reports.incident())
    reports.entry(late, "handle", minutes=40, recorded=31 * 24 * 60 + 60)
    daily.tick(NINE + 32 * DAY)
    (fact,) = facts(grain="month")
    assert (fact.day, fact.measured, sum(fact.counts)) == (date(2026, 3, 1), 7, 6)


def test_a_rebuild_gives_the_same_rows(monday):
    reports.handled(5, reported_at=NINE + 4 * DAY)
    daily.tick(NINE + 40 * DAY)
    before = every()
    assert daily.bring_up([COUNTY], NINE + 40 * DAY, since=MONDAY) == 40
    assert every() == before


def test_counties_are_written_apart(monday):
    other = reports.incident("410598")
    reports.handled(5, of=other)
    daily.tick(TUESDAY_NIGHT)
    assert {fact.county for fact in facts()} == {COUNTY, "410598"}
