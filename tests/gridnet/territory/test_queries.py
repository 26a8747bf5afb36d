"""Which grid and which beat answer for a place at a moment."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import shapely
from sqlalchemy import event, text

from geo.points import LngLat, metres_per_degree
from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Conflict, NotFound
from gridnet.base.network import Network
from gridnet.territory import publication, queries, statements
from gridnet.territory.values import Kind
from tests import owner
from tests.factories import territory as factories
from tests.factories.territory import COUNTY, SINCE, at, plot

NEXT = SINCE + timedelta(days=90)
OTHER = County("990102")


@pytest.fixture
def two_layers(session):
    """Four grids with a park in the first, two beats across them, and a neighbouring county as noise."""
    grids = [plot("G1", 0, 0), plot("G2", 1, 0), plot("G3", 0, 1), plot("G4", 1, 1)]
    park = plot("P1", 0.2, 0.2, 0.4, 0.4, kind=Kind.DEDICATED)
    factories.publish([*grids, park])
    factories.publish([plot("B1", 0, 0, 1.5, 2), plot("B2", 1.5, 0, 2, 2)], Network.POLICE)
    factories.publish([plot("G0", 0, 0, 2, 2)], county=OTHER)
    factories.publish([plot("B0", 0, 0, 2, 2)], Network.POLICE, county=OTHER)


def codes(located):
    return (located.grid.code if located.grid else None, located.beat.code if located.beat else None)


@pytest.mark.parametrize(
    ("column", "row", "expected"),
    [
        (0.5, 0.5, ("G1", "B1")),  # inside one of each
        (1.2, 0.5, ("G2", "B1")),  # a grid that two beats share, on this side
        (1.7, 0.5, ("G2", "B2")),  # and on the other
        (0.3, 0.3, ("P1", "B1")),  # the park wins over the grid around it
        (0.2, 0.3, ("P1", "B1")),  # on the park's edge: the park
        (1.0, 0.5, ("G1", "B1")),  # on the edge of two grids: the lower code
        (1.0, 1.0, ("G3", "B1")),  # where four grids meet: the northern two are smaller on the globe
        (1.5, 1.5, ("G4", "B2")),  # on the edge of two beats: the smaller one
        (0.0, 0.0, ("G1", "B1")),  # the very corner of the county
        (2.001, 0.5, ("G2", "B2")),  # 0.9 m outside: the nearest
        (2.5, 0.5, (None, None)),  # 400 m outside
    ],
)
def test_a_place_has_one_grid_and_one_beat(two_layers, column, row, expected):
    assert codes(queries.locate(COUNTY, at(column, row), SINCE, tolerance_m=50)) == expected


@pytest.mark.parametrize(
    ("column", "expected"),
    [(0.5, "RING"), (1.5, "ISLE"), (5.5, "ISLE"), (2.5, "RING"), (4.0, None)],
)
def test_an_enclave_and_a_part_apart_belong_to_their_own_area(session, column, expected):
    """One area lies around another, and that one has a second part beyond it."""
    isle = factories.box(1, 0.2, 2, 0.8)
    ring = factories.box(0, 0, 3, 1).difference(isle)
    parts = shapely.union_all([isle, factories.box(5, 0, 6, 1)])
    factories.publish([replace(plot("RING"), outline=ring), replace(plot("ISLE"), outline=parts)])
    located = queries.locate(COUNTY, at(column, 0.5), SINCE, tolerance_m=0)
    assert codes(located) == (expected, None)


def test_the_distance_to_the_edge_is_kept_in_metres(two_layers):
    located = queries.locate(COUNTY, at(0.5, 0.9), SINCE, tolerance_m=50)
    _, north = metres_per_degree(at(0.5, 0.9).lat)
    assert located.grid.edge_m == pytest.approx(0.1 * factories.STEP * north, abs=0.01)
    assert located.grid.how == "inside"


def test_a_place_outside_is_marked_as_nearest_with_its_distance(two_layers):
    located = queries.locate(COUNTY, at(2.01, 0.5), SINCE, tolerance_m=50)
    east, _ = metres_per_degree(at(2.01, 0.5).lat)
    assert (located.beat.how, located.grid.how) == ("nearest", "nearest")
    assert located.beat.edge_m == pytest.approx(0.01 * factories.STEP * east, abs=0.01)


@pytest.mark.parametrize(("tolerance_m", "found"), [(8.0, False), (9.0, True)])
def test_the_tolerance_is_a_limit_in_metres(two_layers, tolerance_m, found):
    located = queries.locate(COUNTY, at(2.01, 0.5), SINCE, tolerance_m=tolerance_m)  # 8.5 m outside
    assert (located.grid is not None) is found


def test_the_nearest_by_metres_is_not_the_nearest_by_degrees(session):
    factories.publish([plot("EAST", 2, 0, 3, 2), plot("NORTH", 0, 2, 1, 3)])
    place = at(1.9956, 1.9960)  # 0.0044 east of it, 37 m; ...
    located = queries.locate(COUNTY, place, SINCE, tolerance_m=500)
    assert located.grid.code == "EAST"
    assert queries.find_nearest(COUNTY, Network.COMMUNITY, at(1.5, 1.52), SINCE).code == "EAST"  # 426 m against 533 m


def test_one_network_may_be_missing(session):
    factories.publish([plot("G1")])
    located = queries.locate(COUNTY, at(0.5, 0.5), SINCE, tolerance_m=50)
    assert codes(located) == ("G1", None)


def test_all_candidates_are_kept_for_the_record(two_layers):
    located = queries.locate(COUNTY, at(1.0, 1.0), SINCE, tolerance_m=50)
    assert {each.code for each in located.covering} == {"G1", "G2", "G3", "G4", "B1"}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (SINCE - timedelta(seconds=1), None),  # before the first publication
        (SINCE, "OLD"),  # its first moment belongs to it
        (NEXT - timedelta(microseconds=1), "OLD"),
        (NEXT, "NEW"),  # the moment of change belongs to the new layer
        (datetime(2100, 1, 1, tzinfo=UTC), "NEW"),
    ],
)
def test_each_moment_has_its_own_layer(session, moment, expected):
    factories.publish([plot("OLD")])
    factories.publish([plot("NEW")], valid_from=NEXT)
    located = queries.locate(COUNTY, at(0.5, 0.5), moment, tolerance_m=0)
    assert codes(located) == (expected, None)


class Counted(list):
    """The statements sent while it listens."""

    def __call__(self, connection, cursor, statement, *rest):
        self.append(statement)


@pytest.fixture
def sent(session):
    counted = Counted()
    event.listen(session.get_bind(), "before_cursor_execute", counted)
    yield counted
    event.remove(session.get_bind(), "before_cursor_execute", counted)


@pytest.mark.parametrize(
    ("column", "number"),
    [(0.5, 1), (2.001, 3)],  # covered in both networks; in none, one more for each
)
def test_an_ordinary_place_takes_one_statement(two_layers, sent, column, number):
    queries.locate(COUNTY, at(column, 0.5), SINCE, tolerance_m=50)
    assert len(sent) == number


def test_many_places_are_found_as_each_of_them_alone(two_layers):
    places = [at(0.13 * i, 0.11 * (i % 20)) for i in range(24)] + [at(2.001, 0.5)]
    moments = [SINCE if i % 5 else SINCE - timedelta(days=1) for i in range(25)]
    together = queries.locate_many(COUNTY, places, moments, tolerance_m=50)
    alone = [queries.locate(COUNTY, p, m, tolerance_m=50) for p, m in zip(places, moments, strict=True)]
    assert together == alone


def test_many_places_take_three_statements_at_most(two_layers, sent):
    places = [at(0.13 * i, 0.11 * (i % 20)) for i in range(25)]
    queries.locate_many(COUNTY, places, [SINCE] * 25, tolerance_m=50)
    assert len(sent) == 3


def test_no_places_take_no_area(session):
    assert queries.locate_many(COUNTY, [], [], tolerance_m=50) == []


def test_stored_versions_lie_to_a_place_as_they_did(two_layers):
    before = queries.locate(COUNTY, at(1.0, 0.5), SINCE, tolerance_m=50)
    factories.publish([plot("G9", 0, 0, 2, 2)], valid_from=NEXT)
    again = queries.covers(COUNTY, [each.outline_id for each in before.covering], at(1.0, 0.5))
    assert {each.code: each for each in again} == {each.code: each for each in before.covering}


def test_an_area_is_found_by_its_code(two_layers):
    found = queries.find_area(COUNTY, Network.COMMUNITY, "G1", SINCE)
    assert (found.code, found.edge_m, found.how) == ("G1", None, "named")


@pytest.mark.parametrize(
    ("code", "moment", "kind", "sentence"),
    [
        ("G1", NEXT, Conflict, "retired on 2026-04-01 00:00 UTC; on its ground there is now: N1, N2"),
        ("N1", SINCE, Conflict, "comes into force only on 2026-04-01"),
        ("XX", SINCE, NotFound, "there is no grid XX"),
    ],
)
def test_a_code_that_does_not_hold_is_answered_with_what_does(session, code, moment, kind, sentence):
    factories.publish([plot("G1")])
    factories.publish([plot("N1", 0, 0, 0.7, 1), plot("N2", 0.7, 0, 1, 1)], valid_from=NEXT)
    with pytest.raises(kind, match=sentence):
        queries.get_area(COUNTY, Network.COMMUNITY, code, moment)


def test_a_grid_named_by_code_has_the_beat_with_most_of_its_ground(two_layers):
    factories.publish([plot("B1", 0, 0, 1.3, 2), plot("B2", 1.3, 0, 2, 2)], Network.POLICE, valid_from=NEXT)
    grid, beat = queries.grid_and_beat(COUNTY, "G2", NEXT)
    assert (grid.code, beat.code, beat.how) == ("G2", "B2", "named")


@pytest.mark.parametrize("spot", [(0.5, 0.5), (0.5, -0.0003)], ids=["inside", "nearest"])
def test_stored_versions_are_recalled_as_they_answered(two_layers, spot):
    located = queries.locate(COUNTY, at(*spot), SINCE, tolerance_m=50)
    ids = [each.outline_id for each in (located.grid, located.beat) if each]
    found = queries.recall(COUNTY, ids, at(*spot))
    assert sorted(found, key=lambda each: each.network) == [each for each in (located.grid, located.beat) if each]


def test_versions_named_by_a_code_are_recalled_without_a_distance(two_layers):
    grid = queries.locate(COUNTY, at(0.5, 0.5), SINCE, tolerance_m=50).grid
    assert queries.recall(COUNTY, [grid.outline_id], None) == [replace(grid, edge_m=None, how="named")]
    assert queries.recall(COUNTY, [], None) == []


@pytest.mark.parametrize(
    ("network", "held_at", "since", "answer"),
    [
        (Network.COMMUNITY, NEXT, SINCE, True),  # redrawn for that moment, and later than the question
        (Network.COMMUNITY, NEXT, NEXT + timedelta(days=9), False),  # that was known already
        (Network.COMMUNITY, SINCE, SINCE, False),  # the moment lies before what was redrawn
        (Network.POLICE, NEXT, SINCE, False),  # the other network
    ],
)
def test_a_backdated_publication_is_known_for_what_it_changed(two_layers, network, held_at, since, answer):
    again = factories.draft([plot("N", 0, 0, 4, 4)])
    publication.publish(COUNTY, again.id, valid_from=NEXT, at=NEXT + timedelta(days=3), backdated=True)
    assert queries.is_redrawn(COUNTY, network, held_at=held_at, since=since) is answer


@pytest.fixture
def province(session):
    """Sixteen counties of 500 squares each, known to the planner."""
    session.execute(text("SET LOCAL ROLE gridnet"))
    session.execute(
        text("""
            WITH county AS (
                INSERT INTO boundary_draft
                    (county, id, network, state, source, datum, crs, created_at, report, areas, rejected, version)
                SELECT (990100 + c)::text, 1, 'community', 'published', '', '', '', :at, '{}', 0, 0, 1
                FROM generate_series(1, 16) AS c RETURNING county, id
            ), publication AS (
                INSERT INTO publication (county, id, network, draft_id, valid_from, published_at, backdated,
                                         added, changed, kept, retired)
                SELECT county, 1, 'community', 1, :at, :at, false, 0, 0, 0, 0 FROM county RETURNING county
            ), area AS (
                INSERT INTO area (county, id, network, code)
                SELECT county, n, 'community', n::text FROM publication, generate_series(1, 500) AS n
                RETURNING county, id, code
            )
            INSERT INTO area_outline (county, area_id, network, publication_id, kind, code, name, area_m2, outline,
                                      valid_from)
            SELECT county, id, 'community', 1, 'general', code, code, 1.0, ST_Multi(ST_MakeEnvelope(
                county::int - 990000 + id / 25 * 0.01, 30 + id % 25 * 0.01,
                county::int - 990000 + id / 25 * 0.01 + 0.01, 30 + id % 25 * 0.01 + 0.01, 4326)), :at
            FROM area
        """),
        {"at": SINCE},
    )
    owner.analyse(session, "area_outline")


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize("statement", [statements.COVERING, statements.NEARBY, statements.COVERING_MANY])
def test_the_index_of_point_and_county_serves_every_look_up(province, session, statement, mode):
    session.execute(text(f"SET LOCAL plan_cache_mode = {mode}"))
    given = {"county": "990105", "lng": 105.05, "lat": 30.05, "mx": 96_000.0, "my": 111_000.0, "at": SINCE}
    given |= {"network": "community", "tolerance_m": 50.0}
    given |= {"lngs": [105.05], "lats": [30.05], "mxs": [96_000.0], "mys": [111_000.0], "ats": [SINCE]}
    plan = "\n".join(session.scalars(text(f"EXPLAIN {statement.text}"), given))
    assert "Index Scan using ix_area_outline_outline" in plan
    assert "Seq Scan" not in plan


def test_the_service_may_end_a_version_and_nothing_else(two_layers):
    with pytest.raises(Exception, match="permission denied"), db.session.begin_nested():
        db.session.execute(text("UPDATE area_outline SET code = 'X'"))
    with pytest.raises(Exception, match="permission denied"), db.session.begin_nested():
        db.session.execute(text("DELETE FROM area_outline"))


def test_stored_points_come_back_as_values(session):
    from geoalchemy2 import WKBElement

    stored = session.execute(text("SELECT ST_SetSRID(ST_MakePoint(113.5, 34.7), 4326)::bytea")).scalar_one()
    assert queries.points([WKBElement(stored, srid=4326)]) == [LngLat(113.5, 34.7)]
