"""What belongs to whoever looks: the positions they hold, by name, and the sessions they are signed in with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gridnet.base import http
from gridnet.people import access, lists
from gridnet.people.access import Actor, Held
from gridnet.people.models import WebSession
from gridnet.territory import divisions
from gridnet.territory import queries as territory


@dataclass(frozen=True, slots=True)
class Seat:
    """A position, what its area is called, and its division or station."""

    held: Held
    area: str | None
    where: str


def list_of(actor: Actor, at: datetime) -> list[Seat]:
    """The positions of whoever looks; two statements."""
    areas = territory.area_names(actor.county, (held.area_id for held in actor.held if held.area_id is not None), at)
    codes = divisions.desk_names(actor.county, (held.station_code or held.scope for held in actor.held))
    return [
        Seat(held, areas.get(held.area_id or 0), codes.get(held.station_code or held.scope, held.scope))
        for held in actor.held
    ]


def sessions(actor: Actor, at: datetime) -> Sequence[WebSession]:
    """The sessions of whoever looks that are good still, the one used last first."""
    settings = http.settings()
    found = lists.list_sessions(actor.county, actor.person_id)
    return [each for each in found if access.is_awake(each.created_at, each.seen_at, settings, at)]
