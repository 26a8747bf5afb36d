"""What a figure is worked out from: the incidents of a period, their legs, their clocks and what was done, as SQL.

`cohort` holds the incidents of the period, `legs` a network's part of each (all hand-overs together, the first stamp of
each kind), `clocks` what their clocks say: a limit of a leg is kept when none of its turns ran over; what was reopened
is not held against it. While a clock stands still nothing becomes late. `whole` and `limits` are of whole incidents.
Built from constants; what is asked comes in as parameters.
"""

from collections.abc import Iterable, Mapping

from gridnet.reports import past
from gridnet.reports.question import Basis

STAMPS = ("assigned_at", "accepted_at", "contacted_at", "departed_at", "arrived_at", "handled_at")
STAGES = ("accept", "arrive", "handle", "verify", "follow_up")
#: What stops a clock although nobody did what it waits for. Whoever closes a case has verified it thereby.
_ENDINGS = ("reject", "duplicate", "convert", "reopened")
_IDLE = {stage: _ENDINGS if stage == "verify" else ("close", *_ENDINGS) for stage in STAGES}
_BASIS = {Basis.REPORTED: "reported_at", Basis.CLOSED: "closed_at"}
#: The moment that puts a case into the period; what was reopened since belongs where it was closed last.
AT = {Basis.REPORTED: "reported_at", Basis.CLOSED: "ever_closed_at"}

#: `left(county, 6)` is the county; it is written so that the index on it serves reports and nothing else.
_WITHIN_ONE = """incident
            WHERE county = :county AND left(county, 6) = :county AND {basis} >= :since AND recorded_at <= :as_of"""
#: Several counties, each with days of its own.
_ACROSS = """unnest(CAST(:counties AS text[]), CAST(:sinces AS timestamptz[]), CAST(:untils AS timestamptz[]))
                AS span (of_county, since, until)
            JOIN incident ON left(incident.county, 6) = of_county AND {basis} >= span.since AND {basis} < span.until
            WHERE recorded_at <= :as_of"""
_COHORT = """
    WITH base AS (
        SELECT id, county, known_state AS state, {priority} AS priority, {category} AS category, channel, division_code,
               grid_area_id, beat_area_id, beat_outline_id, reported_at, known_closed_at AS ever_closed_at,
               CASE WHEN known_state = 'closed' THEN known_closed_at END AS closed_at, CASE WHEN is_history THEN (
                   SELECT due_at FROM incident_history AS past
                   WHERE past.county = incident.county AND incident_id = incident.id
               ) END AS promised_at
        FROM (
            SELECT incident.*, {state} AS known_state, {closed_at} AS known_closed_at FROM {within}
        ) AS incident
        WHERE {known} >= :since AND {known} < :until
    )
    SELECT base.*, base.{at} AT TIME ZONE 'Asia/Shanghai' AS local_at, {ground}
    FROM base {placed}
    WHERE {filters}
"""
_THEN = """base.division_code AS here_code, base.grid_area_id AS here_grid, base.beat_area_id AS here_beat,
           station.parent_code AS here_station"""
_THEN_JOIN = """LEFT JOIN area_outline AS station
        ON station.county = {county} AND station.id = base.beat_outline_id"""
_NOW = """placed.division_code AS here_code, placed.grid AS here_grid, placed.beat AS here_beat,
          placed.station AS here_station"""
_NOW_JOIN = """JOIN unnest(CAST(:placed_ids AS bigint[]), CAST(:placed_codes AS text[]),
                           CAST(:placed_grids AS bigint[]), CAST(:placed_beats AS bigint[]),
                           CAST(:placed_stations AS text[]))
               AS placed (id, division_code, grid, beat, station) ON placed.id = base.id"""

#: Within one county the incident says all; its county would only mislead the planner about how many groups there are.
_ONE = {"county": ":county", "told": "", "by": ""}
_MANY = {"county": "cohort.county", "told": "cohort.county,", "by": ", cohort.county"}
_LEGS = """
    SELECT incident_id, network, {told} (array_agg(role ORDER BY assignment.id DESC))[1] AS role, {stamps},
           min({assigned_at}) FILTER (WHERE person_id IS NOT NULL) AS given_at
    FROM cohort JOIN assignment ON assignment.county = {county} AND assignment.incident_id = cohort.id
    {unheard}
    GROUP BY incident_id, network{by}
"""
_STRETCH = "clock_id = clock.id AND to_at IS NULL AND decision = 'granted'"
#: The moment up to which an open clock has run: while it stands still, the beginning of the pause.
_RAN = """coalesce(stopped_at, CASE WHEN clock.state = 'paused' THEN (
              SELECT from_at FROM clock_interval AS stretch WHERE stretch.county = clock.county AND {stretch}
              ORDER BY from_at LIMIT 1) END,
              CAST(:as_of AS timestamptz))"""
