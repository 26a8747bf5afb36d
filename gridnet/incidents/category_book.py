"""Categories as a county sees and changes them: everybody's beside its own, those retired too."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.county import County

_ALL = text("""
    SELECT coalesce(own.code, base.code) AS code,
           coalesce(own.name_zh, base.name_zh) AS name_zh, coalesce(own.name_en, base.name_en) AS name_en,
           coalesce(own.police_role, base.police_role) AS police_role,
           coalesce(own.sensitivity, base.sensitivity) AS sensitivity,
           coalesce(own.priority, base.priority) AS priority,
           coalesce(own.is_retired, false) AS is_retired, own.version AS own_version, base.version AS base_version,
           base.name_zh AS base_name_zh, base.name_en AS base_name_en, base.police_role AS base_police_role,
           base.sensitivity AS base_sensitivity, base.priority AS base_priority
    FROM category AS base
    FULL JOIN (SELECT * FROM category_override WHERE county = :county) AS own ON own.code = base.code
    ORDER BY 1
""")


def list_all(county: County) -> Sequence[Any]:
    """Every category of a county by code, as it holds, and as everybody has it; one statement."""
    return db.run(_ALL, {"county": county})


def find(county: County, code: str) -> Any:
    """One of them, or None."""
    return next((row for row in list_all(county) if row.code == code), None)
