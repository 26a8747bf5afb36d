-- :incidents incidents of a year with legs, clocks and entries, added once to a province: spread over its grids, one in
-- twenty open, each with its grid worker and an officer of its county. Ids go on from :base.

CREATE TEMPORARY TABLE spot ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY hashint8(grid.id)) - 1 AS n, grid.county, grid.area_id, grid.id AS outline_id,
       grid.parent_code, ST_PointOnSurface(grid.outline) AS place, held.id AS position_id, held.person_id
FROM area_outline AS grid
JOIN position AS held ON held.county = grid.county AND held.area_id = grid.area_id AND held.keeps = 'primary'
WHERE grid.network = 'community' AND grid.valid_to IS NULL;
CREATE UNIQUE INDEX ON spot (n);

CREATE TEMPORARY TABLE post ON COMMIT DROP AS
SELECT row_number() OVER (PARTITION BY beat.county ORDER BY beat.id) - 1 AS n, count(*) OVER (PARTITION BY beat.county) AS many,
       beat.county, beat.area_id, beat.id AS outline_id, held.id AS position_id, held.person_id
FROM area_outline AS beat
JOIN position AS held ON held.county = beat.county AND held.area_id = beat.area_id AND held.keeps = 'primary'
WHERE beat.network = 'police' AND beat.valid_to IS NULL;
CREATE UNIQUE INDEX ON post (county, n);
ANALYZE spot, post;

INSERT INTO incident (
    county, id, category, category_version, priority, channel, state, version, matter, text, place, given_lng, given_lat,
    given_datum, located_by, grid_area_id, grid_outline_id, grid_edge_m, beat_area_id, beat_outline_id, beat_edge_m,
    division_code, desk_code, occurred_at, reported_at, recorded_at, ended_at, closed_at)
WITH made AS (
    SELECT number, mod(abs(hashint8(number)::bigint), 20) = 0 AS is_open, abs(hashint8(number + 7)::bigint) AS luck,
           CAST(%(at)s AS timestamptz) - number * (interval '365 days' / %(incidents)s) AS ago
    FROM generate_series(1, %(incidents)s) AS each (number)
), timed AS (
    SELECT *, CASE WHEN is_open THEN CAST(%(at)s AS timestamptz) - mod(luck, 2880) * interval '1 minute' ELSE ago END AS at
    FROM made
)
SELECT spot.county, %(base)s + number,
       (ARRAY['0101', '0402', '0403', '0501', '0301', '0102', '0404', '0202'])[1 + mod(luck, 8)], 1,
       (ARRAY['P1', 'P2', 'P3', 'P3', 'P3', 'P4'])[1 + mod(luck, 6)], 'GRID_APP',
       CASE WHEN is_open THEN 'accepted' ELSE 'closed' END, 1, CASE WHEN mod(luck, 8) = 7 THEN 'police' ELSE 'ordinary' END,
       '小区东门外下水井盖破损，边缘翘起，请尽快处理。', place, ST_X(place), ST_Y(place), 'wgs84', 'point', spot.area_id,
       spot.outline_id, 50, post.area_id, post.outline_id, 500, parent_code, left(parent_code, 9), at, at, at,
       CASE WHEN NOT is_open THEN at + interval '6 hours' END, CASE WHEN NOT is_open THEN at + interval '6 hours' END
FROM timed
JOIN spot ON spot.n = mod(number, (SELECT count(*) FROM spot))
JOIN post ON post.county = spot.county AND post.n = mod(luck, post.many);
-- Without it the planner takes what was just written for a handful of rows, and walks where it should join.
ANALYZE incident;

INSERT INTO assignment (
    county, incident_id, network, role, state, version, area_id, outline_id, position_id, person_id, why, assigned_at,
    accepted_at, arrived_at, handled_at, ended_at)
SELECT incident.county, incident.id, side.network, side.role,
       CASE WHEN ended_at IS NULL THEN CASE WHEN mod(incident.id, 2) = 0 THEN 'accepted' ELSE 'assigned' END ELSE 'closed' END, 1,
       held.area_id, side.outline_id, held.id, held.person_id, 'primary_on_duty', reported_at,
       CASE WHEN ended_at IS NOT NULL OR mod(incident.id, 2) = 0 THEN reported_at + interval '5 minutes' END,
       CASE WHEN ended_at IS NOT NULL THEN reported_at + interval '40 minutes' END,
       CASE WHEN ended_at IS NOT NULL AND side.role = 'lead' THEN reported_at + interval '4 hours' END, ended_at
FROM incident
CROSS JOIN LATERAL (VALUES
    ('community', 'lead', grid_area_id, grid_outline_id), ('police', 'assist', beat_area_id, beat_outline_id)
) AS side (network, role, area_id, outline_id)
JOIN position AS held ON held.county = incident.county AND held.area_id = side.area_id AND held.keeps = 'primary'
WHERE incident.id > %(base)s AND incident.id <= %(base)s + %(incidents)s;
ANALYZE assignment;

INSERT INTO clock (
    county, subject_kind, subject_id, network, role, stage, turn, epoch, state, cause, priority, policy_version_id,
    calendar_code, calendar_version, amount, unit, remind_percent, yellow_percent, red_percent, set_by_level,
    holder_person_id, holder_position_id, division_code, started_at, remind_at, due_at, yellow_at, red_at, conference_at,
    provisional, next_level, stopped_at, stop_cause, stop_recorded_at, elapsed_s)
SELECT leg.county, 'incident', incident_id, network, role, stage, 1, 1,
       CASE WHEN done_at IS NULL THEN 'running' ELSE 'stopped' END, 'assigned', priority, 1, 'ALWAYS', 1, minutes, 'minute',
       80, 100, 200, 3, person_id, position_id, division_code, assigned_at, due_at, due_at, due_at, due_at, due_at, false, 9,
       done_at, CASE WHEN done_at IS NOT NULL THEN stage END, done_at,
       CAST(extract(epoch FROM done_at - assigned_at) AS bigint)
FROM assignment AS leg JOIN incident ON incident.county = leg.county AND incident.id = leg.incident_id
CROSS JOIN LATERAL (VALUES
    ('accept', 30, leg.accepted_at), ('arrive', 120, leg.arrived_at), ('handle', 4320, coalesce(leg.handled_at, leg.ended_at))
) AS waits (stage, minutes, done_at)
CROSS JOIN LATERAL (SELECT assigned_at + minutes * interval '1 minute' AS due_at) AS limits
WHERE (stage <> 'handle' OR role = 'lead') AND incident.id > %(base)s AND incident.id <= %(base)s + %(incidents)s;

INSERT INTO incident_entry (county, incident_id, leg_id, network, step, to_state, occurred_at, recorded_at, is_late, detail)
SELECT incident.county, incident.id, leg.id, leg.network, step, 'accepted', done_at, done_at, false, '{}'
FROM incident JOIN assignment AS leg ON leg.county = incident.county AND leg.incident_id = incident.id
CROSS JOIN LATERAL (VALUES ('assign', assigned_at), ('accept', accepted_at), ('handle', handled_at)) AS done (step, done_at)
WHERE done_at IS NOT NULL AND incident.id > %(base)s AND incident.id <= %(base)s + %(incidents)s;

SELECT setval('incident_id_seq', %(base)s + %(incidents)s);
