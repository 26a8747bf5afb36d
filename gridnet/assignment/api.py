"""The door that answers "why me?"."""

from gridnet.assignment import queries, schemas, why
from gridnet.base import http
from gridnet.base.db import Routes
from gridnet.base.network import Network
from gridnet.incidents import numbers, sight
from gridnet.incidents import queries as incidents
from gridnet.incidents.lifecycle import LegState, Role
from gridnet.people import access
from gridnet.people.roles import Permission

routes = Routes("assignment", __name__, url_prefix="/api/v1")


@routes.get("/incidents/<number>/why")
@http.permit(Permission.ASSIGNMENT_READ)
@http.door(gives=schemas.WhyList, summary="Why these people: candidates, versions, tie-break", tags=("assignments",))
def explain(number: str) -> schemas.WhyList:
    """The why-me records of an incident."""
    actor, (county, id_) = access.actor(), numbers.read(number)
    view = incidents.get_view(county, id_, viewer=actor.person_id)
    sight.require(actor, Permission.ASSIGNMENT_READ, view.incident, view.legs)
    return schemas.WhyList(
        items=[
            schemas.WhyOut(
                leg_id=row.Leg.id,
                network=Network(row.Leg.network),
                role=Role(row.Leg.role),
                state=LegState(row.Leg.state),
                why=row.WhyRecord.why,
                decided_at=row.WhyRecord.decided_at,
                told_zh=why.tell(row.WhyRecord.record, english=False),
                told_en=why.tell(row.WhyRecord.record, english=True),
                record=row.WhyRecord.record,
            )
            for row in queries.list_why(county, id_)
        ]
    )
