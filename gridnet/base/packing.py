"""Rows handed to a statement as one JSON value, which `jsonb_to_recordset` unpacks again."""

from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json


def pack(rows: Sequence[Any]) -> str:
    """The rows as JSON, moments in ISO 8601. By pydantic's serializer: five times as quick as the standard one."""
    return to_json(rows).decode()
