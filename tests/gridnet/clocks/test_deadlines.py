from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gridnet.base.errors import Invalid
from gridnet.base.moment import LOCAL
from gridnet.clocks.calendars import ALWAYS, Calendar, Day, DayKind, Span
from gridnet.clocks.deadlines import due_at, elapsed, remaining
from gridnet.clocks.explanation import LineKind, explain
from gridnet.clocks.limits import Extension, Limit, Pause, Snapshot, Unit
from tests.factories import calendars
from tests.gridnet.clocks import oracle

NATION = calendars.national()
M, H, WD, D, MONTH = Unit.MINUTE, Unit.WORKING_HOUR, Unit.WORKING_DAY, Unit.DAY, Unit.MONTH
ZERO = timedelta()


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def clock(amount, unit, start):
    return Snapshot(limit=Limit(amount, unit), started_at=at(start))


def pause(first, last, reason="court_or_appraisal"):
    return Pause(at(first), at(last) if last else None, reason)


def due(amount, unit, start, *pauses, percent=100, extensions=(), calendar=NATION):
    return due_at(clock(amount, unit, start), pauses, extensions, calendar, percent).at


# The days of 2026: make-up on Sun 4 Jan, Sat 14 Feb, Sat 28 Feb, Sat 9 May, Sun 20 Sep, Sat 10 Oct;
# Spring Festival 15–23 Feb, National Day 1–7 Oct. Hours 08:30–12:00 and 14:30–17:30: 6 h 30 a day.
@pytest.mark.parametrize(
    ("amount", "unit", "start", "expected"),
    [
        (5, M, "2026-02-14T23:58", "2026-02-15T00:03"),  # minutes run day and night
        (1440, M, "2026-02-14T10:00", "2026-02-15T10:00"),  # 24 hours are 24 hours, festival or not
        (4, H, "2026-03-02T08:30", "2026-03-02T15:00"),  # over the lunch break
        (3, H, "2026-03-02T09:00", "2026-03-02T12:00"),  # ends with the span, not after lunch
        (4, H, "2026-03-06T16:00", "2026-03-09T11:00"),  # Friday runs over the weekend
        (1, H, "2026-03-07T03:00", "2026-03-09T09:30"),  # starts while shut
        (1, H, "2026-02-14T17:30", "2026-02-24T09:30"),  # starts at closing, before the festival
        (2, H, "2026-02-13T16:30", "2026-02-14T09:30"),  # a make-up Saturday is worked
        (1, WD, "2026-03-02T00:00", "2026-03-03T17:30"),  # the day of the start does not count, even from its midnight
        (1, WD, "2026-03-02T23:59", "2026-03-03T17:30"),  # nor in its last minute
        (1, WD, "2026-02-13T09:00", "2026-02-14T17:30"),  # a make-up Saturday is a working day
        (2, WD, "2026-02-13T09:00", "2026-02-24T17:30"),  # the festival is not
        (1, WD, "2026-09-30T09:00", "2026-10-08T17:30"),  # National Day week
        (2, WD, "2026-10-08T09:00", "2026-10-10T17:30"),  # the Saturday after it is worked
        (7, WD, "2026-02-09T16:00", "2026-02-25T17:30"),  # P3: five days, the make-up Saturday among them, then two
        (1, D, "2026-03-02T09:00", "2026-03-03T17:30"),  # a day ends at close of business
        (5, D, "2026-03-02T09:00", "2026-03-09T17:30"),  # the last day is a Saturday: next working day
        (5, D, "2026-02-09T09:00", "2026-02-14T17:30"),  # the last day is a make-up Saturday: that day
        (6, D, "2026-02-09T09:00", "2026-02-24T17:30"),  # the first day of the festival: the day after it
        (30, D, "2026-02-09T16:00", "2026-03-11T17:30"),  # rest days within do not matter
        (1, MONTH, "2026-01-31T09:00", "2026-02-28T17:30"),  # no 31 February: its last day, a make-up Saturday
        (1, MONTH, "2026-02-28T09:00", "2026-03-30T17:30"),  # 28 March is a Saturday
        (1, MONTH, "2026-03-31T09:00", "2026-04-30T17:30"),  # April has thirty days
        (1, MONTH, "2024-01-31T09:00", "2024-02-29T17:30"),  # leap year
        (2, MONTH, "2026-01-31T09:00", "2026-03-31T17:30"),  # two months are not a month after a month
        (12, MONTH, "2025-03-14T09:00", "2026-03-16T17:30"),  # 14 March 2026 is a Saturday
    ],
)
def test_a_limit_ends(amount, unit, start, expected):
    assert due(amount, unit, start) == at(expected)


