"""The watch watched: an alarm when no sweep has finished for too long, and when clocks were set aside.

Whoever looks must not be what has died, so everybody looks: every worker by a tick of its own, and every web process
when it is asked for `/watchz` or `/metrics`. The keys of the notices make each alarm once, however many look.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.settings import Settings
from gridnet.clocks import lag
from gridnet.clocks.card_models import SweepStamp
from gridnet.notices import promising
from gridnet.notices.promising import Promise

#: How long single sweeps are kept; cards and tallies stay.
KEPT = timedelta(days=30)

_ADMINS = text("""
    SELECT DISTINCT county, person_id FROM position
    WHERE role = 'system_admin' AND withdrawn_at IS NULL AND valid_from <= CAST(:at AS timestamptz)
      AND (valid_to IS NULL OR valid_to > CAST(:at AS timestamptz))
""")
_FAULTS = text(
    "SELECT county, count(*) AS open, max(id) AS last FROM clock_fault WHERE cleared_at IS NULL GROUP BY county"
)
_FORGET = text("DELETE FROM sweep_log WHERE at < CAST(:before AS timestamptz)")


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When a sweep last finished, and whether that is too long ago; None where none ever has."""

    finished_at: datetime | None
    is_silent: bool


def heartbeat(at: datetime, missing: timedelta) -> Heartbeat:
    """How the watch is doing at `at`."""
    stamp = db.session.get(SweepStamp, 1, populate_existing=True)
    if stamp is None:
        return Heartbeat(None, is_silent=True)
    return Heartbeat(stamp.finished_at, lag.is_silent(stamp.finished_at, at, missing))


def tick(at: datetime) -> None:
    """Look after the watch, and forget single sweeps of long ago."""
    with db.transaction():
        sound(at, timedelta(seconds=Settings.read().sweep_missing_s))
        tell_faults(at)
        db.run(_FORGET, {"before": at - KEPT})


def sound(at: datetime, missing: timedelta) -> Heartbeat:
    """Tell every administrator that the watch is silent, once a silence; in the caller's transaction."""
    found = heartbeat(at, missing)
    if found.is_silent and found.finished_at is not None:
        minutes = int(abs(at - found.finished_at) / timedelta(minutes=1))
        said = {"since": found.finished_at, "minutes": minutes}
        _tell_admins(f"sweep missing {found.finished_at.isoformat()}", "sweep_missing", said, at=at)
    return found


def tell_faults(at: datetime) -> None:
    """Tell the administrators of each county of clocks set aside there, again whenever another one is."""
    for row in db.run(_FAULTS, {}):
        _tell_admins(f"clock fault {row.last}", "clock_fault", {"count": row.open}, at=at, only=County(row.county))


def _tell_admins(key: str, kind: str, params: Mapping[str, Any], *, at: datetime, only: County | None = None) -> None:
    by_county: dict[County, list[Promise]] = {}
    for row in db.run(_ADMINS, {"at": at}):
        promise = Promise(key=f"{key} {row.person_id}", kind=kind, person_id=row.person_id, params=params, urgent=True)
        by_county.setdefault(County(row.county), []).append(promise)
    for county, promises in by_county.items():
        if only in {None, county}:
            promising.promise(county, promises, at=at)
