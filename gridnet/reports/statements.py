"""The statement that brings the cases behind a figure: one row each, with its fate, its duration and its keys.

Built from constants only; what is asked comes in as parameters. `cohort` holds the incidents of the period, `legs` a
network's part of each (all hand-overs together, the first stamp of each kind), `clocks` what their clocks say: a limit
of a leg is kept when none of its turns ran over; what was reopened is not held against it. While a clock stands still
nothing becomes late.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from gridnet.reports import past
from gridnet.reports.catalogue import Definition
from gridnet.reports.measures import LATER, Counting, Event, Measure, Scope
from gridnet.reports.question import Basis, Cut, Filters
from gridnet.reports.rates import Rate

ZONE = "Asia/Shanghai"
STAMPS = ("assigned_at", "accepted_at", "departed_at", "arrived_at", "handled_at")
STAGES = ("accept", "arrive", "handle", "verify", "follow_up")
#: What stops a clock although nobody did what it waits for. Whoever closes a case has verified it thereby.
_ENDINGS = ("reject", "duplicate", "convert", "reopened")
_IDLE = {stage: _ENDINGS if stage == "verify" else ("close", *_ENDINGS) for stage in STAGES}
_BASIS = {Basis.REPORTED: "reported_at", Basis.CLOSED: "closed_at"}

#: `left(county, 6)` is the county; it is written so that the index on it serves reports and nothing else.
_COHORT = """
    base AS (
        SELECT id, known_state AS state, priority, category, channel, division_code, grid_area_id, beat_area_id,
               beat_outline_id, grid_outline_id, reported_at, known_closed_at AS ever_closed_at,
               CASE WHEN known_state = 'closed' THEN known_closed_at END AS closed_at, CASE WHEN is_history THEN (
                   SELECT due_at FROM incident_history AS past WHERE past.county = :county AND incident_id = incident.id
               ) END AS promised_at
        FROM (
            SELECT incident.*, {state} AS known_state, {closed_at} AS known_closed_at FROM incident
            WHERE county = :county AND left(county, 6) = :county AND {basis} >= :since AND recorded_at <= :as_of
        ) AS incident
        WHERE {known} >= :since AND {known} < :until
    ), cohort AS MATERIALIZED (
        SELECT base.*, base.{basis} AT TIME ZONE 'Asia/Shanghai' AS local_at, {ground}
        FROM base {placed}
        WHERE {filters}
    )
"""
_THEN = """base.division_code AS here_code, base.grid_area_id AS here_grid, base.beat_area_id AS here_beat,
           station.parent_code AS here_station"""
_THEN_JOIN = "LEFT JOIN area_outline AS station ON station.county = :county AND station.id = base.beat_outline_id"
_NOW = """placed.division_code AS here_code, placed.grid AS here_grid, placed.beat AS here_beat,
          placed.station AS here_station"""
_NOW_JOIN = """JOIN unnest(CAST(:placed_ids AS bigint[]), CAST(:placed_codes AS text[]),
                           CAST(:placed_grids AS bigint[]), CAST(:placed_beats AS bigint[]),
                           CAST(:placed_stations AS text[]))
               AS placed (id, division_code, grid, beat, station) ON placed.id = base.id"""

_LEGS = """
    legs AS (
        SELECT incident_id, network, (array_agg(role ORDER BY assignment.id DESC))[1] AS role, {stamps},
               CAST(NULL AS timestamptz) AS contacted_at
        FROM cohort JOIN assignment ON assignment.county = :county AND assignment.incident_id = cohort.id
        {unheard}
        GROUP BY 1, 2
    )