@pytest.mark.parametrize(
    ("amount", "unit", "percent", "expected"),
    [
        (10, M, 80, "2026-03-02T09:08"),  # four fifths of the minutes
        (5, M, 150, "2026-03-02T09:07:30"),  # to the second
        (4, H, 80, "2026-03-02T14:42"),  # 3 h 12
        (5, WD, 200, "2026-03-16T17:30"),  # yellow after 5, red after 10 working days
        (7, WD, 80, "2026-03-10T14:54"),  # five days and six tenths of the sixth: 3 h 54 of its 6 h 30
        (1, WD, 80, "2026-03-03T16:12"),  # 5 h 12 of the day
        (3, WD, 150, "2026-03-09T11:45"),  # four and a half
        (1, D, 80, "2026-03-03T16:12"),  # a part of a day is that part of its business hours
        (1, D, 200, "2026-03-04T17:30"),  # two days
        (10, D, 35, "2026-03-06T11:45"),  # half of Friday
        (10, D, 45, "2026-03-09T17:30"),  # half of Saturday, a day of rest
        (10, D, 55, "2026-03-09T17:30"),  # half of Sunday; never before the Saturday before it has ended
        (10, D, 65, "2026-03-09T17:30"),  # half of Monday, which is where Saturday and Sunday ended
        (10, D, 75, "2026-03-10T11:45"),  # half of Tuesday
        (1, MONTH, 200, "2026-05-06T17:30"),  # two months: 2 May lies within the May holidays
        (1, MONTH, 50, "2026-03-18T11:45"),  # fifteen and a half of March's thirty-one days
    ],
)
def test_a_percentage_is_that_share_of_the_number(amount, unit, percent, expected):
    assert due(amount, unit, "2026-03-02T09:00", percent=percent) == at(expected)


@pytest.mark.parametrize(
    ("amount", "unit", "paused", "expected"),
    [
        (60, M, ("2026-03-06T09:30", "2026-03-06T10:00"), "2026-03-06T10:30"),  # moved by its length
        (4, H, ("2026-03-06T11:00", "2026-03-06T15:00"), "2026-03-06T17:00"),  # by its working time: 1 h 30
        (4, H, ("2026-03-06T12:00", "2026-03-06T14:30"), "2026-03-06T15:30"),  # over lunch: by nothing
        (4, H, ("2026-03-06T17:45", "2026-03-09T08:00"), "2026-03-06T15:30"),  # over the weekend: by nothing
        (4, H, ("2026-03-05T12:00", "2026-03-06T10:00"), "2026-03-06T16:30"),  # from before the start: since then
        (4, H, ("2026-03-06T15:30", "2026-03-06T16:30"), "2026-03-06T15:30"),  # begins as the limit ends
        (4, H, ("2026-03-06T10:00", "2026-03-06T10:00"), "2026-03-06T15:30"),  # without length
        (1, WD, ("2026-03-06T09:30", "2026-03-06T17:00"), "2026-03-09T17:30"),  # on the day that does not count
        (1, WD, ("2026-03-06T20:00", "2026-03-09T10:00"), "2026-03-10T10:00"),  # weekend and 1 h 30: 1 h 30
        (2, WD, ("2026-03-06T10:00", "2026-03-16T08:30"), "2026-03-17T17:30"),  # a week: a week
        (2, WD, ("2026-03-09T08:30", "2026-03-13T17:30"), "2026-03-17T17:30"),  # the same week by its hours
        (3, D, ("2026-03-07T10:00", "2026-03-08T10:00"), "2026-03-10T17:30"),  # one day: one day
        (5, D, ("2026-03-09T10:00", "2026-03-11T10:00"), "2026-03-13T17:30"),  # two days: two days
        (5, D, ("2026-03-09T10:00", "2026-03-12T10:00"), "2026-03-16T17:30"),  # three: to a Saturday, so Monday
        (5, D, ("2026-03-09T10:00", "2026-03-09T12:00"), "2026-03-12T17:30"),  # two hours: the day begun is given
        (1, D, ("2026-03-09T10:00", "2026-03-11T10:00"), "2026-03-11T17:30"),  # while Saturday waits for Monday's close
        (1, D, ("2026-03-08T10:00", "2026-03-09T10:00"), "2026-03-09T17:30"),  # and is over before Monday's close
        (1, D, ("2026-03-09T17:00", "2026-03-09T18:00"), "2026-03-10T17:30"),  # lasts over Monday's close: the next
        (1, MONTH, ("2026-03-10T00:00", "2026-03-20T00:00"), "2026-04-16T17:30"),  # ten days more than 6 April
    ],
)
def test_a_pause_moves_by_the_counted_time_it_covers(amount, unit, paused, expected):
    assert due(amount, unit, "2026-03-06T09:00", pause(*paused)) == at(expected)


