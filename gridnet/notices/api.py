"""The doors of notices: one's inbox, one's channels, and what administrators see of messages and robots."""

from collections.abc import Iterable

from flask import Response

from gridnet.base import county as counties
from gridnet.base import http, moment, paging
from gridnet.base.county import County
from gridnet.base.db import Routes
from gridnet.base.paging import Page
from gridnet.notices import channels, giving_up, inbox, live, schemas, showing, streaming
from gridnet.notices.channels import Wish
from gridnet.notices.live import Shown
from gridnet.notices.models import Channel
from gridnet.notices.services import Service
from gridnet.people import access
from gridnet.people.access import Actor
from gridnet.people.roles import Permission
from gridnet.people.staff_api import by

routes = Routes("notices", __name__, url_prefix="/api/v1")

TAGS = ("notices",)


@routes.get("/notices")
@http.permit(Permission.SELF)
@http.door(query=schemas.InboxQuery, gives=Page[schemas.NoticeOut], summary="One's notices, newest first", tags=TAGS)
def list_notices(query: schemas.InboxQuery) -> Page[schemas.NoticeOut]:
    """A page of the inbox."""
    actor = access.actor()
    rows = inbox.list_notices(actor.county, actor.person_id, query, unseen=query.unseen)
    shown, following = paging.cut(rows, query, lambda row: [row.id])
    return Page(items=[showing.notice(row, query.language) for row in shown], next=following)


@routes.get("/notices/unseen")
@http.permit(Permission.SELF)
@http.door(gives=schemas.StandingOut, summary="How many notices one has not seen", tags=TAGS)
def count_unseen() -> schemas.StandingOut:
    """How many, for whoever is not connected to the live push."""
    actor = access.actor()
    now = inbox.standing(actor.county, actor.person_id)
    return schemas.StandingOut(unseen=now.unseen, newest=now.newest)


@routes.post("/notices/seen")
@http.permit(Permission.SELF)
@http.door(takes=schemas.SeenIn, gives=schemas.SeenOut, summary="Mark notices as seen", tags=TAGS)
def see(body: schemas.SeenIn) -> schemas.SeenOut:
    """Mark one's own; those of others are passed over."""
    actor = access.actor()
    marked = inbox.see(actor.county, actor.person_id, at=moment.now(), ids=body.ids, up_to=body.up_to)
    now = inbox.standing(actor.county, actor.person_id)
    return schemas.SeenOut(marked=marked, unseen=now.unseen, newest=now.newest)


@routes.get("/notices/live")
@http.permit(Permission.SELF)
@http.door(
    query=schemas.LiveQuery,
    summary="Server-sent events: how many notices are unseen, now and with every new one; and changes of a board",
    tags=TAGS,
    media="text/event-stream",
)
def watch(query: schemas.LiveQuery) -> Response:
    """A stream that ends after two minutes; connecting again shows anew that one may. 503 when too many do."""
    actor = access.actor()
    return streaming.answer(actor, Shown(ground=_ground(actor, query.board)) if query.board else live.NOTHING)


@routes.get("/notices/channels")
@http.permit(Permission.SELF)
@http.door(gives=schemas.ChannelList, summary="One's channels", tags=TAGS)
def list_channels() -> schemas.ChannelList:
    """By what one is reached, beside the inbox."""
    actor = access.actor()
    return _list(channels.list_of_person(actor.county, actor.person_id))


@routes.post("/notices/channels")
@http.permit(Permission.SELF)
@http.door(takes=schemas.ChannelIn, gives=schemas.ChannelOut, status=201, summary="Add a channel", tags=TAGS)
def add_channel(body: schemas.ChannelIn) -> schemas.ChannelOut:
    """Begin a channel; a code is sent through it, and once that comes back it is used."""
    actor = access.actor()
    wish = Wish(
        service=Service(body.service),
        address=body.address,
        language=body.language,
        urgent_only=body.urgent_only,
        person_id=actor.person_id,
    )
    return showing.channel(channels.add(actor.county, wish, by(actor, actor.county)))


@routes.post("/notices/channels/<int:channel_id>/proof")
@http.permit(Permission.SELF)
@http.door(takes=schemas.CodeIn, gives=schemas.ChannelOut, summary="Prove a channel by its code", tags=TAGS)
def prove_channel(channel_id: int, body: schemas.CodeIn) -> schemas.ChannelOut | Response:
    """Take the code."""
    actor = access.actor()
    return _prove(channels.get(actor.county, channel_id, person_id=actor.person_id), body, actor.county)


