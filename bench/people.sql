-- The people of a province: for every grid a grid worker, for every beat an officer, deputies for some, and desks and
-- stations behind them. `seat` is what each of them holds; persons and positions are numbered alike.

INSERT INTO station (county, code, name) SELECT DISTINCT county, parent_code, parent_code
FROM area_outline WHERE network = 'police';

CREATE TEMPORARY TABLE seat AS
WITH village AS (SELECT DISTINCT county, parent_code AS code FROM area_outline WHERE network = 'community'),
     township AS (SELECT DISTINCT county, left(code, 9) AS code FROM village),
     held AS (
        SELECT county, 'grid_worker' AS role, network, parent_code AS scope, area_id, NULL AS station_code,
               'primary' AS keeps, CASE WHEN area_id % 10 < 6 THEN 'rostered' ELSE 'always' END AS duty_rule
        FROM area_outline WHERE network = 'community'
        UNION ALL
        SELECT county, 'grid_helper', network, parent_code, area_id, NULL, 'deputy', 'rostered'
        FROM area_outline WHERE network = 'community' AND area_id % 10 IN (1, 4, 8)
        UNION ALL
        SELECT county, 'officer', network, county, area_id, NULL, 'primary',
               CASE WHEN area_id % 10 < 7 THEN 'rostered' ELSE 'always' END
        FROM area_outline WHERE network = 'police'
        UNION ALL
        SELECT county, 'auxiliary', network, county, area_id, NULL, 'deputy', 'always'
        FROM area_outline WHERE network = 'police' AND area_id % 5 < 2
        UNION ALL
        SELECT county, 'officer', network, county, area_id, NULL, 'deputy', 'rostered'
        FROM area_outline WHERE network = 'police' AND area_id % 5 = 2
        UNION ALL
        SELECT county, 'grid_leader', 'community', code, NULL, NULL, NULL, 'rostered' FROM village
        UNION ALL
        SELECT county, 'village_desk', 'community', code, NULL, NULL, NULL, 'always' FROM village
        UNION ALL
        SELECT county, 'township_desk', 'community', code, NULL, NULL, NULL, 'rostered'
        FROM township CROSS JOIN generate_series(1, 2)
        UNION ALL
        SELECT county, 'station_duty', 'police', county, NULL, code, NULL, 'rostered'
        FROM station CROSS JOIN generate_series(1, 3)
     )
SELECT row_number() OVER (ORDER BY county, role, area_id, scope, station_code) AS id, * FROM held;
ANALYZE seat;

INSERT INTO person (county, id, staff_no, name, recorded_at)
SELECT county, id, 'S' || to_char(id, 'FM0000000'), '示例人员 ' || to_char(id, 'FM0000000'), '2026-01-01Z' FROM seat;
ANALYZE person;

INSERT INTO position (
    county, id, person_id, role, network, scope, area_id, station_code, keeps, duty_rule, valid_from, recorded_at)
SELECT county, id, id, role, network, scope, area_id, station_code, keeps, duty_rule, '2026-01-01Z', '2026-01-01Z'
FROM seat;
ANALYZE position;

SELECT setval('person_id_seq', (SELECT max(id) FROM person)), setval('position_id_seq', (SELECT max(id) FROM position));
