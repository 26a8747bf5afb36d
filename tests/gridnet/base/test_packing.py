"""Rows as one JSON value, there and back."""

from datetime import UTC, datetime
from enum import StrEnum

import pytest
from sqlalchemy import text

from gridnet.base import packing

AT = datetime(2026, 3, 10, 4, 5, 6, 789_012, tzinfo=UTC)


class Colour(StrEnum):
    """Something whose name is its value."""

    RED = "red"


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("timestamptz", AT, AT),  # to the microsecond
        ("text", "路灯\\不亮 \"'\n", "路灯\\不亮 \"'\n"),
        ("text", Colour.RED, "red"),
        ("float8", 113.620_000_000_000_01, 113.620_000_000_000_01),
        ("bigint", 2**62, 2**62),
        ("text", None, None),
        ("jsonb", {"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}),
        ("bigint[]", (1, 2), [1, 2]),
    ],
)
def test_the_database_finds_what_was_packed(session, kind, value, found):
    asked = text(f"SELECT value FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS given (value {kind})")
    assert session.scalar(asked, {"rows": packing.pack([{"value": value}])}) == found
