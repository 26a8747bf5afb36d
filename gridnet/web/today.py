"""What waits for whoever looks: their legs and those of their desks, what runs out first on top."""

from flask import request

from gridnet.base import http, moment
from gridnet.incidents import schemas, waiting
from gridnet.incidents.schemas import MineOrder
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.web import frame, step_choice
from gridnet.web.frame import Page, Pages

routes = Pages("today", __name__)

A_PAGE = 20


@routes.get("/today")
@http.permit(Permission.ASSIGNMENT_READ)
def show() -> Page:
    """A page of the list, its steps as buttons."""
    return listing()


def listing(fault: str = "", status: int = 200) -> Page:
    """The list for whoever is here, whole page or part, with what went wrong with a step taken from it."""
    wish = schemas.MineQuery(limit=A_PAGE, order=MineOrder.DUE, after=request.args.get("after"))
    found = waiting.page(access.actor(), wish, moment.now())
    legs = [(leg, step_choice.offers(leg.state, leg.steps)) for leg in found.items]
    part = "today/list.html"
    return frame.page("today/show.html", part=part, status=status, legs=legs, more=found.next, fault=fault)


def is_target() -> bool:
    """Whether the answer to this request goes into the list of an open page."""
    return request.headers.get("HX-Target") == "today"
