"""Telling the desks of departments that they are called, and the township what became of it; in both languages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gridnet.base import db
from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.incidents import category_cache, numbers, queries
from gridnet.incidents.models import Incident
from gridnet.notices import promising
from gridnet.notices.promising import Promise
from gridnet.people.models import Position
from gridnet.people.roles import Role
from gridnet.whistle.lifecycle import Step
from gridnet.whistle.models import Department, Summons, Whistle
from gridnet.whistle.values import SUMMONS, Urgency

#: What the department's desk hears of, and what the township does.
TO_DEPARTMENT: Mapping[Step, str] = {
    Step.INSIST: "whistle_insisted",
    Step.WITHDRAW: "whistle_withdrawn",
    Step.LAPSE: "whistle_withdrawn",
}
TO_TOWNSHIP: Mapping[Step, str] = {
    Step.DECLINE: "whistle_declined",
    Step.ARRIVE: "whistle_arrived",
    Step.FINISH: "whistle_done",
}
TOWNSHIP = 9  # digits of its code


def tell_called(
    incident: Incident,
    whistle: Whistle,
    called: Sequence[tuple[Summons, Department]],
    due: Mapping[int, datetime],
    *,
    at: datetime,
) -> None:
    """Promise a notice to each desk that is called."""
    case = _Case(incident, whistle)
    promises = [
        case.to_department("whistle_called", summons, department, {"due_at": due.get(summons.id)})
        for summons, department in called
    ]
    promising.promise(case.county, promises, at=at)


def tell_step(  # noqa: PLR0913 - a step with all that belongs to it
    incident: Incident, whistle: Whistle, summons: Summons, department: Department, step: Step, *, at: datetime
) -> None:
    """Promise what a step brings with it; most of them need no telling."""
    case = _Case(incident, whistle)
    if step in TO_DEPARTMENT:
        promises = [case.to_department(TO_DEPARTMENT[step], summons, department, {})]
    elif step in TO_TOWNSHIP:
        promises = case.to_township(TO_TOWNSHIP[step], summons, department)
    else:
        return
    promising.promise(case.county, promises, at=at)


class _Case:
    """What the notices of one whistle have in common: the case by number and kind, and whom it names."""

    def __init__(self, incident: Incident, whistle: Whistle) -> None:
        self.county = County(incident.county)
        self._incident, self._whistle = incident, whistle
        self._named = frozenset(queries.list_named(self.county, incident.id))

    def to_department(self, kind: str, summons: Summons, department: Department, more: Mapping[str, Any]) -> Promise:
        """What a department's desk hears: by when it meets, never what it is about."""
        params = {"meet_at": self._whistle.meet_at, **more}
        return self._promise(kind, summons, params, desk_code=department.code)

    def to_township(self, kind: str, summons: Summons, department: Department) -> list[Promise]:
        """What the township's desk hears, and whoever else opened the whistle."""
        params = {"department_zh": department.name_zh, "department_en": department.name_en}
        told = [self._promise(kind, summons, params, desk_code=self._incident.division_code[:TOWNSHIP])]
        opened_as = db.session.get(Position, (self.county, self._whistle.opened_as))
        is_elsewhere = opened_as is None or opened_as.role != Role.TOWNSHIP_DESK
        if is_elsewhere and self._whistle.opened_by not in self._named:
            who = {"person_id": self._whistle.opened_by, "position_id": self._whistle.opened_as}
            told.append(self._promise(kind, summons, params, **who))
        return told

    def _promise(self, kind: str, summons: Summons, params: Mapping[str, Any], **to: Any) -> Promise:
        whom = to.get("desk_code") or to["person_id"]
        return Promise(
            key=f"{kind} {summons.id} {summons.version} {whom}",
            kind=kind,
            params={**self._words(), **params},
            subject_kind=SUMMONS,
            subject_id=summons.id,
            urgent=self._whistle.urgency == Urgency.URGENT,
            unless=self._named,
            is_discreet=bool(self._named),
            **to,
        )

    def _words(self) -> dict[str, str]:
        number = {"number": numbers.write(self.county, self._incident.id)}
        try:
            category = category_cache.get(self.county, self._incident.category)
        except Invalid:  # retired since
            return number
        return number | {"category_zh": category.name_zh, "category_en": category.name_en}
