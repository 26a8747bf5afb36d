"""What was known at an earlier moment, as SQL: whatever was written down after `:as_of` had not happened yet.

A stamp is known once the first act that set it has been heard of; the state is what it was before the first decision
that had not; a clock runs until its stop was heard of, up to the limit it had then. What has no entry at all is as it
stands. Pauses are those granted by then; how far one granted later has moved a limit is not undone, and an
incident placed anew since is counted to where it lies.
"""

_DECISIONS = "'verify', 'rework', 'close', 'reopen', 'reject', 'duplicate', 'convert'"

#: Of a row of `incident`.
STATE = f"""coalesce((
    SELECT from_state FROM incident_entry AS later
    WHERE later.county = :county AND later.incident_id = incident.id AND leg_id IS NULL
      AND later.recorded_at > CAST(:as_of AS timestamptz) AND step IN ({_DECISIONS})
    ORDER BY later.id LIMIT 1), state)"""  # noqa: S608 - made of the constants above
CLOSED_AT = """(
    SELECT CASE WHEN count(*) FILTER (WHERE entry.recorded_at > CAST(:as_of AS timestamptz)) = 0 THEN closed_at
                ELSE max(entry.recorded_at) FILTER (WHERE entry.recorded_at <= CAST(:as_of AS timestamptz)) END
    FROM incident_entry AS entry
    WHERE entry.county = :county AND entry.incident_id = incident.id AND step = 'close')"""

_UNHEARD = ", ".join(
    f"min(act.recorded_at) FILTER (WHERE step = '{step}') > CAST(:as_of AS timestamptz) AS {step}"
    for step in ("assign", "accept", "contact", "depart", "arrive", "handle")
)
#: Beside a row of `assignment`: which of its stamps had not been heard of; whose first one had not is not there.
UNHEARD = f"""LEFT JOIN LATERAL (
            SELECT {_UNHEARD}
            FROM incident_entry AS act
            WHERE act.county = :county AND act.incident_id = cohort.id AND act.leg_id = assignment.id
        ) AS unheard ON true
        WHERE unheard.assign IS NOT TRUE"""  # noqa: S608 - made of the constants above
#: The act that sets each stamp.
ACTS = {
    "accepted_at": "accept",
    "contacted_at": "contact",
    "departed_at": "depart",
    "arrived_at": "arrive",
    "handled_at": "handle",
}

_STOPPED = "stop_recorded_at <= CAST(:as_of AS timestamptz)"
#: What was revived later had stopped where the gap begins.
_REVIVED = """(SELECT min(from_at) FROM clock_interval AS gap
             WHERE gap.county = :county AND clock_id = clock.id AND kind = 'stopped' AND from_at <= :as_of
               AND gap.recorded_at > CAST(:as_of AS timestamptz))"""
#: The pause that a clock stood in.
STRETCH = """clock_id = clock.id AND decision = 'granted' AND decided_at <= CAST(:as_of AS timestamptz)
    AND from_at <= CAST(:as_of AS timestamptz) AND (to_at IS NULL OR to_at > CAST(:as_of AS timestamptz))"""
#: The clocks as they stood. A limit moved since is taken back to what it was before the first move.
CLOCK = f"""(
    SELECT clock.county, clock.id, subject_id, subject_kind, network, stage, cause, started_at,
           coalesce({_REVIVED}, CASE WHEN {_STOPPED} THEN stopped_at END) AS stopped_at,
           CASE WHEN {_STOPPED} THEN stop_cause END AS stop_cause,
           CASE WHEN {_STOPPED} THEN elapsed_s END AS elapsed_s,
           coalesce((
               SELECT due_before FROM (
                   SELECT decided_at AS at, due_before FROM clock_extension AS extension
                   WHERE extension.county = :county AND clock_id = clock.id AND extension.state = 'granted'
                   UNION ALL
                   SELECT at, CAST(before ->> 'due_at' AS timestamptz) FROM clock_epoch AS moved
                   WHERE moved.county = :county AND clock_id = clock.id
               ) AS moves WHERE at > CAST(:as_of AS timestamptz) ORDER BY at LIMIT 1), due_at) AS due_at,
           CASE WHEN {_STOPPED} THEN 'stopped' WHEN EXISTS (
               SELECT FROM clock_interval AS stretch WHERE stretch.county = :county AND {STRETCH}
           ) THEN 'paused' ELSE 'running' END AS state
    FROM clock)"""  # noqa: S608 - made of the constants above


def kind(name: str) -> str:
    """The priority or the category of an incident as it was judged then."""
    return f"""coalesce((
        SELECT detail -> '{name}' ->> 0 FROM incident_entry AS later
        WHERE later.county = :county AND later.incident_id = incident.id AND step = 'classify'
          AND later.recorded_at > CAST(:as_of AS timestamptz)
        ORDER BY later.id LIMIT 1), {name})"""  # noqa: S608 - made of constants


def stamp(name: str) -> str:
    """A stamp of a leg, where it had been heard of."""
    return f"CASE WHEN unheard.{ACTS[name]} IS NOT TRUE THEN {name} END" if name in ACTS else name
