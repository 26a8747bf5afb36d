from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from gridnet.base import db
from gridnet.base.errors import Conflict, Invalid, NotFound
from gridnet.clocks import calendar_cache, calendar_import, calendar_queries, calendar_sources
from gridnet.clocks.calendar_import import publish
from gridnet.clocks.calendar_models import CalendarDay, CalendarRow, CalendarYear
from gridnet.clocks.calendar_sources import Notice, Said
from gridnet.clocks.calendars import DayKind, Span
from gridnet.clocks.hours import Hours, Season
from tests.factories import calendars, territory

AT = datetime(2026, 11, 25, tzinfo=UTC)
NEW_YEAR = {
    date(2027, 1, 1): Said(DayKind.HOLIDAY, None, "元旦"),
    date(2027, 1, 3): Said(DayKind.MAKE_UP, None, "元旦"),
}
MORNING = (Span(480, 720),)


def notice(days=None, year=2027, document="示例通知"):
    return Notice(year, NEW_YEAR if days is None else days, "示例.csv", document)


@pytest.fixture
def county(session, fresh):
    return territory.division(fresh)


def test_the_rows_of_a_year_end_its_being_provisional(session):
    before = calendar_cache.get("CN")
    outcome = publish("CN", notice(), at=AT)
    after = calendar_cache.get("CN")
    assert (before.is_published(2027), after.is_published(2027)) == (False, True)
    assert (after.version, outcome.version) == (before.version + 1, after.version)
    assert after.day(date(2027, 1, 1)).kind is DayKind.HOLIDAY
    assert after.day(date(2027, 1, 3)) == (DayKind.MAKE_UP, calendars.USUAL, "元旦")


def test_it_is_written_who_published_what(session):
    publish("CN", notice(), at=AT, by=7)
    row = session.scalar(select(CalendarYear).where(CalendarYear.year == 2027))
    assert (row.source, row.document, row.recorded_at, row.recorded_by) == ("示例.csv", "示例通知", AT, 7)
    assert session.scalar(select(func.count()).where(CalendarDay.year == 2027)) == 365


def test_the_same_again_is_nothing_new(session):
    publish("CN", notice(), at=AT)
    again = publish("CN", notice(document="示例通知（再次）"), at=AT)
    assert (again.version, again.changed) == (None, [])


@pytest.mark.parametrize("year", [2004, 2020, 2026])
def test_what_the_library_says_is_what_was_there_from_the_start(session, year):
    assert publish("CN", calendar_sources.from_library(year), at=AT).version is None


def test_a_correction_is_a_later_version_beside_the_first(session):
    first = publish("CN", notice(), at=AT)
    second = publish("CN", notice({date(2027, 1, 1): NEW_YEAR[date(2027, 1, 1)]}), at=AT)
    assert second.changed == [date(2027, 1, 3)]
    assert calendar_cache.get_version("CN", first.version).day(date(2027, 1, 3)).kind is DayKind.MAKE_UP
    assert calendar_cache.get("CN").day(date(2027, 1, 3)).kind is DayKind.WEEKEND


def test_a_county_is_open_when_it_says(session, county):
    publish(county, notice({}, year=2026), at=AT, own_hours=Hours(MORNING))
    own = calendar_cache.get(county)
    assert own.day(date(2026, 3, 2)).spans == MORNING
    assert own.day(date(2026, 2, 14)) == (DayKind.MAKE_UP, MORNING, "春节"), "the country's days, at its own hours"
    assert own.day(date(2026, 2, 17)).kind is DayKind.HOLIDAY
    assert calendar_cache.get("CN").day(date(2026, 3, 2)).spans == calendars.USUAL


def test_a_county_says_only_what_is_otherwise_there(session, county):
    publish(county, notice({date(2026, 3, 4): Said(DayKind.HOLIDAY, None, "示例节")}, year=2026), at=AT)
    own = calendar_cache.get(county)
    assert own.day(date(2026, 3, 4)).name == "示例节"
    assert own.day(date(2026, 3, 5)).spans == calendars.USUAL


def test_a_year_that_the_country_has_not_published_is_mondays_to_fridays_there(session, county):
    publish(county, notice(), at=AT)
    own = calendar_cache.get(county)
    assert own.day(date(2027, 1, 4)) == (DayKind.WORKING, calendars.USUAL, "")
    assert own.day(date(2027, 5, 1)).kind is DayKind.WEEKEND


def test_hours_go_by_the_season(session, county):
    summer = Season((6, 1), (9, 30), (Span(450, 690),))
    publish(county, notice({}, year=2026), at=AT, own_hours=Hours(MORNING, (summer,)))
    own = calendar_cache.get(county)
    assert [own.day(date(2026, month, 3)).spans for month in (3, 7)] == [MORNING, summer.spans]


def test_a_calendar_bears_the_name_of_its_division_or_the_one_given(session, county):
    publish(county, notice(), at=AT)
    assert session.get(CalendarRow, county).name == "示例县"
    publish(county, notice({}), at=AT, name="示例县机关")
    assert calendar_cache.get(county).name == "示例县机关"


def test_overlapping_spans_are_refused(session):
    spans = (Span(510, 720), Span(700, 1050))
    with pytest.raises(Invalid, match="2027-01-04: working spans follow each other without overlap"):
        publish("CN", notice({date(2027, 1, 4): Said(DayKind.WORKING, spans)}), at=AT)


def test_the_calendar_that_always_runs_has_no_days(session):
    with pytest.raises(Conflict, match="always runs"):
        publish("ALWAYS", notice(), at=AT)


@pytest.mark.parametrize("code", ["410599001", "41", "410599001001"])
def test_a_calendar_belongs_to_a_division_of_six_digits(session, code):
    with pytest.raises(Invalid, match="six digits"):
        publish(code, notice(), at=AT)


@pytest.mark.parametrize("code", ["nowhere", ""])
def test_a_calendar_belongs_to_a_division(session, code):
    with pytest.raises(Invalid, match="no division code"):
        publish(code, notice(), at=AT)


def test_a_calendar_belongs_to_a_division_that_is_known(session):
    with pytest.raises(NotFound, match="there is no division 999999"):
        publish("999999", notice(), at=AT)


def test_hours_are_asked_for_where_none_are_known(session, monkeypatch):
    monkeypatch.setattr(calendar_queries, "list_latest", dict)
    with pytest.raises(Invalid, match="no working hours are known for CN yet"):
        publish("CN", notice(), at=AT)
    assert publish("CN", notice(), at=AT, own_hours=Hours(MORNING)).days[4].spans == MORNING


def test_the_days_are_those_of_the_year(session):
    outcome = publish("CN", notice({}, year=2028), at=AT)
    assert (len(outcome.days), outcome.changed) == (366, [])
    assert calendar_import.Outcome(None, (), ()).version is None


def test_two_at_once_are_two_versions(committing, fresh):
    with db.transaction():
        territory.division(fresh)
    tables = [notice({date(2030, 1, day): Said(DayKind.HOLIDAY)}, year=2030) for day in (1, 2, 3, 4)]

    def one(table):
        try:
            with db.transaction():
                return publish(fresh, table, at=AT).version
        finally:
            db.session.remove()

    with ThreadPoolExecutor(len(tables)) as pool:
        versions = list(pool.map(one, tables))
    assert len(set(versions)) == len(tables), "each waits for the one before and numbers its own"
    with db.transaction():
        kept = db.session.scalars(select(CalendarYear.version).where(CalendarYear.calendar_code == fresh)).all()
    assert sorted(kept) == sorted(versions)
