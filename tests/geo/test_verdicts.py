from dataclasses import replace

import pytest

from geo import verdicts
from geo.findings import Kind
from geo.verdicts import Grade
from tests.geo.test_findings import finding, report


def test_a_layer_with_nothing_found_is_clean():
    assert verdicts.verdict(report()) == verdicts.Verdict(Grade.CLEAN, ())


@pytest.mark.parametrize("kind", [Kind.DUPLICATE_CODE, Kind.UNREPAIRABLE])
def test_one_of_these_blocks(kind):
    assert verdicts.verdict(report(finding(kind))).grade is Grade.BLOCKED


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in {Kind.DUPLICATE_CODE, Kind.UNREPAIRABLE}])
def test_any_other_finding_warns(kind):
    verdict = verdicts.verdict(report(finding(kind)))
    assert verdict.grade is Grade.WARNINGS
    assert len(verdict.reasons) == 1


@pytest.mark.parametrize(
    ("overlap_m2", "layer_m2", "grade"),
    [
        (1_000.0, 1e6, Grade.CLEAN),  # just tolerated
        (1_001.0, 1e6, Grade.BLOCKED),
        (7_000.0, 6e8, Grade.CLEAN),  # 12 m² a km², as real layers have
        (285_000.0, 6e8, Grade.BLOCKED),  # outlines simplified one by one
    ],
)
def test_much_overlap_blocks(overlap_m2, layer_m2, grade):
    found = replace(report(), overlap_m2=overlap_m2, layer_m2=layer_m2)
    assert verdicts.verdict(found).grade is grade


def test_a_layer_that_lies_elsewhere_is_blocked_with_the_likely_mistake():
    verdict = verdicts.verdict(replace(report(), outside_m2=0.2e6))
    assert verdict.grade is Grade.BLOCKED
    assert "right county, and the right datum" in verdict.reasons[0]


def test_a_layer_of_nothing_is_blocked():
    verdict = verdicts.verdict(replace(report(), count=0, layer_m2=0.0))
    assert verdict.reasons == ("the layer has no outlines",)


def test_what_blocks_is_said_first():
    verdict = verdicts.verdict(report(finding(Kind.GAP), finding(Kind.DUPLICATE_CODE)))
    assert verdict.reasons == ("codes used more than once: 1", "places covered by no outline: 1")
