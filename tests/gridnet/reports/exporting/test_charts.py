"""Pictures for paper: true to their numbers, and well-formed whatever the labels say."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridnet.reports.exporting import charts
from gridnet.reports.exporting.charts import Point

SVG = "{http://www.w3.org/2000/svg}"
seconds = st.none() | st.floats(0, 1e7)
points = st.lists(st.builds(Point, st.text("示例<&>\"'街道 1"), seconds, seconds), max_size=40)


def widths(drawn):
    return [float(each.attrib["width"]) for each in ET.fromstring(drawn).iter(f"{SVG}rect")]


def test_bars_are_as_long_as_their_medians_to_one_scale():
    drawn = charts.bars([Point("甲", 600, 1200), Point("乙", 300, 900)], "zh")
    long, short = widths(drawn)
    assert long == pytest.approx(2 * short)
    assert "10.0分钟 / 20.0分钟" in drawn


def test_a_group_without_figures_is_not_drawn_and_nothing_is_nothing():
    assert len(widths(charts.bars([Point("甲", 600, 1200), Point("乙", None, None)], "zh"))) == 1
    assert charts.bars([Point("甲", None, None)], "zh") == ""
    assert charts.trend([Point("2026-01", 1.0, 1.0)], "zh") == ""


def test_a_stretch_without_figures_is_a_gap_in_the_line():
    months = [Point(f"2026-{n:02}", None if n == 3 else 60.0 * n, None if n == 3 else 90.0 * n) for n in range(1, 6)]
    lines = [each.attrib["points"].split() for each in ET.fromstring(charts.trend(months, "en")).iter(f"{SVG}polyline")]
    assert [len(line) for line in lines] == [2, 2, 2, 2]


@given(points, st.sampled_from(["zh", "en"]))
def test_whatever_is_drawn_is_well_formed(given_, language):
    for drawn in (charts.bars(given_, language), charts.trend(given_, language)):
        assert not drawn or ET.fromstring(drawn).tag == f"{SVG}svg"
