"""The door that changes priority and category."""

from typing import Annotated

from pydantic import Field, StringConstraints

from gridnet.assignment import roles
from gridnet.base import http, moment
from gridnet.base.db import Routes
from gridnet.incidents import acting, classifying, numbers, schemas, sight
from gridnet.incidents.categories import Category, Priority
from gridnet.incidents.classifying import Change
from gridnet.people import access
from gridnet.people.roles import Permission

routes = Routes("classifying", __name__, url_prefix="/api/v1")


class ClassifyIn(schemas.Strict):
    """What the matter is now said to be, and why; what is not given stays."""

    priority: Priority | None = None
    category: schemas.Code | None = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=500)] = Field(
        description="kept in the timeline"
    )


@routes.post("/incidents/<number>/classification")
@http.permit(Permission.INCIDENT_CLASSIFY)
@http.door(
    takes=ClassifyIn,
    gives=schemas.IncidentOut,
    summary="Change priority or category; running clocks go over to the limits that hold now",
    tags=("incidents",),
)
def classify(number: str, body: ClassifyIn) -> schemas.IncidentOut:
    """Say that the matter is another one, or differently urgent."""
    actor, at, (county, id_) = access.actor(), moment.now(), numbers.read(number)
    incident, legs = acting.find(county, id_, actor)
    seen = sight.require(actor, Permission.INCIDENT_CLASSIFY, incident, legs)
    change = Change(
        **body.model_dump(),
        person_id=actor.person_id,
        position_id=seen.position_id,
        expected_version=http.expected_version(),
    )
    classifying.classify(county, id_, change, recasts=_recasts, at=at)
    return acting.show(county, id_, actor, at)


def _recasts(before: Category, after: Category) -> bool:
    return roles.plan(before) != roles.plan(after)