_OF_STAGE = """max(due_at) FILTER (WHERE stage = '{stage}') AS {stage}_due_at,
               bool_or({ran} > due_at) FILTER (WHERE stage = '{stage}') AS {stage}_late,
               bool_or(stopped_at IS NULL) FILTER (WHERE stage = '{stage}') AS {stage}_open,
               bool_or(coalesce(stop_cause, '') IN ({idle})) FILTER (WHERE stage = '{stage}') AS {stage}_idle,
               sum(elapsed_s) FILTER (WHERE stage = '{stage}') AS {stage}_net_s"""
_CLOCKS = """
    SELECT subject_id AS incident_id, network, {told} {stages}
    FROM cohort JOIN {clock} ON clock.county = {county} AND subject_id = cohort.id AND subject_kind = 'incident'
    WHERE cause <> 'reopened' AND started_at <= :as_of
    GROUP BY subject_id, network{by}
"""
_ACTS = """
    SELECT incident_id, {told} bool_or(step = 'rework') AS reworked, bool_or(step = 'reopen') AS reopened,
           bool_or(step = 'verify') AS verified
    FROM cohort JOIN incident_entry AS entry ON entry.county = {county} AND entry.incident_id = cohort.id
    WHERE entry.recorded_at <= :as_of AND step IN ('rework', 'reopen', 'verify')
    GROUP BY incident_id{by}
"""
_DECLINED = """
    SELECT DISTINCT {told} incident_id, network
    FROM cohort JOIN incident_entry AS entry ON entry.county = {county} AND entry.incident_id = cohort.id
    WHERE entry.recorded_at <= :as_of AND step = 'decline'
"""
#: Who solved it: the lead that handled it first, and at which level they or their desk are (1 village, 2 township, 3
#: county). Of a record of the past nobody knows.
_SOLVED = """
    SELECT DISTINCT ON (incident_id, leg.county) incident_id, leg.county, CASE
               WHEN leg.why = 'out_of_history' THEN NULL
               WHEN position.role IN ('township_desk', 'station_duty') THEN 2
               WHEN position.role IN ('county_desk', 'dispatcher') THEN 3
               WHEN position.id IS NOT NULL THEN 1
               ELSE CASE length(desk_code) WHEN 12 THEN 1 WHEN 9 THEN 2 WHEN 6 THEN 3 END END AS level
    FROM (
        SELECT assignment.*, {known} AS known_handled_at
        FROM cohort JOIN assignment ON assignment.county = {county} AND assignment.incident_id = cohort.id
        {unheard}
    ) AS leg
    LEFT JOIN position ON position.county = leg.county AND position.id = position_id
    WHERE leg.role = 'lead' AND known_handled_at IS NOT NULL
    ORDER BY incident_id, leg.county, known_handled_at, leg.id
"""
_WHOLE = """
    SELECT incident_id, {told} min(assigned_at) AS assigned_at, min(accepted_at) AS accepted_at,
           min(departed_at) AS departed_at, min(arrived_at) AS arrived_at, min(contacted_at) AS contacted_at,
           least(min(arrived_at), min(contacted_at)) AS responded_at,
           min(handled_at) FILTER (WHERE role = 'lead') AS handled_at,
           min(accepted_at) AS one_accepted_at,
           CASE WHEN count(accepted_at) > 1 THEN max(accepted_at) END AS both_accepted_at,
           count(*) FILTER (WHERE role <> 'inform') > 1 AS needs_both,
           (array_agg(network ORDER BY accepted_at DESC NULLS FIRST))[1] AS waited_for
    FROM legs AS cohort GROUP BY incident_id{by}
"""
_LIMITS = """
    SELECT incident_id, {told} {stages}
    FROM clocks AS cohort GROUP BY incident_id{by}
"""
_OF_WHOLE = """bool_and(NOT {stage}_open AND NOT {stage}_idle OR {stage}_late)
                   FILTER (WHERE {stage}_due_at IS NOT NULL) AS {stage}_over,
               max({stage}_due_at) AS {stage}_due_at, bool_or({stage}_late) AS {stage}_late,
               bool_or({stage}_open) AS {stage}_open, bool_or({stage}_idle) AS {stage}_idle"""
