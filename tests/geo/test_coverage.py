import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import coverage, measures, partition
from geo.coverage import Grade, Kind, Layer, Tolerances
from geo.errors import BadOutline
from geo.outlines import Fault, FaultKind

KM = 0.01  # about a kilometre, in degrees


def tile(column, row=0, wide=1.0):
    return shapely.box(113 + column * KM, 34 + row * KM, 113 + (column + wide) * KM, 34 + (row + 1) * KM)


def check(shapes, codes=None, **options):
    parent = options.pop("parent", None)
    codes = codes or [f"{i:02}" for i in range(len(shapes))]
    return coverage.check(Layer.of(codes, shapes, **options), parent)


def kinds(report):
    return {kind.value: count for kind, count in report.counts().items()}


def test_a_partition_of_its_parent_is_clean(county, cells):
    report = check(cells, parent=county)
    assert coverage.verdict(report) == coverage.Verdict(Grade.CLEAN, ())
    assert set(report.noise.values()) == {0}
    assert report.layer_m2 == pytest.approx(report.parent_m2)


def test_an_overlap_names_both_codes_with_the_area_to_draw():
    report = check([tile(0), tile(0.5)])
    (found,) = report.findings
    shared = shapely.box(113 + 0.5 * KM, 34, 113 + KM, 34 + KM)
    assert (found.kind, found.codes) == (Kind.OVERLAP, ("00", "01"))
    assert found.area_m2 == pytest.approx(measures.area_m2(shared))
    assert found.shape.equals_exact(shapely.MultiPolygon([shared]), 1e-9, normalize=True)
    assert coverage.verdict(report).grade is Grade.BLOCKED


def test_a_dedicated_outline_may_lie_inside_general_ones():
    park = tile(0.8, wide=0.4)
    assert kinds(check([tile(0), tile(1), park], dedicated=[False, False, True])) == {}


def test_dedicated_outlines_may_not_overlap_each_other():
    report = check([tile(0, wide=2), tile(0), tile(0.5)], dedicated=[False, True, True])
    assert [found.codes for found in report.findings] == [("01", "02")]


def test_a_gap_names_those_around_it():
    report = check([tile(0), tile(1.1)], parent=tile(0, wide=2.1))
    (found,) = report.findings
    assert (found.kind, found.codes) == (Kind.GAP, ("00", "01"))
    assert report.gap_m2 == pytest.approx(measures.area_m2(tile(1, wide=0.1)))


