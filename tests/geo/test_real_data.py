"""Real boundary files against what is known of them. Counts that hang on where edges are straight are told beside."""

import numpy as np
import pytest
import shapely

from geo import alignment, coverage, formats
from geo.coverage import Grade, Kind, Layer
from geo.errors import BadFile
from geo.formats import Wish
from geo.lookup import OutlineIndex
from geo.outlines import FaultKind
from geo.points import Box

pytestmark = pytest.mark.real_data

CHICAGO = Box(-88.0, 41.5, -87.4, 42.1)


def report(folder, path, code, *, merged=False):
    contents = formats.read(folder / path, Wish(code))
    assert contents.rejected == ()
    codes = [row.code for row in contents.rows]
    if merged:
        codes = [f"{code}/{number}" for number, code in enumerate(codes)]
    faults = {i: row.fault for i, row in enumerate(contents.rows) if row.fault}
    return coverage.check(Layer.of(codes, [row.outline for row in contents.rows], faults=faults))


def number(found, *kinds):
    return sum(found.counts().get(kind, 0) for kind in kinds)


def overlaps(found):
    return number(found, Kind.OVERLAP, Kind.SLIVER_OVERLAP)


def gaps(found):
    return number(found, Kind.GAP, Kind.SLIVER_GAP)


def test_beats_simplified_one_by_one_are_blocked(real_data):
    """Known: 356 overlaps of 0.284 km², 257 gaps of 0.232 km², with edges straight in UTM.

    With edges straight in degrees, as they are stored, thin pieces along long edges differ: 362, 0.285; 255, 0.236.
    """
    found = report(real_data, "defects/chicago_police_beats_SIMPLIFIED_277.geojson.gz", "BEAT_NUM", merged=True)
    assert (overlaps(found), gaps(found)) == (362, 255)
    assert (found.overlap_m2 / 1e6, found.gap_m2 / 1e6) == pytest.approx((0.285, 0.236), abs=0.001)
    assert coverage.verdict(found).grade is Grade.BLOCKED


def test_las_vegas_has_nested_shells_overlaps_and_gaps(real_data):
    """Known: 8 nested shells, 24 overlaps, 88 gaps; one of those overlaps measures less than 1 m² here."""
    found = report(real_data, "defects/cth_las-vegas.geojson.gz", "cartodb_id")
    assert (number(found, Kind.NESTED_SHELLS), overlaps(found), gaps(found)) == (8, 23, 88)
    assert coverage.verdict(found).grade is Grade.BLOCKED


def test_pittsburgh_has_ten_broken_outlines(real_data):
    found = report(real_data, "defects/cth_pittsburgh.geojson.gz", "cartodb_id")
    assert number(found, Kind.SELF_INTERSECTION) == 10
    assert coverage.verdict(found).grade is Grade.WARNINGS


def test_oklahoma_has_holes_outside_their_shells_and_gaps(real_data):
    found = report(real_data, "defects/cth_oklahoma-cities.geojson.gz", "name", merged=True)
    assert (number(found, Kind.HOLE_OUTSIDE), gaps(found)) == (20, 259)


def test_boston_in_us_feet_has_one_broken_ring_and_one_overlap(real_data):
    found = report(real_data, "boston_311/boston_neighborhoods_26_epsg2249_shp.zip", "OBJECTID")
    assert number(found, Kind.SELF_INTERSECTION) == 1
    assert overlaps(found) == 1
    assert found.overlap_m2 == pytest.approx(31, abs=1)


def test_beats_are_clean_but_for_a_code_that_occurs_three_times(real_data):
    found = report(real_data, "chicago/police_beats_2026.geojson.gz", "beat_num")
    assert [finding.codes for finding in found.findings] == [("3100",)]
    assert "3 outlines" in found.findings[0].sentence
    assert coverage.verdict(found).grade is Grade.BLOCKED


def test_community_areas_have_three_gaps_and_may_be_published(real_data):
    found = report(real_data, "chicago/community_areas_2026.geojson.gz", "area_numbe")
    assert found.counts() == {Kind.GAP: 3}
    assert found.gap_m2 / 1e6 == pytest.approx(8.8, abs=0.05)
    assert coverage.verdict(found).grade is Grade.WARNINGS


def test_the_counties_of_henan_are_valid_and_do_not_overlap(real_data):
    found = report(real_data, "henan/henan_counties_157_cnmaps.geojson.gz", "adcode")
    assert found.count == 157
    assert set(found.counts()) <= {Kind.GAP}
    assert found.overlap_m2 == 0


def test_a_bare_collection_of_shapes_is_refused(real_data):
    with pytest.raises(BadFile, match="no attributes, so no area has a code"):
        formats.read(real_data / "defects/seattle_beats_GeometryCollection_no_attributes.json.gz", Wish("beat"))


def test_a_shifted_datum_is_honoured(real_data):
    """The file means Hu Tzu Shan 1950 and lies 885 m off for those who ignore it; its numbers stand in COMMUNITY."""
    shifted = formats.read(
        real_data / "defects/chicago_community_areas_EPSG4236_shifted_885m.geojson.gz", Wish("COMMUNITY")
    )
    true = formats.read(real_data / "chicago/community_areas_2026.geojson.gz", Wish("area_numbe"))
    outline = {row.code: row.outline for row in true.rows}
    shares = [row.outline.intersection(outline[row.code]).area / row.outline.area for row in shifted.rows]
    assert min(shares) > 0.98


def test_edges_that_were_simplified_cross_and_are_told_where(real_data):
    contents = formats.read(real_data / "defects/cth_pittsburgh.geojson.gz", Wish("cartodb_id"))
    faults = [row.fault for row in contents.rows if row.fault]
    assert {fault.kind for fault in faults} == {FaultKind.SELF_INTERSECTION}
    assert all(fault.place is not None for fault in faults)


def test_tracts_and_beats_are_laid_over_each_other(real_data):
    tracts = formats.read(real_data / "chicago/census_tracts_2010.geojson.gz", Wish("tractce10", expected=CHICAGO)).rows
    beats = formats.read(real_data / "chicago/police_beats_2026.geojson.gz", Wish("beat_num", expected=CHICAGO)).rows
    shapes = [np.array([row.outline for row in rows], dtype=object) for rows in (tracts, beats)]
    codes = [[row.code for row in tracts], [f"{row.code}/{i}" for i, row in enumerate(beats)]]
    found = alignment.align(codes[0], shapes[0], codes[1], shapes[1])
    assert set(found.grids) == set(codes[0])
    assert 0 < len(found.split) < len(tracts)
    totals = [
        sum(share.share for share in shares) + found.uncovered.get(code, 0) for code, shares in found.grids.items()
    ]
    assert totals == pytest.approx([1.0] * len(totals), abs=0.05)


def test_the_county_of_a_point_is_found(real_data):
    rows = formats.read(real_data / "henan/henan_counties_157_cnmaps.geojson.gz", Wish("adcode")).rows
    index = OutlineIndex([row.code for row in rows], np.array([row.outline for row in rows], dtype=object))
    middles = shapely.get_coordinates([shapely.point_on_surface(row.outline) for row in rows])
    assert index.find_many(*middles.T) == [row.code for row in rows]