def test_a_pause_over_a_weekend_is_not_counted_twice():
    """GLPI #10594: a pause, a weekend and a limit in days."""
    over_weekend = pause("2026-03-06T17:30", "2026-03-09T08:30")
    assert due(3, WD, "2026-03-05T10:00", over_weekend) == due(3, WD, "2026-03-05T10:00")


def test_two_pauses_within_one_minute_are_both_counted():
    """Zammad's breaks are kept by the minute, so that the second overwrites the first."""
    first = pause("2026-03-02T09:10:05", "2026-03-02T09:10:15")
    second = pause("2026-03-02T09:10:20", "2026-03-02T09:10:50")
    assert due(30, M, "2026-03-02T09:00", first, second) == at("2026-03-02T09:30:40")


def test_overlapping_pauses_are_left_out_once():
    pauses = [pause("2026-03-02T09:10", "2026-03-02T09:30"), pause("2026-03-02T09:20", "2026-03-02T09:40")]
    assert due(60, M, "2026-03-02T09:00", *pauses) == at("2026-03-02T10:30")


def test_lunch_is_not_worked():
    """Chatwoot #14009, frappe/helpdesk #2212: several spans a day."""
    assert due(1, H, "2026-03-02T11:30") == at("2026-03-02T15:00")


@pytest.mark.parametrize(
    ("amount", "unit", "extended", "expected"),
    [
        (7, WD, (3, WD), "2026-03-16T17:30"),  # ten working days
        (10, M, (5, M), "2026-03-02T09:15"),
        (1, MONTH, (1, MONTH), "2026-05-06T17:30"),  # 2 April, then a month: 2 May lies within the May holidays
        (5, D, (1, D), "2026-03-10T17:30"),  # Saturday, so Monday; and a day more
        (1, MONTH, (2, WD), "2026-04-07T17:30"),  # 2 April, then two working days over Tomb-sweeping Day
        (4, H, (1, D), "2026-03-03T17:30"),  # ends 15:30, then the next day
    ],
)
def test_an_extension_adds_to_the_limit(amount, unit, extended, expected):
    more = Extension(Limit(*extended), at("2026-03-02T10:00"))
    assert due(amount, unit, "2026-03-02T09:00", extensions=[more]) == at(expected)


def test_the_always_calendar_knows_no_rest():
    assert due(2, D, "2026-02-14T09:00", calendar=ALWAYS) == at("2026-02-17T00:00")
    assert due(2, WD, "2026-02-14T09:00", calendar=ALWAYS) == at("2026-02-17T00:00")
    assert due(1, MONTH, "2026-01-31T09:00", calendar=ALWAYS) == at("2026-03-01T00:00")


def test_a_pause_moves_days_that_never_rest_by_its_length():
    assert due(2, D, "2026-02-14T09:00", pause("2026-02-15T10:00", "2026-02-15T12:00"), calendar=ALWAYS) == at(
        "2026-02-17T02:00"
    )


