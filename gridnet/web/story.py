"""All that the page of an incident tells: legs and what may be done, cards, pauses and wishes, photos, the timeline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from geo.points import LngLat
from gridnet.base import paging
from gridnet.base.county import County
from gridnet.clocks import card_queries, extensions, stages, standing
from gridnet.clocks.card_queries import Raised
from gridnet.clocks.counting import ClockNow, Stretch
from gridnet.clocks.models import Extension
from gridnet.clocks.values import INCIDENT, Decision
from gridnet.incidents import acting, legs, numbers, queries, schemas, showing, sight
from gridnet.incidents.lifecycle import LEG_ENDED, Role
from gridnet.incidents.models import Entry
from gridnet.people import queries as people
from gridnet.people.access import Actor
from gridnet.people.queries import Holder
from gridnet.people.roles import Mask, Permission
from gridnet.territory import divisions
from gridnet.web import map_links, step_choice, whistle_panel
from gridnet.web.map_links import MapLink
from gridnet.web.step_choice import Offer
from gridnet.web.whistle_panel import Panel


@dataclass(frozen=True, slots=True)
class Leg:
    """A network's part: as the doors show it, the steps open to the viewer, and whose it is."""

    out: schemas.LegOut
    offers: Sequence[Offer]
    later: Sequence[Offer]
    is_mine: bool
    holder: Holder | None
    desk: str | None

    @property
    def main(self) -> Offer | None:
        """The next step, where the viewer may take it."""
        return next((each for each in self.offers if each.is_main), None)

    @property
    def others(self) -> list[Offer]:
        """What else may be done."""
        return [each for each in self.offers if not each.is_main]


@dataclass(frozen=True, slots=True)
class Told:
    """An act of the timeline, and who did it, as what; of an assignment, whom it was given to."""

    entry: schemas.EntryOut
    by: Holder | None
    desk: str | None


@dataclass(frozen=True, slots=True)
class Wished:
    """What somebody asked about a clock: a pause or more time, waiting for somebody's decision."""

    clock: ClockNow
    pause: Stretch | None
    extension: Extension | None
    may_decide: bool


@dataclass(frozen=True, slots=True)
class Story:
    """The incident as one viewer reads it."""

    incident: schemas.IncidentOut
    legs: Sequence[Leg]
    offers: Sequence[Offer]
    cards: Sequence[Raised]
    wished: Sequence[Wished]
    photos: Sequence[schemas.AttachmentOut]
    may_add_photos: bool
    timeline: Sequence[Told]
    more: str | None
    map_links: Sequence[MapLink]
    whistles: Panel

    def offers_form(self, name: str) -> bool:
        """Whether the form of this name, in which somebody typed, is still on the page."""
        steps = {f"{offer.step}-" for offer in self.offers}
        steps |= {f"{offer.step}-{leg.out.network}" for leg in self.legs for offer in leg.offers}
        return name in steps | {f"card-{each.card.id}" for each in self.cards}


def read(number: str, actor: Actor, at: datetime, *, after: str | None = None) -> Story:
    """The story of an incident, as the actor may see it; raises `NotFound`."""
    county, id_ = numbers.read(number)
    found = queries.get_view(county, id_, viewer=actor.person_id)
    viewer = acting.viewer(found, actor, at)
    clocks = stages.list_of(county, INCIDENT, [id_]).get(id_, [])
    shown = showing.incident(replace(found, legs=legs.with_clocks(found.legs, clocks)), viewer)
    wish = paging.Wish(limit=paging.LARGEST, after=after)
    entries, more = paging.cut(queries.list_entries(county, id_, wish), wish, lambda row: [row.id])
    current = _current(shown.legs)
    who, desks = _names(county, current, entries)
    return Story(
        incident=shown,
        legs=[_leg(each, viewer, who, desks) for each in current],
        offers=step_choice.offers(shown.state, shown.steps),
        cards=card_queries.list_waiting(actor, county, (each.id for each in clocks if each.id is not None)),
        wished=_wished(county, clocks, actor),
        photos=_photos(county, id_, viewer.mask),
        may_add_photos=sight.sight(actor, Permission.ATTACHMENT_ADD, found.incident, found.legs) is not None,
        timeline=[_told(row, viewer.mask, who, desks) for row in entries],
        more=more,
        map_links=map_links.links(LngLat(shown.place.lng, shown.place.lat), shown.number) if shown.place else [],
        whistles=whistle_panel.read(county, found.incident, found.legs, viewer.mask, actor, at),
    )


def _current(every: Iterable[schemas.LegOut]) -> list[schemas.LegOut]:
    """The last leg of each network, the leading one first."""
    last = {leg.network: leg for leg in every}
    return sorted(last.values(), key=lambda leg: (leg.role is not Role.LEAD, leg.network))


def _names(
    county: County, current: Iterable[schemas.LegOut], entries: Iterable[Entry]
) -> tuple[Mapping[int, Holder], Mapping[str, str]]:
    """Who holds the positions, and what the desks are called, that the legs and the timeline name."""
    positions = {leg.position_id for leg in current} | {row.position_id for row in entries}
    desks = {leg.desk_code for leg in current}
    for row in entries:
        positions.add(row.detail.get("position"))
        desks.add(row.detail.get("desk"))
    held = people.holders(county, (each for each in positions if each is not None))
    return held, divisions.desk_names(county, (each for each in desks if each))


def _leg(leg: schemas.LegOut, viewer: showing.Viewer, who: Mapping[int, Holder], desks: Mapping[str, str]) -> Leg:
    at_desk = leg.position_id is None and leg.desk_code in viewer.desks
    is_mine = (leg.person_id == viewer.person_id or at_desk) and leg.state not in LEG_ENDED
    holder = who.get(leg.position_id) if leg.position_id is not None else None
    desk = desks.get(leg.desk_code, leg.desk_code) if leg.desk_code and holder is None else None
    later = step_choice.after_accepting(leg.role, leg.state) if leg.person_id == viewer.person_id else []
    return Leg(leg, step_choice.offers(leg.state, leg.steps), later, is_mine, holder, desk)


def _wished(county: County, clocks: Sequence[ClockNow], actor: Actor) -> list[Wished]:
    by_id = {clock.id: clock for clock in clocks if clock.id is not None}
    asked = extensions.list_of(county, sorted(by_id)) if by_id else []
    pauses = [(clock, each) for clock in clocks for each in clock.stretches if each.decision is Decision.PENDING]
    wishes = [Wished(clock, each, None, _may_decide(actor, clock)) for clock, each in pauses]
    return wishes + [
        Wished(by_id[row.clock_id], None, row, _may_decide(actor, by_id[row.clock_id]))
        for row in asked
        if row.state == Decision.PENDING
    ]


def _may_decide(actor: Actor, clock: ClockNow) -> bool:
    """Whether the actor decides about the clock, which nobody does about their own."""
    return clock.holder.person_id != actor.person_id and bool(standing.deciders(actor, clock))


def _photos(county: County, id_: int, mask: Mask) -> list[schemas.AttachmentOut]:
    if mask is Mask.STATUS:
        return []
    return [showing.attachment(row, place) for row, place in queries.list_attachments(county, id_)]


def _told(row: Entry, mask: Mask, who: Mapping[int, Holder], desks: Mapping[str, str]) -> Told:
    position = row.position_id if row.position_id is not None else row.detail.get("position")
    desk = row.detail.get("desk")
    by = who.get(position) if position is not None else None
    return Told(showing.entry(row, mask), by, desks.get(desk, desk) if desk else None)
