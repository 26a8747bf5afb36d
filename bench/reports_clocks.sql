-- The clocks and entries of incidents :first to :last of one county, or of all where it is null: for accepting and
-- arriving of each leg, for handling of the lead.

INSERT INTO clock (
    county, subject_kind, subject_id, network, role, stage, turn, epoch, state, cause, priority, policy_version_id,
    calendar_code, calendar_version, amount, unit, remind_percent, yellow_percent, red_percent, set_by_level,
    division_code, started_at, remind_at, due_at, yellow_at, red_at, conference_at, provisional, next_level,
    stopped_at, stop_cause, stop_recorded_at, elapsed_s)
SELECT
    leg.county, 'incident', incident_id, network, role, stage, 1, 1,
    CASE WHEN done_at IS NULL THEN 'running' ELSE 'stopped' END, 'assigned', priority, 1, 'ALWAYS', 1,
    minutes, 'minute', 80, 100, 200, 3, division_code, assigned_at,
    due_at, due_at, due_at, due_at, due_at, false, 2, done_at,
    CASE WHEN done_at IS NOT NULL THEN stage || 'd' END, done_at,
    CAST(extract(epoch FROM done_at - assigned_at) AS bigint)
FROM assignment AS leg JOIN incident ON incident.county = leg.county AND incident.id = leg.incident_id
CROSS JOIN LATERAL (VALUES
    ('accept', 30, leg.accepted_at), ('arrive', 120, CASE WHEN leg.arrived_at > assigned_at THEN leg.arrived_at END),
    ('handle', 4320, leg.handled_at)) AS waits (stage, minutes, done_at)
CROSS JOIN LATERAL (SELECT assigned_at + minutes * interval '1 minute' AS due_at) AS limits
WHERE (stage <> 'handle' OR role = 'lead') AND incident.id BETWEEN %(first)s AND %(last)s
  AND (CAST(%(county)s AS text) IS NULL OR leg.county = %(county)s);

INSERT INTO incident_entry (
    county, incident_id, leg_id, network, step, to_state, occurred_at, recorded_at, is_late, detail)
SELECT
    leg.county, incident_id, leg.id, network, step, 'handled', done_at, done_at, false, '{}'
FROM assignment AS leg CROSS JOIN LATERAL (VALUES
    ('accept', accepted_at), ('arrive', arrived_at), ('handle', handled_at)) AS done (step, done_at)
WHERE done_at IS NOT NULL AND incident_id BETWEEN %(first)s AND %(last)s
  AND (CAST(%(county)s AS text) IS NULL OR leg.county = %(county)s);