def test_an_open_pause_leaves_the_deadline_where_it_was_and_says_so():
    told = due_at(clock(4, H, "2026-03-02T08:30"), [pause("2026-03-02T09:00", None)], [], NATION)
    assert (told.at, told.is_open) == (at("2026-03-02T15:00"), True)


def test_a_pause_that_opens_after_the_deadline_does_not_hold_it_up():
    told = due_at(clock(4, H, "2026-03-02T08:30"), [pause("2026-03-02T15:00", None)], [], NATION)
    assert not told.is_open


@pytest.mark.parametrize(
    ("amount", "unit", "start", "missing"),
    [
        (5, WD, "2026-12-29T09:00", (2027,)),  # runs into the new year
        (2, WD, "2026-12-29T09:00", ()),  # ends on its last day
        (3, D, "2026-12-29T09:00", (2027,)),  # ends on 1 January
        (40, D, "2026-12-01T09:00", (2027,)),  # only its end rests on a calendar
        (10, M, "2026-12-31T23:55", ()),  # minutes rest on none
        (1, H, "2026-12-31T18:00", (2027,)),
        (1, WD, "2019-12-31T09:00", ()),  # the start's day does not count
        (300, WD, "2026-12-29T09:00", (2027, 2028)),
    ],
)
def test_a_year_that_is_not_published_makes_it_provisional(amount, unit, start, missing):
    told = due_at(clock(amount, unit, start), [], [], NATION)
    assert (told.provisional, told.years_missing) == (bool(missing), missing)


def test_2027_asked_for_today_is_mondays_to_fridays_at_the_hours_last_known():
    assert due(3, WD, "2026-12-30T09:00") == at("2027-01-04T17:30")


def test_the_rows_of_a_year_make_it_final():
    festival = {date(2027, 1, day): Day(DayKind.HOLIDAY, (), "元旦") for day in (1, 2, 3)}
    years = {2026: calendars.year(2026), 2027: calendars.year(2027, festival)}
    told = due_at(clock(1, WD, "2026-12-31T09:00"), [], [], Calendar("CN", years, version=2))
    assert (told.at, told.provisional) == (at("2027-01-04T17:30"), False)


def test_working_time_in_a_calendar_without_any_is_refused():
    holidays = dict.fromkeys([date(2026, 1, 1) + timedelta(days=number) for number in range(365)], Day(DayKind.HOLIDAY))
    empty = Calendar("410599", {2026: calendars.year(2026, holidays)})
    for amount, unit in [(1, WD), (1, H), (1, D), (1, MONTH)]:
        with pytest.raises(Invalid, match="no working time"):
            due(amount, unit, "2026-03-02T09:00", calendar=empty)
    assert due(5, M, "2026-03-02T09:00", calendar=empty) == at("2026-03-02T09:05")


def test_a_calendar_without_any_year_is_refused_as_well():
    with pytest.raises(Invalid, match="publish its years first"):
        due(1, WD, "2026-03-02T09:00", calendar=Calendar("CN", {}))


def test_clocks_do_not_run_in_the_years_of_summer_time():
    with pytest.raises(Invalid, match="1992"):
        due(5, M, "1990-06-01T09:00")


def test_a_deadline_beyond_the_years_is_refused():
    with pytest.raises(Invalid, match="2200"):
        due(10, WD, "2200-12-30T09:00")
    with pytest.raises(Invalid, match="2200"):
        due(3, MONTH, "2200-12-30T09:00")


@pytest.mark.parametrize(
    ("amount", "unit", "moment", "net", "gross"),
    [
        (4, H, "2026-03-02T11:00", 90, 120),  # half an hour paused
        (4, H, "2026-03-02T13:00", 150, 180),  # lunch counts for nothing
        (4, H, "2026-03-01T09:00", 0, 0),  # before it began
        (7, WD, "2026-03-02T17:30", 0, 0),  # the day of the start counts for nothing
        (7, WD, "2026-03-04T08:30", 390, 390),
        (7, D, "2026-03-04T08:30", 1950, 1950),  # calendar time
        (60, M, "2026-03-02T10:20", 60, 80),
    ],
)
def test_how_much_has_run(amount, unit, moment, net, gross):
    told = elapsed(
        clock(amount, unit, "2026-03-02T09:00"), [pause("2026-03-02T10:00", "2026-03-02T10:30")], NATION, at(moment)
    )
    assert (told.net, told.gross) == (timedelta(minutes=net), timedelta(minutes=gross))


