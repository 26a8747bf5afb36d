"""The door that answers "why me?"."""

from gridnet.assignment import queries, schemas, why
from gridnet.assignment.models import WhyRecord
from gridnet.base import http
from gridnet.base.db import Routes
from gridnet.base.network import Network
from gridnet.incidents import numbers, sight
from gridnet.incidents import queries as incidents
from gridnet.incidents.lifecycle import LegState, Role
from gridnet.incidents.models import Leg
from gridnet.people import access
from gridnet.people.roles import Mask, Permission

routes = Routes("assignment", __name__, url_prefix="/api/v1")


@routes.get("/incidents/<number>/why")
@http.permit(Permission.ASSIGNMENT_READ)
@http.door(gives=schemas.WhyList, summary="Why these people: candidates, versions, tie-break", tags=("assignments",))
def explain(number: str) -> schemas.WhyList:
    """The why-me records of an incident."""
    return schemas.WhyList(items=list_why(number))


def list_why(number: str) -> list[schemas.WhyOut]:
    """The same, for whoever was let in with this request; raises `NotFound`."""
    actor, (county, id_) = access.actor(), numbers.read(number)
    view = incidents.get_view(county, id_, viewer=actor.person_id)
    mask = sight.require(actor, Permission.ASSIGNMENT_READ, view.incident, view.legs).mask
    return [_show(row.Leg, row.WhyRecord, mask) for row in queries.list_why(county, id_)]


def _show(leg: Leg, kept: WhyRecord, mask: Mask) -> schemas.WhyOut:
    record = why.without_named(kept.record) if mask is Mask.STATUS else kept.record
    return schemas.WhyOut(
        leg_id=leg.id,
        network=Network(leg.network),
        role=Role(leg.role),
        state=LegState(leg.state),
        why=kept.why,
        decided_at=kept.decided_at,
        told_zh=why.tell(record, english=False),
        told_en=why.tell(record, english=True),
        record=record,
    )
