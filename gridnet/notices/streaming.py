"""The stream of an open page as a response: joined to the switchboard before it is answered, gone with the page."""

from flask import Response

from gridnet.base import http
from gridnet.notices import inbox, live
from gridnet.notices.live import Shown
from gridnet.people.access import Actor


def answer(actor: Actor, shown: Shown) -> Response:
    """Server-sent events for whoever was let in; raises 503 when too many pages are connected."""
    board = live.switchboard(http.settings().live_connections)
    ear = board.join(actor.county, actor.person_id, shown)
    try:
        first = inbox.standing(actor.county, actor.person_id)
        response = Response(live.stream(ear, first), mimetype="text/event-stream")
    except BaseException:
        board.leave(ear)
        raise
    response.call_on_close(lambda: board.leave(ear))
    response.headers["Cache-Control"] = "no-store, no-transform"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would keep it until it is full
    return response
