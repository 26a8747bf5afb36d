"""The statements that facts are made with: what is read of the days of several counties, and months from days.

The tables of `cohorts` are made as temporary ones and analysed, for the planner cannot guess how many cases lie in a
day that has only just passed. Then one row a case is read, in which stands what every measure and rate says of it.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import TextClause, text

from gridnet.reports import catalogue, cohorts, statements
from gridnet.reports.catalogue import Definition
from gridnet.reports.funnel import Fate
from gridnet.reports.measures import Measure, Scope

TALLIES = ("measured", "zero", "due", "in_limit", "open_late")
LOST = tuple(fate.value for fate in Fate if fate is not Fate.MEASURED)
COUNTS = (*TALLIES, *LOST)
KEYS = ("code", "cut", "grain", "county", "day", "network", "value")
COLUMNS = (*KEYS, *COUNTS, "buckets", "counts", "written_at")
_COLUMNS = ", ".join(COLUMNS)

#: What is told of a case in one number: its fate, and these where it is due and where it is late. None: not a case.
FATES = (Fate.MEASURED, Fate.OPEN, *(each for each in Fate if each not in {Fate.MEASURED, Fate.OPEN}))
DUE, LATE = 16, 32
_FATES = " ".join(f"WHEN '{fate.value}' THEN {number}" for number, fate in enumerate(FATES))

#: So many days of so many counties, and how many cases lie in each of these spans.
SPANS = text("""
    SELECT span.number, count(*) AS cases
    FROM unnest(CAST(:counties AS text[]), CAST(:sinces AS timestamptz[]), CAST(:untils AS timestamptz[]))
         WITH ORDINALITY AS span (of_county, since, until, number)
    JOIN incident ON left(incident.county, 6) = of_county AND reported_at >= span.since AND reported_at < span.until
    GROUP BY 1 ORDER BY 1
""")
#: The temporary tables, in the order in which they are made.
TABLES: Mapping[str, TextClause] = {
    name: text(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {select}") for name, select in cohorts.across().items()
}
#: Those that each scope reads, and what these are made from.
OF_SCOPE: Mapping[Scope, frozenset[str]] = {
    Scope.LEG: frozenset({"cohort", "legs", "clocks", "acts", "declined"}),
    Scope.INCIDENT: frozenset(TABLES) - {"declined"},
    Scope.CARD: frozenset({"cohort"}),
}
DROP = text(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in TABLES)}")


@cache
def make(codes: tuple[str, ...]) -> list[TextClause]:
    """The statements that make the tables which these codes are told from; only what is joined by need be analysed."""
    wanted = frozenset[str]().union(*(OF_SCOPE[catalogue.get(code).scope] for code in codes))
    made = [name for name in TABLES if name in wanted]
    joined = ", ".join(f"{name} ({'id' if name == 'cohort' else 'incident_id'})" for name in made)
    return [*(TABLES[name] for name in made), text(f"ANALYZE {joined}")]


@cache
def read_told(scope: Scope, codes: tuple[str, ...]) -> TextClause:
    """Of each case of a scope: county, day, network, priority, group; what these codes tell; the measures' seconds."""
    definitions = [catalogue.get(code) for code in codes]
    network = "''" if scope is Scope.INCIDENT else "coalesce(part.network, '')"
    told = [_told(each) for each in definitions]
    seconds = [statements.told_of(each).seconds for each in definitions if isinstance(each, Measure)]
    return text(f"""
        SELECT cohort.county, CAST(local_at AS date) AS day, {network}, cohort.priority, left(cohort.category, 2),
               {", ".join(told + seconds)}
        FROM cohort {statements.joins(scope, is_across=True)}
    """)  # noqa: S608 - joined from constants


def _told(definition: Definition) -> str:
    told = statements.told_of(definition)
    return (
        f"CASE WHEN {told.concerned} THEN CASE {told.fate} {_FATES} END"
        f" + CASE WHEN {told.is_due} THEN {DUE} ELSE 0 END + CASE WHEN {told.is_late} THEN {LATE} ELSE 0 END END"
    )


def of_scope(codes: Sequence[str], scope: Scope) -> tuple[str, ...]:
    """The codes whose definitions are of that scope."""
    return tuple(code for code in codes if catalogue.get(code).scope is scope)


CLEAR = text("""
    DELETE FROM report_fact AS fact
    USING unnest(CAST(:counties AS text[]), CAST(:days AS date[])) AS gone (county, day)
    WHERE fact.county = gone.county AND fact.day = gone.day AND fact.grain = :grain
""")

WRITE_MONTHS = text(f"""
    WITH days AS (
        SELECT fact.*, month
        FROM unnest(CAST(:counties AS text[]), CAST(:months AS date[])) AS over (of_county, month)
        JOIN report_fact AS fact ON fact.county = of_county AND grain = 'day'
             AND day >= month AND day < month + interval '1 month'
    ), tallied AS (
        SELECT code, cut, county, month, network, value, {", ".join(f"sum({name}) AS {name}" for name in COUNTS)}
        FROM days GROUP BY 1, 2, 3, 4, 5, 6
    ), bucketed AS (
        SELECT code, cut, county, month, network, value, bucket, sum(n) AS n
        FROM days CROSS JOIN LATERAL unnest(buckets, counts) AS each (bucket, n) GROUP BY 1, 2, 3, 4, 5, 6, 7
    ), sketched AS (
        SELECT code, cut, county, month, network, value, array_agg(bucket ORDER BY bucket) AS buckets,
               array_agg(n ORDER BY bucket) AS counts
        FROM bucketed GROUP BY 1, 2, 3, 4, 5, 6
    )
    INSERT INTO report_fact ({_COLUMNS})
    SELECT code, cut, 'month', county, month, network, value, {", ".join(COUNTS)}, coalesce(buckets, '{{}}'),
           coalesce(counts, '{{}}'), :as_of
    FROM tallied LEFT JOIN sketched USING (code, cut, county, month, network, value)
""")  # noqa: S608 - joined from constants
