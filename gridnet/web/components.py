"""The page that shows every component once, in all its states: for whoever builds a page, and for the tests."""

from datetime import timedelta

from gridnet.base import http, moment
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.territory import tiles
from gridnet.web import frame
from gridnet.web.frame import Page, Pages

routes = Pages("components", __name__)


@routes.get("/components")
@http.permit(Permission.SELF)
def show() -> Page:
    """Every component."""
    at = moment.now()
    times = [
        (at - timedelta(hours=1), at + timedelta(hours=3)),
        (at - timedelta(minutes=50), at + timedelta(minutes=9)),
        (at - timedelta(days=3), at - timedelta(minutes=95)),
    ]
    return frame.page("components.html", times=times, bounds=tiles.bounds(access.actor().county, at))
