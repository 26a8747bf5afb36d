"""The statements that write facts: days from cases, months from days. Each writes what is, whatever was there."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import TextClause, text

from gridnet.reports import catalogue, cohorts, sketch, statements
from gridnet.reports.catalogue import Definition
from gridnet.reports.funnel import Fate
from gridnet.reports.measures import Scope
from gridnet.reports.question import Basis

TALLIES = ("measured", "zero", "due", "in_limit", "open_late")
LOST = tuple(fate.value for fate in Fate if fate is not Fate.MEASURED)
COUNTS = (*TALLIES, *LOST)
_KEYS = "code, cut, grain, county, day, network, value"

#: Each case stands in three parts: the whole, its priority, its group of categories.
_WRITE = """
    , cases AS ({cases}
    ), alike AS (
        SELECT code, network, day, priority, category_group, fate, is_late,
               is_due AND fate IN ('measured', 'open') AS is_due, seconds = 0 AS is_zero,
               CASE WHEN fate = 'measured' AND seconds > 0 THEN CAST(ceil(ln(seconds) / {log_ratio!r}) AS int) END
                   AS bucket,
               count(*) AS n
        FROM cases WHERE day = ANY(CAST(:days AS date[]))
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    ), parted AS (
        SELECT alike.*, part.cut, part.value
        FROM alike CROSS JOIN LATERAL (VALUES ('', ''), ('priority', priority), ('group', category_group))
             AS part (cut, value)
    ), tallied AS (
        SELECT code, cut, day, network, value,
               sum(n) FILTER (WHERE fate = 'measured') AS measured,
               sum(n) FILTER (WHERE fate = 'measured' AND is_zero) AS zero,
               sum(n) FILTER (WHERE is_due) AS due,
               sum(n) FILTER (WHERE is_due AND NOT is_late) AS in_limit,
               sum(n) FILTER (WHERE is_due AND is_late AND fate = 'open') AS open_late,
               {lost}
        FROM parted GROUP BY 1, 2, 3, 4, 5
    ), bucketed AS (
        SELECT code, cut, day, network, value, bucket, sum(n) AS n
        FROM parted WHERE bucket IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6
    ), sketched AS (
        SELECT code, cut, day, network, value, array_agg(bucket ORDER BY bucket) AS buckets,
               array_agg(n ORDER BY bucket) AS counts
        FROM bucketed GROUP BY 1, 2, 3, 4, 5
    )
    INSERT INTO report_fact ({keys}, {counts}, buckets, counts, written_at)
    SELECT code, cut, 'day', :county, day, network, value, {filled}, coalesce(buckets, '{{}}'),
           coalesce(counts, '{{}}'), :as_of
    FROM tallied LEFT JOIN sketched USING (code, cut, day, network, value)
"""
#: All definitions of one scope in one pass: what is joined for one is joined for all.
_OF_SCOPE = """
        SELECT told.code, {network} AS network, CAST(local_at AS date) AS day, cohort.priority,
               left(cohort.category, 2) AS category_group, told.fate, told.seconds, told.is_due, told.is_late
        FROM cohort {joins}
        CROSS JOIN LATERAL (VALUES {values}) AS told (code, concerned, fate, seconds, open_s, is_due, is_late)
        WHERE told.concerned
"""


@cache
def write_days(codes: tuple[str, ...] = catalogue.CODES) -> TextClause:
    """Write the facts of a county for `days`, all of which lie between `since` and `until`."""
    definitions = [catalogue.get(code) for code in codes]
    scopes = [[each for each in definitions if each.scope is scope] for scope in Scope]
    cases = " UNION ALL ".join(_of_scope(mine) for mine in scopes if mine)
    written = _WRITE.format(
        cases=cases,
        log_ratio=sketch.LOG_RATIO,
        lost=", ".join(f"sum(n) FILTER (WHERE fate = '{fate}') AS {fate}" for fate in LOST),
        keys=_KEYS,
        counts=", ".join(COUNTS),
        filled=", ".join(f"coalesce({name}, 0)" for name in COUNTS),
    )
    return text(cohorts.tables(Basis.REPORTED, frozenset()) + written)


def _of_scope(definitions: Sequence[Definition]) -> str:
    scope = definitions[0].scope
    return _OF_SCOPE.format(
        network="''" if scope is Scope.INCIDENT else "coalesce(part.network, '')",
        joins=statements.JOINS[scope],
        values=", ".join(f"('{each.code}', {', '.join(statements.told_of(each))})" for each in definitions),
    )


CLEAR = text("""
    DELETE FROM report_fact
    WHERE county = :county AND (
        grain = 'day' AND day = ANY(CAST(:days AS date[])) OR grain = 'month' AND day = ANY(CAST(:months AS date[])))
""")

WRITE_MONTHS = text(f"""
    WITH days AS (
        SELECT *, CAST(date_trunc('month', day) AS date) AS month FROM report_fact
        WHERE county = :county AND grain = 'day' AND day >= :first AND day < :end
          AND CAST(date_trunc('month', day) AS date) = ANY(CAST(:months AS date[]))
    ), tallied AS (
        SELECT code, cut, month, network, value, {", ".join(f"sum({name}) AS {name}" for name in COUNTS)}
        FROM days GROUP BY 1, 2, 3, 4, 5
    ), bucketed AS (
        SELECT code, cut, month, network, value, bucket, sum(n) AS n
        FROM days CROSS JOIN LATERAL unnest(buckets, counts) AS each (bucket, n) GROUP BY 1, 2, 3, 4, 5, 6
    ), sketched AS (
        SELECT code, cut, month, network, value, array_agg(bucket ORDER BY bucket) AS buckets,
               array_agg(n ORDER BY bucket) AS counts
        FROM bucketed GROUP BY 1, 2, 3, 4, 5
    )
    INSERT INTO report_fact ({_KEYS}, {", ".join(COUNTS)}, buckets, counts, written_at)
    SELECT code, cut, 'month', :county, month, network, value, {", ".join(COUNTS)}, coalesce(buckets, '{{}}'),
           coalesce(counts, '{{}}'), :as_of
    FROM tallied LEFT JOIN sketched USING (code, cut, month, network, value)
""")  # noqa: S608 - joined from constants
