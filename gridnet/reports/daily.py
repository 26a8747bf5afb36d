"""The tick that writes facts: yesterday's, those of every day since it last ran, and of the days that were touched.

A day is touched when something was written about an incident reported on it, when a limit of one ran out, or when a
pause or more time was granted. To run twice changes nothing; what was missed for a week is written at the next ring.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy import select, text

from gridnet.base import db, moment
from gridnet.base.county import County
from gridnet.reports import facts
from gridnet.reports.models import FactStamp
from gridnet.reports.periods import DAY

#: An entry may be committed after one with a higher number; whatever is younger than this is looked at again.
SETTLED = timedelta(hours=1)
#: So many counties are written in one transaction.
TOGETHER = 16
_NONE: Mapping[County, Iterable[date]] = {}

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
    """Bring the facts of every county up to yesterday, several counties in a transaction."""
    yesterday = moment.local(at).date() - DAY
    with db.transaction():
        counties = [County(code) for code in db.session.scalars(_LACKING, {"day": yesterday})]
        touched = _by_clocks(counties, at) if counties else {}
    for start in range(0, len(counties), TOGETHER):
        group = counties[start : start + TOGETHER]
        with db.transaction():
            days = bring_up(group, at, touched)
        log.info("facts_written", counties=len(group), first=group[0], days=days)


def list_counties() -> list[County]:
    """Every county that has incidents."""
    return [County(code) for code in db.session.scalars(_LACKING, {"day": date.max})]


def _by_clocks(counties: Sequence[County], at: datetime) -> Mapping[County, set[date]]:
    """The days of each county that clocks have touched since the oldest of these facts."""
    stamps = db.session.query(FactStamp).where(FactStamp.county.in_(counties)).all()
    found: dict[County, set[date]] = {}
    if stamps:
        for county, day in db.session.execute(_CLOCKS, {"since": min(stamp.at for stamp in stamps), "at": at}):
            found.setdefault(County(county), set()).add(day)
    return found


def bring_up(
    counties: Sequence[County],
    at: datetime,
    touched: Mapping[County, Iterable[date]] = _NONE,
    since: date | None = None,
) -> int:
    """Write what counties lack up to yesterday, and what was touched; all from `since` on where it is given.

    Returns how many days were written.
    """
    for county in sorted(counties):  # in one order, so that two workers do not wait for each other
        db.hold("report_fact", county)
    yesterday = moment.local(at).date() - DAY
    query = select(FactStamp).where(FactStamp.county.in_(counties)).execution_options(populate_existing=True)
    stamps = {stamp.county: stamp for stamp in db.session.scalars(query)}
    wanted = {}
    for county in counties:
        stamp = stamps.get(county)
        wanted[county] = _lacking(county, stamp, yesterday, since) | _touched(county, stamp, touched, yesterday)
    written = facts.write(wanted, at)
    for county in counties:
        _stamp(county, stamps.get(county), yesterday, at)
    db.session.flush()
    return written


def _lacking(county: County, stamp: FactStamp | None, yesterday: date, since: date | None) -> set[date]:
    first = stamp.last_day + DAY if stamp else db.session.scalar(_FIRST, {"county": county})
    begin = min(day for day in (first, since, yesterday + DAY) if day is not None)
    return {begin + number * DAY for number in range((yesterday - begin).days + 1)}


def _touched(
    county: County, stamp: FactStamp | None, by_clocks: Mapping[County, Iterable[date]], yesterday: date
) -> set[date]:
    if stamp is None:
        return set()
    by_entries = db.session.scalars(_TOUCHED, {"county": county, "after": stamp.last_entry})
    return {day for day in (*by_clocks.get(county, ()), *by_entries) if day <= yesterday}


def _stamp(county: County, stamp: FactStamp | None, last_day: date, at: datetime) -> None:
    after = stamp.last_entry if stamp else 0
    entry = db.session.scalar(_LAST, {"county": county, "after": after, "settled": at - SETTLED}) or after
    db.session.merge(FactStamp(county=county, last_day=last_day, last_entry=entry, at=at))
