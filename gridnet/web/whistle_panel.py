"""The whistles of a case as its page shows them: each department, where it stands, what the viewer may do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gridnet.base.county import County
from gridnet.clocks import card_queries
from gridnet.clocks.card_queries import Raised
from gridnet.incidents import numbers, queries
from gridnet.incidents.legs import LegView
from gridnet.incidents.models import Incident
from gridnet.people.access import Actor
from gridnet.people.roles import Mask
from gridnet.whistle import reading, showing, sight
from gridnet.whistle.reading import Looking, View
from gridnet.whistle.schemas import WhistleOut


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of a case shows of its whistles; `stamp` changes with each of their acts."""

    number: str
    whistles: Sequence[WhistleOut]
    cards: Mapping[int, Sequence[Raised]]
    may_open: bool
    stamp: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a step that was refused, so that nothing of it is lost."""

    summons_id: int
    step: str
    reason: str
    fault: str


def read(  # noqa: PLR0913, PLR0917 - the case, how much of it is seen, by whom, when
    county: County, incident: Incident, legs: Sequence[LegView], mask: Mask, actor: Actor, at: datetime
) -> Panel:
    """The whistles of a case whose story the actor reads; none of one of which they see the state only."""
    number = numbers.write(county, incident.id)
    may_open = incident.ended_at is None and sight.may_open(actor, incident, legs)
    if mask is Mask.STATUS:
        return Panel(number, (), {}, may_open=False, stamp="")
    looking = Looking(frozenset(sight.desks(actor, county)), sight.may_open(actor, incident, legs), at)
    views = reading.list_of_case(county, incident.id, looking)
    categories = queries.list_categories(county) if views else {}
    shown = [showing.whistle(each, categories, at) for each in views]
    return Panel(number, shown, cards(actor, county, views), may_open, _stamp(shown))


def _stamp(shown: Sequence[WhistleOut]) -> str:
    return reading.stamp_of((each.id, each.version) for whistle in shown for each in whistle.summonses)


def cards(actor: Actor, county: County, views: Sequence[View]) -> dict[int, list[Raised]]:
    """The cards that wait for an answer, by summons; asked for only where a clock runs."""
    clocks = (clock.id for view in views for called in view.called for clock in called.clocks if clock.id is not None)
    found: dict[int, list[Raised]] = {}
    for raised in card_queries.list_waiting(actor, county, clocks):
        found.setdefault(raised.card.subject_id, []).append(raised)
    return found