"""
_STRETCH = "clock_id = clock.id AND to_at IS NULL AND decision = 'granted'"
#: The moment up to which an open clock has run: while it stands still, the beginning of the pause.
_RAN = """coalesce(stopped_at, CASE WHEN clock.state = 'paused' THEN (
              SELECT from_at FROM clock_interval AS stretch WHERE stretch.county = :county AND {stretch}
              ORDER BY from_at LIMIT 1) END,
              CAST(:as_of AS timestamptz))"""
_OF_STAGE = """max(due_at) FILTER (WHERE stage = '{stage}') AS {stage}_due_at,
               bool_or({ran} > due_at) FILTER (WHERE stage = '{stage}') AS {stage}_late,
               bool_or(stopped_at IS NULL) FILTER (WHERE stage = '{stage}') AS {stage}_open,
               bool_or(coalesce(stop_cause, '') IN ({idle})) FILTER (WHERE stage = '{stage}') AS {stage}_idle,
               sum(elapsed_s) FILTER (WHERE stage = '{stage}') AS {stage}_net_s"""
_CLOCKS = """
    clocks AS (
        SELECT subject_id AS incident_id, network, {stages}
        FROM cohort JOIN {clock} ON clock.county = :county AND subject_id = cohort.id AND subject_kind = 'incident'
        WHERE cause <> 'reopened' AND started_at <= :as_of
        GROUP BY 1, 2
    )
"""
_ACTS = """
    acts AS (
        SELECT incident_id, bool_or(step = 'rework') AS reworked, bool_or(step = 'reopen') AS reopened,
               bool_or(step = 'verify') AS verified
        FROM cohort JOIN incident_entry AS entry ON entry.county = :county AND entry.incident_id = cohort.id
        WHERE entry.recorded_at <= :as_of AND step IN ('rework', 'reopen', 'verify')
        GROUP BY 1
    ), declined AS (
        SELECT DISTINCT incident_id, network
        FROM cohort JOIN incident_entry AS entry ON entry.county = :county AND entry.incident_id = cohort.id
        WHERE entry.recorded_at <= :as_of AND step = 'decline'
    )
"""
_WHOLE = """
    whole AS (
        SELECT incident_id, min(assigned_at) AS assigned_at, min(accepted_at) AS accepted_at,
               min(departed_at) AS departed_at, min(arrived_at) AS arrived_at, min(contacted_at) AS contacted_at,
               least(min(arrived_at), min(contacted_at)) AS responded_at,
               min(handled_at) FILTER (WHERE role = 'lead') AS handled_at,
               min(accepted_at) AS one_accepted_at,
               CASE WHEN count(accepted_at) > 1 THEN max(accepted_at) END AS both_accepted_at,
               count(*) FILTER (WHERE role <> 'inform') > 1 AS needs_both,
               (array_agg(network ORDER BY accepted_at DESC NULLS FIRST))[1] AS waited_for
        FROM legs GROUP BY 1
    ), limits AS (
        SELECT incident_id, {stages}
        FROM clocks GROUP BY 1
    )
