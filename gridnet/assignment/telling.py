"""Telling those who were made responsible: a notice a leg, promised in the transaction that made them so."""

from collections.abc import Sequence
from datetime import datetime

from gridnet.assignment.events import Assigned
from gridnet.assignment.values import LegWritten
from gridnet.clocks.counting import ClockNow
from gridnet.clocks.epochs import Changed
from gridnet.clocks.values import INCIDENT
from gridnet.incidents import numbers
from gridnet.incidents.categories import Priority
from gridnet.incidents.lifecycle import LegState
from gridnet.incidents.values import Raised
from gridnet.notices import promising
from gridnet.notices.promising import Promise

#: What several incidents bring to one person at one moment is told in one message.
DIGEST = "assigned"


def tell_assignees(event: Assigned) -> None:
    """Promise a notice to each assignee, or to the desk where there is none; one statement for all legs."""
    promises = [
        _promise(event, leg, event.cases[leg.incident_id]) for leg in event.legs if leg.state is LegState.ASSIGNED
    ]
    promising.promise(event.county, promises, at=event.at)


def _promise(event: Assigned, leg: LegWritten, case: Raised) -> Promise:
    is_urgent = case.priority is Priority.P1
    return Promise(
        key=f"leg {leg.id}",
        kind="leg_assigned",
        person_id=leg.person_id,
        position_id=leg.position_id,
        desk_code=leg.desk_code if leg.person_id is None else None,
        params={
            "number": numbers.write(case.county, case.id),
            "category_zh": case.category.name_zh,
            "category_en": case.category.name_en,
            "priority": case.priority,
            "network": leg.network,
            "role": leg.role,
            "due_at": event.accept_by(leg.id),
        },
        subject_kind="incident",
        subject_id=case.id,
        network=leg.network,
        urgent=is_urgent,
        digest=None if is_urgent else DIGEST,
        unless=leg.named,
        is_discreet=bool(leg.named) or case.category.conflict_route,
        is_history=leg.is_history(case, event.at),
    )


def tell_moved(case: Raised, changed: Sequence[Changed], *, at: datetime) -> None:
    """Promise a notice to each person whose due time is another than before, of the one that runs out first."""
    first: dict[int, ClockNow] = {}
    for each in sorted(changed, key=lambda one: one.due_after, reverse=True):
        person_id = each.clock.holder.person_id
        if person_id is not None and person_id not in case.named and each.due_before != each.due_after:
            first[person_id] = each.clock
    promising.promise(case.county, [_moved(case, person_id, clock) for person_id, clock in first.items()], at=at)


def _moved(case: Raised, person_id: int, clock: ClockNow) -> Promise:
    return Promise(
        key=f"moved {clock.id} {clock.epoch}",
        kind="deadline_moved",
        person_id=person_id,
        position_id=clock.holder.position_id,
        params={
            "number": numbers.write(case.county, case.id),
            "category_zh": case.category.name_zh,
            "category_en": case.category.name_en,
            "priority": case.priority,
            "network": clock.network,
            "stage": clock.stage,
            "due_at": clock.marks.due_at,
        },
        subject_kind=INCIDENT,
        subject_id=case.id,
        network=clock.network,
        urgent=case.priority is Priority.P1,
        is_discreet=bool(case.named) or case.category.conflict_route,
    )
