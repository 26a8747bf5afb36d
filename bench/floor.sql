-- The least that PostgreSQL must do for an incident: the two look-ups and the rows that intake writes, each table's
-- in one statement, in one transaction; but a notice names no person, so that the check of that key is left out.
-- Braces are filled in by bench/floor.py, colons by pgbench.
\set county random(0, 155)
\set code 411000 + :county
\set lng {west} + (:county % {across} + random(50, 950) / 1000.0) * {width} / {across}
\set lat {south} + (:county / {across} + random(50, 950) / 1000.0) * {height} / {down}
\set ref random(1, 1000000000000000)
\set who random(1, 500000)
BEGIN;
SELECT area_id AS grid_area, id AS grid_outline, parent_code AS desk FROM area_outline
WHERE county = ':code' AND network = 'community'
  AND ST_Covers(outline, ST_SetSRID(ST_MakePoint(:lng, :lat), 4326))
  AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
ORDER BY kind, area_m2, code LIMIT 1 \gset
SELECT area_id AS beat_area, id AS beat_outline FROM area_outline
WHERE county = ':code' AND network = 'police'
  AND ST_Covers(outline, ST_SetSRID(ST_MakePoint(:lng, :lat), 4326))
  AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
ORDER BY kind, area_m2, code LIMIT 1 \gset
INSERT INTO intake_receipt (county, client_ref, body_hash, incident_county, incident_id, recorded_at)
VALUES ('{sender}', 'floor-:client_id-:ref', '\x{hash}', ':code', nextval('incident_id_seq'), now())
RETURNING incident_id AS incident, nextval('assignment_id_seq') AS first, nextval('assignment_id_seq') AS second \gset
INSERT INTO incident (
    county, id, category, category_version, priority, channel, state, version, matter, text, address, place,
    given_lng, given_lat, given_datum, accuracy_m, located_by, grid_area_id, grid_outline_id, grid_edge_m,
    beat_area_id, beat_outline_id, beat_edge_m, division_code, desk_code, occurred_at, reported_at, recorded_at)
VALUES (
    ':code', :incident, '0101', 1000, 'P3', 'GRID_APP', 'assigned', 1, 'ordinary', '{text}', '{address}',
    ST_SetSRID(ST_MakePoint(:lng, :lat), 4326), :lng, :lat, 'wgs84', 8, 'point', :grid_area, :grid_outline, 123.456,
    :beat_area, :beat_outline, 1234.567, ':desk', left(':desk', 9), now(), now(), now());
INSERT INTO assignment (
    county, id, incident_id, network, role, state, version, area_id, outline_id, position_id, person_id, why,
    assigned_at)
VALUES
    (':code', :first, :incident, 'community', 'lead', 'assigned', 1, :grid_area, :grid_outline, :who, :who,
     'primary_on_duty', now()),
    (':code', :second, :incident, 'police', 'assist', 'assigned', 1, :beat_area, :beat_outline, :who + 1, :who + 1,
     'primary_on_duty', now());
INSERT INTO assignment_why (county, assignment_id, format, decided_at, why, record)
VALUES
    (':code', :first, 1, now(), 'primary_on_duty', '{community}'),
    (':code', :second, 1, now(), 'primary_on_duty', '{police}');
INSERT INTO incident_entry (
    county, incident_id, leg_id, network, step, to_state, reason, occurred_at, recorded_at, is_late, detail)
VALUES
    (':code', :incident, NULL, NULL, 'report', 'assigned', NULL, now(), now(), false, '{{"channel": "GRID_APP"}}'),
    (':code', :incident, :first, 'community', 'assign', 'assigned', 'primary_on_duty', now(), now(), false,
     '{{"position": :who, "desk": null}}'),
    (':code', :incident, :second, 'police', 'assign', 'assigned', 'primary_on_duty', now(), now(), false,
     '{{"position": :who, "desk": null}}');
INSERT INTO clock (county, id, subject_id, started_at, next_check_at, {clock_columns})
VALUES {clocks};
INSERT INTO notice (county, key, kind, desk_code, params, subject_kind, subject_id, network, urgent, digest, created_at,
                    route_at)
VALUES
    (':code', 'leg :first', 'leg_assigned', ':code', '{notice}', 'incident', :incident, 'community', false, 'assigned',
     now(), now()),
    (':code', 'leg :second', 'leg_assigned', ':code', '{notice}', 'incident', :incident, 'police', false, 'assigned',
     now(), now());
COMMIT;
