"""Saying that a matter is more or less urgent than it was taken for, or another kind of matter.

The priority may change while the case is open. So may the category, where the new one gives each network the part it
has now. A category that gives other parts, or that other people may read, makes it another matter: while nobody has
begun, its legs are given anew as if it had been reported so. Once a leg was accepted the case stays what it was begun
as; it is converted, and the matter reported anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from gridnet.base import db, events
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, Stale
from gridnet.incidents import category_cache, legs, queries, steps
from gridnet.incidents.categories import Category, Priority
from gridnet.incidents.events import IncidentReclassified
from gridnet.incidents.lifecycle import LegState
from gridnet.incidents.models import Entry, Incident

STEP = "classify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the matter is now said to be, by whom and why; what is None stays."""

    priority: Priority | None = None
    category: str | None = None
    reason: str
    person_id: int
    position_id: int
    expected_version: int | None = None


#: Whether a case of the first category, made one of the second, has other parts for its networks.
Recasts = Callable[[Category, Category], bool]


def classify(county: County, id_: int, change: Change, *, recasts: Recasts, at: datetime) -> Incident:
    """Write the change and tell; raises `Conflict`, `Invalid` or `Stale`."""
    incident = db.lock(Incident, county, id_)
    _check(incident, change)
    is_recast = change.category is not None and _is_recast(incident, change.category, recasts)
    if is_recast:
        _check_not_begun(incident)
    db.session.add(_entry(incident, change, at))
    _set(incident, change)
    db.session.flush()
    raised = queries.recall(county, id_)
    events.emit(IncidentReclassified(county=county, raised=raised, is_recast=is_recast, at=at))
    return incident


def _check(incident: Incident, change: Change) -> None:
    steps.check_is_live(incident)
    if change.expected_version is not None and change.expected_version != incident.version:
        raise Stale(f"the incident is at version {incident.version}, not {change.expected_version}; read it again")
    if incident.ended_at is not None:
        raise Conflict("the incident has ended; reopen it before it is classified")
    if change.priority in {None, incident.priority} and change.category in {None, incident.category}:
        raise Invalid(f"it is {incident.category} and {incident.priority} already; name another category or priority")


def _is_recast(incident: Incident, code: str, recasts: Recasts) -> bool:
    county = County(incident.county)
    before, after = category_cache.get(county, incident.category), category_cache.get(county, code)
    return before.matter is not after.matter or recasts(before, after)


def _check_not_begun(incident: Incident) -> None:
    live = legs.list_live(County(incident.county), incident.id)
    if any(leg.state != LegState.ASSIGNED for leg in live):
        raise Conflict(
            "this category gives the networks other parts, and somebody has begun already; convert the case and "
            "report the matter anew, or choose a category with the same parts"
        )


def _set(incident: Incident, change: Change) -> None:
    if change.category is not None:
        incident.category = change.category
        incident.matter = category_cache.get(County(incident.county), change.category).matter
    if change.priority is not None:
        incident.priority = change.priority
    incident.version += 1


def _entry(incident: Incident, change: Change, at: datetime) -> Entry:
    return Entry(
        county=incident.county,
        incident_id=incident.id,
        step=STEP,
        from_state=incident.state,
        to_state=incident.state,
        reason=change.reason,
        person_id=change.person_id,
        position_id=change.position_id,
        occurred_at=at,
        recorded_at=at,
        is_late=False,
        detail={
            "priority": [incident.priority, change.priority or incident.priority],
            "category": [incident.category, change.category or incident.category],
        },
    )
