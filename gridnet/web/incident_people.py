"""Why these people have an incident, and how they are reached."""

from gridnet.assignment import api as assignment
from gridnet.base import http
from gridnet.people.roles import Permission
from gridnet.web import frame
from gridnet.web.frame import Page, Pages

routes = Pages("incident_people", __name__)


@routes.get("/incidents/<number>/why")
@http.permit(Permission.ASSIGNMENT_READ)
def why(number: str) -> Page:
    """Why each leg was given to whoever has it, in sentences, the latest first."""
    items = assignment.list_why(number)
    return frame.page("incident/why_page.html", part="incident/why.html", number=number, items=list(reversed(items)))
