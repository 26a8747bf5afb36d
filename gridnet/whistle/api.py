"""The doors of whistles: opened from a case, answered by departments, rated or called off by the township."""

from gridnet.base import county as counties
from gridnet.base import http, moment, paging
from gridnet.base.db import Routes
from gridnet.base.paging import Page
from gridnet.clocks import card_schemas
from gridnet.incidents import numbers, queries
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.whistle import acting, reading, schemas, showing

routes = Routes("whistle", __name__, url_prefix="/api/v1")

TAGS = ("whistles",)


@routes.post("/incidents/<number>/whistles")
@http.permit(Permission.WHISTLE_OPEN)
@http.door(
    takes=schemas.WhistleIn,
    gives=schemas.WhistleList,
    status=201,
    summary="Call departments to a case; each must acknowledge and report on the spot",
    tags=TAGS,
)
def open_(number: str, body: schemas.WhistleIn) -> schemas.WhistleList:
    """Blow the whistle; the answer is every whistle of the case, this one in front."""
    actor, at, (county, id_) = access.actor(), moment.now(), numbers.read(number)
    acting.open_(county, id_, body, actor, at, http.expected_version())
    return schemas.WhistleList(items=acting.list_of_case(county, id_, actor, at))


@routes.get("/incidents/<number>/whistles")
@http.permit(Permission.INCIDENT_READ)
@http.door(gives=schemas.WhistleList, summary="The whistles of a case, with every department called", tags=TAGS)
def list_of_case(number: str) -> schemas.WhistleList:
    """For whoever reads the story of the case."""
    county, id_ = numbers.read(number)
    return schemas.WhistleList(items=acting.list_of_case(county, id_, access.actor(), moment.now()))


@routes.get("/whistles")
@http.permit(Permission.WHISTLE_READ)
@http.door(query=schemas.WhistleQuery, gives=Page[schemas.WhistleOut], summary="Whistles, newest first", tags=TAGS)
def list_whistles(query: schemas.WhistleQuery) -> Page[schemas.WhistleOut]:
    """A page of what my department was called to, or of what my desk opened."""
    actor, at = access.actor(), moment.now()
    county = actor.reach.part(query.county).county
    views = reading.list_page(actor, county, query.side, query, is_open=query.open, at=at)
    shown, after = paging.cut(views, query, lambda view: [view.whistle.id])
    categories = queries.list_categories(county)
    return Page(items=[showing.whistle(each, categories, at) for each in shown], next=after)


@routes.post("/whistles/<county>/<int:whistle_id>/withdrawal")
@http.permit(Permission.WHISTLE_OPEN)
@http.door(takes=schemas.ReasonIn, gives=schemas.WithdrawnOut, summary="Call off whoever has not arrived", tags=TAGS)
def withdraw(county: str, whistle_id: int, body: schemas.ReasonIn) -> schemas.WithdrawnOut:
    """Withdraw a whistle for everybody it still waits for."""
    count = acting.withdraw(counties.read(county), whistle_id, body.reason, access.actor(), moment.now())
    return schemas.WithdrawnOut(withdrawn=count)


@routes.get("/summonses/<county>/<int:summons_id>")
@http.permit(Permission.WHISTLE_READ)
@http.door(gives=schemas.WhistleOut, summary="What one department was called to", tags=TAGS)
def get_summons(county: str, summons_id: int) -> schemas.WhistleOut:
    """The whistle, with this summons alone; its own version is the one that If-Match names at a step."""
    return acting.show(counties.read(county), summons_id, access.actor(), moment.now())


@routes.post("/summonses/<county>/<int:summons_id>/steps")
@http.permit(Permission.WHISTLE_READ)
@http.door(takes=schemas.StepIn, gives=schemas.WhistleOut, summary="Take a step on a summons", tags=TAGS)
def take_step(county: str, summons_id: int, body: schemas.StepIn) -> schemas.WhistleOut:
    """Acknowledge, decline, arrive, finish; insist, rate, call off."""
    actor, at, code = access.actor(), moment.now(), counties.read(county)
    acting.step(code, summons_id, body, actor, at, http.expected_version())
    return acting.show(code, summons_id, actor, at)


@routes.post("/summonses/<county>/cards/<int:card_id>/answer")
@http.permit(Permission.WHISTLE_READ)
@http.door(
    takes=card_schemas.ReasonIn,
    gives=card_schemas.CardOut,
    summary="Answer a card about a summons with the reason and what is being done",
    tags=TAGS,
)
def answer_card(county: str, card_id: int, body: card_schemas.ReasonIn) -> card_schemas.CardOut:
    """For whoever was called or was told of it; departments see no other cards."""
    actor = access.actor()
    card = acting.card_to_answer(counties.read(county), card_id, actor)
    return card_schemas.CardOut.of(acting.answer_card(card, body.reason, actor, moment.now()))
