"""The statement that brings the cases behind a figure: one row each, with its fate, its duration and its keys.

Built from constants only, over the tables of `cohorts`; what is asked comes in as parameters.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from gridnet.reports import cohorts
from gridnet.reports.catalogue import Definition
from gridnet.reports.measures import LATER, Counting, Event, Measure, Scope
from gridnet.reports.question import Basis, Cut, Filters
from gridnet.reports.rates import Rate

CUTS: Mapping[Cut, str] = {
    Cut.GRID: "CAST(cohort.here_grid AS text)",
    Cut.BEAT: "CAST(cohort.here_beat AS text)",
    Cut.VILLAGE: "CASE WHEN length(here_code) = 12 THEN here_code END",
    Cut.TOWNSHIP: "CASE WHEN length(here_code) >= 9 THEN left(here_code, 9) END",
    Cut.COUNTY: "CAST(:county AS text)",
    Cut.CITY: "left(CAST(:county AS text), 4)",
    Cut.PROVINCE: "left(CAST(:county AS text), 2)",
    Cut.STATION: "here_station",
    Cut.CATEGORY: "cohort.category",
    Cut.GROUP: "left(cohort.category, 2)",
    Cut.PRIORITY: "cohort.priority",
    Cut.CHANNEL: "cohort.channel",
    Cut.HOUR: "to_char(local_at, 'HH24')",
    Cut.WEEKDAY: "to_char(local_at, 'ID')",
    Cut.MONTH: "to_char(local_at, 'YYYY-MM')",
    Cut.WEEK: "to_char(local_at, 'IYYY-\"W\"IW')",
    Cut.DAY: "to_char(local_at, 'YYYY-MM-DD')",
}
_VOID = "WHEN cohort.state = 'duplicate' THEN 'duplicate' WHEN cohort.state = 'rejected' THEN 'rejected'"
_FATE = """CASE {void}
            WHEN {from_at} IS NULL THEN 'start_missing'
            WHEN {to_at} < {from_at} THEN 'impossible'
            WHEN {to_at} IS NOT NULL THEN 'measured'
            WHEN cohort.state = 'converted' THEN 'converted'
            WHEN cohort.state = 'closed' OR {later} IS NOT NULL THEN 'stamp_missing'
            ELSE 'open' END"""


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
        FROM cohort {joins(definition.scope)}
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


_JOINS = {
    Scope.LEG: """JOIN legs AS part ON {part}
        LEFT JOIN clocks AS limits ON {limits} AND limits.network = part.network
        LEFT JOIN acts ON {acts}
        LEFT JOIN declined ON {declined} AND declined.network = part.network""",
    Scope.INCIDENT: """LEFT JOIN whole AS part ON {part}
        LEFT JOIN limits ON {limits}
        LEFT JOIN acts ON {acts}
        LEFT JOIN solved ON {solved}""",
    Scope.CARD: """JOIN clock ON clock.county = {county} AND subject_id = cohort.id AND subject_kind = 'incident'
        JOIN card AS part ON part.county = {county} AND part.clock_id = clock.id AND part.detected_at <= :as_of""",
}


def joins(scope: Scope, *, is_across: bool = False) -> str:
    """What belongs to the rows of `cohort`; of one county, where the incident says all, or of several."""
    same = "{0}.incident_id = cohort.id" + (" AND {0}.county = cohort.county" if is_across else "")
    on = {name: same.format(name) for name in ("part", "limits", "acts", "declined", "solved")}
    return _JOINS[scope].format(county="cohort.county" if is_across else ":county", **on)


_NONE = "CAST(NULL AS text)"


def _network(definition: Definition) -> str:
    return _NONE if definition.scope is Scope.INCIDENT else "part.network"


def _key(cut: Cut, definition: Definition) -> str:
    if cut is Cut.WAITED_FOR:
        return "CASE WHEN part.accepted_at IS NOT NULL THEN part.waited_for END" if is_dual(definition) else _NONE
    if cut in {Cut.NETWORK, Cut.ROLE}:
        return _NONE if definition.scope is not Scope.LEG else f"part.{cut}"
    return CUTS[cut]


def is_dual(definition: Definition) -> bool:
    """Whether it is about incidents that both networks act on."""
    return definition.code in {"dual_gap", "dual_response"}


def _concerned(definition: Definition) -> str:
    """Which of the rows the definition is about at all."""
    if is_dual(definition):
        return "part.needs_both"
    if definition.code == "valid_report":
        return "cohort.channel = 'GRID_APP'"
    if definition.scope is Scope.LEG:
        return f"part.role IN ({cohorts.quoted(tuple(sorted(definition.roles)))})"
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
    open_s = f"CAST(extract(epoch FROM CAST(:as_of AS timestamptz) - {from_at}) AS float8)"
    if measure.counting is Counting.WORKING:
        open_s = "CAST(NULL AS float8)"  # how much of it a clock has counted so far stands in no column
        seconds = f"limits.{measure.stage}_net_s"
        fate = f"CASE WHEN {fate_is_measured(fate)} AND {seconds} IS NULL THEN 'no_clock' ELSE {fate} END"
    return Told(
        concerned=_concerned(measure),
        fate=fate,
        seconds=f"CAST({seconds} AS float8)",
        open_s=open_s,
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
    "on_time_filing": (
        "part.accepted_at IS NOT NULL AND NOT coalesce(limits.accept_late, false)",
        "part.accepted_at IS NOT NULL OR limits.accept_late AND cohort.state <> 'rejected'",
        "limits.accept_due_at IS NULL",
    ),
    "on_time_dispatch": (
        "coalesce(least(part.given_at, part.accepted_at) <= limits.accept_due_at, false)",
        "least(part.given_at, part.accepted_at) IS NOT NULL OR limits.accept_due_at <= :as_of",
        "limits.accept_due_at IS NULL",
    ),
    "valid_report": ("cohort.state NOT IN ('duplicate', 'rejected')", "true", ""),
    "repeats": ("cohort.state = 'duplicate'", "true", ""),
    "solved_village": ("solved.level = 1", "solved.level IS NOT NULL", ""),
    "solved_township": ("solved.level = 2", "solved.level IS NOT NULL", ""),
    "solved_county": ("solved.level = 3", "solved.level IS NOT NULL", ""),
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
_OF_VOID: Mapping[str, str] = {
    **dict.fromkeys(
        ("filing", "accurate_filing", "on_time_filing"), "WHEN cohort.state = 'duplicate' THEN 'duplicate'"
    ),
    **dict.fromkeys(("valid_report", "repeats"), ""),
}


def _rated(rate: Rate) -> Told:
    did, should, without = _DID.get(rate.code) or tuple(each.format(stage=rate.stage) for each in _ON_TIME)
    void = _OF_VOID.get(rate.code, _VOID)
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
    return cohorts.tables(basis, given, is_now=is_now, is_past=is_past) + rows(definition, cuts, given)


def given(filters: Filters, scope: str) -> frozenset[str]:
    """The names of the filters that are set; `scope` where it is narrower than a county."""
    narrower = {"scope"} if len(scope) > len("410599") else set()
    return frozenset(filters.given()) | narrower
