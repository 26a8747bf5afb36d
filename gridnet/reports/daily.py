"""The tick that writes facts: yesterday's, those of every day since it last ran, and of the days that were touched.

A day is touched when something was written about an incident reported on it, when a limit of one ran out, or when a
pause or more time was granted. To run twice changes nothing; what was missed for a week is written at the next ring.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy import text

from gridnet.base import db, moment
from gridnet.base.county import County
from gridnet.reports import facts
from gridnet.reports.models import FactStamp
from gridnet.reports.periods import DAY

#: An entry may be committed after one with a higher number; whatever is younger than this is looked at again.
SETTLED = timedelta(hours=1)

log = structlog.get_logger()

#: From one county of the index to the next, without reading what lies between.
_LACKING = text("""
    WITH RECURSIVE each (county) AS (
        (SELECT left(county, 6) FROM incident ORDER BY 1 LIMIT 1)
        UNION ALL
        SELECT (SELECT left(county, 6) FROM incident WHERE left(county, 6) > each.county ORDER BY 1 LIMIT 1)
        FROM each WHERE each.county IS NOT NULL
    )
    SELECT county FROM each LEFT JOIN report_fact_stamp AS stamp USING (county)
    WHERE county IS NOT NULL AND (last_day IS NULL OR last_day < :day) ORDER BY county
""")
_FIRST = text("""
    SELECT CAST(min(reported_at) AT TIME ZONE 'Asia/Shanghai' AS date) FROM incident
    WHERE county = :county AND left(county, 6) = :county
""")
_TOUCHED = text("""
    SELECT DISTINCT CAST(reported_at AT TIME ZONE 'Asia/Shanghai' AS date) AS day
    FROM incident_entry AS entry JOIN incident ON incident.county = entry.county AND incident.id = entry.incident_id
    WHERE entry.county = :county AND entry.id > CAST(:after AS bigint)
""")
_LAST = text("""
    SELECT max(id) FROM incident_entry
    WHERE county = :county AND id > CAST(:after AS bigint) AND recorded_at <= CAST(:settled AS timestamptz)
""")
#: Of all counties at once: the index of open clocks knows none.
_CLOCKS = text("""
    SELECT DISTINCT clock.county, CAST(reported_at AT TIME ZONE 'Asia/Shanghai' AS date) AS day
    FROM (
        SELECT county, id FROM clock WHERE state <> 'stopped' AND due_at > :since AND due_at <= :at
        UNION
        SELECT county, clock_id FROM clock_interval WHERE decided_at > :since
        UNION
        SELECT county, clock_id FROM clock_extension WHERE decided_at > :since
        UNION
        SELECT county, clock_id FROM clock_epoch WHERE at > :since
    ) AS moved
    JOIN clock ON clock.county = moved.county AND clock.id = moved.id AND clock.subject_kind = 'incident'
    JOIN incident ON incident.county = clock.county AND incident.id = clock.subject_id
""")


def tick(at: datetime) -> None:
    """Bring the facts of every county up to yesterday, each in a transaction of its own."""
    yesterday = moment.local(at).date() - DAY
    with db.transaction():
        counties = db.session.scalars(_LACKING, {"day": yesterday}).all()
        touched = _by_clocks(counties, at) if counties else {}
    for county in counties:
        with db.transaction():
            days = bring_up(County(county), at, touched.get(county, ()))
        log.info("facts_written", county=county, days=days)


def list_counties() -> list[County]:
    """Every county that has incidents."""
    return [County(code) for code in db.session.scalars(_LACKING, {"day": date.max})]


def _by_clocks(counties: Sequence[str], at: datetime) -> Mapping[str, set[date]]:
    """The days of each county that clocks have touched since the oldest of these facts."""
    stamps = db.session.query(FactStamp).where(FactStamp.county.in_(counties)).all()
    found: dict[str, set[date]] = {}
    if stamps:
        for county, day in db.session.execute(_CLOCKS, {"since": min(stamp.at for stamp in stamps), "at": at}):
            found.setdefault(county, set()).add(day)
    return found


def bring_up(county: County, at: datetime, touched: Iterable[date] = (), since: date | None = None) -> int:
    """Write what a county lacks up to yesterday, and what was touched; all from `since` on where it is given.

    Returns how many days were written.
    """
    db.hold("report_fact", county)
    stamp = db.session.get(FactStamp, county, populate_existing=True)
    yesterday = moment.local(at).date() - DAY
    after = stamp.last_entry if stamp else 0
    first = stamp.last_day + DAY if stamp else db.session.scalar(_FIRST, {"county": county})
    begin = min(day for day in (first, since, yesterday + DAY) if day is not None)
    days = {begin + number * DAY for number in range((yesterday - begin).days + 1)}
    if stamp is not None:
        days |= {*touched, *db.session.scalars(_TOUCHED, {"county": county, "after": after})}
    written = facts.write(county, {day for day in days if day <= yesterday}, at)
    _stamp(county, stamp, yesterday, at)
    return written


def _stamp(county: County, stamp: FactStamp | None, last_day: date, at: datetime) -> None:
    after = stamp.last_entry if stamp else 0
    entry = db.session.scalar(_LAST, {"county": county, "after": after, "settled": at - SETTLED}) or after
    db.session.merge(FactStamp(county=county, last_day=last_day, last_entry=entry, at=at))
    db.session.flush()
