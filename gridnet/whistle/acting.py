"""What doors and pages do with whistles: open one, take steps, call it off; and show them as the actor may see them."""

from datetime import datetime

from gridnet.base.county import County
from gridnet.base.errors import NotAllowed, NotFound
from gridnet.clocks import card_queries, cards
from gridnet.clocks.card_models import Card
from gridnet.incidents import acting as incidents
from gridnet.incidents import intake, queries
from gridnet.incidents import sight as incident_sight
from gridnet.people.access import Actor
from gridnet.people.roles import Mask, Permission
from gridnet.whistle import departments, opening, reading, schemas, showing, sight, steps
from gridnet.whistle.models import Whistle
from gridnet.whistle.reading import Looking
from gridnet.whistle.values import SUMMONS, Rating


def open_(  # noqa: PLR0913, PLR0917 - on which case, what is wished, by whom, when, for which version
    county: County,
    incident_id: int,
    body: schemas.WhistleIn,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Whistle:
    """Call departments to a case; raises what `opening.open_` does, and `NotFound` or `NotAllowed`."""
    _, by = sight.opener(actor, county, incident_id)
    wish = opening.Wish(
        departments=body.departments,
        urgency=body.urgency,
        place=body.place,
        meet_at=body.meet_at,
        need=body.need,
        at=at,
        expected_version=expected_version,
        client_ref=body.client_ref,
        body_hash=intake.fingerprint(body.model_dump(mode="json")),
    )
    return opening.open_(county, incident_id, wish, by)


def step(  # noqa: PLR0913, PLR0917 - on which summons, what is wished, by whom, when, for which version
    county: County,
    summons_id: int,
    body: schemas.StepIn,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> None:
    """Take the step that was sent; raises what `steps.take` does, and `NotFound`."""
    summons = sight.find(actor, county, summons_id)
    parts = sight.parts(actor, summons, departments.get(county, summons.department_id))
    rating = Rating(body.attendance, body.outcome) if body.attendance and body.outcome else None
    wish = steps.Wish(
        step=body.step,
        reason=body.reason,
        rating=rating,
        occurred_at=body.occurred_at or at,
        at=at,
        expected_version=expected_version,
    )
    steps.take(county, summons_id, wish, parts)


def withdraw(county: County, whistle_id: int, reason: str, actor: Actor, at: datetime) -> int:
    """Call off whoever has not arrived; raises what `steps.withdraw_all` does, and `NotFound` or `NotAllowed`."""
    whistle = reading.whistle_of(actor, county, whistle_id)
    _, by = sight.opener(actor, county, whistle.incident_id)
    return steps.withdraw_all(county, whistle_id, by, reason, at=at)


def card_to_answer(county: County, card_id: int, actor: Actor) -> Card:
    """The card about a summons, for whoever was told of it; raises `NotFound` and `NotAllowed`."""
    card = card_queries.get_card(actor, county, card_id)
    if card.subject_kind != SUMMONS:
        raise NotFound(f"no summons has a card {card_id}")
    if actor.position_id is None or not cards.was_told(card, actor.person_id):
        raise NotAllowed("a card is answered by whoever was called or was told of it")
    return card


def answer_card(card: Card, reason: str, actor: Actor, at: datetime) -> Card:
    """Answer what `card_to_answer` gave; raises what `cards.act` does."""
    assert actor.position_id is not None
    by = cards.By(actor.person_id, actor.position_id, reason, actor.source)
    return cards.act(County(card.county), card.id, by, at=at)


def list_of_case(county: County, incident_id: int, actor: Actor, at: datetime) -> list[schemas.WhistleOut]:
    """The whistles of a case, for whoever reads its story; raises `NotFound`."""
    incident, legs = incidents.find(county, incident_id, actor)
    if incident_sight.require(actor, Permission.INCIDENT_READ, incident, legs).mask is Mask.STATUS:
        return []
    is_township = sight.may_open(actor, incident, legs)
    looking = Looking(frozenset(sight.desks(actor, county)), is_township, at)
    views = reading.list_of_case(county, incident_id, looking)
    categories = queries.list_categories(county) if views else {}
    return [showing.whistle(each, categories, at) for each in views]


def show(county: County, summons_id: int, actor: Actor, at: datetime) -> schemas.WhistleOut:
    """The whistle of one summons, with this one alone; raises `NotFound`."""
    view = reading.get(actor, county, summons_id, at)
    return showing.whistle(view, queries.list_categories(county), at)
