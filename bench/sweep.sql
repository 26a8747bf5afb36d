-- Clocks of a province, held by its grid workers: :running that are not due for weeks and :due that turned yellow
-- within the last minutes. Filled while nothing else is in the table.

INSERT INTO clock (
    county, subject_kind, subject_id, network, role, stage, turn, epoch, state, cause, priority, policy_version_id,
    calendar_code, calendar_version, amount, unit, remind_percent, yellow_percent, red_percent, set_by_level,
    holder_person_id, holder_position_id, division_code, started_at, remind_at, due_at, yellow_at, red_at,
    conference_at, provisional, next_level, next_check_at)
WITH held AS MATERIALIZED (
    SELECT county, scope, person_id, id AS position_id, row_number() OVER (ORDER BY hashint8(id)) - 1 AS place
    FROM position
    WHERE role = 'grid_worker' AND keeps = 'primary'
      AND county IN (SELECT code FROM division WHERE level = 'county' ORDER BY code LIMIT %(counties)s)
), workers AS MATERIALIZED (
    SELECT count(*) AS number FROM held
), numbered AS (
    SELECT
        each.number, each.number %% workers.number AS place,
        CASE WHEN each.number <= %(due)s THEN CAST(%(at)s AS timestamptz) - each.number * interval '10 milliseconds'
             ELSE CAST(%(at)s AS timestamptz) + interval '1 day' + each.number * interval '2 seconds' END AS yellow_at
    FROM generate_series(1, %(due)s + %(running)s) AS each (number) CROSS JOIN workers
)
SELECT
    county, 'incident', number, 'community', 'lead', 'handle', 1, 1, 'running', 'assigned', 'P3', %(policy)s,
    %(calendar)s, %(version)s, 7, 'working_day', 80, 100, 200, 3,
    person_id, position_id, left(scope, 9), yellow_at - interval '10 days', yellow_at - interval '2 days',
    yellow_at, yellow_at, yellow_at + interval '10 days', yellow_at + interval '20 days', false, 2, yellow_at
FROM numbered JOIN held USING (place)
