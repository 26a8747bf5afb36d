"""The door that shows the clocks of an incident."""

from gridnet.base import http, moment
from gridnet.base.db import Routes
from gridnet.clocks import clock_queries, schemas, showing
from gridnet.clocks.values import INCIDENT, Subject
from gridnet.incidents import numbers, queries, sight
from gridnet.people import access
from gridnet.people.roles import Permission

routes = Routes("timing", __name__, url_prefix="/api/v1")


@routes.get("/incidents/<number>/clocks")
@http.permit(Permission.ASSIGNMENT_READ)
@http.door(gives=schemas.ClockList, summary="The clocks of an incident, with what changed them", tags=("clocks",))
def list_clocks(number: str) -> schemas.ClockList:
    """Every clock the incident ever had, for whoever may see the incident."""
    actor, (county, id_) = access.actor(), numbers.read(number)
    view = queries.get_view(county, id_, viewer=actor.person_id)
    sight.require(actor, Permission.ASSIGNMENT_READ, view.incident, view.legs)
    return showing.clocks(county, clock_queries.list_of(county, Subject(INCIDENT, id_)), moment.now())