_FILTERS: Mapping[str, str] = {
    "priority": "priority = :priority",
    "category": "category = :category",
    "group": "left(category, 2) = :group",
    "channel": "channel = :channel",
    "station": "{station} = :station",
    "area_id": ":area_id IN ({grid}, {beat})",
    "hour": "extract(hour FROM base.{at} AT TIME ZONE 'Asia/Shanghai') = :hour",
    "weekday": "extract(isodow FROM base.{at} AT TIME ZONE 'Asia/Shanghai') = :weekday",
    "scope": "starts_with({code}, :scope)",
}
_COLUMNS_THEN = {
    "code": "base.division_code",
    "grid": "base.grid_area_id",
    "beat": "base.beat_area_id",
    "station": "station.parent_code",
}
_COLUMNS_NOW = {
    "code": "placed.division_code",
    "grid": "placed.grid",
    "beat": "placed.beat",
    "station": "placed.station",
}


def quoted(words: Iterable[str]) -> str:
    """The words as SQL lists them."""
    return ", ".join(f"'{word}'" for word in words)


def tables(basis: Basis, given: frozenset[str], *, is_now: bool = False, is_past: bool = False) -> str:
    """The common table expressions for a basis and the filters that are given (names of `Filters`, and `scope`).

    `is_now` puts incidents where they lie by the boundaries of `as_of`; `is_past` leaves out all that was heard of
    after it, which a question about the present need not look for.
    """
    columns = _COLUMNS_NOW if is_now else _COLUMNS_THEN
    wanted = [_FILTERS[name].format(at=AT[basis], **columns) for name in sorted(given) if name in _FILTERS]
    cohort = _cohort(basis, _WITHIN_ONE, " AND ".join(wanted) or "true", is_now=is_now, is_past=is_past)
    parts = {"cohort": cohort} | _parts(_ONE, is_past=is_past)
    return "WITH " + ", ".join(
        f"{name} AS {'MATERIALIZED ' if name == 'cohort' else ''}({select})" for name, select in parts.items()
    )


def across() -> Mapping[str, str]:
    """The same of several counties, by name, each as a statement that reads those before it.

    They want `counties`, `sinces` and `untils`, lists of the same length, and the least and the last of these as
    `since` and `until`.
    """
    cohort = _cohort(Basis.REPORTED, _ACROSS, "true", is_now=False, is_past=False)
    return {"cohort": cohort} | _parts(_MANY, is_past=False)


def _cohort(basis: Basis, within: str, filters: str, *, is_now: bool, is_past: bool) -> str:
    return _COHORT.format(
        within=within.format(basis=_BASIS[basis]),
        at=AT[basis],
        known="known_closed_at" if basis is Basis.CLOSED else "reported_at",
        state=past.STATE if is_past else "state",
        priority=past.kind("priority") if is_past else "priority",
        category=past.kind("category") if is_past else "category",
        closed_at=past.CLOSED_AT if is_past else "closed_at",
        ground=_NOW if is_now else _THEN,
        placed=_NOW_JOIN if is_now else _THEN_JOIN.format(county="base.county"),
        filters=filters,
    )


def _parts(counties: Mapping[str, str], *, is_past: bool) -> dict[str, str]:
    wholes = ", ".join(_OF_WHOLE.format(stage=stage) for stage in STAGES)
    unheard = past.UNHEARD if is_past else ""
    known = {name: past.stamp(name) if is_past else name for name in STAMPS}
    legs = ", ".join(f"min({stamp}) AS {name}" for name, stamp in known.items())
    return {
        "legs": _LEGS.format(**counties, stamps=legs, assigned_at=known["assigned_at"], unheard=unheard),
        "clocks": _clocks(counties, is_past=is_past),
        "acts": _ACTS.format(**counties),
        "declined": _DECLINED.format(**counties),
        "solved": _SOLVED.format(**counties, known=known["handled_at"], unheard=unheard),
        "whole": _WHOLE.format(**counties),
        "limits": _LIMITS.format(**counties, stages=wholes),
    }


def _clocks(counties: Mapping[str, str], *, is_past: bool) -> str:
    ran = _RAN.format(stretch=past.STRETCH if is_past else _STRETCH)
    stages = ", ".join(_OF_STAGE.format(stage=stage, ran=ran, idle=quoted(_IDLE[stage])) for stage in STAGES)
    return _CLOCKS.format(**counties, stages=stages, clock=f"{past.CLOCK} AS clock" if is_past else "clock")
