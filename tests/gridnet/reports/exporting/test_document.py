"""Values as people read them, in both languages."""

from datetime import UTC, datetime

import pytest

from gridnet.reports.exporting import document
from gridnet.reports.exporting.document import Kind


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "0秒", "0 s"),
        (59, "59秒", "59 s"),
        (60, "1.0分钟", "1.0 min"),
        (1554, "25.9分钟", "25.9 min"),
        (7200, "120.0分钟", "120.0 min"),  # up to two hours in minutes, as response times are spoken of
        (7201, "2.0小时", "2.0 h"),
        (48 * 3600, "48.0小时", "48.0 h"),
        (72 * 3600, "3.0天", "3.0 days"),
        (-90, "-1.5分钟", "-1.5 min"),
    ],
)
def test_a_duration_is_told_in_the_unit_that_suits_it(seconds, zh, en):
    assert document.say_seconds(seconds, "zh") == zh
    assert document.say_seconds(seconds, "en") == en


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        (None, Kind.SECONDS, "–"),
        ("少于 5 件，不显示", Kind.COUNT, "少于 5 件，不显示"),  # masked
        (12345, Kind.COUNT, "12,345"),
        (0.873, Kind.SHARE, "87.3%"),
        (1554.0, Kind.SECONDS, "25.9分钟"),
        (datetime(2026, 3, 2, 1, 30, tzinfo=UTC), Kind.MOMENT, "2026-03-02 09:30:00"),
    ],
)
def test_a_value_is_told_by_its_kind(value, kind, said):
    assert document.say(value, kind, "zh") == said
