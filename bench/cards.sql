-- The cards of the running clocks that are over, added once: yellow when it ran out, red one limit later, half of the
-- yellow ones that somebody holds answered; whoever had to keep the limit has heard of each.

INSERT INTO card (
    county, clock_id, epoch, level, mark, needs_reason, due_at, detected_at, is_late, skipped, subject_kind, subject_id,
    network, stage, priority, holder_person_id, holder_position_id, division_code, acted_at, acted_by, acted_as, act_reason)
SELECT county, clock.id, epoch, level, mark, level > 1, at, at, false, '[]', subject_kind, subject_id, network, stage,
       priority, holder_person_id, holder_position_id, division_code,
       CASE WHEN is_answered THEN at END, CASE WHEN is_answered THEN holder_person_id END,
       CASE WHEN is_answered THEN holder_position_id END, CASE WHEN is_answered THEN '在途，稍后到场' END
FROM clock
CROSS JOIN LATERAL (VALUES (1, 'yellow', due_at), (2, 'red', due_at + (due_at - started_at))) AS due (level, mark, at)
CROSS JOIN LATERAL (SELECT level = 1 AND mod(clock.id, 2) = 0 AND holder_person_id IS NOT NULL
                                                     AND holder_position_id IS NOT NULL AS is_answered) AS answer
WHERE state = 'running' AND subject_kind = 'incident' AND at < CAST(%(at)s AS timestamptz)
ON CONFLICT DO NOTHING;

INSERT INTO card_escalation (county, card_id, tell, person_id, position_id, duty_reason, at)
SELECT county, id, 'assignee', holder_person_id, holder_position_id, 'on_shift', detected_at
FROM card WHERE holder_person_id IS NOT NULL
ON CONFLICT DO NOTHING;

ANALYZE card, card_escalation
