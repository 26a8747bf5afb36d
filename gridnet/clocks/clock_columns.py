"""The columns of clocks and of the stretches that are not counted, with their types in the database."""

from collections.abc import Mapping

#: Everything about a clock that can change after it has started.
MOVING = {
    "epoch": "smallint",
    "state": "text",
    "category": "text",
    "priority": "text",
    "urban": "boolean",
    "policy_version_id": "bigint",
    "calendar_code": "text",
    "calendar_version": "int",
    "amount": "int",
    "unit": "text",
    "remind_percent": "smallint",
    "yellow_percent": "smallint",
    "red_percent": "smallint",
    "set_by_level": "smallint",
    "holder_person_id": "bigint",
    "holder_position_id": "bigint",
    "division_code": "text",
    "remind_at": "timestamptz",
    "due_at": "timestamptz",
    "yellow_at": "timestamptz",
    "red_at": "timestamptz",
    "conference_at": "timestamptz",
    "provisional": "boolean",
    "next_level": "smallint",
    "next_check_at": "timestamptz",
    "stopped_at": "timestamptz",
    "stop_cause": "text",
    "stop_recorded_at": "timestamptz",
    "elapsed_s": "bigint",
}
#: What it is about, and since when.
FIXED = {
    "subject_kind": "text",
    "subject_id": "bigint",
    "network": "text",
    "role": "text",
    "stage": "text",
    "turn": "smallint",
    "cause": "text",
    "started_at": "timestamptz",
}
ALL: Mapping[str, str] = FIXED | MOVING

#: A stretch that is not counted.
STRETCH = {
    "kind": "text",
    "from_at": "timestamptz",
    "to_at": "timestamptz",
    "reason": "text",
    "recorded_at": "timestamptz",
    "asked_by_person": "bigint",
    "asked_by_position": "bigint",
    "decision": "text",
    "decided_at": "timestamptz",
    "decided_by_person": "bigint",
    "decided_by_position": "bigint",
}


def typed(columns: Mapping[str, str]) -> str:
    """The columns with their types, as a set of rows is declared."""
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())
