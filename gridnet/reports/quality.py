"""Whether what was closed stayed solved, and what looks as if it were closed for the figure; by unit, never by person.

A case recurs when another one of the same category is reported within so many metres and days after it was closed. It
is looked for by the index of places. These are questions to be asked, not findings: a batch may be a power cut mended.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import text

from gridnet.base import db
from gridnet.base.errors import Invalid
from gridnet.reports import answering, cases, cohorts, masking, statements
from gridnet.reports.question import Cut, Question

UNITS = frozenset({Cut.COUNTY, Cut.TOWNSHIP, Cut.VILLAGE, Cut.STATION, Cut.GRID, Cut.BEAT})

_COUNT = """
    , unit AS (
        SELECT cohort.*, {unit} AS unit, incident.place
        FROM cohort JOIN incident ON incident.county = :county AND incident.id = cohort.id
        WHERE cohort.state NOT IN ('duplicate', 'rejected')
    ), recurring AS (
        SELECT DISTINCT unit.id
        FROM unit JOIN incident AS again
          ON again.place && ST_Expand(unit.place, CAST(:metres AS float8) / (111000 * cos(radians(ST_Y(unit.place)))),
                                      CAST(:metres AS float8) / 110500)
         AND again.county = :county AND again.id <> unit.id AND again.category = unit.category
         AND again.reported_at > unit.closed_at
         AND again.reported_at <= unit.closed_at + CAST(:days AS int) * interval '1 day'
         AND again.recorded_at <= :as_of
         AND ST_DistanceSphere(again.place, unit.place) <= CAST(:metres AS float8)
    ), handling AS (
        SELECT entry.incident_id, count(*) OVER (
                   PARTITION BY entry.person_id ORDER BY entry.recorded_at
                   RANGE BETWEEN interval '30 seconds' PRECEDING AND interval '30 seconds' FOLLOWING) AS around
        FROM unit JOIN incident_entry AS entry ON entry.county = :county AND entry.incident_id = unit.id
        WHERE entry.step IN ('handle', 'close') AND entry.person_id IS NOT NULL AND entry.recorded_at <= :as_of
    ), batched AS (
        SELECT incident_id FROM handling GROUP BY 1 HAVING max(around) >= CAST(:batch AS int)
    ), hasty AS (
        SELECT DISTINCT incident_id FROM legs
        WHERE handled_at >= arrived_at AND handled_at - arrived_at < CAST(:seconds AS int) * interval '1 second'
    ), far AS (
        SELECT DISTINCT unit.id
        FROM unit JOIN attachment ON attachment.county = :county AND attachment.incident_id = unit.id
        WHERE added_at <= :as_of AND ST_DistanceSphere(taken_place, unit.place) > CAST(:far_m AS float8)
    ), pictured AS (
        SELECT DISTINCT unit.id
        FROM unit JOIN attachment ON attachment.county = :county AND attachment.incident_id = unit.id
        WHERE added_at <= :as_of AND taken_place IS NOT NULL AND unit.place IS NOT NULL
    )
    SELECT unit.unit, count(*) AS cases, count(ever_closed_at) AS closed,
           count(ever_closed_at) FILTER (WHERE acts.verified AND acts.reopened IS NOT TRUE) AS verified,
           count(*) FILTER (WHERE acts.reopened) AS reopened,
           count(*) FILTER (WHERE unit.closed_at IS NOT NULL AND unit.place IS NOT NULL AND (recurring.id IS NOT NULL
               OR unit.closed_at + CAST(:days AS int) * interval '1 day' <= :as_of)) AS watched,
           count(recurring.id) AS recurred,
           count(batched.incident_id) AS batched, count(hasty.incident_id) AS hasty,
           count(pictured.id) AS pictured, count(far.id) AS far,
           count(*) FILTER (
               WHERE extract(day FROM (unit.closed_at AT TIME ZONE 'Asia/Shanghai') + interval '2 days') <= 2
           ) AS month_end
    FROM unit LEFT JOIN acts ON acts.incident_id = unit.id LEFT JOIN recurring ON recurring.id = unit.id
    LEFT JOIN batched ON batched.incident_id = unit.id LEFT JOIN hasty ON hasty.incident_id = unit.id
    LEFT JOIN far ON far.id = unit.id LEFT JOIN pictured ON pictured.id = unit.id
    GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is looked for: how near and soon again, how many at once, how hasty, how far from the scene."""

    metres: int = 50
    days: int = 30
    batch: int = 10
    seconds: int = 60
    far_m: int = 500


@dataclass(frozen=True, slots=True)
class Unit:
    """What was counted of a unit's valid cases.

    `verified` were closed after a check and not reopened. `watched` are closed, have a place, and their days after
    closing are over (or they recurred). `batched` were handled or closed among so many others by one person within half
    a minute either way, `hasty` handled within seconds of arriving, `far` of those `pictured` have a photo taken too
    far away, `month_end` were closed on the last two days of a month.
    """

    cases: int
    closed: int
    verified: int
    reopened: int
    watched: int
    recurred: int
    batched: int
    hasty: int
    pictured: int
    far: int
    month_end: int

    def joined(self, other: "Unit") -> "Unit":
        """Both together."""
        return Unit(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


NOTHING = Unit(*(0 for _ in fields(Unit)))


@dataclass(frozen=True, slots=True)
class Quality:
    """The units by their keys, None where masked, and all together."""

    units: Sequence[tuple[str | None, Unit | None]]
    total: Unit | None


def watch(question: Question, unit: Cut, wanted: Watched, *, tolerance_m: float) -> Quality:
    """What became of the cases the question is about, by unit; raises `Invalid` for what is no unit, or too wide."""
    if unit not in UNITS:
        raise Invalid(f"this is told by unit: {', '.join(sorted(UNITS))}; never by person")
    if question.county is None or not answering.is_exact(question):
        raise Invalid(f"this is read case by case: for one county and at most {answering.EXACT_DAYS} days")
    given = statements.given(question.filters, question.scope)
    shared = cohorts.tables(question.basis, given, is_past=question.is_past)
    asked = cases.given(question.county, question, tolerance_m=tolerance_m)
    asked |= {each.name: getattr(wanted, each.name) for each in fields(Watched)}
    rows = db.session.execute(text(shared + _COUNT.format(unit=statements.CUTS[unit])), asked).all()
    return _masked([(row[0], Unit(*row[1:])) for row in rows])


def _masked(found: Sequence[tuple[str | None, Unit]]) -> Quality:
    total = NOTHING
    for _, unit in found:
        total = total.joined(unit)
    hides_total, hidden = masking.masked([(unit.cases,) for _, unit in found])
    shown = [(key, None if place in hidden else unit) for place, (key, unit) in enumerate(found)]
    return Quality(shown, None if hides_total else total)
