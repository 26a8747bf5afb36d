from datetime import UTC, date, datetime

import pytest

from gridnet.base.errors import Invalid, NotFound
from gridnet.clocks import calendar_queries
from gridnet.clocks.calendar_import import publish
from gridnet.clocks.calendar_queries import Stood, chain, find_year, load, standing
from gridnet.clocks.calendar_sources import Notice, Said
from gridnet.clocks.calendars import ALWAYS, DayKind
from tests.factories import calendars, territory

AT = datetime(2026, 11, 25, tzinfo=UTC)


def put(code, year, day, name):
    return publish(code, Notice(year, {day: Said(DayKind.HOLIDAY, None, name)}, "示例.csv", name), at=AT).version


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("CN", ("CN",)),
        ("ALWAYS", ("ALWAYS",)),
        ("410506", ("410506", "410500", "410000", "CN")),
        ("410506001002", ("410506", "410500", "410000", "CN")),  # a village's is its county's
        ("410500", ("410500", "410000", "CN")),
        ("41", ("410000", "CN")),
    ],
)
def test_who_may_answer_for_a_division(code, expected):
    assert chain(code) == expected


def test_what_is_no_code_is_refused():
    with pytest.raises(Invalid):
        chain("somewhere")


def test_the_country_as_the_migration_left_it(session):
    found = load(Stood("CN", 1))
    assert found.published == tuple(range(2004, 2027))
    assert (found.code, found.version, found.name) == ("CN", 1, "全国")
    assert [day for year in range(2020, 2027) for day in found.days(year)] == [
        day for year in range(2020, 2027) for day in calendars.national().days(year)
    ]


def test_for_each_year_the_nearest_that_published_it_answers(session):
    territory.division("420199")
    put("420000", 2027, date(2027, 3, 4), "省")
    put("420000", 2028, date(2028, 3, 6), "省")
    put("420199", 2027, date(2027, 3, 5), "县")
    latest = calendar_queries.list_latest()
    own, city = (load(standing(code, latest)) for code in ("420199001", "420100"))
    assert [own.day(date(2027, 3, day)).name for day in (4, 5)] == ["省", "县"], "a county adds to its province"
    assert own.day(date(2028, 3, 6)).name == "省"
    assert own.day(date(2026, 10, 1)).name == "国庆节"
    assert (own.code, city.code) == ("420199", "420000")
    assert city.day(date(2027, 3, 5)).name == ""
    assert find_year("420199", 2028)[:2] == ("420000", 2028)
    assert find_year("420199", 2027).document == "县"


def test_another_divisions_year_changes_nothing_here(session):
    territory.division("420199")
    before = standing("420198", calendar_queries.list_latest())
    put("420199", 2027, date(2027, 3, 5), "县")
    assert standing("420198", calendar_queries.list_latest()) == before


def test_a_later_version_does_not_change_an_earlier_one(session):
    first = put("CN", 2027, date(2027, 3, 4), "一")
    put("CN", 2027, date(2027, 3, 5), "二")
    assert [load(Stood("CN", first)).day(date(2027, 3, day)).name for day in (4, 5)] == ["一", ""]


def test_a_year_that_nobody_published(session):
    assert find_year("410506", 2027) is None


def test_there_may_be_no_calendar_at_all():
    with pytest.raises(NotFound, match="gridnet calendar import"):
        standing("410506", {})


def test_the_one_that_always_runs(session):
    assert load(Stood("ALWAYS", 1)) is ALWAYS


def test_all_calendars(session):
    assert [row.code for row in calendar_queries.list_calendars()] == ["ALWAYS", "CN"]
