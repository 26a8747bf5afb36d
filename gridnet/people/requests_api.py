"""The doors of requests about duty: leave and swaps asked for, answered, decided and taken back."""

from flask import Response

from gridnet.base import http, moment, paging
from gridnet.base.county import County
from gridnet.base.db import Routes
from gridnet.base.errors import NotFound
from gridnet.base.paging import Page
from gridnet.people import access, duty_requests, request_lists
from gridnet.people.access import Actor
from gridnet.people.duty_requests import Decision, LeaveWish
from gridnet.people.request_schemas import AnswerIn, DecisionIn, LeaveAskIn, RequestOut, RequestQuery, SwapAskIn
from gridnet.people.roles import Permission
from gridnet.people.staff_api import by

routes = Routes("duty_requests", __name__)

TAGS = ("duty",)


@routes.get("/duty/requests")
@http.permit(Permission.DUTY_READ)
@http.door(query=RequestQuery, gives=Page[RequestOut], summary="Leave and swaps asked for", tags=TAGS)
def list_requests(query: RequestQuery) -> Page[RequestOut]:
    """One's own requests, the swaps one is asked to agree to, or what waits for one's decision."""
    actor, at = access.actor(), moment.now()
    county = actor.reach.check(query.county)
    if query.of == "waiting":
        held = actor.permitting(Permission.DUTY_DECIDE)
        rows = request_lists.list_waiting(county, held, actor.person_id, query, at)
        shown, after = paging.cut(rows, query, lambda row: [row.DutyRequest.id])
        return Page(items=[RequestOut.of(row) for row in shown], next=after)
    listed = request_lists.list_own if query.of == "own" else request_lists.list_asked_of
    return Page(items=[RequestOut.of(row) for row in listed(_own(actor, county), actor.person_id, at)], next=None)


@routes.post("/duty/requests/leave")
@http.permit(Permission.DUTY_READ)
@http.door(takes=LeaveAskIn, gives=RequestOut, status=201, summary="Ask for leave", tags=TAGS)
def ask_leave(body: LeaveAskIn) -> RequestOut:
    """Ask to be away; the roster changes once it is approved."""
    actor = access.actor()
    doing = by(actor, actor.county)
    wish = LeaveWish(body.starts_at, body.ends_at, body.kind)
    return _shown(duty_requests.ask_leave(actor.county, actor.held, wish, doing).id)


@routes.post("/duty/requests/swap")
@http.permit(Permission.DUTY_READ)
@http.door(takes=SwapAskIn, gives=RequestOut, status=201, summary="Ask to swap a shift", tags=TAGS)
def ask_swap(body: SwapAskIn) -> RequestOut:
    """Ask to serve somebody's shift while they serve one's own."""
    actor = access.actor()
    doing = by(actor, actor.county)
    return _shown(duty_requests.ask_swap(actor.county, body.shift_id, body.other_shift_id, doing).id)


@routes.post("/duty/requests/<county>/<int:request_id>/answer")
@http.permit(Permission.DUTY_READ)
@http.door(takes=AnswerIn, gives=RequestOut, summary="Agree to a swap, or do not", tags=TAGS)
def answer(county: str, request_id: int, body: AnswerIn) -> RequestOut:
    """Say yes or no to a swap one was asked for."""
    actor = access.actor()
    row = duty_requests.get(_own(actor, county), request_id)
    duty_requests.answer(row, body.agrees, by(actor, actor.county), version=http.expected_version())
    return _shown(request_id)


@routes.post("/duty/requests/<county>/<int:request_id>/decision")
@http.permit(Permission.DUTY_DECIDE)
@http.door(takes=DecisionIn, gives=RequestOut, summary="Approve or decline leave or a swap", tags=TAGS)
def decide(county: str, request_id: int, body: DecisionIn) -> RequestOut:
    """Approve, which changes the roster, or decline with a reason."""
    actor = access.actor()
    row = duty_requests.get(_own(actor, county), request_id)
    duty_requests.decide(
        row,
        actor.permitting(Permission.DUTY_DECIDE),
        Decision(body.approves, body.reason),
        by(actor, actor.county),
        version=http.expected_version(),
    )
    return _shown(request_id)


@routes.delete("/duty/requests/<county>/<int:request_id>")
@http.permit(Permission.DUTY_READ)
@http.door(status=204, summary="Take back one's own request", tags=TAGS)
def withdraw(county: str, request_id: int) -> Response:
    """Take a request back that nobody has decided yet."""
    actor = access.actor()
    row = duty_requests.get(_own(actor, county), request_id)
    duty_requests.withdraw(row, by(actor, actor.county), version=http.expected_version())
    return Response(status=204)


def _own(actor: Actor, county: str) -> County:
    """The actor's own county, which is where they serve and are decided about; raises `NotFound` for another one."""
    if county != actor.county:
        raise NotFound(f"there are no requests in {county} that you may look at")
    return actor.county


def _shown(id_: int) -> RequestOut:
    return RequestOut.of(request_lists.find(access.actor().county, id_))
