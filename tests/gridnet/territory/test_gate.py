"""The topology gate: what may be published, and why not."""

import pytest

from geo import coverage
from geo.coverage import Grade
from gridnet.territory import gate
from gridnet.territory.reading import Layer
from gridnet.territory.values import Kind, Refused
from tests.factories.territory import box, plot

SQUARES = [plot("A"), plot("B", 1)]


def judged(plots, *, refused=(), parent=None, unknown=0):
    layer = Layer(plots, refused, "")
    return gate.judge(layer, coverage.check(layer.to_check(), parent), unknown_parents=unknown)


@pytest.mark.parametrize(
    ("plots", "more", "grade", "reason"),
    [
        (SQUARES, {}, Grade.CLEAN, ""),  # edges exactly shared
        ([*SQUARES, plot("P", 0.2, 0.2, 0.4, 0.4, kind=Kind.DEDICATED)], {}, Grade.CLEAN, ""),  # a park inside
        (SQUARES, {"refused": [Refused(3, "C", "it has no code")]}, Grade.BLOCKED, "rows refused: 1"),
        (SQUARES, {"unknown": 2}, Grade.WARNINGS, "parent is not in the division table: 2"),
        (SQUARES, {"parent": box(0, 0, 2, 1)}, Grade.CLEAN, ""),  # they fill their parent
        (SQUARES, {"parent": box(0, 0, 3, 1)}, Grade.WARNINGS, "covered by no outline: 1"),  # a third is bare
        (SQUARES, {"parent": box(0, 0, 1, 1)}, Grade.BLOCKED, "outside the parent"),  # half of it elsewhere
        ([plot("A"), plot("A", 1)], {}, Grade.BLOCKED, "codes used more than once: 1"),
        ([plot("A"), plot("B", 0.5)], {}, Grade.BLOCKED, "outlines share"),  # half of each twice
        ([plot("A"), plot("B", 0.99999)], {}, Grade.WARNINGS, "overlap by a sliver: 1"),  # 1 m along an edge
    ],
)
def test_each_layer_has_the_verdict_it_deserves(plots, more, grade, reason):
    found = judged(plots, **more)
    assert found.grade is grade
    assert reason in "; ".join(found.reasons)


def test_the_report_counts_and_shows_the_worst_with_their_shapes():
    layer = Layer([plot("A"), plot("B", 0.5), plot("C", 3)], [Refused(9, "X", "it has no code")], "", ["a note"])
    report = gate.as_json(layer, judged(layer.plots, refused=layer.refused))
    assert (report["verdict"], report["areas"], report["rejected"]) == ("blocked", 3, 1)
    assert report["rejected_rows"] == [{"number": 9, "code": "X", "reason": "it has no code"}]
    assert report["counts"] == {"overlap": 1}
    assert report["worst"][0]["properties"]["codes"] == ["A", "B"]
    assert report["worst"][0]["geometry"]["type"] == "MultiPolygon"


def test_ten_are_shown_and_all_are_kept():
    plots = [plot(f"{n:02d}", n * 0.7) for n in range(20)]
    found = judged(plots)
    assert len(gate.as_json(Layer.of(plots), found)["worst"]) == 10
    assert len(found.findings) == 19
