-- The roster from today on: many are on duty now, some are not, some are away.
TRUNCATE shift, leave CASCADE;

-- Half a day each, the other half is another one's; one day in seven is nobody's.
INSERT INTO shift (county, position_id, person_id, starts_at, ends_at, source, recorded_at)
SELECT county, id, id, starts_at, starts_at + interval '12 hours', 'import', now()
FROM position
CROSS JOIN generate_series(0, 1) AS day
CROSS JOIN LATERAL (
    SELECT date_trunc('day', now()) + day * interval '1 day' + id % 2 * interval '12 hours' AS starts_at
) AS begins
WHERE duty_rule = 'rostered' AND (id / 2 + day) % 7 <> 0;

INSERT INTO leave (county, person_id, starts_at, ends_at, kind, recorded_at)
SELECT county, id, now() - interval '2 days', now() + interval '3 days', 'annual', now() FROM person WHERE id % 31 = 0;
INSERT INTO leave (county, person_id, starts_at, ends_at, kind, recorded_at)
SELECT county, id, now() - interval '60 days', now() - interval '50 days', 'annual', now() FROM person WHERE id % 5 = 0;
