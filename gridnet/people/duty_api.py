"""The doors of duty: who is there now, where nobody will be, and the roster that decides it."""

from datetime import datetime, timedelta

from flask import Response

from gridnet.base import http, moment, paging
from gridnet.base.county import County
from gridnet.base.db import Routes
from gridnet.base.paging import Page
from gridnet.people import access, coverage, lists, queries, roster, schemas, showing
from gridnet.people.access import Actor
from gridnet.people.models import Leave, Shift
from gridnet.people.roles import Permission
from gridnet.people.roster import ShiftWish
from gridnet.people.staff_api import by

routes = Routes("duty", __name__)


@routes.get("/duty/now")
@http.permit(Permission.DUTY_READ)
@http.door(query=schemas.NowQuery, gives=Page[schemas.DutyOut], summary="Who is on duty", tags=["duty"])
def show_now(query: schemas.NowQuery) -> Page[schemas.DutyOut]:
    """For an area its whole chain, whoever is off duty included; else everybody on duty in the county."""
    county = access.actor().reach.check(query.county)
    at = query.at or moment.now()
    if query.area is not None and query.network is not None:
        return Page(items=showing.duty(queries.get_chain(county, query.network, query.area, at)), next=None)
    after = int(paging.read(query.after, [int])[0]) if query.after else 0
    rows = queries.on_duty_now(county, at, network=query.network, after=after, limit=query.limit + 1)
    shown, next_ = paging.cut(rows, query, lambda each: [each.position_id])
    return Page(items=showing.duty(shown), next=next_)


@routes.get("/duty/holes")
@http.permit(Permission.DUTY_READ)
@http.door(query=schemas.HolesQuery, gives=schemas.HoleList, summary="Where nobody will be on duty", tags=["duty"])
def show_holes(query: schemas.HolesQuery) -> schemas.HoleList:
    """Every stretch without keepers, and every one without anybody, of the coming days."""
    county = access.actor().reach.check(query.county)
    since = query.since or moment.now()
    until = since + timedelta(days=query.days)
    holes = coverage.coverage_holes(county, since, until, network=query.network)
    items = [schemas.HoleOut.model_validate(hole, from_attributes=True) for hole in holes]
    return schemas.HoleList(since=since, until=until, items=items)


@routes.get("/duty/shifts")
@http.permit(Permission.DUTY_READ)
@http.door(query=schemas.SpanQuery, gives=Page[schemas.ShiftOut], summary="The roster of a stretch", tags=["duty"])
def list_shifts(query: schemas.SpanQuery) -> Page[schemas.ShiftOut]:
    """A page of the shifts that touch a stretch."""
    county = access.actor().reach.check(query.county)
    rows = lists.list_shifts(county, query.since, query.until, query, person_id=query.person_id)
    shown, after = paging.cut(rows, query, lambda row: [row.id])
    return Page(items=[_shift(row) for row in shown], next=after)


@routes.post("/duty/shifts")
@http.permit(Permission.DUTY_WRITE)
@http.door(takes=schemas.ShiftIn, gives=schemas.ShiftOut, status=201, summary="Add a shift", tags=["duty"])
def add_shift(body: schemas.ShiftIn) -> schemas.ShiftOut:
    """Add a shift to the roster of one's own division and network."""
    actor, county = _of(body.county)
    wish = ShiftWish(**body.model_dump(exclude={"county"}))
    roster.check_may_roster(actor.permitting(Permission.DUTY_WRITE), roster.position_for(county, wish))
    return _shift(roster.add_shift(county, wish, by(actor, county)))


@routes.delete("/duty/shifts/<county>/<int:shift_id>")
@http.permit(Permission.DUTY_WRITE)
@http.door(status=204, summary="Take a shift off the roster", tags=["duty"])
def withdraw_shift(county: str, shift_id: int) -> Response:
    """Withdraw a shift; that it stood there is kept."""
    actor, checked = _of(county)
    shift = roster.get_shift(checked, shift_id)
    roster.check_may_roster(actor.permitting(Permission.DUTY_WRITE), roster.position_served(shift))
    roster.withdraw_shift(shift, by(actor, checked))
    return Response(status=204)


@routes.get("/duty/leaves")
@http.permit(Permission.DUTY_WRITE)
@http.door(query=schemas.SpanQuery, gives=Page[schemas.LeaveOut], summary="The leaves of a stretch", tags=["duty"])
def list_leaves(query: schemas.SpanQuery) -> Page[schemas.LeaveOut]:
    """A page of the leaves that touch a stretch, without their reasons."""
    rows = lists.list_leaves(access.actor().reach.part(query.county), query.since, query.until, query)
    shown, after = paging.cut(rows, query, lambda row: [row.id])
    return Page(items=[_leave(row) for row in shown], next=after)


@routes.post("/duty/leaves")
@http.permit(Permission.DUTY_WRITE)
@http.door(takes=schemas.LeaveIn, gives=schemas.LeaveOut, status=201, summary="Add a leave", tags=["duty"])
def add_leave(body: schemas.LeaveIn) -> schemas.LeaveOut:
    """Let a person of one's own division be away, whatever the roster says."""
    actor, county = _of(body.county)
    acting = by(actor, county)
    check_person(actor, county, body.person_id, acting.at)
    return _leave(roster.add_leave(county, body.person_id, body.starts_at, body.ends_at, body.kind, acting))


@routes.delete("/duty/leaves/<county>/<int:leave_id>")
@http.permit(Permission.DUTY_WRITE)
@http.door(status=204, summary="Take a leave back", tags=["duty"])
def withdraw_leave(county: str, leave_id: int) -> Response:
    """Withdraw a leave; that it stood there is kept."""
    actor, checked = _of(county)
    acting = by(actor, checked)
    leave = roster.get_leave(checked, leave_id)
    check_person(actor, checked, leave.person_id, acting.at)
    roster.withdraw_leave(leave, acting)
    return Response(status=204)


@routes.post("/duty/swaps")
@http.permit(Permission.DUTY_WRITE)
@http.door(takes=schemas.SwapIn, gives=schemas.SwapOut, status=201, summary="Swap two shifts", tags=["duty"])
def swap(body: schemas.SwapIn) -> schemas.SwapOut:
    """Let two persons serve each other's shifts."""
    actor, county = _of(body.county)
    for shift_id in (body.first, body.second):
        served = roster.position_served(roster.get_shift(county, shift_id))
        roster.check_may_roster(actor.permitting(Permission.DUTY_WRITE), served)
    first, second = roster.swap(county, body.first, body.second, by(actor, county))
    return schemas.SwapOut(first=_shift(first), second=_shift(second))


def _of(county: str) -> tuple[Actor, County]:
    """Whoever acts, and a county of which they roster some part; which part is checked by the position."""
    actor = access.actor()
    return actor, actor.reach.part(county).county


def check_person(actor: Actor, county: County, person_id: int, at: datetime) -> None:
    """Whether some position of the person is rostered by the actor; raises `NotFound` or `NotAllowed`."""
    queries.get_person(county, person_id)
    roster.check_may_roster(actor.permitting(Permission.DUTY_WRITE), *lists.list_positions(county, [person_id], at))


def _shift(row: Shift) -> schemas.ShiftOut:
    return schemas.ShiftOut.model_validate(row)


def _leave(row: Leave) -> schemas.LeaveOut:
    return schemas.LeaveOut.model_validate(row)
