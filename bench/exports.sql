-- So many cases of one county within a quarter, each with its lead leg, half of them handled.
INSERT INTO incident (
    county, id, category, category_version, priority, channel, state, version, matter, text, located_by, division_code,
    desk_code, occurred_at, reported_at, recorded_at, ended_at, closed_at)
SELECT
    '410599', number, (ARRAY['0101', '0202', '0402', '0501'])[1 + number % 4], 1, 'P' || 1 + number % 4, 'GRID_APP',
    CASE WHEN number % 2 = 0 THEN 'closed' ELSE 'assigned' END, 1, 'ordinary', '示例', 'unknown',
    '410599' || lpad((1 + number % 12)::text, 3, '0') || '001', '410599' || lpad((1 + number % 12)::text, 3, '0'),
    at, at, at, CASE WHEN number % 2 = 0 THEN at + interval '3 hours' END,
    CASE WHEN number % 2 = 0 THEN at + interval '3 hours' END
FROM generate_series(1, :rows) AS number
CROSS JOIN LATERAL (SELECT timestamptz '2026-01-01 00:00+08' + number * interval '90 days' / :rows AS at) AS moment;

INSERT INTO assignment (
    county, id, incident_id, network, role, state, version, desk_code, why, assigned_at, accepted_at, handled_at, ended_at)
SELECT
    county, id, id, 'community', 'lead', CASE WHEN ended_at IS NULL THEN 'assigned' ELSE 'closed' END, 1, desk_code,
    'bench', reported_at, CASE WHEN ended_at IS NOT NULL THEN reported_at + interval '5 minutes' END,
    CASE WHEN ended_at IS NOT NULL THEN reported_at + id % 7200 * interval '1 second' END, ended_at
FROM incident;

ANALYZE incident, assignment;
