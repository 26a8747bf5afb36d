"""Stepping aside: whoever has a case and has an interest in it says so, and the case goes to somebody else at once.

From then on the case names them: they can neither have it nor find it (Police Law, Art. 45: recusal).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from gridnet.base import audit, db
from gridnet.base.county import County
from gridnet.base.errors import Conflict
from gridnet.incidents import legs, lifecycle, numbers, steps
from gridnet.incidents.lifecycle import LegState, Part, Role, Step
from gridnet.incidents.models import Incident, Leg, Named
from gridnet.incidents.steps import Standing, Wish

#: The steps that give a leg away, the one that is nearest to what happens first.
AWAY = (Step.DECLINE, Step.HAND_OVER)


@dataclass(frozen=True, slots=True)
class Aside:
    """Who steps aside, as which position, why and when; `source` is where the request came from."""

    person_id: int
    position_id: int
    reason: str
    at: datetime
    source: str = ""


def declare(county: County, incident_id: int, by: Aside) -> None:
    """Name the person in the incident and give their leg to the next one; raises `Conflict` where they have none."""
    incident = db.lock(Incident, county, incident_id)
    steps.check_is_live(incident)
    leg = next((each for each in legs.list_live(county, incident_id) if each.person_id == by.person_id), None)
    if leg is None:
        raise Conflict("you have no part in this incident to step aside from")
    named = {"county": county, "incident_id": incident_id, "person_id": by.person_id, "how": "declared"}
    db.session.execute(insert(Named).values(named).on_conflict_do_nothing())
    wish = Wish(
        step=_away(leg),
        network=None,
        reason=by.reason,
        note=None,
        occurred_at=by.at,
        at=by.at,
        is_late=False,
        person_id=by.person_id,
        position_id=by.position_id,
        is_recusal=True,
    )
    steps.take(county, incident_id, wish, Standing(frozenset()), frozenset())
    audit.write(
        county,
        "incident.recusal",
        at=by.at,
        person_id=by.person_id,
        position_id=by.position_id,
        subject=("incident", numbers.write(county, incident_id)),
        source=by.source,
        detail={"leg": leg.id},
    )


def _away(leg: Leg) -> Step:
    open_ = set(lifecycle.open_steps(Role(leg.role), LegState(leg.state), frozenset({Part.ASSIGNEE})))
    found = next((step for step in AWAY if step in open_), None)
    if found is None:
        raise Conflict(f"your part is {leg.state}: there is nothing left to give to somebody else")
    return found
