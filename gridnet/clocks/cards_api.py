"""The doors of cards: my own, my board's, those raised to my desk; answered, cancelled; the ladder behind them."""

from gridnet.base import county as counties
from gridnet.base import http, moment, paging
from gridnet.base.county import County
from gridnet.base.db import Routes
from gridnet.base.errors import NotAllowed
from gridnet.base.paging import Page
from gridnet.clocks import card_queries, card_schemas, cards, ladder_book, ladder_cache
from gridnet.clocks.card_models import Card
from gridnet.clocks.card_schemas import CardDetail, CardOut, FaultOut, HeardOut, LevelOut, ReasonIn
from gridnet.clocks.cards import By
from gridnet.people import access
from gridnet.people.access import Actor
from gridnet.people.roles import Permission

routes = Routes("cards", __name__, url_prefix="/api/v1")

TAGS = ("cards",)


@routes.get("/cards")
@http.permit(Permission.ASSIGNMENT_READ)
@http.door(query=card_schemas.CardQuery, gives=Page[CardOut], summary="Cards, newest first", tags=TAGS)
def list_cards(query: card_schemas.CardQuery) -> Page[CardOut]:
    """A page of cards whose case the viewer may see."""
    actor = access.actor()
    county = actor.reach.part(query.county).county
    rows = card_queries.list_cards(actor, county, query, which=query.which, is_open=query.open)
    shown, after = paging.cut(rows, query, lambda row: [row.id])
    return Page(items=[CardOut.of(row) for row in shown], next=after)


@routes.get("/cards/<county>/<int:card_id>")
@http.permit(Permission.ASSIGNMENT_READ)
@http.door(gives=CardDetail, summary="A card, and who heard of it", tags=TAGS)
def get_card(county: str, card_id: int) -> CardDetail:
    """One card."""
    return _show(card_queries.get_card(access.actor(), counties.read(county), card_id))


@routes.post("/cards/<county>/<int:card_id>/answer")
@http.permit(Permission.ASSIGNMENT_READ)
@http.door(takes=ReasonIn, gives=CardDetail, summary="Answer a card with the reason and what is being done", tags=TAGS)
def answer(county: str, card_id: int, body: ReasonIn) -> CardDetail:
    """Answer: whoever has the case or heard of the card, or decides about its clock."""
    actor, code = access.actor(), counties.read(county)
    card = card_queries.get_card(actor, code, card_id)
    position_id = actor.position_id if cards.was_told(card, actor.person_id) else _decides(actor, card)
    return _show(cards.act(code, card_id, _by(actor, position_id, body), at=moment.now()))


@routes.post("/cards/<county>/<int:card_id>/cancellation")
@http.permit(Permission.CLOCK_DECIDE)
@http.door(takes=ReasonIn, gives=CardDetail, summary="Cancel a card, as a position and with a reason", tags=TAGS)
def cancel(county: str, card_id: int, body: ReasonIn) -> CardDetail:
    """Cancel: somebody else than the holder, who answers for the division the card was raised to."""
    actor, code = access.actor(), counties.read(county)
    card = card_queries.get_card(actor, code, card_id)
    return _show(cards.cancel(code, card_id, _by(actor, _decides(actor, card), body), at=moment.now()))


@routes.get("/clock-faults")
@http.permit(Permission.POLICY_WRITE)
@http.door(query=card_schemas.FaultQuery, gives=Page[FaultOut], summary="Clocks that were set aside", tags=TAGS)
def list_faults(query: card_schemas.FaultQuery) -> Page[FaultOut]:
    """A page of clocks the watch could not handle; the others went on."""
    county = access.actor().reach.check(query.county)
    shown, after = paging.cut(card_queries.list_faults(county, query), query, lambda row: [row.id])
    return Page(items=[FaultOut.of(row) for row in shown], next=after)


@routes.get("/ladder")
@http.permit(Permission.POLICY_READ)
@http.door(query=card_schemas.LadderQuery, gives=card_schemas.Ladder, summary="The ladder of a county", tags=TAGS)
def get_ladder(query: card_schemas.LadderQuery) -> card_schemas.Ladder:
    """Everybody's rows and the county's own."""
    rows = ladder_cache.list_rows(access.actor().reach.part(query.county).county)
    return card_schemas.Ladder(items=[LevelOut.of(row) for row in rows])


@routes.post("/ladder")
@http.permit(Permission.POLICY_WRITE)
@http.door(takes=card_schemas.LevelIn, gives=LevelOut, status=201, summary="A county's own row of it", tags=TAGS)
def put_level(body: card_schemas.LevelIn) -> LevelOut:
    """Change a level for a county, or skip it."""
    actor = access.actor()
    county = actor.reach.check(body.county)
    return LevelOut.of(ladder_book.put(county, body.level_of(), by=actor.person_id, at=moment.now()))


@routes.post("/ladder/<county>/<int:row_id>/withdrawal")
@http.permit(Permission.POLICY_WRITE)
@http.door(gives=LevelOut, summary="Withdraw a county's own row of the ladder", tags=TAGS)
def withdraw_level(county: str, row_id: int) -> LevelOut:
    """Let everybody's row hold again."""
    code = access.actor().reach.check(county)
    return LevelOut.of(ladder_book.withdraw(code, row_id, at=moment.now()))


def _show(card: Card) -> CardDetail:
    heard = card_queries.list_heard(County(card.county), card.id)
    return CardDetail(**CardOut.of(card).model_dump(), heard=[HeardOut.of(row) for row in heard])


def _decides(actor: Actor, card: Card) -> int:
    """As which position the actor decides about a card; raises `NotAllowed`."""
    where = card.raised_to or card.division_code
    for held in actor.permitting(Permission.CLOCK_DECIDE):
        if where.startswith(held.scope) and held.network in {None, card.network}:
            return held.id
    raise NotAllowed(f"this card is decided about by whoever answers for {where}")


def _by(actor: Actor, position_id: int | None, body: ReasonIn) -> By:
    if position_id is None:
        raise NotAllowed("this is done as a position; you hold none that permits it")
    return By(actor.person_id, position_id, body.reason, actor.source)
