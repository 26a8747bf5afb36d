"""The board's own addresses: the page, its queue as a part, the points of its map, its cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify

from gridnet.base import http, moment, paging
from gridnet.base.county import County
from gridnet.clocks import card_queries
from gridnet.clocks.card_models import Card
from gridnet.clocks.card_queries import Which
from gridnet.clocks.values import INCIDENT
from gridnet.incidents import board, category_cache, numbers, sight
from gridnet.people import access
from gridnet.people.access import Actor
from gridnet.people.roles import Permission
from gridnet.territory import tiles
from gridnet.web import frame
from gridnet.web.board import asking, queue, views
from gridnet.web.frame import Page, Pages

routes = Pages("board", __name__)

#: Cards and unlocated incidents are counted so far, then it is "99+".
MOST = 100
CARDS = paging.Wish(limit=20, after=None)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the queue: cards, how many incidents are to be placed."""

    cards: Sequence[tuple[Card, str]]
    has_more: bool
    unlocated: int


@routes.get("/board")
@http.permit(Permission.INCIDENT_READ)
def show() -> Page:
    """The board of a county; asked for as a part, its queue and what stands beside it."""
    query, actor, at = asking.read(), access.actor(), moment.now()
    county = asking.county_of(query, actor)
    given: dict[str, Any] = {
        "query": query,
        "county": county,
        "queue": queue.page(query, county, actor),
        "beside": _beside(county, actor),
    }
    if frame.wants_part():
        return frame.page("board/queue.html", **given)
    return frame.page(
        "board/show.html",
        bounds=tiles.bounds(county, at),
        categories=category_cache.every(county),
        states=asking.OPEN_STATES,
        views=views.list_views(county, actor.person_id),
        acts=bool(actor.permitting(Permission.INCIDENT_STEP)),
        **given,
    )


@routes.get("/board/points")
@http.permit(Permission.INCIDENT_READ)
def points() -> Response:
    """Number, priority, longitude, latitude, begin and end of the first clock (milliseconds) of what is on the map."""
    query, actor = asking.read(), access.actor()
    county = asking.county_of(query, actor)
    found = board.list_points(county, asking.wanted(query, county), sight.readable(actor, county))
    rows = [
        [
            numbers.write(county, each.id),
            each.priority,
            round(each.lng, 6),
            round(each.lat, 6),
            each.started_at and int(each.started_at.timestamp() * 1000),
            each.due_at and int(each.due_at.timestamp() * 1000),
        ]
        for each in found
    ]
    return jsonify({"points": rows, "most": board.MOST_POINTS})


def _beside(county: County, actor: Actor) -> Beside:
    found = card_queries.list_cards(actor, county, CARDS, which=Which.BOARD, is_open=True)
    rows = [card for card in found[: CARDS.limit] if card.subject_kind == INCIDENT]
    cards = [(card, numbers.write(county, card.subject_id)) for card in rows]
    return Beside(cards, len(found) > CARDS.limit, board.count_unlocated(county, sight.readable(actor, county), MOST))
