"""The watch: looks at what is due, county by county, and sets aside what cannot be handled so that the rest go on.

Any number of workers may watch at once. Each transaction is of one county, or of several in which little is due, and
is claimed clock by clock; a stamp of the whole tells when a sweep last finished, and thereby when the watch came back
from an outage.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from gridnet.base import db, moment
from gridnet.base.county import County
from gridnet.base.settings import Settings
from gridnet.clocks import lag, sweeping
from gridnet.clocks.card_models import SweepStamp
from gridnet.clocks.sweeping import BATCH, Swept

#: A clock that cannot be handled is tried again after so long, then after twice as long, up to the longest.
AGAIN, LONGEST = timedelta(minutes=1), timedelta(hours=1)
#: SQLSTATE classes of what passes by itself and is no clock's fault.
PASSING = ("08", "40", "53", "55", "57")
ERROR_LENGTH = 500

log = structlog.get_logger()

_BEGIN = text("""
    INSERT INTO sweep_stamp AS kept (id, started_at, finished_at, outage_at, sweeps)
    VALUES (1, :at, :at, CAST(:outage_at AS timestamptz), 0)
    ON CONFLICT (id) DO UPDATE SET started_at = :at, outage_at = excluded.outage_at
""")
_FINISH = text("UPDATE sweep_stamp SET finished_at = :at, sweeps = sweeps + 1 WHERE id = 1")
#: The county's clock and its fault, once; the clock is looked at again when its time aside has passed.
_SET_ASIDE = text("""
    WITH fault AS (
        INSERT INTO clock_fault AS kept (county, clock_id, first_at, last_at, tries, error, until_at)
        VALUES (:county, :id, :at, :at, 1, :error, CAST(:at AS timestamptz) + CAST(:again AS interval))
        ON CONFLICT (clock_id, county) WHERE cleared_at IS NULL DO UPDATE SET
            last_at = :at, tries = kept.tries + 1, error = excluded.error,
            until_at = CAST(:at AS timestamptz) + least(
                CAST(:again AS interval) * power(2, least(kept.tries, 20)), CAST(:longest AS interval))
        RETURNING until_at
    )
    UPDATE clock SET next_check_at = fault.until_at
    FROM fault WHERE county = :county AND id = :id AND next_check_at IS NOT NULL
""")


def tick(at: datetime) -> None:
    """See to all that is due, then say that a sweep has finished."""
    missing = timedelta(seconds=Settings.read().sweep_missing_s)
    with db.transaction():
        outage_at = begin(at, missing)
    while sweep(moment.now(), outage_at=outage_at).due:
        continue
    with db.transaction():
        finish(moment.now())


def begin(at: datetime, missing: timedelta) -> datetime | None:
    """Say that a sweep begins; returns the end of the last outage, which is `at` if it ends here."""
    stamp = db.session.get(SweepStamp, 1, with_for_update=True, populate_existing=True)
    outage_at = None
    if stamp is not None:
        outage_at = lag.outage(stamp.started_at, stamp.finished_at, stamp.outage_at, at=at, missing=missing)
    db.run(_BEGIN, {"at": at, "outage_at": outage_at})
    return outage_at


def finish(at: datetime) -> None:
    """Say that a sweep has finished: all that was due when it began has been seen to."""
    db.run(_FINISH, {"at": at})


def sweep(at: datetime, *, outage_at: datetime | None = None) -> Swept:
    """One round over the counties that have something due: a batch of each, so many in a transaction as make one."""
    with db.transaction():
        counties = sweeping.list_counties(at)
    found = [_sweep_counties(together, at, outage_at) for together in sweeping.in_batches(counties)]
    return _sum(found)


def _sweep_counties(counties: Sequence[County], at: datetime, outage_at: datetime | None) -> Swept:
    """Several counties at once; where something cannot be handled, each by itself."""
    if len(counties) > 1:
        try:
            with db.transaction():
                return sweeping.sweep(*counties, at=at, outage_at=outage_at)
        except Exception as error:
            if is_passing(error):
                raise
    return _sum([_sweep_county(county, at, outage_at) for county in counties])


def _sum(found: Sequence[Swept]) -> Swept:
    return Swept(sum(each.due for each in found), sum(each.cards for each in found))


def _sweep_county(county: County, at: datetime, outage_at: datetime | None) -> Swept:
    try:
        with db.transaction():
            return sweeping.sweep(county, at=at, outage_at=outage_at)
    except Exception as error:
        if is_passing(error):
            raise
        with db.transaction():
            ids = sweeping.list_due(county, at, BATCH)
        return _sweep_apart(county, ids, at, outage_at)


def _sweep_apart(county: County, ids: Sequence[int], at: datetime, outage_at: datetime | None) -> Swept:
    """See to these clocks although one of them cannot be handled: halve until it stands alone, and set it aside."""
    try:
        with db.transaction():
            return sweeping.sweep(county, at=at, outage_at=outage_at, ids=ids)
    except Exception as error:
        if is_passing(error):
            raise
        if len(ids) == 1:
            set_aside(county, ids[0], error, at=at)
            return Swept(due=1)
    middle = len(ids) // 2
    return _sum([_sweep_apart(county, half, at, outage_at) for half in (ids[:middle], ids[middle:])])


def is_passing(error: Exception) -> bool:
    """Whether it is the database that cannot be had now, rather than the clock that cannot be handled."""
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or error.statement is None or not state or state.startswith(PASSING)


def set_aside(county: County, clock_id: int, error: Exception, *, at: datetime) -> None:
    """Keep why a clock cannot be handled, and look at it again later, in a transaction of its own."""
    log.error("clock_set_aside", county=county, clock=clock_id, exc_info=error)
    said = f"{type(error).__name__}: {error}"[:ERROR_LENGTH].replace("\0", "")
    asked = {"county": county, "id": clock_id, "error": said, "again": AGAIN, "longest": LONGEST, "at": at}
    with db.transaction():
        db.run(_SET_ASIDE, asked)
