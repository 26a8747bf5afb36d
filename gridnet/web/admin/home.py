"""Where administrators begin: what needs attention, and where everything is."""

from gridnet.base import http
from gridnet.people.roles import Permission
from gridnet.web import frame
from gridnet.web.admin import attention
from gridnet.web.admin.desk import desk, front_desk
from gridnet.web.frame import Page, Pages

routes = Pages("admin", __name__, url_prefix="/admin")


@routes.get("")
@http.permit(Permission.SELF)
def show() -> Page:
    """What waits for this administrator."""
    here = front_desk()
    asks_holes = here.may(Permission.DUTY_WRITE)
    return frame.page("admin/home.html", matters=attention.matters(here), asks_holes=asks_holes)


@routes.get("/holes")
@http.permit(Permission.DUTY_WRITE)
def count_holes() -> Page:
    """The line about holes in the roster, asked for by the page once it is there."""
    return frame.page("admin/holes.html", matter=attention.holes(desk()))
