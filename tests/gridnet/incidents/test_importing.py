"""Incidents from a table: every row taken in once, or rejected with a reason."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from geo import datums
from geo.datums import Datum
from gridnet.base import db
from gridnet.base.errors import Invalid
from gridnet.base.tables import Line
from gridnet.incidents import importing, queries
from gridnet.incidents.importing import Columns, Run, Tally
from gridnet.incidents.models import Incident
from tests.factories import incidents, territory
from tests.factories.people import AT

PLACE = territory.at(0.5, 0.5)
MAPPING = {
    "ref": "id",
    "lng": "x",
    "lat": "y",
    "category": "kind",
    "text": "words",
    "reported_at": "date",
    "occurred_at": "seen",
    "grid_code": "grid",
    "address": "address",
    "categories": {"灯": "0402", "架": "0202"},
    "default_category": "0199",
}


@pytest.fixture
def run(county):
    return made(county)


def made(county, **given):
    mapping = Columns(**(MAPPING | given))
    categories = queries.list_categories(county.county)
    return Run(county=county.county, label="file", mapping=mapping, categories=categories, at=AT, tolerance_m=50)


def row(ref="1", /, **cells):
    return {"id": ref, "x": str(PLACE.lng), "y": str(PLACE.lat), "kind": "灯", "words": "不亮"} | cells


def take_in(run, *rows):
    tally = Tally()
    importing.take_in(run, [Line(number, cells) for number, cells in enumerate(rows, start=2)], tally)
    assert tally.rows == len(rows)
    return tally


def stored(ref="1"):
    return db.session.scalars(select(Incident).where(Incident.source_ref == ref)).one()


def test_a_row_becomes_an_incident_with_its_people(county, run):
    assert take_in(run, row(date="2026-03-01 09:30", seen="2026-03-01 09:00")).taken == 1
    found = stored()
    assert (found.category, found.text_, found.channel, found.located_by) == ("0402", "不亮", "IMPORT", "point")
    assert found.reported_at == datetime(2026, 3, 1, 1, 30, tzinfo=UTC)
    assert found.occurred_at == datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
    assert found.recorded_at == AT
    assert incidents.legs_of(found)["community"].position_id == county.worker_G1.id


def test_running_it_again_takes_nothing_twice(run):
    rows = [row(str(number)) for number in range(5)]
    assert take_in(run, *rows).taken == 5
    again = take_in(run, *rows, row("new"))
    assert (again.taken, again.repeated, again.rejected) == (1, 5, [])


def test_a_row_that_was_mended_after_it_was_taken_is_rejected_by_its_number(run):
    take_in(run, row("1"), row("2"))
    tally = take_in(run, row("1", words="还是不亮"), row("2"), row("3"))
    assert (tally.taken, tally.repeated) == (1, 1)
    assert "already used for" in tally.rejected[0].reason


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"id": ""}, "no reference in column 'id'"),
        ({"id": "n/a"}, "no reference"),
        ({"x": "", "y": ""}, "no place"),
        ({"x": ""}, "only one of longitude and latitude"),
        ({"y": "NaN"}, "only one of longitude and latitude"),
        ({"x": "east"}, "'east' is not a number of degrees"),
        ({"x": "116_0.1"}, "not a number of degrees"),
        ({"x": "inf"}, "must be numbers"),
        ({"x": "40.005", "y": "116.005"}, "look swapped"),
        ({"x": "483712.4", "y": "4428112.9"}, "projected"),
        ({"date": "gestern"}, "'gestern' is not a moment"),
        ({"date": "2026-02-30 10:00"}, "is not a moment"),
        ({"date": "2999-01-01 00:00"}, "in the future"),
        ({"date": "0001-01-01 00:00"}, "too long ago"),
        ({"seen": "2999-01-01 00:00"}, "ahead of the server's clock"),
        ({"seen": "0001-01-01 00:00"}, "lies in the year 1"),
        ({"x": "", "y": "", "grid": "G9"}, "no grid G9"),
        ({"words": "a\0b"}, "NUL"),
    ],
)
def test_a_row_at_fault_is_rejected_with_its_number_and_reason(run, cells, reason):
    tally = take_in(run, row("before"), row() | cells, row("after"))
    (rejected,) = tally.rejected
    assert (tally.taken, rejected.number) == (2, 3)
    assert reason in rejected.reason
    assert rejected.cells == row() | cells


def test_a_reference_that_stands_twice_in_a_file_counts_once(run):
    tally = take_in(run, row("1"), row("1"), row("2"))
    assert (tally.taken, [each.number for each in tally.rejected]) == (2, [3])
    assert "stands in this file before" in tally.rejected[0].reason


@pytest.mark.parametrize(
    ("written", "category"), [("灯", "0402"), ("0404", "0404"), ("", "0199"), ("unheard of", "0199")]
)
def test_a_category_is_found_by_the_map_by_its_code_or_else_the_default(run, written, category):
    take_in(run, row(kind=written))
    assert stored().category == category


def test_without_a_default_an_unknown_category_is_rejected(county):
    tally = take_in(made(county, default_category=""), row(kind="unheard of"))
    assert "unknown category 'unheard of'" in tally.rejected[0].reason


@pytest.mark.parametrize(
    ("cells", "located_by"),
    [
        ({}, "point"),
        ({"grid": "G3"}, "point"),  # the place says more than the code
        ({"x": "", "y": "", "grid": "G3"}, "grid_code"),
        ({"x": "", "y": "", "address": "示例路 7 号"}, "address"),
        ({"x": "130", "y": "45"}, "outside"),
    ],
)
def test_a_row_is_placed_by_what_it_has(run, cells, located_by):
    take_in(run, row(**cells))
    assert stored().located_by == located_by


def test_decimal_commas_are_repaired(run):
    take_in(run, row(x=f"{PLACE.lng}".replace(".", ","), y=f"{PLACE.lat}".replace(".", ",")))
    assert (stored().given_lng, stored().given_lat) == (PLACE.lng, PLACE.lat)


def test_coordinates_are_converted_from_the_datum_of_the_file(county):
    sent = datums.point_from_wgs84(PLACE, Datum.BD09)
    take_in(made(county, datum=Datum.BD09), row(x=repr(sent.lng), y=repr(sent.lat)))
    assert (stored().given_lng, stored().given_datum) == (sent.lng, "bd09")
    assert stored().grid_area_id == county.areas["G1"]


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01 09:30:00",
        "2026-03-01T09:30",
        "2026-03-01T09:30:00+08:00",
        "2026-03-01T01:30:00Z",
        "2026/03/01 09:30",
        "03/01/2026 09:30:00 AM",
        "03/01/2026 09:30",
        "2026年3月1日 09:30",
        "20260301T0930",
    ],
)
def test_moments_come_in_many_forms(written):
    assert importing.read_moment(written, "Asia/Shanghai") == datetime(2026, 3, 1, 1, 30, tzinfo=UTC)


def test_a_moment_without_a_zone_is_meant_in_the_files_own():
    found = importing.read_moment("03/01/2026 09:30:00 PM", "America/Chicago")
    assert found == datetime(2026, 3, 2, 3, 30, tzinfo=UTC)


@given(st.text(max_size=30))
def test_whatever_else_stands_there_is_no_moment(written):
    try:
        found = importing.read_moment(written, "Asia/Shanghai")
    except Invalid:
        return
    assert found.tzinfo is not None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"lng": "longitude"}, r"no column 'longitude' for lng; the table has: id, x, y"),
        ({"category": None, "default_category": ""}, "say which column holds the category"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_before_anything_is_read(given, sentence):
    mapping = {"ref": "id", "lng": "x", "lat": "y", "default_category": "0199"} | given
    with pytest.raises(Invalid, match=sentence):
        Columns(**mapping).check(["id", "x", "y"])


@given(st.integers(0, 50), st.integers(1, 9))
def test_batches_hold_every_row_once(total, size):
    lines = [Line(number, {}) for number in range(total)]
    batches = list(importing.batches(iter(lines), size))
    assert [line for batch in batches for line in batch] == lines
    assert all(len(batch) == size for batch in batches[:-1])


def test_an_old_row_goes_to_whoever_keeps_the_ground_that_answered_then(county, run):
    territory.publish([territory.plot("N1", 0, 0, 4, 4)], county=county.county, valid_from=AT - timedelta(days=1))
    take_in(run, row("old", date="2026-02-01 10:00"), row("new", date="2026-03-10 09:00"))
    assert stored("old").grid_area_id == county.areas["G1"]
    assert stored("new").grid_area_id not in county.areas.values()
