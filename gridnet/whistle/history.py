"""What happened to whistles, kept twice: in their own history, and in the timeline of the case they belong to."""

from datetime import datetime
from typing import Any

from gridnet.base import db
from gridnet.incidents.models import Entry, Incident
from gridnet.whistle.lifecycle import State, Step
from gridnet.whistle.models import Department, Summons, Whistle, WhistleEntry
from gridnet.whistle.values import By, Rating

#: What the acts are called in the timeline of the case.
OPENED, PREFIX = "whistle_open", "whistle_"


def note_opened(incident: Incident, whistle: Whistle, called: list[Department], by: By) -> None:
    """That departments were called."""
    at = whistle.opened_at
    _own(whistle.county, whistle.id, None, OPENED, by=by, occurred_at=at, at=at, reason=whistle.need)
    names = {
        "departments_zh": [each.name_zh for each in called],
        "departments_en": [each.name_en for each in called],
    }
    _timeline(incident, OPENED, {"whistle": whistle.id, **names}, by=by, reason=whistle.need, occurred_at=at, at=at)


def note_step(  # noqa: PLR0913 - an act: on what, from where to where, by whom, when, why
    incident: Incident,
    summons: Summons,
    department: Department,
    step: Step,
    *,
    before: State,
    by: By | None,
    reason: str,
    rating: Rating | None,
    occurred_at: datetime,
    at: datetime,
) -> None:
    """That a summons took a step."""
    rated = {"attendance": rating.attendance, "outcome": rating.outcome} if rating else {}
    states = {"from_state": before, "to_state": summons.state}
    when = {"occurred_at": occurred_at, "at": at}
    _own(summons.county, summons.whistle_id, summons.id, step, by=by, reason=reason or None, **states, **rated, **when)
    detail = {
        "whistle": summons.whistle_id,
        "summons": summons.id,
        "department_zh": department.name_zh,
        "department_en": department.name_en,
        **rated,
    }
    _timeline(incident, f"{PREFIX}{step}", detail, by=by, reason=reason or None, **when)


def _own(county: str, whistle_id: int, summons_id: int | None, step: str, *, by: By | None, **told: Any) -> None:
    at = told.pop("at")
    db.session.add(
        WhistleEntry(
            county=county,
            whistle_id=whistle_id,
            summons_id=summons_id,
            step=step,
            person_id=by.person_id if by else None,
            position_id=by.position_id if by else None,
            recorded_at=at,
            **told,
        )
    )


def _timeline(  # noqa: PLR0913 - an entry has that many sides
    incident: Incident,
    step: str,
    detail: dict[str, Any],
    *,
    by: By | None,
    reason: str | None,
    occurred_at: datetime,
    at: datetime,
) -> None:
    """An entry among those of the case, whose state stays as it is."""
    db.session.add(
        Entry(
            county=incident.county,
            incident_id=incident.id,
            step=step,
            from_state=incident.state,
            to_state=incident.state,
            reason=reason,
            person_id=by.person_id if by else None,
            position_id=by.position_id if by else None,
            occurred_at=occurred_at,
            recorded_at=at,
            is_late=occurred_at < at,
            detail=detail,
        )
    )
    db.session.flush()
