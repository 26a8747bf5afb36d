"""What doors and pages do with one incident: show it as the viewer may see it, and take the steps they send."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from gridnet.base.county import County
from gridnet.base.errors import Invalid
from gridnet.base.settings import Settings
from gridnet.clocks import stages
from gridnet.clocks.values import INCIDENT
from gridnet.incidents import intake, legs, numbers, queries, recusal, schemas, showing, sight, steps
from gridnet.incidents.legs import LegView
from gridnet.incidents.models import Incident
from gridnet.incidents.queries import View
from gridnet.incidents.recusal import Aside
from gridnet.people.access import Actor
from gridnet.people.roles import Permission

#: What is told so long after it was done is told late.
LATE = timedelta(minutes=5)


def find(county: County, id_: int, actor: Actor) -> tuple[Incident, Sequence[LegView]]:
    """The incident with its legs; raises `NotFound` as well when it names the actor."""
    found = queries.get_view(county, id_, viewer=actor.person_id)
    return found.incident, found.legs


def show(county: County, id_: int, actor: Actor, at: datetime) -> schemas.IncidentOut:
    """The incident as the actor may see it, its open stages with it; raises `NotFound`."""
    found = queries.get_view(county, id_, viewer=actor.person_id)
    clocks = stages.list_of(county, INCIDENT, [id_]).get(id_, ())
    return showing.incident(replace(found, legs=legs.with_clocks(found.legs, clocks)), viewer(found, actor, at))


def viewer(found: View, actor: Actor, at: datetime) -> showing.Viewer:
    """What the actor is to the incident; raises `NotFound` where that is nothing."""
    county = County(found.incident.county)
    seen = sight.require(actor, Permission.INCIDENT_READ, found.incident, found.legs)
    standing = sight.standing(actor, found.incident, found.legs)
    return showing.Viewer(actor.person_id, seen.mask, standing, sight.desks(actor, county), at)


def step(  # noqa: PLR0913, PLR0917 - which incident, what is wished, by whom, under which rules
    county: County,
    id_: int,
    body: schemas.StepIn,
    actor: Actor,
    settings: Settings,
    at: datetime,
    expected_version: int | None = None,
) -> None:
    """Take the step that was sent; raises what `steps.take` does, and `Invalid` for a time that cannot be."""
    incident, found = find(county, id_, actor)
    seen = sight.require(actor, Permission.INCIDENT_STEP, incident, found)
    occurred_at = _checked(body.occurred_at or at, at, settings)
    wish = steps.Wish(
        step=body.step,
        network=body.network,
        reason=body.reason,
        note=body.note,
        occurred_at=occurred_at,
        at=at,
        is_late=at - occurred_at > LATE,
        person_id=actor.person_id,
        position_id=seen.position_id,
        to_position=body.to_position,
        duplicate_of=_other(body.duplicate_of, county) if body.duplicate_of else None,
        expected_version=expected_version,
        client_ref=body.client_ref,
        body_hash=intake.fingerprint(body.model_dump(mode="json") | {"county": county}),
    )
    steps.take(county, id_, wish, sight.standing(actor, incident, found), sight.desks(actor, county))


def step_aside(county: County, id_: int, reason: str, actor: Actor, at: datetime) -> None:
    """Declare an interest in the case, which then goes to somebody else; raises what `recusal.declare` does."""
    seen = sight.require(actor, Permission.INCIDENT_STEP, *find(county, id_, actor))
    recusal.declare(county, id_, Aside(actor.person_id, seen.position_id, reason, at, actor.source))


def _checked(occurred_at: datetime, at: datetime, settings: Settings) -> datetime:
    if occurred_at > at + timedelta(seconds=settings.future_tolerance_s):
        raise Invalid("occurred_at lies in the future; check the device's clock and its time zone")
    if occurred_at < intake.EARLIEST:
        raise Invalid(f"occurred_at lies in the year {occurred_at.year}; check the digits")
    return occurred_at


def _other(number: str, county: County) -> int:
    other_county, id_ = numbers.read(number)
    if other_county != county:
        raise Invalid("duplicate_of names an incident of another county; refer the case there instead")
    return id_
