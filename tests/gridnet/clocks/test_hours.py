from datetime import date

import pytest

from gridnet.base.errors import Invalid
from gridnet.clocks import hours
from gridnet.clocks.calendars import Span
from gridnet.clocks.hours import Hours, Season

DAY = (Span(510, 720), Span(870, 1050))


@pytest.mark.parametrize(
    "text",
    ["08:30-12:00 14:30-17:30", "8:30-12:00, 14:30-17:30", "08:30–12:00；14:30–17:30", "08:30 - 12:00;14:30~17:30"],
)
def test_spans_as_people_write_them(text):
    assert hours.read(text) == DAY


def test_nothing_is_no_span():
    assert hours.read(" ") == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("08:30-12:00 11:30-17:30", "overlap"),
        ("14:30-17:30 08:30-12:00", "wrong order"),
        ("08:30-08:30", "begins before it ends"),
        ("17:30-08:30", "begins before it ends"),  # over midnight
        ("08:30-24:01", "between 00:00 and 24:00"),
        ("08:60-12:00", "between 00:00 and 24:00"),
        ("08:30", "is no working span"),
        ("morning", "is no working span"),
    ],
)
def test_what_is_no_span_is_refused(text, reason):
    with pytest.raises(Invalid, match=reason):
        hours.read(text)


def test_spans_may_touch_and_reach_midnight():
    assert hours.read("00:00-12:00 12:00-24:00") == (Span(0, 720), Span(720, 1440))


def test_what_is_written_is_read_again():
    assert hours.read(hours.write(DAY)) == DAY


@pytest.mark.parametrize(
    ("season", "day", "inside"),
    [
        ("06-01/09-30=09:00-12:00", date(2026, 6, 1), True),  # both ends included
        ("06-01/09-30=09:00-12:00", date(2026, 9, 30), True),
        ("06-01/09-30=09:00-12:00", date(2026, 10, 1), False),
        ("10-01/04-30=09:00-12:00", date(2026, 12, 31), True),  # over the new year
        ("10-01/04-30=09:00-12:00", date(2026, 1, 1), True),
        ("10-01/04-30=09:00-12:00", date(2026, 5, 1), False),
    ],
)
def test_a_season_has_other_hours(season, day, inside):
    kept = Hours(DAY, (hours.read_season(season),))
    assert kept.on(day) == ((Span(540, 720),) if inside else DAY)


@pytest.mark.parametrize(
    "text", ["06-01/09-30", "summer=09:00-12:00", "06-31/09-30=09:00-12:00", "13-01/14-01=09:00-12:00"]
)
def test_what_is_no_season_is_refused(text):
    with pytest.raises(Invalid, match=r"is no season|is no day"):
        hours.read_season(text)


@pytest.mark.parametrize("kept", [{"usual": ()}, {"usual": DAY, "seasons": (Season((6, 1), (9, 30), ()),)}])
def test_a_working_day_has_hours(kept):
    with pytest.raises(Invalid, match="a working day has working spans"):
        Hours(**kept)