@routes.delete("/notices/channels/<int:channel_id>")
@http.permit(Permission.SELF)
@http.door(status=204, summary="Remove a channel", tags=TAGS)
def remove_channel(channel_id: int) -> None:
    """Use it no more."""
    actor = access.actor()
    channels.remove(channels.get(actor.county, channel_id, person_id=actor.person_id), by(actor, actor.county))


@routes.get("/notices/robots")
@http.permit(Permission.NOTICE_MANAGE)
@http.door(query=schemas.RobotQuery, gives=schemas.ChannelList, summary="Robots of a county's groups", tags=TAGS)
def list_robots(query: schemas.RobotQuery) -> schemas.ChannelList:
    """The robots that desks are told by."""
    return _list(channels.list_robots(access.actor().reach.check(query.county)))


@routes.post("/notices/robots")
@http.permit(Permission.NOTICE_MANAGE)
@http.door(takes=schemas.RobotIn, gives=schemas.ChannelOut, status=201, summary="Add a robot", tags=TAGS)
def add_robot(body: schemas.RobotIn) -> schemas.ChannelOut:
    """Begin the robot of a division's group; it is used once its code has come back."""
    actor = access.actor()
    county = actor.reach.check(counties.of(body.division))
    wish = Wish(
        service=body.service,
        address=body.address,
        language=body.language,
        urgent_only=body.urgent_only,
        division_code=body.division,
        kinds=body.kinds,
    )
    return showing.channel(channels.add(county, wish, by(actor, county)))


@routes.post("/notices/robots/<county>/<int:channel_id>/proof")
@http.permit(Permission.NOTICE_MANAGE)
@http.door(takes=schemas.CodeIn, gives=schemas.ChannelOut, summary="Prove a robot by its code", tags=TAGS)
def prove_robot(county: str, channel_id: int, body: schemas.CodeIn) -> schemas.ChannelOut | Response:
    """Take the code that the group was shown."""
    checked = access.actor().reach.check(county)
    return _prove(channels.get(checked, channel_id, person_id=None), body, checked)


@routes.delete("/notices/robots/<county>/<int:channel_id>")
@http.permit(Permission.NOTICE_MANAGE)
@http.door(status=204, summary="Remove a robot", tags=TAGS)
def remove_robot(county: str, channel_id: int) -> None:
    """Use it no more."""
    actor = access.actor()
    checked = actor.reach.check(county)
    channels.remove(channels.get(checked, channel_id, person_id=None), by(actor, checked))


@routes.get("/notices/deliveries")
@http.permit(Permission.NOTICE_MANAGE)
@http.door(
    query=schemas.DeliveryQuery,
    gives=Page[schemas.DeliveryOut],
    summary="Messages and what became of them; state=given_up are those that need somebody",
    tags=TAGS,
)
def list_deliveries(query: schemas.DeliveryQuery) -> Page[schemas.DeliveryOut]:
    """A page of messages, without what they said."""
    county = access.actor().reach.check(query.county)
    rows = giving_up.list_deliveries(county, query, state=query.state)
    shown, following = paging.cut(rows, query, lambda row: [row.Delivery.id])
    return Page(items=[showing.delivery(row.Delivery, row.Channel) for row in shown], next=following)


@routes.post("/notices/deliveries/<county>/<int:delivery_id>/retry")
@http.permit(Permission.NOTICE_MANAGE)
@http.door(status=204, summary="Try a message again that was given up", tags=TAGS)
def retry(county: str, delivery_id: int) -> None:
    """Send it once more, from the first try on."""
    actor = access.actor()
    checked = actor.reach.check(county)
    giving_up.retry(checked, delivery_id, by(actor, checked))


def _ground(actor: Actor, county: str) -> live.Ground:
    """What of the county's board the actor may see; raises `NotFound` where that is nothing."""
    part = actor.reach_for(Permission.INCIDENT_READ).part(county)
    return live.Ground(part.county, part.prefixes or (part.county,))


def _prove(channel: Channel, body: schemas.CodeIn, county: County) -> schemas.ChannelOut | Response:
    """A wrong code is answered, not raised: the try is to be kept."""
    refusal = channels.prove(channel, body.code, by(access.actor(), county))
    return showing.channel(channel) if refusal is None else http.problem(refusal)


def _list(rows: Iterable[Channel]) -> schemas.ChannelList:
    return schemas.ChannelList(items=[showing.channel(row) for row in rows])