def test_nothing_runs_while_it_stands_still():
    open_pause = [pause("2026-03-02T10:00", None)]
    then, later = at("2026-03-02T10:00"), at("2026-03-09T10:00")
    started = clock(4, H, "2026-03-02T09:00")
    assert elapsed(started, open_pause, NATION, later).net == elapsed(started, [], NATION, then).net
    assert remaining(started, open_pause, [], NATION, later) == remaining(started, [], [], NATION, then)


def test_what_is_late_is_less_than_nothing():
    assert remaining(clock(1, H, "2026-03-06T16:30"), [], [], NATION, at("2026-03-09T09:00")) == -timedelta(minutes=30)


def test_what_is_left_counts_extensions():
    more = [Extension(Limit(1, H), at("2026-03-02T09:00"))]
    assert remaining(clock(1, H, "2026-03-02T09:00"), [], more, NATION, at("2026-03-02T09:00")) == timedelta(hours=2)


# A made-up calendar with all that is awkward: one, two and three spans, spans to and from midnight, a day worked
# for nothing, rest days alone and in a row, and years that nobody published on both sides.
AWKWARD = Calendar(
    "410599",
    {
        2026: calendars.year(
            2026,
            {
                date(2026, 1, 3): Day(DayKind.MAKE_UP, (Span(0, 60), Span(600, 660), Span(1380, 1440))),
                date(2026, 1, 4): Day(DayKind.SPECIAL, (Span(0, 1440),)),
                date(2026, 1, 5): Day(DayKind.HOLIDAY),
                date(2026, 1, 7): Day(DayKind.SPECIAL, (Span(719, 720), Span(720, 721))),
                date(2026, 1, 9): Day(DayKind.SPECIAL),
                date(2026, 1, 13): Day(DayKind.HOLIDAY),
                date(2026, 1, 14): Day(DayKind.HOLIDAY),
                date(2026, 1, 17): Day(DayKind.MAKE_UP, (Span(540, 541),)),
            },
        )
    },
)
CALENDARS = {"nation": NATION, "awkward": AWKWARD, "always": ALWAYS}
starts = st.integers(0, 24 * 86_400) | st.integers(44 * 86_400, 64 * 86_400)
seconds = starts.map(lambda after_s: at("2025-12-28T00:00") + timedelta(seconds=after_s))
minutes = seconds.map(lambda moment: moment.replace(second=0))
limits = st.one_of(
    st.builds(Limit, st.integers(1, 3000), st.just(M)),
    st.builds(Limit, st.integers(1, 30), st.just(H)),
    st.builds(Limit, st.integers(1, 7), st.just(WD)),
    st.builds(Limit, st.integers(1, 14), st.just(D)),
    st.builds(Limit, st.just(1), st.just(MONTH)),
)
percents = st.sampled_from([10, 80, 100, 133, 150, 200])


