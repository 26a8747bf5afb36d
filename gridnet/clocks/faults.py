"""Clocks the watch has set aside: how many there are, and looking at one again at once."""

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
