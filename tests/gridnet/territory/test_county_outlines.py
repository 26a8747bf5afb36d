"""County outlines: each in force until the next of its county."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from gridnet.base.errors import Conflict, Invalid
from gridnet.territory import county_index, county_outlines, layers
from gridnet.territory.models import DivisionOutline
from gridnet.territory.reading import Options
from tests.factories import territory as factories
from tests.factories.territory import SINCE, at, box, feature, geojson

NEXT = SINCE + timedelta(days=30)
OPTIONS = Options(code_field="adcode")


@pytest.fixture
def counties(session):
    for code in ("990101", "990102"):
        factories.division(code)


def take_in(tmp_path, *features, valid_from=SINCE):
    path = geojson(tmp_path / "counties.geojson", *features)
    return county_outlines.take_in(path, OPTIONS, valid_from=valid_from)


def counts(outcome):
    return outcome.added, outcome.changed, outcome.unchanged, len(outcome.refused)


WEST, EAST = feature(box(0, 0, 1, 1), adcode="990101"), feature(box(1, 0, 2, 1), adcode="990102")
WIDER = feature(box(1, 0, 3, 1), adcode="990102")


def test_outlines_find_their_counties_at_once(counties, tmp_path):
    assert counts(take_in(tmp_path, WEST, EAST)) == (2, 0, 0, 0)
    assert county_index.county_at(at(1.5, 0.5), SINCE) == "990102"


def test_what_does_not_change_stays_as_it_is(counties, tmp_path, session):
    take_in(tmp_path, WEST, EAST)
    assert counts(take_in(tmp_path, WEST, WIDER, valid_from=NEXT)) == (0, 1, 1, 0)
    rows = session.execute(
        select(DivisionOutline.division_code, DivisionOutline.valid_from, DivisionOutline.valid_to)
        .order_by(DivisionOutline.division_code, DivisionOutline.valid_from)
    )  # fmt: skip
    assert [tuple(row) for row in rows] == [
        ("990101", SINCE, None),
        ("990102", SINCE, NEXT),
        ("990102", NEXT, None),
    ]


def test_taking_in_again_changes_nothing(counties, tmp_path):
    take_in(tmp_path, WEST, EAST)
    assert counts(take_in(tmp_path, WEST, EAST)) == (0, 0, 2, 0)


def test_an_outline_can_only_follow_the_one_before(counties, tmp_path):
    take_in(tmp_path, EAST, valid_from=NEXT)
    with pytest.raises(Conflict, match="an outline of 990102 is in force from 2026-01-31"):
        take_in(tmp_path, WIDER)


def test_every_row_is_taken_or_refused_with_a_reason(counties, tmp_path):
    outcome = take_in(
        tmp_path,
        WEST,
        feature(box(0, 0, 1, 1), adcode="990101"),
        feature(box(5, 0, 6, 1), adcode="990107"),
        feature(box(6, 0, 7, 1), adcode="990101001"),
        feature(box(7, 0, 8, 1), adcode="x"),
        feature(box(8, 0, 9, 1), adcode=None),
    )
    assert counts(outcome) == (1, 0, 0, 5)
    assert outcome.rows == 6
    said = "; ".join(row.reason for row in outcome.refused)
    for reason in ("already", "not in the table", "990101001 is no code of a county", "x is no code", "no code in"):
        assert reason in said


def test_a_file_that_cannot_be_read_is_refused(counties, tmp_path):
    path = geojson(tmp_path / "x.geojson", feature(box(0, 0, 1, 1), code="990101"))
    with pytest.raises(Invalid, match="no field adcode"):
        county_outlines.take_in(path, OPTIONS, valid_from=SINCE)


def test_the_outline_of_a_moment_is_the_parent_of_its_layers(counties, tmp_path):
    take_in(tmp_path, EAST)
    take_in(tmp_path, WIDER, valid_from=NEXT)
    assert layers.find_county_outline("990102", SINCE).equals(box(1, 0, 2, 1))
    assert layers.find_county_outline("990102", NEXT).equals(box(1, 0, 3, 1))
    assert layers.find_county_outline("990101", NEXT) is None
