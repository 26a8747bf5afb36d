import numpy as np
import shapely

from geo.findings import CoverageReport, Finding, Kind, Tolerances


def finding(kind=Kind.GAP, area_m2=12.345, shape=None):
    return Finding(kind, ("01", "02"), area_m2, shape, "a gap beside 01, 02")


def report(*findings):
    return CoverageReport(
        count=2,
        findings=findings,
        outlines=np.empty(0, dtype=object),
        layer_m2=1e6,
        parent_m2=None,
        overlap_m2=0.0,
        gap_m2=0.0,
        outside_m2=0.0,
        noise={},
        tolerances=Tolerances(),
    )


def test_findings_are_counted_by_kind():
    found = report(finding(Kind.OVERLAP), finding(Kind.GAP), finding(Kind.GAP))
    assert found.counts() == {Kind.OVERLAP: 1, Kind.GAP: 2}


def test_the_worst_come_first_and_are_limited():
    found = report(*(finding(area_m2=area) for area in (30.0, 20.0, 10.0)))
    assert [each.area_m2 for each in found.worst(2)] == [30.0, 20.0]


def test_a_finding_can_be_drawn():
    feature = finding(shape=shapely.Point(113, 34)).as_feature()
    assert feature["geometry"] == {"type": "Point", "coordinates": [113.0, 34.0]}
    assert feature["properties"] == {
        "kind": "gap",
        "codes": ["01", "02"],
        "area_m2": 12.35,
        "sentence": "a gap beside 01, 02",
    }


def test_a_finding_without_a_shape_is_a_feature_without_geometry():
    collection = report(finding()).as_geojson()
    assert collection["type"] == "FeatureCollection"
    assert collection["features"][0]["geometry"] is None