def test_without_a_parent_only_what_is_surrounded_is_a_gap():
    ring = [tile(x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    assert kinds(check(ring)) == {"gap": 1}
    assert kinds(check([each for each in ring if each != tile(2, 1)])) == {}


@pytest.mark.parametrize(
    ("second", "parent", "kind"),
    [
        (tile(1 - 9e-4), None, "sliver_overlap"),  # a metre wide
        (tile(1 + 1e-3), tile(0, wide=2 + 1e-3), "sliver_gap"),
        (tile(1), tile(0, wide=2 - 1e-3), "sliver_outside"),
    ],
)
def test_what_is_thin_is_a_sliver(second, parent, kind):
    report = check([tile(0), second], parent=parent)
    assert kinds(report) == {kind: 1}
    assert coverage.verdict(report).grade is Grade.WARNINGS


def test_what_is_small_is_a_sliver_whatever_its_width():
    corner = shapely.box(113 + KM - 5e-5, 34 + KM - 5e-5, 113 + 2 * KM, 34 + 2 * KM)
    assert kinds(check([tile(0), corner])) == {"sliver_overlap": 1}


def test_what_is_smaller_than_noise_is_counted_and_not_listed():
    report = check([tile(0), tile(1 - 1e-8)])
    assert report.findings == ()
    assert report.noise == {Kind.OVERLAP: 1, Kind.GAP: 0, Kind.OUTSIDE_PARENT: 0}
    assert 0 < report.overlap_m2 < 1


def test_tolerances_are_the_callers():
    limits = Tolerances(noise_m2=1e9)
    report = coverage.check(Layer.of(["1", "2"], [tile(0), tile(0.5)]), limits=limits)
    assert report.findings == ()
    assert report.tolerances is limits


def test_what_reaches_beyond_the_parent_is_told():
    report = check([tile(0), tile(1)], parent=tile(0, wide=1.5))
    assert kinds(report) == {"outside_parent": 1}
    assert report.findings[0].codes == ("01",)
    assert coverage.verdict(report).grade is Grade.BLOCKED


def test_a_code_used_twice_blocks():
    report = check([tile(0), tile(1)], codes=["3100", "3100"])
    assert report.findings[0].sentence == "code 3100 is used by 2 outlines"
    assert report.findings[0].shape.equals(tile(0, wide=2))
    assert coverage.verdict(report).grade is Grade.BLOCKED


def test_an_enclave_in_one_multipolygon_is_fine():
    enclave = shapely.MultiPolygon([tile(0), tile(5)])
    assert kinds(check([enclave, tile(1)])) == {}


def test_outlines_drawn_alike_are_told_once():
    report = check([tile(0), tile(0), tile(0)])
    (found,) = report.findings
    assert (found.kind, found.codes) == (Kind.DUPLICATE_OUTLINE, ("00", "01", "02"))
    assert report.overlap_m2 == pytest.approx(2 * measures.area_m2(tile(0)))


def test_broken_rings_are_repaired_and_told_where():
    bow = shapely.Polygon([(113, 34), (113.01, 34.01), (113.01, 34), (113, 34.01)])
    report = check([bow])
    (found,) = report.findings
    assert (found.kind, found.codes) == (Kind.SELF_INTERSECTION, ("00",))
    assert found.shape.equals_exact(shapely.Point(113.005, 34.005), 1e-9)
    assert report.outlines[0].is_valid


def test_faults_repaired_at_reading_are_told_too():
    fault = Fault(FaultKind.OTHER, "interior is disconnected", None, 5.0)
    report = check([tile(0)], faults={0: fault})
    assert kinds(report) == {"other_fault": 1}
    assert report.findings[0].shape is None


def test_what_cannot_be_repaired_blocks():
    report = check([tile(0), None, shapely.Point(113, 34)])
    assert kinds(report) == {"unrepairable": 2}
    assert coverage.verdict(report).grade is Grade.BLOCKED


def test_long_lists_of_codes_are_cut_short_in_sentences():
    report = check([tile(0)] * 7)
    assert report.findings[0].sentence == "00, 01, 02, 03, 04 and 2 more have the same outline"


def test_a_gap_beside_nothing_says_so():
    report = check([tile(0)], parent=shapely.MultiPolygon([tile(0), tile(5)]))
    assert report.findings[0].sentence.startswith("a gap beside nothing: ")


def test_a_layer_of_nothing_is_all_gap():
    report = check([], parent=tile(0))
    assert report.gap_m2 == pytest.approx(report.parent_m2)
    assert coverage.verdict(report).reasons[0] == "the layer has no outlines"


def test_a_parent_that_is_no_area_is_refused():
    with pytest.raises(BadOutline):
        check([tile(0)], parent=shapely.Point(113, 34))


def test_columns_of_different_lengths_are_no_layer():
    with pytest.raises(ValueError, match="2 codes, 1 shapes"):
        Layer.of(["1", "2"], [tile(0)])


def test_the_gravest_and_largest_come_first():
    report = check([tile(0), tile(0.9), tile(1.5), tile(5)], codes=["1", "2", "3", "3"])
    assert [found.kind for found in report.worst(3)] == [Kind.DUPLICATE_CODE, Kind.OVERLAP, Kind.OVERLAP]
    assert report.findings[1].area_m2 > report.findings[2].area_m2


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 399), st.floats(0.2, 0.9))
def test_what_one_cell_loses_is_found_to_the_square_metre(county, cells, chosen, share):
    """One cell is cut at a line; what it loses is a gap, and nothing else is found."""
    west, south, east, north = cells[chosen].bounds
    kept = cells[chosen].intersection(shapely.box(west, south, west + share * (east - west), north))
    lost_m2 = measures.area_m2(cells[chosen]) - measures.area_m2(kept)
    damaged = cells.copy()
    damaged[chosen] = kept
    report = check(damaged, parent=county)
    assert report.gap_m2 == pytest.approx(lost_m2, abs=0.01)
    assert report.overlap_m2 + report.outside_m2 < 0.01


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 1000))
def test_two_partitions_of_one_parent_overlap_all_of_it(county, seed):
    one, other = (partition.divide(county, 30, seed + k).cells for k in (0, 1001))
    report = check(np.append(one, other), parent=county)
    assert report.overlap_m2 == pytest.approx(measures.area_m2(county), rel=1e-6)
    assert report.gap_m2 < 0.01
