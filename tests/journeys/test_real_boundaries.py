"""Real boundaries through the importer: each file gets the verdict it deserves, each date its own answer.

Chicago stands in for a county under a fictional code; Henan is itself.
"""

import csv
import gzip
import os
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import shapely
from sqlalchemy import func, select

from geo.points import LngLat
from gridnet.base import tables
from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.territory import (
    alignment,
    county_index,
    county_outlines,
    divisions,
    drafts,
    layers,
    publication,
    queries,
    reading,
)
from gridnet.territory.drafts import Origin
from gridnet.territory.models import Division
from gridnet.territory.reading import Options
from tests.factories import territory as factories
from tests.factories.territory import COUNTY

pytestmark = pytest.mark.real_data

THERE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def folder():
    named = os.environ.get("GRIDNET_REAL_DATA")
    if not named or not Path(named).is_dir():
        pytest.skip("GRIDNET_REAL_DATA names no folder of real boundary files")
    return Path(named)


@pytest.fixture(scope="session")
def crimes(folder):
    """Recorded incidents with their place and moment."""
    with gzip.open(folder / "chicago/crimes_merged_ground_truth.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["place"] = LngLat(float(row["longitude"]), float(row["latitude"]))
        row["at"] = datetime.fromisoformat(row["date"]).replace(tzinfo=THERE)
    return rows


def draft(path, network, **options):
    factories.division(COUNTY)
    wish = Options.of(**options)
    layer = reading.read(path, COUNTY, network, wish)
    return drafts.make(COUNTY, network, layer, Origin(path.name, wish.datum), at=NOW)


def publish(path, network, since, **options):
    made = draft(path, network, **options)
    valid_from = datetime(*since, tzinfo=THERE)
    return publication.publish(COUNTY, made.id, valid_from=valid_from, at=NOW, backdated=True)


def locate(rows, tolerance_m=0):
    places, moments = [row["place"] for row in rows], [row["at"] for row in rows]
    return queries.locate_many(COUNTY, places, moments, tolerance_m=tolerance_m)


@pytest.fixture
def chicago(session, folder):
    """The police network and the grid-sized community network, since the first recorded incident."""
    beats = {"code_field": "beat_num", "parent_field": "district", "merge_codes": True}
    publish(folder / "chicago/police_beats_2026.geojson.gz", Network.POLICE, (2012, 12, 31), **beats)
    tracts = {"code_field": "tractce10", "name_field": "namelsad10"}
    publish(folder / "chicago/census_tracts_2010.geojson.gz", Network.COMMUNITY, (2012, 12, 31), **tracts)


def test_recorded_beats_are_found_again(chicago, crimes):
    found = locate(crimes)
    agree = sum(
        where.beat is not None and where.beat.code == row["beat"] for row, where in zip(crimes, found, strict=True)
    )
    bare = sum(where.beat is None for where in found)
    assert (len(crimes), bare) == (14_247, 6)
    assert agree / len(crimes) >= 0.973


def test_within_a_metre_of_an_edge_the_recorded_beat_is_next_door(chicago, crimes):
    """What plain containment gives to a neighbour lies on an edge: points are masked to street centre lines."""
    found = locate(crimes, tolerance_m=1)
    doubtful = [
        (row, where)
        for row, where in zip(crimes, found, strict=True)
        if where.beat is not None and where.beat.code != row["beat"] and where.beat.edge_m > 1
    ]
    lost = sum(where.beat is None for where in found)
    assert (len(crimes) - len(doubtful) - lost) / len(crimes) >= 0.998


def test_places_masked_to_a_street_s_centre_line_are_told_by_their_distance(chicago, crimes):
    masked = [row for row in crimes if row["date"] >= "2016"]
    edges = [where.beat.edge_m for where in locate(masked) if where.beat]
    assert 0.15 < sum(edge < 1 for edge in edges) / len(edges) < 0.18


def test_grids_and_beats_do_not_line_up(chicago):
    report = alignment.as_json(alignment.report(COUNTY, NOW))
    assert (report["counts"]["grids"], report["counts"]["beats"]) == (801, 275)
    assert 250 < report["counts"]["split_grids"] < 500


VINTAGES = [
    ("wards_2003_2015", (2003, 1, 1), "2015-02", 0.997),
    ("wards_2015_2023", (2015, 5, 18), None, None),
    ("wards_2023_on", (2023, 5, 15), "2024-02", 0.953),
]


def test_each_vintage_of_a_layer_answers_for_its_own_dates(session, folder, crimes):
    for name, since, *_ in VINTAGES:
        path = folder / f"chicago/{name}.geojson.gz"
        publish(path, Network.COMMUNITY, since, code_field="ward", merge_codes=True)
    for *_, month, expected in VINTAGES:
        rows = [row for row in crimes if month and row["date"].startswith(month)]
        agree = sum(
            where.grid is not None and where.grid.code == row["ward"]
            for row, where in zip(rows, locate(rows), strict=True)
        )
        assert not rows or agree / len(rows) >= expected - 0.0005


BEATS = "chicago_police_beats_SIMPLIFIED_277"
DEFECTS = [
    (BEATS, {"code_field": "BEAT_NUM", "merge_codes": True}, ("blocked", "outlines share")),
    (BEATS, {"code_field": "BEAT_NUM"}, ("blocked", "codes used more than once")),
    ("cth_las-vegas", {"code_field": "name"}, ("blocked", "a part within a part")),
    ("cth_pittsburgh", {"code_field": "name"}, ("warnings", "outlines that crossed themselves, repaired: 10")),
    ("cth_oklahoma-cities", {"code_field": "name"}, ("warnings", "a hole outside of them")),
]


@pytest.mark.parametrize(("name", "options", "deserved"), DEFECTS)
def test_each_defect_has_the_verdict_it_deserves(session, folder, name, options, deserved):
    verdict, reason = deserved
    made = draft(folder / f"defects/{name}.geojson.gz", Network.COMMUNITY, **options)
    assert made.verdict == verdict
    assert reason in "; ".join(made.report["reasons"])


def test_simplified_beats_are_told_by_their_overlaps_and_gaps(session, folder):
    path = folder / "defects/chicago_police_beats_SIMPLIFIED_277.geojson.gz"
    report = draft(path, Network.POLICE, code_field="BEAT_NUM", merge_codes=True).report
    assert report["overlap_m2"] == pytest.approx(284_000, rel=0.05)
    assert report["gap_m2"] == pytest.approx(232_000, rel=0.05)
    assert len(report["worst"]) == 10


def test_shapes_without_attributes_are_refused_with_what_to_do(session, folder):
    path = folder / "defects/seattle_beats_GeometryCollection_no_attributes.json.gz"
    with pytest.raises(Invalid, match="no area has a code; save the areas as a FeatureCollection"):
        draft(path, Network.POLICE, code_field="beat")


def test_a_declared_system_is_honoured(session, folder, crimes):
    """The file says EPSG:4236 and means it; taken for WGS-84 it would lie 885 m away and agree in 61.7 %."""
    path = folder / "defects/chicago_community_areas_EPSG4236_shifted_885m.geojson.gz"
    publish(path, Network.COMMUNITY, (2012, 12, 31), code_field="COMMUNITY", merge_codes=True)
    agree = sum(
        where.grid is not None and where.grid.code == row["community_area"]
        for row, where in zip(crimes, locate(crimes), strict=True)
    )
    assert agree / len(crimes) >= 0.985


def test_a_zipped_shapefile_in_feet_is_read_and_its_overlap_told(session, folder):
    path = folder / "boston_311/boston_neighborhoods_26_epsg2249_shp.zip"
    made = draft(path, Network.COMMUNITY, code_field="OBJECTID", name_field="Name")
    assert (made.areas, made.verdict) == (26, "warnings")
    assert "outlines that crossed themselves, repaired: 1" in made.report["reasons"]


def take_in(path):
    with tables.open_table(path) as (header, lines):
        rows = divisions.read_rows(header, ((line.number, line.cells) for line in lines))
        return divisions.take_in(rows, on=date(2023, 6, 30))


TABLES = ("henan_cities_18.csv", "henan_counties_181.csv", "henan_townships_2586.csv", "henan_villages_52378.csv.gz")


def test_the_divisions_of_a_province_are_taken_in_once(session, folder):
    first = [take_in(folder / "henan" / name) for name in TABLES]
    assert [each.added for each in first] == [18, 181, 2_586, 52_378]
    assert [len(each.refused) for each in first] == [0, 0, 0, 0]
    again = [take_in(folder / "henan" / name) for name in TABLES]
    assert [each.unchanged for each in again] == [18, 181, 2_586, 52_378]
    here = select(Division.level, func.count()).where(Division.code.like("410506%")).group_by(Division.level)
    assert dict(map(tuple, session.execute(here))) == {"county": 1, "township": 11, "village": 198}


@pytest.fixture
def henan(session, folder):
    for name in TABLES[:2]:
        take_in(folder / "henan" / name)
    path = folder / "henan/henan_counties_157_cnmaps.geojson.gz"
    options = Options.of(code_field="adcode", datum="gcj02")
    return county_outlines.take_in(path, options, valid_from=datetime(2020, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (LngLat(113.6253, 34.7466), "410103"),  # Zhengzhou, Erqi
        (LngLat(114.30, 36.06), "410506"),  # Anyang, Long'an
        (LngLat(112.5904, 35.0904), "419001"),  # Jiyuan, directly under the province
        (LngLat(121.47, 31.23), None),  # Shanghai
        (LngLat(123.0, 34.0), None),  # the sea
    ],
)
def test_a_place_finds_its_county(henan, place, expected):
    assert (henan.added, len(henan.refused)) == (157, 0)
    found = county_index.county_at(place, NOW)
    assert found == expected or (expected == "410103" and found in {"410102", "410103", "410104", "410105"})


def test_a_newer_vintage_of_some_counties_follows_the_older(henan, folder):
    path = folder / "henan/anyang_9_counties_datav_v2.geojson.gz"
    options = Options.of(code_field="adcode", datum="gcj02")
    later = county_outlines.take_in(path, options, valid_from=datetime(2025, 1, 1, tzinfo=UTC))
    assert (later.added, later.changed, later.unchanged) == (0, 9, 0)
    before = layers.find_county_outline("410506", datetime(2024, 12, 31, tzinfo=UTC))
    after = layers.find_county_outline("410506", NOW)
    shared = shapely.intersection(before, after).area / shapely.union(before, after).area
    assert 0.5 < shared < 0.7


def test_the_dirty_rows_of_every_boundary_file_are_accounted_for(session, folder):
    counts = Counter()
    for path in sorted(folder.glob("defects/*.geojson.gz")):
        code = {"chicago_police": "BEAT_NUM", "chicago_commun": "COMMUNITY"}.get(path.name[:14], "name")
        layer = reading.read(path, COUNTY, Network.COMMUNITY, Options(code_field=code))
        counts[path.name] = len(layer.plots) + len(layer.refused)
    assert sorted(counts.values()) == [26, 43, 77, 90, 277]
