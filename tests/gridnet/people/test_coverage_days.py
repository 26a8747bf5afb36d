"""Holes laid on days."""

from datetime import date, datetime, timedelta

import pytest

from gridnet.base.moment import LOCAL
from gridnet.base.network import Network
from gridnet.people import coverage_days
from gridnet.people.coverage import Depth, Hole

FIRST = date(2026, 3, 2)


def hole(since, until, depth=Depth.KEEPERS, area=1):
    moments = [datetime.fromisoformat(f"2026-03-{each}").replace(tzinfo=LOCAL) for each in (since, until)]
    return Hole(Network.COMMUNITY, area, f"G{area}", "", depth, *moments)


def days(*holes, count=3):
    (line,) = coverage_days.lay(holes, FIRST, count, LOCAL)
    return [(cell.depth, cell.hours) for cell in line.days]


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("02T08:00", "02T16:30", [8.5, 0, 0]),  # within a day
        ("02T22:00", "03T06:00", [2, 6, 0]),  # over midnight, where the wall clock says so
        ("01T00:00", "02T01:00", [1, 0, 0]),  # begun before the first day
        ("04T23:00", "09T00:00", [0, 0, 1]),  # going on after the last
        ("02T00:00", "03T00:00", [24, 0, 0]),  # a whole day is no part of the next
    ],
)
def test_a_hole_lies_on_the_days_it_touches(since, until, hours):
    assert [each for _, each in days(hole(since, until))] == hours


def test_the_deepest_hole_of_a_day_is_what_it_shows():
    found = days(hole("02T00:00", "02T08:00"), hole("02T06:00", "02T08:00", Depth.CHAIN))
    assert found[0] == (Depth.CHAIN, 2)
    assert found[1] == (None, 0)


def test_areas_that_nobody_answers_for_stand_before_those_whose_keepers_are_away():
    shallow, deep = hole("02T00:00", "04T00:00", area=1), hole("02T00:00", "02T01:00", Depth.CHAIN, area=2)
    assert [line.code for line in coverage_days.lay([shallow, deep], FIRST, 3, LOCAL)] == ["G2", "G1"]


def test_a_day_tells_when_its_first_hole_begins():
    (line,) = coverage_days.lay([hole("02T14:00", "02T15:00"), hole("02T09:00", "02T10:00")], FIRST, 1, LOCAL)
    assert line.days[0].first_at == datetime(2026, 3, 2, 9, tzinfo=LOCAL)
    assert line.total("keepers") == timedelta(hours=2)
