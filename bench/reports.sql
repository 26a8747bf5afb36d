-- A year of incidents in 157 counties, as many each as make :incidents together, and their legs. Stamps are spread as
-- real ones are: lognormally, some never, some in an order that cannot be.

INSERT INTO incident (
    county, id, category, category_version, priority, channel, state, version, matter, text, located_by,
    division_code, desk_code, occurred_at, reported_at, recorded_at, ended_at, closed_at)
WITH made AS (
    SELECT
        '41' || 1000 + number %% 157 AS county, number AS id,
        (ARRAY['0101', '0201', '0402', '0403', '0501', '0601', '0301', '0102'])[1 + floor(random() * 8)::int] AS category,
        (ARRAY['P1', 'P2', 'P3', 'P3', 'P3', 'P4'])[1 + floor(random() * 6)::int] AS priority,
        (ARRAY['GRID_APP', 'QR', 'HOTLINE_12345', 'POLICE_110'])[1 + floor(random() * 4)::int] AS channel,
        CAST(%(since)s AS timestamptz) + number * (interval '365 days' / %(incidents)s) AS reported_at,
        to_char(1 + floor(random() * 12)::int, 'FM000') || to_char(1 + floor(random() * 20)::int, 'FM000') AS rest,
        random() AS luck, exp(11 + 1.2 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())) AS lasted_s
    FROM generate_series(1, %(incidents)s) AS each (number)
)
SELECT
    county, id, category, 1, priority, channel,
    CASE WHEN luck < 0.93 THEN 'closed' WHEN luck < 0.95 THEN 'duplicate' WHEN luck < 0.97 THEN 'rejected'
         ELSE 'handling' END,
    1, 'ordinary', '示例', 'address', county || rest, county || left(rest, 3), reported_at, reported_at, reported_at,
    CASE WHEN luck < 0.97 THEN reported_at + lasted_s * interval '1 second' END,
    CASE WHEN luck < 0.93 THEN reported_at + lasted_s * interval '1 second' END
FROM made;

INSERT INTO assignment (
    county, incident_id, network, role, state, version, desk_code, why, assigned_at, accepted_at, departed_at,
    arrived_at, handled_at, ended_at)
WITH made AS (
    SELECT
        incident.*, network, random() AS luck,
        exp(6 + 1.1 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())) * interval '1 second' AS to_accept,
        exp(7 + 0.9 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())) * interval '1 second' AS to_arrive,
        exp(9 + 1.3 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())) * interval '1 second' AS to_handle
    FROM incident CROSS JOIN (VALUES ('community'), ('police')) AS side (network)
    WHERE network = 'community' OR incident.id %% 5 < 2
)
SELECT
    county, id, network, CASE WHEN network = 'community' THEN 'lead' ELSE 'assist' END,
    CASE WHEN ended_at IS NULL THEN 'handling' ELSE 'closed' END, 1, desk_code, '示例', reported_at,
    CASE WHEN luck < 0.97 THEN reported_at + to_accept END,
    CASE WHEN luck < 0.6 THEN reported_at + to_accept + to_arrive / 3 END,
    CASE WHEN luck < 0.9 THEN reported_at + CASE WHEN luck < 0.899 THEN to_accept + to_arrive ELSE -to_arrive END END,
    CASE WHEN luck < 0.95 AND network = 'community' THEN reported_at + to_accept + to_arrive + to_handle END,
    ended_at
FROM made;

SELECT setval('incident_id_seq', %(incidents)s);