"""
_OF_WHOLE = """bool_and(NOT {stage}_open AND NOT {stage}_idle OR {stage}_late)
                   FILTER (WHERE {stage}_due_at IS NOT NULL) AS {stage}_over,
               max({stage}_due_at) AS {stage}_due_at, bool_or({stage}_late) AS {stage}_late,
               bool_or({stage}_open) AS {stage}_open, bool_or({stage}_idle) AS {stage}_idle"""

_CUTS: Mapping[Cut, str] = {
    Cut.GRID: "CAST(cohort.here_grid AS text)",
    Cut.BEAT: "CAST(cohort.here_beat AS text)",
    Cut.VILLAGE: "CASE WHEN length(here_code) = 12 THEN here_code END",
    Cut.TOWNSHIP: "CASE WHEN length(here_code) >= 9 THEN left(here_code, 9) END",
    Cut.COUNTY: "CAST(:county AS text)",
    Cut.CITY: "left(CAST(:county AS text), 4)",
    Cut.PROVINCE: "left(CAST(:county AS text), 2)",
    Cut.STATION: "here_station",
    Cut.CATEGORY: "category",
    Cut.GROUP: "left(category, 2)",
    Cut.PRIORITY: "priority",
    Cut.CHANNEL: "channel",
    Cut.HOUR: "to_char(local_at, 'HH24')",
    Cut.WEEKDAY: "to_char(local_at, 'ID')",
    Cut.MONTH: "to_char(local_at, 'YYYY-MM')",
    Cut.WEEK: "to_char(local_at, 'IYYY-\"W\"IW')",
    Cut.DAY: "to_char(local_at, 'YYYY-MM-DD')",
}
_FILTERS: Mapping[str, str] = {
    "priority": "priority = :priority",
    "category": "category = :category",
    "group": "left(category, 2) = :group",
    "channel": "channel = :channel",
    "station": "{station} = :station",
    "area_id": ":area_id IN ({grid}, {beat})",
    "hour": "extract(hour FROM base.{basis} AT TIME ZONE 'Asia/Shanghai') = :hour",
    "weekday": "extract(isodow FROM base.{basis} AT TIME ZONE 'Asia/Shanghai') = :weekday",
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

_VOID = "WHEN cohort.state = 'duplicate' THEN 'duplicate' WHEN cohort.state = 'rejected' THEN 'rejected'"
_FATE = """CASE {void}
            WHEN {from_at} IS NULL THEN 'start_missing'
            WHEN {to_at} < {from_at} THEN 'impossible'
            WHEN {to_at} IS NOT NULL THEN 'measured'
            WHEN cohort.state = 'converted' THEN 'converted'
            WHEN cohort.state = 'closed' OR {later} IS NOT NULL THEN 'stamp_missing'
            ELSE 'open' END"""


def with_(basis: Basis, given: frozenset[str], *, is_now: bool, is_past: bool = False) -> str:
    """The common table expressions for a basis and the filters that are given (names of `Filters`, and `scope`).

    `is_now` puts incidents where they lie by the boundaries of `as_of`; `is_past` leaves out all that was heard of
    after it, which a question about the present need not look for.
    """
    columns = _COLUMNS_NOW if is_now else _COLUMNS_THEN
    wanted = [_FILTERS[name].format(basis=_BASIS[basis], **columns) for name in sorted(given) if name in _FILTERS]
    cohort = _COHORT.format(
        basis=_BASIS[basis],
        known="known_closed_at" if basis is Basis.CLOSED else "reported_at",
        state=past.STATE if is_past else "state",
        closed_at=past.CLOSED_AT if is_past else "closed_at",
        ground=_NOW if is_now else _THEN,
        placed=_NOW_JOIN if is_now else _THEN_JOIN,
        filters=" AND ".join(wanted) or "true",
    )
    wholes = ", ".join(_OF_WHOLE.format(stage=stage) for stage in STAGES)
    parts = (cohort, _legs(is_past=is_past), _clocks(is_past=is_past), _ACTS, _WHOLE.format(stages=wholes))
    return f"WITH {', '.join(parts)}"


def _legs(*, is_past: bool) -> str:
    stamps = ", ".join(f"min({past.stamp(name) if is_past else name}) AS {name}" for name in STAMPS)
    return _LEGS.format(stamps=stamps, unheard=past.UNHEARD if is_past else "")


def _clocks(*, is_past: bool) -> str:
    ran = _RAN.format(stretch=past.STRETCH if is_past else _STRETCH)
    stages = ", ".join(_OF_STAGE.format(stage=stage, ran=ran, idle=_quoted(_IDLE[stage])) for stage in STAGES)
    return _CLOCKS.format(stages=stages, clock=f"{past.CLOCK} AS clock" if is_past else "clock")


def rows(definition: Definition, cuts: tuple[Cut, ...], given: frozenset[str], also: str = "") -> str:
    """The rows of a measure or rate: incident, network, keys, `also`, fate, seconds, open_s, is_due, is_late."""
    keys = ", ".join(f"{_key(cut, definition)} AS key{number}" for number, cut in enumerate(cuts, start=1))
    told = told_of(definition)
    wanted = [told.concerned]
    if definition.scope is not Scope.INCIDENT:
        wanted += [f"part.{name} = :{name}" for name in ("network", "role") if name in given]
    return f"""
        SELECT cohort.id, {_network(definition)} AS network, {keys + "," if keys else ""} {also} {told.fate} AS fate,
               {told.seconds} AS seconds, {told.open_s} AS open_s, {told.is_due} AS is_due, {told.is_late} AS is_late
        FROM cohort {JOINS[definition.scope]}
        WHERE {" AND ".join(wanted)}
    """  # noqa: S608 - joined from constants


class Told(NamedTuple):
    """What is told of a case, as SQL: whether it is one at all, its fate, how long it took, if it is due and late."""

    concerned: str
    fate: str
    seconds: str
    open_s: str
    is_due: str
    is_late: str


def told_of(definition: Definition) -> Told:
    """What a measure or rate tells of a row of `cohort`, `part`, `limits`, `acts` and `declined`."""
    return _measured(definition) if isinstance(definition, Measure) else _rated(definition)


JOINS = {
    Scope.LEG: """JOIN legs AS part ON part.incident_id = cohort.id
        LEFT JOIN clocks AS limits ON limits.incident_id = cohort.id AND limits.network = part.network
        LEFT JOIN acts ON acts.incident_id = cohort.id
        LEFT JOIN declined ON declined.incident_id = cohort.id AND declined.network = part.network""",
    Scope.INCIDENT: """LEFT JOIN whole AS part ON part.incident_id = cohort.id
        LEFT JOIN limits ON limits.incident_id = cohort.id
        LEFT JOIN acts ON acts.incident_id = cohort.id""",
    Scope.CARD: """JOIN clock ON clock.county = :county AND subject_id = cohort.id AND subject_kind = 'incident'
        JOIN card AS part ON part.county = :county AND part.clock_id = clock.id AND part.detected_at <= :as_of""",
}


_NONE = "CAST(NULL AS text)"


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _network(definition: Definition) -> str:
    return _NONE if definition.scope is Scope.INCIDENT else "part.network"


def _key(cut: Cut, definition: Definition) -> str:
    if cut is Cut.WAITED_FOR:
        return "CASE WHEN part.accepted_at IS NOT NULL THEN part.waited_for END" if is_dual(definition) else _NONE
    if cut in {Cut.NETWORK, Cut.ROLE}:
        return _NONE if definition.scope is not Scope.LEG else f"part.{cut}"
    return _CUTS[cut]


def is_dual(definition: Definition) -> bool:
    """Whether it is about incidents that both networks act on."""
    return definition.code in {"dual_gap", "dual_response"}


def _concerned(definition: Definition) -> str:
    """Which of the rows the definition is about at all."""
    if is_dual(definition):
        return "part.needs_both"
    if definition.scope is Scope.LEG:
        return f"part.role IN ({_quoted(tuple(sorted(definition.roles)))})"
    return "true"


def _column(event: Event) -> str:
    return f"cohort.{event}_at" if event in {Event.REPORTED, Event.CLOSED} else f"part.{event}_at"


def _measured(measure: Measure) -> Told:
    from_at, to_at = _column(measure.from_event), _column(measure.to_event)
    later = [_column(each) for each in LATER.get(measure.to_event, ())] or ["NULL"]
    fate = _FATE.format(void=_VOID, from_at=from_at, to_at=to_at, later=f"coalesce({', '.join(later)})")
    seconds = f"extract(epoch FROM {to_at} - {from_at})"
    late, due_at = "false", "NULL"
    if measure.to_event is Event.CLOSED:
        late, due_at = f"(coalesce({to_at}, CAST(:as_of AS timestamptz)) > promised_at)", "promised_at"
    if measure.stage is not None:
        late, due_at = f"limits.{measure.stage}_late", f"limits.{measure.stage}_due_at"
    if measure.counting is Counting.WORKING:
        seconds = f"limits.{measure.stage}_net_s"
        fate = f"CASE WHEN {fate_is_measured(fate)} AND {seconds} IS NULL THEN 'no_clock' ELSE {fate} END"
    return Told(
        concerned=_concerned(measure),
        fate=fate,
        seconds=f"CAST({seconds} AS float8)",
        open_s=f"CAST(extract(epoch FROM CAST(:as_of AS timestamptz) - {from_at}) AS float8)",
        is_due=f"(CAST({due_at} AS timestamptz) IS NOT NULL AND ({to_at} IS NOT NULL OR {late}))",
        is_late=f"coalesce({late}, false)",
    )


def fate_is_measured(fate: str) -> str:
    """The condition that a case has been measured."""
    return f"({fate}) = 'measured'"


#: What was done, out of what should have been; and what says that nothing had to be (yet).
_DID: Mapping[str, tuple[str, str, str]] = {
    "handled": ("part.handled_at IS NOT NULL", "part.handled_at IS NOT NULL OR limits.handle_due_at <= :as_of", ""),
    "filing": (
        "NOT (cohort.state = 'rejected' AND part.accepted_at IS NULL)",
        "true",
        "",
    ),
    "accurate_filing": (
        "cohort.state <> 'rejected'",
        "NOT (cohort.state = 'rejected' AND part.accepted_at IS NULL)",
        "",
    ),
    "accurate_dispatch": ("declined.incident_id IS NULL", "true", ""),
    "closing": ("cohort.closed_at IS NOT NULL", "cohort.state <> 'converted'", ""),
    "on_time_close": (
        """cohort.closed_at IS NOT NULL
           AND (limits.handle_late OR limits.verify_late OR cohort.closed_at > promised_at) IS NOT TRUE""",
        "cohort.closed_at IS NOT NULL OR limits.handle_late OR limits.verify_late OR promised_at < :as_of",
        "coalesce(limits.handle_due_at, promised_at) IS NULL",
    ),
    "rework": ("coalesce(acts.reworked, false)", "part.handled_at IS NOT NULL", ""),
    "reopened": ("coalesce(acts.reopened, false)", "ever_closed_at IS NOT NULL", ""),
    "verified_closure": (
        "coalesce(acts.verified, false) AND NOT coalesce(acts.reopened, false)",
        "ever_closed_at IS NOT NULL",
        "",
    ),
    "dual_response": (
        "NOT (limits.accept_late OR limits.arrive_late)",
        "limits.accept_over AND limits.arrive_over",
        "limits.accept_due_at IS NULL OR limits.arrive_due_at IS NULL",
    ),
}
_ON_TIME = (
    "NOT limits.{stage}_late",
    "NOT limits.{stage}_open AND NOT coalesce(limits.{stage}_idle, false) OR limits.{stage}_late",
    "limits.{stage}_due_at IS NULL",
)
#: The rates that are about reports which turned out to be none.
_OF_VOID = frozenset({"filing", "accurate_filing"})


def _rated(rate: Rate) -> Told:
    did, should, without = _DID.get(rate.code) or tuple(each.format(stage=rate.stage) for each in _ON_TIME)
    void = "WHEN cohort.state = 'duplicate' THEN 'duplicate'" if rate.code in _OF_VOID else _VOID
    lacks = f"WHEN {without} THEN 'no_limit'" if without else ""
    return Told(
        concerned=_concerned(rate),
        fate=f"CASE {void} {lacks} WHEN {should} THEN 'measured' ELSE 'not_due' END",
        seconds="CAST(NULL AS float8)",
        open_s="CAST(NULL AS float8)",
        is_due="true",
        is_late=f"NOT ({did})",
    )


@cache
def cases(  # noqa: PLR0913 - what a statement depends on
    definition: Definition,
    basis: Basis,
    cuts: tuple[Cut, ...],
    given: frozenset[str],
    *,
    is_now: bool = False,
    is_past: bool = False,
) -> str:
    """The whole statement that brings the cases of one county."""
    return with_(basis, given, is_now=is_now, is_past=is_past) + rows(definition, cuts, given)


def given(filters: Filters, scope: str) -> frozenset[str]:
    """The names of the filters that are set; `scope` where it is narrower than a county."""
    narrower = {"scope"} if len(scope) > len("410599") else set()
    return frozenset(filters.given()) | narrower
