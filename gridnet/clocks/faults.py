"""Clocks the watch has set aside: how many there are, until when, and looking at one again at once."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select, text

from gridnet.base import audit, db
from gridnet.base.county import County
from gridnet.base.errors import Conflict
from gridnet.clocks.card_models import Fault
from gridnet.people.staff import By

_LOOK_AGAIN = text("""
    UPDATE clock SET next_check_at = :at
    WHERE county = :county AND id = CAST(:id AS bigint) AND next_check_at IS NOT NULL
""")


#: Ids are of one sequence, so that the index by clock finds those of many counties at once.
_ASIDE = text("""
    SELECT clock_id, until_at
    FROM unnest(CAST(:counties AS text[]), CAST(:ids AS bigint[])) AS wanted (county, id)
    JOIN clock_fault ON clock_fault.clock_id = wanted.id AND clock_fault.county = wanted.county
    WHERE cleared_at IS NULL
""")


def aside_until(clocks: Iterable[tuple[County, int]]) -> dict[int, datetime]:
    """Until when each of these clocks is set aside; one that is not is left out."""
    wanted = list(clocks)
    if not wanted:
        return {}
    asked = {"counties": [county for county, _ in wanted], "ids": [id_ for _, id_ in wanted]}
    return {row.clock_id: row.until_at for row in db.run(_ASIDE, asked)}


def count_open(county: County) -> int:
    """How many clocks of the county are set aside now."""
    query = select(func.count()).where(Fault.county == county, Fault.cleared_at.is_(None))
    return db.session.execute(query).scalar_one()


def retry(county: County, fault_id: int, by: By) -> Fault:
    """Let the next sweep look at the clock again; raises `NotFound`, `Conflict` where it is no longer set aside."""
    fault = db.lock(Fault, county, fault_id)
    if fault.cleared_at is not None:
        raise Conflict("this clock is not set aside any more; it was handled since")
    fault.until_at = by.at
    db.run(_LOOK_AGAIN, {"county": county, "id": fault.clock_id, "at": by.at})
    audit.write(
        county,
        "clock_fault.retry",
        at=by.at,
        person_id=by.person_id,
        position_id=by.position_id,
        subject=("clock", fault.clock_id),
        source=by.source,
        detail=by.told,
    )
    return fault
