"""What one asks and decides about the clocks of an incident, how a due time comes about, and cards answered."""

from flask_babel import get_locale

from gridnet.base import db, http, moment
from gridnet.base.county import County
from gridnet.base.errors import NotAllowed, NotFound, Refusal
from gridnet.clocks import card_queries, card_schemas, cards, extensions, levels, running, schemas, showing, standing
from gridnet.clocks.cards import By as Answerer
from gridnet.clocks.counting import By, ClockNow, Verdict
from gridnet.clocks.limits import Limit
from gridnet.clocks.policies import URGENT
from gridnet.clocks.values import INCIDENT, Subject
from gridnet.incidents import numbers
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.web import forms, frame, incident
from gridnet.web.frame import Page, Pages

routes = Pages("incident_clocks", __name__)


@routes.get("/incidents/<number>/clocks/<int:clock_id>")
@http.permit(Permission.ASSIGNMENT_READ)
def explain(number: str, clock_id: int) -> Page:
    """How a due time comes about, line by line, and the form that asks for more time."""
    _, clock = _see(number, clock_id)
    told = showing.explanation(clock, moment.now())
    lines = (told.text_zh if str(get_locale()) == "zh" else told.text_en).split("\n")
    may_ask = clock.holder.person_id == access.actor().person_id and moment.now() < clock.marks.due_at
    asking = may_ask and clock.is_open and clock.about.priority != URGENT
    return frame.page(
        "incident/clock_page.html", part="incident/clock.html", number=number, clock=clock, lines=lines, may_ask=asking
    )


@routes.post("/incidents/<number>/clocks/<int:clock_id>/extensions")
@http.permit(Permission.INCIDENT_STEP)
def ask(number: str, clock_id: int) -> Page:
    """Ask for more time."""
    actor, (county, clock) = access.actor(), _see(number, clock_id)
    try:
        with db.session.begin_nested():
            body = forms.read(schemas.ExtensionIn)
            wish = extensions.Wish(Limit(body.amount, body.unit), body.reason, standing.asker(actor, clock))
            extensions.ask(county, clock_id, wish, at=moment.now())
    except Refusal as error:
        return incident.refused(number, error, form=f"more-{clock_id}")
    return incident.done(number)


@routes.post("/incidents/<number>/clocks/<int:clock_id>/<any(extensions,pauses):what>/<int:wish_id>/decision")
@http.permit(Permission.CLOCK_DECIDE)
def decide(number: str, clock_id: int, what: str, wish_id: int) -> Page:
    """Grant or refuse what somebody else asked for."""
    actor, (county, clock) = access.actor(), _see(number, clock_id)
    try:
        with db.session.begin_nested():
            body, held = forms.read(schemas.DecisionIn), standing.decider(actor, clock)
            verdict = Verdict(body.granted, By(actor.person_id, held.id), moment.now(), body.reason)
            if what == "pauses":
                running.decide_pause(county, clock_id, wish_id, verdict)
            else:
                level = levels.level_of(held.role, held.scope)
                extensions.decide(county, clock_id, wish_id, verdict, level)
    except Refusal as error:
        return incident.refused(number, error, form=f"{what}-{wish_id}")
    return incident.done(number)


@routes.post("/incidents/<number>/cards/<int:card_id>/answer")
@http.permit(Permission.ASSIGNMENT_READ)
def answer_card(number: str, card_id: int) -> Page:
    """Answer a card one was told of, with the reason and what is being done."""
    actor, (county, id_) = access.actor(), numbers.read(number)
    card = card_queries.get_card(actor, county, card_id)
    if (card.subject_kind, card.subject_id) != (INCIDENT, id_):
        raise NotFound(f"incident {number} has no card {card_id}")
    if actor.position_id is None or not cards.was_told(card, actor.person_id):
        raise NotAllowed("a card is answered by whoever has the case or was told of it")
    try:
        with db.session.begin_nested():
            reason = forms.read(card_schemas.ReasonIn).reason
            by = Answerer(actor.person_id, actor.position_id, reason, actor.source)
            cards.act(county, card_id, by, at=moment.now())
    except Refusal as error:
        return incident.refused(number, error, form=f"card-{card_id}")
    return incident.done(number)


def _see(number: str, clock_id: int) -> tuple[County, ClockNow]:
    """The clock, if it is one of this incident's; raises `NotFound`."""
    county, id_ = numbers.read(number)
    clock = standing.see(access.actor(), county, clock_id)
    if clock.subject != Subject(INCIDENT, id_):
        raise NotFound(f"incident {number} has no clock {clock_id}")
    return county, clock
