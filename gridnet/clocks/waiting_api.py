"""The door that lists what waits for my decision."""

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from gridnet.base import http, paging
from gridnet.base.county import County
from gridnet.base.db import Routes
from gridnet.base.network import Network
from gridnet.base.paging import Page
from gridnet.clocks import subjects, waiting
from gridnet.clocks.limits import Unit
from gridnet.clocks.schemas import ByOut, LimitOut
from gridnet.clocks.subjects import Key, Told
from gridnet.people import access
from gridnet.people.roles import Permission

routes = Routes("waiting", __name__, url_prefix="/api/v1")


class WaitingQuery(paging.Wish):
    """Which county is meant."""

    county: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class WaitingOut(BaseModel):
    """A pause or more time that somebody asked for, and that the viewer may decide about."""

    kind: str = Field(description="pause or extension")
    id: int
    county: str
    clock_id: int
    number: str = Field(description="of the matter, as notices name it")
    stage: str
    network: Network | None
    priority: str | None
    due_at: AwareDatetime
    asked_at: AwareDatetime
    asked_by: ByOut | None
    reason: str
    limit: LimitOut | None = Field(description="how much more time; absent for a pause")
    from_at: AwareDatetime | None = Field(description="from when on the clock is to stand still")
    to_at: AwareDatetime | None
    decision: str = Field(description="the door to POST the decision to")


@routes.get("/clocks/waiting")
@http.permit(Permission.CLOCK_DECIDE)
@http.door(query=WaitingQuery, gives=Page[WaitingOut], summary="Pauses and extensions to decide", tags=("clocks",))
def list_waiting(query: WaitingQuery) -> Page[WaitingOut]:
    """What waits for the viewer's decision, the oldest first."""
    actor = access.actor()
    county = actor.reach.part(query.county).county
    rows, after = paging.cut(waiting.list_waiting(actor, county, query), query, waiting.key)
    told = subjects.tell(_key(row) for row in rows)
    return Page(items=[_show(row, told[_key(row)]) for row in rows], next=after)


def _key(row: Any) -> Key:
    return Key(County(row.county), row.subject_kind, row.subject_id)


def _show(row: Any, told: Told) -> WaitingOut:
    asked_by = None
    if row.asked_by_person is not None:
        asked_by = ByOut(person_id=row.asked_by_person, position_id=row.asked_by_position)
    return WaitingOut(
        kind=row.kind,
        id=row.id,
        county=row.county,
        clock_id=row.clock_id,
        number=told.params["number"],
        stage=row.stage,
        network=Network(row.network) if row.network else None,
        priority=row.priority,
        due_at=row.due_at,
        asked_at=row.asked_at,
        asked_by=asked_by,
        reason=row.reason,
        limit=LimitOut(amount=row.amount, unit=Unit(row.unit)) if row.amount is not None else None,
        from_at=row.from_at,
        to_at=row.to_at,
        decision=f"/api/v1/clocks/{row.county}/{row.clock_id}/{row.kind}s/{row.id}/decision",
    )