@st.composite
def pauses_of(draw, started):
    """Up to four pauses about a start: before it, after it, empty, overlapping, touching."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        first = started + timedelta(minutes=draw(st.integers(-2000, 20_000)))
        length = draw(st.sampled_from([0, 1, 30, 60, 390, 1440, 2880, 4000]) | st.integers(0, 9000))
        found.append(Pause(first, first + timedelta(minutes=length), "force_majeure"))
    return found


@st.composite
def cases(draw):
    started = draw(minutes)
    snapshot = Snapshot(limit=draw(limits), started_at=started)
    return snapshot, draw(pauses_of(started)), CALENDARS[draw(st.sampled_from(sorted(CALENDARS)))]


@settings(max_examples=150)
@given(case=cases(), percent=percents)
@example(case=(clock(1, D, "2026-03-06T09:00"), [pause("2026-03-09T17:30", "2026-03-10T17:30")], NATION), percent=100)
@example(case=(clock(2, D, "2026-01-11T09:00"), [], AWKWARD), percent=80)
def test_it_is_what_counting_minute_by_minute_gives(case, percent):
    snapshot, pauses, calendar = case
    told = due_at(snapshot, pauses, [], calendar, percent).at
    assert oracle.local(told) == oracle.due(snapshot.limit, snapshot.started_at, pauses, calendar, percent)


@settings(max_examples=60)
@given(case=cases(), later=st.integers(-600, 20_000))
def test_what_has_run_is_what_counting_minute_by_minute_gives(case, later):
    snapshot, pauses, calendar = case
    moment = snapshot.started_at + timedelta(minutes=later)
    told = elapsed(snapshot, pauses, calendar, moment)
    assert (told.net, told.gross) == oracle.elapsed(snapshot.limit, snapshot.started_at, pauses, calendar, moment)


@st.composite
def fine_cases(draw):
    """As `cases`, to the microsecond."""
    snapshot, pauses, calendar = draw(cases())
    shift = timedelta(microseconds=draw(st.integers(0, 60_000_000)))
    moved = [Pause(each.from_at + shift, each.to_at + shift, each.reason) for each in pauses]
    return Snapshot(limit=snapshot.limit, started_at=draw(seconds)), moved, calendar


@given(case=fine_cases(), percent=percents)
def test_used_and_left_add_up_to_the_limit(case, percent):
    snapshot, pauses, calendar = case
    due_moment = due_at(snapshot, pauses, [], calendar).at
    moment = snapshot.started_at + (due_moment - snapshot.started_at) * percent / 100
    both = elapsed(snapshot, pauses, calendar, moment).net + remaining(snapshot, pauses, [], calendar, moment)
    assert both == elapsed(snapshot, pauses, calendar, due_moment).net


@given(case=fine_cases(), lower=st.integers(1, 300), more=st.integers(0, 100))
def test_a_higher_percentage_is_never_due_earlier(case, lower, more):
    snapshot, pauses, calendar = case
    first = due_at(snapshot, pauses, [], calendar, lower).at
    assert snapshot.started_at < first <= due_at(snapshot, pauses, [], calendar, lower + more).at


@given(case=fine_cases(), data=st.data())
def test_a_further_pause_never_makes_it_due_earlier(case, data):
    snapshot, pauses, calendar = case
    more = data.draw(pauses_of(snapshot.started_at))
    assert due_at(snapshot, pauses, [], calendar).at <= due_at(snapshot, [*pauses, *more], [], calendar).at


@given(case=fine_cases())
def test_it_is_never_due_within_a_pause(case):
    snapshot, pauses, calendar = case
    told = due_at(snapshot, pauses, [], calendar).at
    assert not [each for each in pauses if each.from_at < told < each.to_at]


@given(case=fine_cases(), amount=st.integers(1, 5), unit=st.sampled_from(Unit))
def test_an_extension_never_makes_it_due_earlier(case, amount, unit):
    snapshot, pauses, calendar = case
    more = [Extension(Limit(amount, unit), snapshot.started_at)]
    assert due_at(snapshot, pauses, [], calendar).at < due_at(snapshot, pauses, more, calendar).at


@given(case=fine_cases(), data=st.data())
def test_the_order_of_pauses_does_not_matter(case, data):
    snapshot, pauses, calendar = case
    shuffled = data.draw(st.permutations(pauses))
    assert due_at(snapshot, pauses, [], calendar) == due_at(snapshot, shuffled, [], calendar)


@given(case=fine_cases(), percent=percents)
def test_what_the_explanation_counts_adds_up_to_the_limit(case, percent):
    snapshot, pauses, calendar = case
    told = explain(snapshot, pauses, [], calendar, percent=percent)
    lines = [line for line in told.lines if line.kind is LineKind.COUNTED]
    free = explain(snapshot, [], [], calendar, percent=percent)
    counted = sum((line.counted for line in lines), ZERO)
    assert counted == sum((line.counted for line in free.lines if line.kind is LineKind.COUNTED), ZERO)
    assert told.due == due_at(snapshot, pauses, [], calendar, percent)
