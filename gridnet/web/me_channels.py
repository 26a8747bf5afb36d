"""The channels by which somebody is reached, beside the inbox: begun, proven by a code, removed."""

from flask_babel import gettext

from gridnet.base import db, http
from gridnet.base.errors import Invalid, Refusal
from gridnet.notices import channels, schemas
from gridnet.notices.channels import Wish
from gridnet.notices.services import Service
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.people.staff_api import by
from gridnet.web import forms, frame, me, refusal_words
from gridnet.web.frame import Page, Pages

routes = Pages("me_channels", __name__)


@routes.post("/me/channels")
@http.permit(Permission.SELF)
def add() -> Page:
    """Begin a channel; a code is sent through it."""
    actor = access.actor()
    try:
        with db.session.begin_nested():
            body = forms.read(schemas.ChannelIn)
            wish = Wish(
                service=Service(body.service),
                address=body.address,
                language=body.language,
                urgent_only=body.urgent_only,
                person_id=actor.person_id,
            )
            channels.add(actor.county, wish, by(actor, actor.county))
    except Refusal as error:
        return me.page("channel", _told(error), error.status)
    return frame.go("me.show", _anchor="channels")


@routes.post("/me/channels/<int:channel_id>/proof")
@http.permit(Permission.SELF)
def prove(channel_id: int) -> Page:
    """Take the code that came through the channel; a wrong one counts as a try."""
    actor = access.actor()
    try:
        code = forms.read(schemas.CodeIn).code
    except Refusal as error:
        return me.page(f"proof-{channel_id}", refusal_words.tell(error), error.status)
    channel = channels.get(actor.county, channel_id, person_id=actor.person_id)
    refused = channels.prove(channel, code, by(actor, actor.county))
    if refused is not None:
        return me.page(f"proof-{channel_id}", gettext("This is not the code, or it is too old."), refused.status)
    return frame.go("me.show", _anchor="channels")


@routes.post("/me/channels/<int:channel_id>/removal")
@http.permit(Permission.SELF)
def remove(channel_id: int) -> Page:
    """Use a channel no more."""
    actor = access.actor()
    channels.remove(channels.get(actor.county, channel_id, person_id=actor.person_id), by(actor, actor.county))
    return frame.go("me.show", _anchor="channels")


def _told(error: Refusal) -> str:
    """Why a channel was not begun; what is wrong with an address has its own words."""
    if isinstance(error, Invalid):
        return str(gettext("This address cannot be used here. Check it, or choose another service."))
    return refusal_words.tell(error)
