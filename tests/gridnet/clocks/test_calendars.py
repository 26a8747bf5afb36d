from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gridnet.base.errors import Invalid
from gridnet.clocks.calendars import ALWAYS, Calendar, Day, DayKind, Span
from gridnet.clocks.walltime import DAY_US, MINUTE_US, midnight
from tests.factories import calendars

NATION = calendars.national()
DAYS_2026 = calendars.year(2026)
days = st.dates(date(2019, 1, 1), date(2028, 12, 31)).map(date.toordinal)
moments = st.builds(lambda day, us: midnight(day) + us, days, st.integers(0, DAY_US - 1))


@pytest.mark.parametrize(
    ("on", "kind", "name"),
    [
        (date(2026, 1, 1), DayKind.HOLIDAY, "元旦"),
        (date(2026, 2, 14), DayKind.MAKE_UP, "春节"),  # a Saturday worked for the festival
        (date(2026, 2, 17), DayKind.HOLIDAY, "春节"),
        (date(2026, 3, 2), DayKind.WORKING, ""),
        (date(2026, 3, 7), DayKind.WEEKEND, ""),
        (date(2026, 10, 10), DayKind.MAKE_UP, "国庆节"),
    ],
)
def test_what_a_day_is(on, kind, name):
    assert NATION.day(on)[::2] == (kind, name)


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_so_many_working_days(year, count):
    assert sum(bool(day.spans) for _, day in NATION.days(year)) == count


def with_day(on, day):
    return calendars.year(on.year, {on: day})


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (Day(DayKind.WORKING, (Span(510, 720), Span(700, 1050))), "without overlap"),
        (Day(DayKind.WORKING, (Span(870, 1050), Span(510, 720))), "follow each other"),
        (Day(DayKind.WORKING, (Span(510, 510),)), "follow each other"),
        (Day(DayKind.WORKING, (Span(720, 510),)), "follow each other"),
        (Day(DayKind.SPECIAL, (Span(510, 1441),)), "between 00:00 and 24:00"),
        (Day(DayKind.SPECIAL, (Span(-1, 60),)), "between 00:00 and 24:00"),
        (Day(DayKind.WORKING), "has working spans"),
        (Day(DayKind.MAKE_UP), "has working spans"),
        (Day(DayKind.HOLIDAY, (Span(510, 720),)), "has no working spans"),
        (Day(DayKind.WEEKEND, (Span(510, 720),)), "has no working spans"),
    ],
)
def test_a_day_that_cannot_be_is_refused(day, reason):
    with pytest.raises(Invalid, match=f"2026-03-04: .*{reason}"):
        Calendar("CN", {2026: with_day(date(2026, 3, 4), day)})


@pytest.mark.parametrize("count", [0, 364, 366])
def test_a_year_is_whole(count):
    with pytest.raises(Invalid, match="the year 2026 has 365 days"):
        Calendar("CN", {2026: [DAYS_2026[0]] * count})


def test_a_year_in_which_no_clock_runs_is_refused():
    with pytest.raises(Invalid, match="1992 to 2200"):
        Calendar("CN", {1991: DAYS_2026})


def test_a_year_not_published_has_the_hours_last_known_for_the_time_of_the_year():
    summer, winter = (Span(480, 720),), (Span(540, 720),)
    seasonal = [
        day._replace(spans=summer if on.month in {6, 7, 8} else winter) if day.spans else day
        for on, day in zip((date(2026, 1, 1) + timedelta(days=n) for n in range(365)), DAYS_2026, strict=True)
    ]
    calendar = Calendar("CN", {2025: calendars.year(2025), 2026: seasonal})
    assert calendar.day(date(2027, 7, 1)).spans == summer
    assert calendar.day(date(2027, 12, 1)).spans == winter
    assert calendar.day(date(2027, 1, 1)).spans == winter
    assert calendar.day(date(2024, 7, 1)).spans == calendars.USUAL
    assert calendar.day(date(2027, 7, 3)) == Day(DayKind.WEEKEND)


def test_it_says_which_years_are_not_published():
    first, last = (midnight(date(year, 6, 1).toordinal()) for year in (2018, 2028))
    assert NATION.unpublished(first, last) == (2018, 2019, 2027, 2028)
    assert ALWAYS.unpublished(first, last) == ()
    assert NATION.published == tuple(range(2020, 2027))


@given(first=moments, second=moments, third=moments)
def test_working_time_adds_up(first, second, third):
    one, two, three = sorted([first, second, third])
    assert NATION.worked(one, two) + NATION.worked(two, three) == NATION.worked(one, three)
    assert 0 <= NATION.worked(one, two) <= two - one


@given(first=moments, budget=st.integers(1, 10**12))
def test_reaching_is_the_other_way_round(first, budget):
    reached = NATION.reach(first, budget)
    assert NATION.worked(first, reached) == budget
    assert NATION.worked(first, reached - 1) == budget - 1


@example(first=63_934_410_600_000_001, second=63_934_410_600_000_001)  # one moment, within working time
@given(first=moments, second=moments)
def test_spans_between_are_the_working_time_between(first, second):
    one, two = sorted([first, second])
    spans = list(NATION.spans_between(one, two))
    assert sum(end - start for start, end in spans) == NATION.worked(one, two)
    assert spans == sorted(spans)
    assert all(one <= start < end <= two for start, end in spans)


@given(after=days, count=st.integers(1, 300))
def test_the_nth_working_day_has_so_many_before_it(after, count):
    found = NATION.working_day(after, count)
    assert sum(NATION.is_working(day) for day in range(after + 1, found + 1)) == count
    assert NATION.is_working(found)


def test_nothing_to_reach_is_reached():
    assert NATION.reach(midnight(738_000), 0) == midnight(738_000)


def test_a_working_day_closes_with_its_last_span():
    assert NATION.closing(date(2026, 3, 2).toordinal()) == midnight(date(2026, 3, 2).toordinal()) + 1050 * MINUTE_US


@pytest.mark.parametrize("first", [date(2026, 3, 2), date(2026, 2, 17)])
def test_the_calendar_that_always_runs(first):
    begin = midnight(first.toordinal())
    assert ALWAYS.worked(begin, begin + 5) == 5
    assert ALWAYS.reach(begin, 5) == begin + 5
    assert ALWAYS.is_working(first.toordinal())
    assert ALWAYS.working_day(first.toordinal(), 3) == first.toordinal() + 3
    assert ALWAYS.closing(first.toordinal()) == begin + DAY_US
    assert list(ALWAYS.spans_between(begin, begin)) == []
    assert ALWAYS.day(first).minutes == 1440


def test_three_barren_years_end_the_search():
    closed = Calendar("CN", {2026: [Day(DayKind.HOLIDAY)] * 365})
    with pytest.raises(Invalid, match="from 2026 on; publish its years first"):
        closed.working_day(date(2026, 1, 1).toordinal(), 1)


def test_a_barren_year_between_others_does_not():
    calendar = Calendar(
        "CN", {2025: calendars.year(2025), 2026: [Day(DayKind.HOLIDAY)] * 365, 2027: calendars.year(2027)}
    )
    assert calendar.working_day(date(2025, 12, 31).toordinal(), 1) == date(2027, 1, 1).toordinal()


def test_a_span_shows_its_times():
    assert str(Span(510, 1440)) == "08:30–24:00"
