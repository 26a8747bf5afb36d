"""From what was sent to a report: the place converted once, the county found, the named found, times checked."""

from datetime import datetime, timedelta

from geo import datums, points
from geo.errors import BadGeometry
from geo.points import LngLat
from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.base.network import Network
from gridnet.base.settings import Settings
from gridnet.incidents import contacts, intake, sight
from gridnet.incidents.schemas import AlikeQuery, PlaceIn, ReportIn
from gridnet.incidents.values import Given, Report
from gridnet.people import queries as people
from gridnet.people.access import Actor
from gridnet.territory import county_index


def report(body: ReportIn, actor: Actor, settings: Settings, *, at: datetime) -> Report:
    """The report that `body` makes when `actor` sends it at `at`; raises `Invalid` or `NotAllowed`."""
    place = to_wgs84(body.place) if body.place else None
    county = county_of(body, place, actor, at=at)
    reported_as = sight.reporting_position(actor, county)
    if body.handled_on_the_spot and reported_as.network is not Network.COMMUNITY:
        raise Invalid(
            "only the community side handles a matter on the spot; report it, and take the steps of your own leg",
            errors=[{"field": "handled_on_the_spot", "message": "for the community side"}],
        )
    made = Report(
        county=county,
        category=body.category,
        channel=body.channel,
        text=body.text,
        at=at,
        recorded_at=at,
        occurred_at=body.occurred_at or body.captured_at or at,
        captured_at=body.captured_at,
        place=place,
        given=given(body.place) if body.place else None,
        grid_code=None if place else body.grid_code,
        address=body.address,
        division_code=body.division_code,
        priority=body.priority,
        people_count=body.people_count,
        contact_sealed=contacts.seal(county, body.contact),
        named=dict.fromkeys(_named(county, body.names_staff), "staff_no"),
        self_handled=body.handled_on_the_spot,
        reported_by=actor.person_id,
        reported_as=reported_as.id,
    )
    intake.check_times(made, tolerance=timedelta(seconds=settings.future_tolerance_s))
    return made


def to_wgs84(place: PlaceIn | AlikeQuery) -> LngLat:
    """The place in WGS-84; raises `Invalid` for swapped axes and for what is no place."""
    try:
        return datums.point_to_wgs84(points.check(place.lng, place.lat), place.datum)
    except BadGeometry as error:
        raise Invalid(str(error), errors=[{"field": "place", "message": str(error)}]) from None


def given(place: PlaceIn) -> Given:
    """The place as it was sent."""
    return Given(place.lng, place.lat, place.datum, place.accuracy_m)


def county_of(body: ReportIn, place: LngLat | None, actor: Actor, *, at: datetime) -> County:
    """The county the incident belongs to: the place tells, else the sender, else the sender's own county.

    Raises `Invalid` where the place lies in no county known here and none is named, or in another one than named.
    """
    named = County(body.county) if body.county else None
    if place is None:
        return named or actor.county
    found = county_index.county_at(place, at)
    if found is None and named is None:
        raise Invalid(
            f"the place {place.lng:.5f}, {place.lat:.5f} (WGS-84) lies in no county known here: check the axes and the "
            "datum; if it is right, name the `county`, and its desk will place the incident",
            errors=[{"field": "place", "message": "outside every county"}],
        )
    if found and named and found != named:
        raise Invalid(
            f"the place lies in county {found}, not in {named}; leave `county` out, or check the place",
            errors=[{"field": "county", "message": "does not hold the place"}],
        )
    return found or named or actor.county


def _named(county: County, staff_nos: list[str]) -> list[int]:
    if not staff_nos:
        return []
    found = people.find_by_staff_no(county, staff_nos)
    if unknown := sorted(set(staff_nos) - found.keys()):
        raise Invalid(
            f"no member of staff has the number {unknown[0]} in {county}",
            errors=[{"field": "names_staff", "message": f"unknown: {', '.join(unknown)}"}],
        )
    return sorted(found.values())
