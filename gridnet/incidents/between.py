"""What waits for whom between the two networks: live legs that nobody has accepted, beside their partner's.

Walked by `ix_assignment_unaccepted`, the longest wait first; what is over or accepted costs nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, literal_column, select, tuple_
from sqlalchemy.orm import aliased

from gridnet.base import db, paging
from gridnet.base.county import County
from gridnet.base.network import Network
from gridnet.clocks.models import Clock
from gridnet.incidents.models import Incident, Leg
from gridnet.people.models import Person

#: More than so many are told as "more than".
MOST_COUNTED = 1000


class Waiting(StrEnum):
    """Who waits for whom: one network has accepted and the other has not, or neither has."""

    FOR_POLICE = "for_police"
    FOR_COMMUNITY = "for_community"
    FOR_BOTH = "for_both"


#: Whose acceptance is missing. Where both are, the community's leg stands for the two, so that a case is told once.
_MISSING = {
    Waiting.FOR_POLICE: Network.POLICE,
    Waiting.FOR_COMMUNITY: Network.COMMUNITY,
    Waiting.FOR_BOTH: Network.COMMUNITY,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """An incident with the leg waited for since `since`, the other one, and until when it was to be accepted."""

    incident: Incident
    since: datetime
    waited: Leg
    waited_name: str | None
    partner: Leg
    partner_name: str | None
    due_at: datetime | None


_WAITED, _PARTNER = aliased(Leg, name="waited"), aliased(Leg, name="partner")
_WHO, _OTHER = aliased(Person, name="who"), aliased(Person, name="other")
#: Written out, so that the planner sees what the partial index promises.
_UNACCEPTED = and_(
    literal_column("waited.ended_at IS NULL"), literal_column("waited.state") == literal_column("'assigned'")
)
_DUE = (
    select(func.min(Clock.due_at))
    .where(
        Clock.county == _WAITED.county,
        Clock.subject_id == _WAITED.incident_id,
        Clock.network == _WAITED.network,
        literal_column("clock.state") == literal_column("'running'"),
        literal_column("clock.subject_kind") == literal_column("'incident'"),
        Clock.stage == "accept",
    )
    .scalar_subquery()
)


def list_pairs(county: County, which: Waiting, wish: paging.Wish, readable: ColumnElement[bool]) -> list[Pair]:
    """A page of them, the longest wait first, one more than asked for; raises `Invalid` for a foreign cursor."""
    query = _narrowed(county, which, readable, _WAITED, _PARTNER, Incident).add_columns(
        _WAITED.assigned_at.label("since"),
        _WHO.name.label("waited_name"),
        _OTHER.name.label("partner_name"),
        _DUE.label("due_at"),
    )
    query = query.outerjoin(_WHO, and_(_WHO.county == _WAITED.county, _WHO.id == _WAITED.person_id))
    query = query.outerjoin(_OTHER, and_(_OTHER.county == _PARTNER.county, _OTHER.id == _PARTNER.person_id))
    if wish.after:
        since, id_ = paging.read(wish.after, [str, int])
        query = query.where(
            tuple_(_WAITED.assigned_at, _WAITED.id) > tuple_(literal(paging.moment(str(since))), literal(id_))
        )
    rows = db.session.execute(query.order_by(_WAITED.assigned_at, _WAITED.id).limit(wish.limit + 1))
    return [
        Pair(row.Incident, row.since, row.waited, row.waited_name, row.partner, row.partner_name, row.due_at)
        for row in rows
    ]


def key(pair: Pair) -> list[str | int]:
    """Where a pair stands in the list."""
    return [pair.since.isoformat(), pair.waited.id]


def count(county: County, which: Waiting, readable: ColumnElement[bool]) -> int:
    """How many there are, `MOST_COUNTED` + 1 at most."""
    some = _narrowed(county, which, readable, _WAITED.id).limit(MOST_COUNTED + 1)
    return db.session.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def _narrowed(county: County, which: Waiting, readable: ColumnElement[bool], *columns: Any) -> Select[*tuple[Any, ...]]:
    partner_waits = _PARTNER.state == "assigned"
    return (
        select(*columns)
        .select_from(_WAITED)
        .join(
            _PARTNER,
            and_(
                _PARTNER.county == _WAITED.county,
                _PARTNER.incident_id == _WAITED.incident_id,
                _PARTNER.network != _WAITED.network,
                _PARTNER.ended_at.is_(None),
                partner_waits if which is Waiting.FOR_BOTH else ~partner_waits,
            ),
        )
        .join(Incident, and_(Incident.county == _WAITED.county, Incident.id == _WAITED.incident_id))
        .where(
            _WAITED.county == county, _WAITED.network == _MISSING[which], _UNACCEPTED, ~Incident.is_history, readable
        )
    )
