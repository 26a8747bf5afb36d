"""A report as it comes through a door or a page: taken in once, answered with who is responsible; what is like it."""

from dataclasses import replace
from datetime import datetime

from geo.points import LngLat
from gridnet.base.county import County
from gridnet.base.settings import Settings
from gridnet.incidents import acting, intake, queries, reading, schemas, showing, writing
from gridnet.incidents.alike import list_alike
from gridnet.incidents.legs import LegView
from gridnet.people.access import Actor
from gridnet.territory import county_index


def receive(body: schemas.ReportIn, actor: Actor, settings: Settings, *, at: datetime) -> schemas.ReportOut:
    """The answer to a report: the incident made of it, or the one made of it before (`is_repeat`)."""
    made = reading.report(body, actor, settings, at=at)
    hash_ = intake.fingerprint(body.model_dump(mode="json"))
    taken = intake.take_in(actor.county, body.client_ref, hash_, made, tolerance_m=settings.nearest_tolerance_m)
    if taken.raised is None:
        return showing.answer(acting.show(taken.county, taken.id, actor, at), taken)
    legs = [_by_reporter(leg, actor) for leg in taken.legs]
    view = queries.view_of(taken.raised, writing.as_incident(taken.raised, made), legs)
    return showing.answer(showing.incident(view, acting.viewer(view, actor, at)), taken)


def _by_reporter(leg: LegView, actor: Actor) -> LegView:
    """A leg handled on the spot bears the name of whoever reports it."""
    return replace(leg, name=actor.name) if leg.name is None and leg.person_id == actor.person_id else leg


def alike(query: schemas.AlikeQuery, actor: Actor, *, at: datetime) -> schemas.AlikeList:
    """Likely duplicates of what is about to be reported; none where the place lies in no county known here."""
    place = reading.to_wgs84(query)
    county = county_index.county_at(place, at)
    if county is None:
        return schemas.AlikeList(items=[])
    return schemas.AlikeList(items=likely(actor.reach.check(county), query.category, place, actor, at=at))


def likely(county: County, category: str, place: LngLat, actor: Actor, *, at: datetime) -> list[schemas.AlikeOut]:
    """The same, for a place that has been converted and a county the actor has been let into."""
    found = list_alike(county, category, place, viewer=actor.person_id, at=at)
    return [showing.alike(county, each) for each in found]


def before(shown: schemas.IncidentOut, actor: Actor) -> list[schemas.AlikeOut]:
    """What had been reported of this kind near this incident when it was reported."""
    if shown.place is None:
        return []
    county, place = County(shown.county), LngLat(shown.place.lng, shown.place.lat)
    found = likely(county, shown.category, place, actor, at=shown.reported_at)
    return [each for each in found if each.number != shown.number]
