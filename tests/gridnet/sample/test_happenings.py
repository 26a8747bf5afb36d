from collections import Counter
from datetime import date, timedelta

import pytest
import shapely

from geo import datums, measures
from geo.datums import Datum
from gridnet.sample import happenings
from gridnet.sample.happenings import Land, Oddity

MONDAY = date(2026, 7, 6)


@pytest.fixture(scope="module")
def land(small):
    return Land(small)


@pytest.fixture(scope="module")
def month(land):
    """Four weeks of reports, and so many of them that the rare ones occur."""
    made = []
    for number in range(28):
        made += happenings.of_day(land, MONDAY + timedelta(days=number), 150, 5, len(made))
    return made


def test_they_are_numbered_as_they_arrive(land):
    made = happenings.of_day(land, MONDAY, 100, 5, 1000)
    assert [each.number for each in made] == list(range(1000, 1000 + len(made)))
    assert [each.at for each in made] == sorted(each.at for each in made)


def test_the_same_seed_and_day_make_the_same_reports(land):
    assert happenings.of_day(land, MONDAY, 50, 5, 0) == happenings.of_day(land, MONDAY, 50, 5, 0)
    assert happenings.of_day(land, MONDAY, 50, 5, 0) != happenings.of_day(land, MONDAY, 50, 6, 0)


def test_mornings_are_busier_than_nights_and_mondays_than_sundays(month):
    hours = Counter(each.occurred_at.hour for each in month)
    days = Counter(each.at.weekday() for each in month)
    assert hours[8] > 5 * hours[3]
    assert days[0] > 1.3 * days[6]


def test_every_oddity_occurs_and_most_reports_have_none(month):
    found = Counter(each.oddity for each in month)
    assert set(found) == set(Oddity)
    assert found[Oddity.NONE] > 0.8 * len(month)


def test_what_was_written_offline_arrives_later(month):
    offline = [each for each in month if each.oddity is Oddity.OFFLINE]
    assert all(each.occurred_at <= each.captured_at < each.at for each in offline)
    assert {each.captured_at for each in month if each.oddity is not Oddity.OFFLINE} == {None}


def test_nothing_is_told_before_it_happens(month):
    assert all(each.occurred_at <= each.at for each in month)


def test_a_duplicate_tells_the_same_matter_shortly_after_and_close_by(month):
    again = [each for each in month if each.oddity is Oddity.DUPLICATE]
    near = 0
    for each in again:
        first = month[each.duplicate_of]
        assert first.category == each.category
        assert first.oddity is not Oddity.DUPLICATE
        said = first.captured_at or first.at
        assert timedelta() < each.at - said < timedelta(hours=10)
        near += measures.distances_m(each.place, shapely.points([first.place]))[0] < 50
    assert near > 0.9 * len(again)


def test_a_place_lies_in_its_grid_unless_it_is_odd(month):
    for each in month:
        assert each.plot.outline.contains(shapely.Point(each.spot))
        if each.oddity in {Oddity.NONE, Oddity.OFFLINE, Oddity.ON_THE_SPOT}:
            assert each.place == each.spot


@pytest.mark.parametrize(("oddity", "nearest_m", "farthest_m"), [(Oddity.SHORE, 0, 30), (Oddity.OUTSIDE, 150, 2600)])
def test_a_place_beyond_the_county_is_as_far_out_as_it_should(land, month, oddity, nearest_m, farthest_m):
    for each in month:
        if each.oddity is oddity:
            away = measures.distances_m(each.place, shapely.get_parts(land.outline))[0]
            assert nearest_m < away < farthest_m


def test_what_has_no_point_has_an_address_or_a_code(month):
    without = {each.oddity for each in month if each.place is None}
    assert without == {Oddity.ADDRESS, Oddity.CODE}
    assert all(each.given is None for each in month if each.place is None)


def test_a_place_from_a_map_was_sent_in_the_datum_of_the_map(month):
    from_map = next(each for each in month if each.place and each.datum is Datum.GCJ02)
    assert from_map.given != from_map.place
    back = datums.point_to_wgs84(from_map.given, Datum.GCJ02)
    assert back == pytest.approx(from_map.place, abs=1e-9)


def test_premises_are_lively(land, month):
    dedicated = sum(each.plot.kind == "dedicated" for each in month) / len(month)
    assert dedicated > 1.5 * sum(plot.kind == "dedicated" for plot in land.plots) / len(land.plots)
