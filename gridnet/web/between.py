"""Legs side by side: what waits for whom between the two networks, the longest wait first."""

from collections.abc import Mapping

from flask import request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from gridnet.base import county as counties
from gridnet.base import http, paging
from gridnet.incidents import between, numbers, queries, sight
from gridnet.incidents.between import Waiting
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.web import frame
from gridnet.web.frame import Page, Pages

routes = Pages("between", __name__)

A_PAGE = 30
TABS: Mapping[Waiting, LazyString] = {
    Waiting.FOR_POLICE: _("Community waits for the police"),
    Waiting.FOR_COMMUNITY: _("Police wait for the community"),
    Waiting.FOR_BOTH: _("Neither has accepted"),
}


@routes.get("/between")
@http.permit(Permission.INCIDENT_READ)
def show() -> Page:
    """One of the three lists, with the size of each."""
    actor = access.actor()
    county = actor.reach.part(request.args.get("county", actor.county)).county
    which = _which(request.args.get("waiting", ""))
    readable = sight.readable(actor, county)
    wish = paging.Wish(limit=A_PAGE, after=request.args.get("after"))
    pairs, more = paging.cut(between.list_pairs(county, which, wish, readable), wish, between.key)
    return frame.page(
        "between/show.html",
        part="between/list.html",
        county=county,
        which=which,
        tabs=[(each, name, _told(between.count(county, each, readable))) for each, name in TABS.items()],
        pairs=[(numbers.write(county, pair.incident.id), pair) for pair in pairs],
        categories=queries.list_categories(counties.read(county)),
        more=more,
    )


def _which(said: str) -> Waiting:
    return Waiting(said) if said in set(Waiting) else Waiting.FOR_POLICE


def _told(count: int) -> str:
    return f"{between.MOST_COUNTED}+" if count > between.MOST_COUNTED else str(count)
